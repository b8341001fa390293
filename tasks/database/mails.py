"""The outbox of mails: each is a row, frozen to the letter, before the mail provider is called.

A row is made in the transaction of what it tells of. Its key is unique, and is the provider's
idempotency key too, so a mail whose sending was cut short is sent again without being doubled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import email_suppressions, mails
from tasks.values import EmailAddress, Scope

CLAIM = timedelta(minutes=2)
_LONGEST_ERROR = 1_000
_mails = mails.c


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person.

    Attributes:
        key: Unique for ever, at most 256 characters: the second mail with it is the first one.
        kind: What it is about, for people and figures: `monitor-confirmation`.
        subject: One line.
        headers: Beside what every mail has, such as `List-Unsubscribe`.
    """

    key: str
    kind: str
    recipient: EmailAddress
    subject: str
    html: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def enqueue(connection: Connection, scope: Scope, mail: Mail) -> bool:
    """Have the mail sent once the connection's transaction has committed; False if its key is known."""
    return enqueue_all(connection, [(scope, mail)]) == 1


def enqueue_all(connection: Connection, mailed: Sequence[tuple[Scope, Mail]]) -> int:
    """As `enqueue`, for many at once; how many of them are new."""
    if not mailed:
        return 0
    rows: list[dict[str, Any]] = [
        {
            "tenant": scope.tenant,
            "environment": scope.environment,
            "key": mail.key,
            "kind": mail.kind,
            "recipient": mail.recipient,
            "subject": mail.subject,
            "html": mail.html,
            "text": mail.text,
            "headers": dict(mail.headers),
        }
        for scope, mail in mailed
    ]
    added = insert(mails).on_conflict_do_nothing(index_elements=["key"]).returning(mails.c.id)
    return len(connection.execute(added, rows).all())


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail in a sender's hands.

    Attributes:
        tries: Counted with this one.
        unanswered_since: The first try of which it is not known whether the provider took it.
        refusal: Why its address takes no mail any more, if that is so: `bounced`, `complained`.
    """

    id: UUID
    mail: Mail
    tries: int
    unanswered_since: datetime | None
    refusal: str | None = None


def claim_waiting(connection: Connection, most: int) -> list[WaitingMail]:
    """Take mails that wait and that nobody has in hand, oldest first, for CLAIM from now.

    Needs a transaction over all tenants. Whoever takes one is about to call the provider: should it never
    say what came of that, the mail counts as unanswered from now on.
    """
    free = or_(_mails.claimed_until.is_(None), _mails.claimed_until < func.now())
    suppressed = email_suppressions.c
    waiting = (
        select(mails, suppressed.reason.label("refusal"))
        .outerjoin(email_suppressions, suppressed.email == func.lower(_mails.recipient))
        .where(_mails.state == "pending", free)
        .order_by(_mails.created_at, _mails.id)
        .limit(most)
        .with_for_update(of=mails, skip_locked=True)
    )
    rows = connection.execute(waiting).all()
    connection.execute(
        update(mails)
        .where(_mails.id.in_([row.id for row in rows]))
        .values(
            claimed_until=func.now() + CLAIM,
            tries=_mails.tries + 1,
            first_tried_at=func.coalesce(_mails.first_tried_at, func.now()),
        )
    )
    return [
        WaitingMail(
            id=row.id,
            mail=Mail(
                key=row.key,
                kind=row.kind,
                recipient=EmailAddress(row.recipient),
                subject=row.subject,
                html=row.html,
                text=row.text,
                headers=row.headers,
            ),
            tries=row.tries + 1,
            unanswered_since=row.first_tried_at,
            refusal=row.refusal,
        )
        for row in rows
    ]


def mark_sent(connection: Connection, mail_id: UUID, provider_id: str) -> None:
    """The provider took it."""
    _set(
        connection,
        [mail_id],
        state="sent",
        provider_id=provider_id,
        sent_at=func.now(),
        claimed_until=None,
        error=None,
    )


def mark_failed(connection: Connection, mail_id: UUID, why: str) -> None:
    """It will never go out."""
    _set(connection, [mail_id], state="failed", error=why[:_LONGEST_ERROR], claimed_until=None)


def put_off(
    connection: Connection, waiting: WaitingMail, pause: timedelta, why: str, *, nothing_sent: bool
) -> None:
    """Let it be tried again after a pause; what is known not to have gone out is not unanswered."""
    values: dict[str, Any] = {"claimed_until": func.now() + pause, "error": why[:_LONGEST_ERROR]}
    if nothing_sent:
        values["first_tried_at"] = waiting.unanswered_since
    _set(connection, [waiting.id], **values)


def let_go(connection: Connection, untried: Sequence[WaitingMail]) -> None:
    """Give back mails that were claimed and not tried."""
    for waiting in untried:
        _set(
            connection,
            [waiting.id],
            claimed_until=None,
            tries=waiting.tries - 1,
            first_tried_at=waiting.unanswered_since,
        )


def waiting_since(connection: Connection, moment: datetime) -> int:
    """How many mails of all tenants were written before a moment and have not gone out."""
    left = select(func.count()).where(_mails.state == "pending", _mails.created_at < moment)
    return connection.execute(left).scalar_one()


def _set(connection: Connection, ids: Sequence[UUID], **values: Any) -> None:
    connection.execute(update(mails).where(_mails.id.in_(ids)).values(**values))
