"""What Resend tells of a mail after it took it: https://resend.com/docs/dashboard/webhooks/event-types."""

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, func, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import email_suppressions, provider_events, weekly_summaries

_PERMANENT: Final = "permanent"
_DELAYED: Final = "delayed"
_NOTES: Final = {
    "email.bounced": "bounced",
    "email.complained": "complained",
    "email.suppressed": "suppressed",
    "email.failed": "failed",
    "email.delivery_delayed": _DELAYED,
}


class NoDeliveryEventError(ValueError):
    """What came is no event of Resend's."""


class _Bounce(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str = ""


class _About(BaseModel):
    model_config = ConfigDict(extra="ignore")

    email_id: str | None = None
    to: tuple[str, ...] = ()
    bounce: _Bounce | None = None


class DeliveryEvent(BaseModel):
    """One event, as far as it concerns us."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: str
    created_at: datetime | None = None
    data: _About = _About()

    @property
    def suppresses(self) -> Literal["bounced", "complained", "suppressed"] | None:
        """Why its recipients take no mail any more, if they do not."""
        if self.type == "email.complained":
            return "complained"
        if self.type == "email.suppressed":
            return "suppressed"
        bounce = self.data.bounce
        is_for_good = bounce is not None and bounce.type.lower() == _PERMANENT
        return "bounced" if self.type == "email.bounced" and is_for_good else None


def delivery_event(payload: object) -> DeliveryEvent:
    """The event in a webhook's body.

    Raises:
        NoDeliveryEventError: It is none.
    """
    try:
        return DeliveryEvent.model_validate(payload)
    except ValidationError as invalid:
        raise NoDeliveryEventError(str(invalid.errors()[0]["msg"])) from None


def receive(connection: Connection, event_id: str, event: DeliveryEvent) -> bool:
    """Keep an event and do what follows from it; False if it is known already, and nothing was done.

    Needs a transaction over all tenants. Of the event only what concerns us is kept: no addresses.
    """
    reason = event.suppresses
    note = _NOTES.get(event.type)
    kept = (
        insert(provider_events)
        .values(
            id=event_id,
            provider="resend",
            type=event.type[:200],
            livemode=True,
            payload={"email_id": event.data.email_id},
            outcome=f"no more mail: {reason}" if reason else note or "kept",
            occurred_at=event.created_at or datetime.now(UTC),
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(provider_events.c.id)
    )
    if connection.execute(kept).first() is None:
        return False
    if reason is not None:
        suppressed = [
            {"email": address, "reason": reason, "event_id": event_id}
            for address in sorted({parseaddr(to)[1].lower() for to in event.data.to} - {""})
        ]
        if suppressed:
            connection.execute(insert(email_suppressions).on_conflict_do_nothing(), suppressed)
    if note is not None and event.data.email_id is not None:
        noted = update(weekly_summaries).where(weekly_summaries.c.provider_id == event.data.email_id)
        if note == _DELAYED:  # events come in any order: what came of a mail in the end stays
            noted = noted.where(weekly_summaries.c.delivery.is_(None))
        connection.execute(noted.values(delivery=note, updated_at=func.now()))
    return True
