"""Monitors in a door's database as monitor-creation leaves them, and events of Stripe's about them."""

import json
import secrets
import time
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
import stripe
from psycopg.types.json import Jsonb

from deployments.sandbox.stripe_checkout.objects import Session, new_id
from tasks.settings import SANDBOX_PRICE_ID, SANDBOX_WEBHOOK_SECRET
from tests.deployments.shim.doors import DoorServer

WEBHOOK = "/stripe/webhook"


@dataclass(frozen=True)
class Sold:
    """A monitor with its Checkout Session."""

    tenant: str
    preference_id: str
    flow_run_id: str
    email: str
    session_id: str

    def session(self, **changes: Any) -> dict[str, Any]:
        """The session once it is paid, as Stripe shows it."""
        paid = Session(
            id=self.session_id,
            amount_subtotal=900,
            amount_total=900,
            client_reference_id=self.preference_id,
            created=int(time.time()),
            currency="usd",
            expires_at=int(time.time()) + 3600,
            metadata={"userSearchPreferenceId": self.preference_id, "email": self.email},
            mode="payment",
            payment_intent=f"pi_{self.session_id}",
            payment_method_collection="if_required",
            payment_status="paid",
            status="complete",
            success_url="https://app.example.com/paid",
        )
        return paid.model_dump(mode="json") | changes


def sell(door: DoorServer, *, state: str = "open", status: str = "pending_payment", **changes: Any) -> Sold:
    """A monitor of a tenant of its own; `state` is its Checkout attempt's."""
    tenant = changes.pop("tenant", f"tenant-{secrets.token_hex(8)}")
    run_id, criteria_id, preference_id = (str(uuid4()) for _ in range(3))
    sold = Sold(tenant, preference_id, run_id, f"{secrets.token_hex(8)}@example.com", new_id("cs_test", 58))
    door.execute(
        "INSERT INTO search_criteria (id, tenant, environment, request_id, zip_code, latitude, longitude,"
        " time_zone, radius_miles, search_date, number_of_players, preferred_time_start, preferred_time_end,"
        " hot_deals_only, holes) VALUES (%s, %s, 'test', %s, '94103', 37.77, -122.41, 'America/Los_Angeles',"
        " 25, '2030-05-01', 2, 5, 21, false, 3)",
        criteria_id,
        tenant,
        run_id,
    )
    door.execute(
        "INSERT INTO user_search_preferences (id, tenant, environment, email, search_criteria_id, status,"
        " active, schedule_interval) VALUES (%s, %s, 'test', %s, %s, %s, %s, 'PT5M')",
        preference_id,
        tenant,
        sold.email,
        criteria_id,
        status,
        status == "active",
    )
    offer(door, sold, 1, state)
    return sold


def offer(door: DoorServer, sold: Sold, attempt: int, state: str = "open") -> Sold:
    """Another attempt to sell the same monitor, with a session of its own."""
    offered = replace(sold, session_id=new_id("cs_test", 58)) if attempt > 1 else sold
    is_known = state != "pending"
    door.execute(
        "INSERT INTO checkout_attempts (tenant, environment, user_search_preference_id, attempt,"
        " idempotency_key, params, price_id, state, session_id, amount_total, currency, expires_at)"
        " VALUES (%s, 'test', %s, %s, %s, %s, %s, %s, %s, %s, %s, now() + interval '1 hour')",
        sold.tenant,
        sold.preference_id,
        attempt,
        f"checkout:{sold.preference_id}:{attempt}",
        Jsonb({"mode": "payment"}),
        SANDBOX_PRICE_ID,
        state,
        offered.session_id if is_known else None,
        900 if is_known else None,
        "usd" if is_known else None,
    )
    return offered


def event(event_type: str, about: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A snapshot event."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": stripe.api_version,
        "created": int(time.time()),
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": event_type,
    } | changes


def completed(sold: Sold, **changes: Any) -> dict[str, Any]:
    return event("checkout.session.completed", sold.session(**changes))


def refunded(sold: Sold, **changes: Any) -> dict[str, Any]:
    charge = {"id": new_id("ch"), "object": "charge", "payment_intent": f"pi_{sold.session_id}"}
    return event(
        "charge.refunded", charge | {"amount": 900, "amount_refunded": 900, "refunded": True} | changes
    )


def disputed(sold: Sold) -> dict[str, Any]:
    dispute = {"id": new_id("du"), "object": "dispute", "payment_intent": f"pi_{sold.session_id}"}
    return event("charge.dispute.created", dispute)


def signature(body: str, secret: str = SANDBOX_WEBHOOK_SECRET, moment: int | None = None) -> str:
    return str(stripe.WebhookSignature.generate_signature_header(body, secret, moment))


def tell(door: DoorServer, told: Any, *, stripe_signature: str | bytes | None = None) -> httpx.Response:
    """Deliver an event, or a text, signed well unless another signature is given."""
    body = told if isinstance(told, str) else json.dumps(told)
    signed = signature(body) if stripe_signature is None else stripe_signature
    sent = signed if isinstance(signed, bytes) else signed.encode()
    headers = {b"Stripe-Signature": sent, b"Content-Type": b"application/json"}
    with door.client(None) as stripe_itself:
        return stripe_itself.post(WEBHOOK, content=body.encode(), headers=headers)


def status(door: DoorServer, sold: Sold) -> str:
    [(found, active)] = door.execute(
        "SELECT status, active FROM user_search_preferences WHERE id = %s", sold.preference_id
    )
    assert active == (found == "active")
    return str(found)


def kept(door: DoorServer, event_id: str) -> list[str]:
    """What came of an event that was kept."""
    rows = door.execute("SELECT outcome FROM provider_events WHERE id = %s", event_id)
    return [str(outcome) for (outcome,) in rows]


def asked_for(door: DoorServer, sold: Sold) -> int:
    """How many activations its events have asked for."""
    return len(
        door.execute("SELECT 1 FROM inbox WHERE workflow = 'monitor-activation' AND tenant = %s", sold.tenant)
    )
