"""What Resend tells of a mail after it took it: https://resend.com/docs/dashboard/webhooks/event-types.

An event may come before its mail's id is noted, twice, and after what happened later. So events are kept, and
what stands on a mail's row is the worst that any of them says.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import ARRAY, Connection, Text, bindparam, text
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import email_suppressions, provider_events

_PERMANENT: Final = "permanent"
_NOTES: Final = {
    "email.complained": "complained",
    "email.bounced": "bounced",
    "email.suppressed": "suppressed",
    "email.failed": "failed",
    "email.delivery_delayed": "delayed",
}
"""What is noted of a mail, the worst first."""

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('caddie deliveries'))")
_NOTE = text("""
    UPDATE weekly_summaries s
    SET delivery = (:notes)[told.worst], updated_at = now()
    FROM (
        SELECT about, min(array_position(:types, type)) AS worst FROM provider_events
        WHERE provider = 'resend' AND about = ANY(:mails) AND type = ANY(:types) GROUP BY about
    ) told
    WHERE s.provider_id = told.about AND s.delivery IS DISTINCT FROM (:notes)[told.worst]
""").bindparams(
    bindparam("mails", type_=ARRAY(Text)),
    bindparam("types", list(_NOTES), type_=ARRAY(Text)),
    bindparam("notes", list(_NOTES.values()), type_=ARRAY(Text)),
)


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


def one_at_a_time(connection: Connection) -> None:
    """Keep others from noting until this transaction ends: each sees the events, and the ids, of the last."""
    connection.execute(_ONE_AT_A_TIME)


def note(connection: Connection, mails: Sequence[str]) -> None:
    """Put on their rows the worst that is known of these mails, by Resend's ids.

    Needs a transaction over all tenants that has the word (`one_at_a_time`).
    """
    connection.execute(_NOTE, {"mails": mails})


def receive(connection: Connection, event_id: str, event: DeliveryEvent) -> bool:
    """Keep an event and do what follows from it; False if it is known already, and nothing was done.

    Needs a transaction over all tenants. Of the event only what concerns us is kept: no addresses.
    """
    reason = event.suppresses
    noted = _NOTES.get(event.type)
    mail = event.data.email_id
    if noted is not None:
        one_at_a_time(connection)
    kept = (
        insert(provider_events)
        .values(
            id=event_id,
            provider="resend",
            type=event.type[:200],
            livemode=True,
            payload={"email_id": mail},
            about=mail if noted is not None else None,
            outcome=f"no more mail: {reason}" if reason else noted or "kept",
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
    if noted is not None and mail is not None:
        note(connection, [mail])
    return True
