"""What goes over the wire to the shop: a signed body, or one that is spoilt on purpose. Pure."""

import json
from dataclasses import dataclass

import stripe
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from deployments.sandbox.stripe_checkout.objects import Event
from deployments.sandbox.stripe_checkout.thin_events import notification_of


class Manner(BaseModel):
    """How an event is delivered. Without anything said: well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thin: bool = Field(False, description="as a thin event, without a snapshot of the object")
    secrets: tuple[str, ...] = Field(
        (), max_length=20, description="sign with these, one signature each, instead of the endpoint's own"
    )
    seconds_ago: int = Field(0, description="signed that long ago; below 0: in the future")
    unsigned: bool = Field(False, description="without a signature header")
    altered: bool = Field(False, description="one byte is changed after signing")
    signature: str | None = Field(None, description="this signature header, as UTF-8, whatever it says")
    object_changes: dict[str, JsonValue] = Field(
        {}, description="fields of data.object to put in before signing: amount_total, metadata, …"
    )
    event_changes: dict[str, JsonValue] = Field(
        {}, description="fields of the event to put in before signing: id, livemode, api_version, type, …"
    )
    body: str | None = Field(None, description="sign and send this instead of any event")

    @property
    def tells_the_truth(self) -> bool:
        """Whether who takes it has been told what happened."""
        return self.body is None and not self.object_changes and not self.event_changes


@dataclass(frozen=True, slots=True)
class Letter:
    """One request to the shop."""

    body: bytes
    headers: dict[bytes, bytes]


def letter_of(event: Event | None, manner: Manner, secret: str, now: int) -> Letter:
    """The request that tells of an event.

    Args:
        event: None only if the manner brings a body of its own.
        manner: Well, or how not.
        secret: The endpoint's.
        now: Unix seconds by the shop's clock, since that is what it compares with.
    """
    text = manner.body if event is None or manner.body is not None else json.dumps(_said(event, manner))
    payload = text or ""
    signatures = [
        stripe.WebhookSignature.generate_signature_header(payload, each, now - manner.seconds_ago)
        for each in manner.secrets or (secret,)
    ]
    moment, _, first = signatures[0].partition(",")
    header = ",".join([moment, first, *(each.partition(",")[2] for each in signatures[1:])])
    headers = {b"content-type": b"application/json; charset=utf-8", b"user-agent": b"Stripe/1.0 (sandbox)"}
    if manner.signature is not None:
        headers[b"stripe-signature"] = manner.signature.encode()
    elif not manner.unsigned:
        headers[b"stripe-signature"] = header.encode()
    body = payload.encode()
    return Letter(_altered(body) if manner.altered else body, headers)


def _said(event: Event, manner: Manner) -> dict[str, JsonValue]:
    if manner.thin:
        return notification_of(event) | manner.event_changes
    said: dict[str, JsonValue] = event.model_dump(mode="json")
    return said | {"data": {"object": event.data.object | manner.object_changes}} | manner.event_changes


def _altered(body: bytes) -> bytes:
    """Another body that is still JSON if it was: the last digit in it is another one."""
    for place in range(len(body) - 1, -1, -1):
        if body[place : place + 1].isdigit():
            return body[:place] + (b"1" if body[place : place + 1] != b"1" else b"2") + body[place + 1 :]
    return body + b" "
