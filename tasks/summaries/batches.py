"""Summaries on their way out, a batch at a time: frozen before the provider is called, settled after.

States of a row: pending → sending → sent, or skipped, failed, unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Row, Text, Uuid, and_, bindparam, delete, func, select, text, update

from tasks.database.tables import weekly_summaries
from tasks.letters import Letter
from tasks.summaries.choosing import NOT_WANTED
from tasks.summaries.links import Person
from tasks.summaries.model import Numbers
from tasks.values import IsoWeek, Scope, UserId

CLAIM = timedelta(minutes=1)
"""How long one call may take, and a little more."""

MOST_IN_A_BATCH = 100
_LONGEST_REASON = 500
_REFUSED = "the provider refused it"
_UNNAMEABLE = "no link to unsubscribe can be made from the id of the user, or of the tenant"
_rows = weekly_summaries.c

# Whoever said no since they were chosen is seen here, last.
_PENDING = text("""
    SELECT s.id, s.tenant, s.environment, s.user_id, s.recipient, s.numbers, p.full_name,
           CASE WHEN p.active IS NOT TRUE THEN 'the account is not active'
                WHEN p.email_preferences -> 'weeklySummary' = 'false'::jsonb THEN CAST(:not_wanted AS text)
                WHEN x.email IS NOT NULL THEN 'the address takes no mail: ' || x.reason END AS refusal
    FROM weekly_summaries s
    LEFT JOIN profiles p ON (p.tenant, p.environment, p.user_id) = (s.tenant, s.environment, s.user_id)
    LEFT JOIN email_suppressions x ON x.email = lower(s.recipient)
    WHERE s.week = :week AND s.state = 'pending' AND s.numbers IS NOT NULL
      AND (CAST(:user_id AS text) IS NULL OR s.user_id = :user_id)
    ORDER BY s.id LIMIT :most
    FOR UPDATE OF s SKIP LOCKED
""")

# Rows are locked in their order, as whoever takes the batch up does: all, or none.
_SETTLE = text("""
    WITH held AS (
        SELECT id FROM weekly_summaries WHERE id = ANY(:ids) ORDER BY position FOR UPDATE
    )
    UPDATE weekly_summaries s
    SET state = CASE WHEN is_sent THEN 'sent' ELSE 'failed' END,
        provider_id = said.provider_id,
        reason = CASE WHEN NOT is_sent THEN said.refusal END,
        sent_at = CASE WHEN is_sent THEN now() END,
        html = CASE WHEN NOT is_sent THEN s.html END,
        text = CASE WHEN NOT is_sent THEN s.text END,
        headers = CASE WHEN NOT is_sent THEN s.headers END,
        claimed_until = NULL,
        updated_at = now()
    FROM held
    JOIN unnest(:ids, :provider_ids, :refusals) AS said(id, provider_id, refusal) USING (id)
    CROSS JOIN LATERAL (SELECT said.provider_id IS NOT NULL AS is_sent) sent
    WHERE s.id = held.id
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("provider_ids", type_=ARRAY(Text)),
    bindparam("refusals", type_=ARRAY(Text)),
)
_LATEST = text("""
    SELECT s.id, s.tenant, s.environment, s.user_id, s.recipient, s.numbers, p.full_name
    FROM weekly_summaries s
    LEFT JOIN profiles p ON (p.tenant, p.environment, p.user_id) = (s.tenant, s.environment, s.user_id)
    WHERE s.week = :week AND s.state = 'sent' AND s.numbers IS NOT NULL
      AND (CAST(:user_id AS text) IS NULL OR s.user_id = :user_id)
    ORDER BY s.sent_at DESC, s.id LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A summary that is to be written and sent."""

    id: UUID
    person: Person
    name: str | None
    recipient: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Written:
    """A summary as it goes out, to the letter."""

    id: UUID
    recipient: str
    letter: Letter
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one call of the provider takes.

    Attributes:
        key: Its idempotency key, made from week, members and bodies: it fits no other batch.
        claimed_until: Until when whoever has it may send it; who takes it up after has another.
        unanswered_since: The first try of which nobody knows what came.
    """

    key: str
    mails: tuple[Written, ...]
    claimed_until: datetime
    unanswered_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the provider said of one mail: its id there, or why it will not take it."""

    provider_id: str | None = None
    refusal: str | None = None


def claim_pending(connection: Connection, week: IsoWeek, user_id: UserId | None) -> list[Unwritten]:
    """Up to a batch of summaries that nobody has in hand; the transaction keeps them until it ends."""
    asked = {"week": week, "user_id": user_id, "most": MOST_IN_A_BATCH, "not_wanted": NOT_WANTED}
    while rows := connection.execute(_PENDING, asked).all():
        wanted = []
        for row in rows:
            person = _person(row.tenant, row.environment, row.user_id)
            refusal = row.refusal or (_UNNAMEABLE if person is None else None)
            if refusal is not None or person is None:
                _set(connection, [row.id], state="skipped", reason=refusal)
                continue
            wanted.append(_unwritten(row, person))
        if wanted:
            return wanted
    return []


def _unwritten(row: Row[Any], person: Person) -> Unwritten:
    numbers = Numbers.model_validate(row.numbers)
    return Unwritten(row.id, person, row.full_name, row.recipient, numbers)


def _person(tenant: str, environment: str, user_id: str) -> Person | None:
    """Whom the app's own names name; None if they cannot stand in a link, without which no mail goes out."""
    try:
        return Person(Scope.of(tenant, environment), UserId(user_id))
    except ValueError:
        return None


def freeze(connection: Connection, week: IsoWeek, mails: Sequence[Written]) -> Batch:
    """Note what is about to be sent, under which key; whoever did so has CLAIM to send it."""
    claimed_until = connection.execute(select(func.now() + CLAIM)).scalar_one()
    batch = Batch(_key(week, mails), tuple(mails), claimed_until)
    frozen = (
        update(weekly_summaries)
        .where(_rows.id == bindparam("row_id"))
        .values(
            state="sending",
            subject=bindparam("subject"),
            html=bindparam("html"),
            text=bindparam("text"),
            headers=bindparam("headers"),
            batch_key=batch.key,
            position=bindparam("position"),
            claimed_until=claimed_until,
            first_tried_at=func.now(),
            updated_at=func.now(),
        )
    )
    values: list[dict[str, Any]] = [
        {
            "row_id": mail.id,
            "subject": mail.letter.subject,
            "html": mail.letter.html,
            "text": mail.letter.text,
            "headers": dict(mail.headers),
            "position": position,
        }
        for position, mail in enumerate(mails)
    ]
    connection.execute(frozen, values)
    return batch


def take_up(connection: Connection, week: IsoWeek) -> Batch | None:
    """A batch that somebody froze and never settled, for CLAIM from now."""
    is_left = and_(_rows.week == week, _rows.state == "sending", _rows.claimed_until < func.now())
    left = select(_rows.batch_key).where(is_left).order_by(_rows.id).limit(1)
    key = connection.execute(left).scalar_one_or_none()
    if key is None:
        return None
    # In the order in which whoever sent them would settle them: all, or none if that is what happens now.
    members = (
        select(weekly_summaries)
        .where(is_left, _rows.batch_key == key)
        .order_by(_rows.position)
        .with_for_update()
    )
    rows = connection.execute(members).all()
    if not rows:
        return None
    claimed_until = connection.execute(select(func.now() + CLAIM)).scalar_one()
    _set(
        connection,
        [row.id for row in rows],
        claimed_until=claimed_until,
        first_tried_at=func.coalesce(_rows.first_tried_at, func.now()),
    )
    return Batch(
        key=key,
        mails=tuple(
            Written(row.id, row.recipient, Letter(row.subject, row.html, row.text), row.headers)
            for row in rows
        ),
        claimed_until=claimed_until,
        unanswered_since=min((row.first_tried_at for row in rows if row.first_tried_at), default=None),
    )


def settle(connection: Connection, batch: Batch, outcomes: Sequence[Outcome]) -> None:
    """The provider has answered for each. What was sent keeps its numbers, and not its body."""
    settled = list(zip(batch.mails, outcomes, strict=True))
    connection.execute(
        _SETTLE,
        {
            "ids": [mail.id for mail, _ in settled],
            "provider_ids": [outcome.provider_id for _, outcome in settled],
            "refusals": [(outcome.refusal or _REFUSED)[:_LONGEST_REASON] for _, outcome in settled],
        },
    )


def give_up(connection: Connection, mails: Sequence[Written], state: str, why: str) -> None:
    """They will not go out: `failed`, or `unknown` where they may have."""
    _set(
        connection,
        [mail.id for mail in mails],
        state=state,
        reason=why[:_LONGEST_REASON],
        claimed_until=None,
    )


def put_off(connection: Connection, batch: Batch, *, nothing_sent: bool) -> None:
    """Leave it to anybody from now on: under its key, or to be written anew if surely nothing went out.

    Who says no in the meantime gets no mail then. If somebody else has taken it up, it is theirs.
    """
    if nothing_sent and batch.unanswered_since is None:
        frozen = ("subject", "html", "text", "headers", "batch_key", "position", "first_tried_at")
        _set_held(
            connection, batch, batch.mails, state="pending", claimed_until=None, **dict.fromkeys(frozen)
        )
    else:
        _set_held(connection, batch, batch.mails, claimed_until=func.now())


def part(connection: Connection, week: IsoWeek, batch: Batch) -> None:
    """Make two batches of one that was refused as a whole, each under its own key, for anybody to take up."""
    middle = len(batch.mails) // 2
    for half in (batch.mails[:middle], batch.mails[middle:]):
        for position, mail in enumerate(half):
            _set_held(connection, batch, [mail], batch_key=_key(week, half), position=position)
    _set_held(connection, batch, batch.mails, claimed_until=func.now(), first_tried_at=None)


def open_ones(connection: Connection, week: IsoWeek, user_id: UserId | None) -> int:
    """How many summaries of the week, or this person's, are to be sent, or being sent by somebody."""
    are_open = and_(_rows.week == week, _rows.state.in_(("pending", "sending")), _rows.numbers.is_not(None))
    counted = select(func.count()).where(are_open)
    if user_id is not None:
        counted = counted.where(_rows.user_id == user_id)
    return connection.execute(counted).scalar_one()


def latest_sent(connection: Connection, week: IsoWeek, user_id: UserId | None) -> Unwritten | None:
    """The summary that went out last, of which its numbers are left; None if there is none."""
    row = connection.execute(_LATEST, {"week": week, "user_id": user_id}).first()
    person = None if row is None else _person(row.tenant, row.environment, row.user_id)
    if row is None or person is None:
        return None
    return _unwritten(row, person)


def forget(connection: Connection, week: IsoWeek, user_id: UserId | None) -> None:
    """As if nobody had been told of the week, or this person had not."""
    rows = delete(weekly_summaries).where(_rows.week == week)
    connection.execute(rows if user_id is None else rows.where(_rows.user_id == user_id))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many summaries of a week are in a state, for one reason."""

    state: str
    reason: str | None
    people: int


def tally(connection: Connection, week: IsoWeek, user_id: UserId | None) -> list[Tally]:
    """All of them, most first."""
    people = func.count()
    counted = (
        select(_rows.state, _rows.reason, people)
        .where(_rows.week == week)
        .group_by(_rows.state, _rows.reason)
        .order_by(people.desc(), _rows.state, _rows.reason)
    )
    if user_id is not None:
        counted = counted.where(_rows.user_id == user_id)
    return [Tally(*row) for row in connection.execute(counted).all()]


def _key(week: IsoWeek, mails: Sequence[Written]) -> str:
    digest = sha256()
    for mail in mails:
        for part in (str(mail.id), mail.recipient, mail.letter.subject, mail.letter.html, mail.letter.text):
            digest.update(sha256(part.encode()).digest())
    return f"weekly/{week}/{digest.hexdigest()}"


def _set_held(connection: Connection, batch: Batch, mails: Sequence[Written], **values: Any) -> None:
    """Change rows of a batch, as long as nobody else has taken it up."""
    held = and_(
        _rows.id.in_([mail.id for mail in mails]),
        _rows.state == "sending",
        _rows.claimed_until == batch.claimed_until,
    )
    connection.execute(update(weekly_summaries).where(held).values(**values, updated_at=func.now()))


def _set(connection: Connection, ids: Sequence[UUID], **values: Any) -> None:
    connection.execute(
        update(weekly_summaries).where(_rows.id.in_(ids)).values(**values, updated_at=func.now())
    )
