"""Decisions on duplicates as rows: why postings are one opening or one role, and what people parted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Update, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import posting_decisions
from tasks.jobs.reasons import Decision
from tasks.jobs.sets import PARTED, Pair

_decisions = posting_decisions.c
_LOGGED = text("""
    WITH told AS (
        SELECT * FROM unnest(CAST(:a AS text[]), CAST(:b AS text[]), CAST(:verdicts AS text[]),
                             CAST(:reasons AS text[])) AS t (a, b, verdict, reason)
    ), no_longer AS (
        DELETE FROM posting_decisions d WHERE undone_at IS NULL
        AND NOT EXISTS (SELECT FROM told WHERE (told.a, told.b) = (d.a, d.b))
    )
    INSERT INTO posting_decisions AS d (a, b, verdict, reason)
    SELECT a, b, verdict, reason FROM told ORDER BY a, b
    ON CONFLICT (a, b) DO UPDATE SET
        verdict = excluded.verdict, reason = excluded.reason, decided_at = now()
    WHERE (d.verdict, d.reason) IS DISTINCT FROM (excluded.verdict, excluded.reason)
""")


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A decision that holds.

    Attributes:
        parted_at: When a person said that these two are two openings; None if nobody did.
    """

    a: str
    b: str
    verdict: str
    reason: str
    decided_at: datetime
    parted_at: datetime | None


def log(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Keep these decisions, what people parted, and no others."""
    columns = {
        "a": [one.a for one in decisions],
        "b": [one.b for one in decisions],
        "verdicts": [one.verdict for one in decisions],
        "reasons": [one.reason for one in decisions],
    }
    connection.execute(_LOGGED, columns)


def parted(connection: Connection) -> list[Pair]:
    """The pairs that a person said are two openings."""
    rows = connection.execute(
        select(func.least(_decisions.a, _decisions.b), func.greatest(_decisions.a, _decisions.b)).where(
            _decisions.undone_at.is_not(None)
        )
    )
    return sorted((one, other) for one, other in rows)


def part(connection: Connection, one: str, other: str) -> None:
    """Keep down that these two are two openings."""
    marked = connection.execute(_of(one, other).values(undone_at=func.now()))
    if not marked.rowcount:
        row = {"a": min(one, other), "b": max(one, other)}
        told = {"verdict": PARTED.kind, "reason": PARTED.reason}
        connection.execute(insert(posting_decisions).values(**row, **told, undone_at=func.now()))


def rejoin(connection: Connection, one: str, other: str) -> bool:
    """Take that back; whether anybody had said it."""
    taken_back = _of(one, other).where(_decisions.undone_at.is_not(None)).values(undone_at=None)
    return connection.execute(taken_back).rowcount > 0


def _of(one: str, other: str) -> Update:
    return update(posting_decisions).where(
        or_(
            and_(_decisions.a == one, _decisions.b == other),
            and_(_decisions.a == other, _decisions.b == one),
        )
    )


def about(connection: Connection, pids: Collection[str]) -> list[LoggedDecision]:
    """Every decision on one of these, merges first."""
    rows = connection.execute(
        select(
            _decisions.a,
            _decisions.b,
            _decisions.verdict,
            _decisions.reason,
            _decisions.decided_at,
            _decisions.undone_at,
        )
        .where(or_(_decisions.a.in_(pids), _decisions.b.in_(pids)))
        .order_by(_decisions.verdict, _decisions.a, _decisions.b)
    )
    return [LoggedDecision(*row) for row in rows]
