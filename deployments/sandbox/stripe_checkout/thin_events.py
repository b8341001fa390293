"""Thin events: what an event destination gets that wants no snapshots. Pure.

Facts: https://docs.stripe.com/event-destinations#thin-payload and the SDK's own `stripe.events` classes.
"""

from datetime import UTC, datetime

from pydantic import JsonValue

from deployments.sandbox.stripe_checkout.objects import Event

_PATHS = {
    "charge": "charges",
    "checkout.session": "checkout/sessions",
    "dispute": "disputes",
    "invoice": "invoices",
    "payment_intent": "payment_intents",
    "refund": "refunds",
    "subscription": "subscriptions",
}


def notification_of(event: Event) -> dict[str, JsonValue]:
    """What is delivered: that something happened to an object, and not what."""
    kind, changed = str(event.data.object["object"]), str(event.data.object["id"])
    reason: JsonValue = None
    if event.request.id is not None:
        request: JsonValue = {"id": event.request.id, "idempotency_key": event.request.idempotency_key}
        reason = {"type": "request", "request": request}
    return {
        "id": thin_id(event.id),
        "object": "v2.core.event",
        "context": None,
        "created": datetime.fromtimestamp(event.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "livemode": event.livemode,
        "reason": reason,
        "related_object": {"id": changed, "type": kind, "url": f"/v1/{_PATHS[kind]}/{changed}"},
        "type": f"v1.{event.type}",
    }


def thin_event_of(event: Event) -> dict[str, JsonValue]:
    """What is fetched: the notification, and the snapshot that tells of the same."""
    return notification_of(event) | {"changes": None, "snapshot_event": event.id}


def thin_id(snapshot_id: str) -> str:
    """The id of a snapshot's thin twin: another event, as far as its reader knows."""
    return snapshot_id.replace("evt_", "evt_test_", 1)


def snapshot_id(wanted: str) -> str:
    """The reverse; what is no thin event's id leads to no event."""
    return wanted.replace("evt_test_", "evt_", 1) if wanted.startswith("evt_test_") else ""
