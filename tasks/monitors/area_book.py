"""What is known of each area of the tee-time source, as rows; an area's row belongs to no tenant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import tee_time_areas
from tasks.monitors.appearances import Appearance, observe
from tasks.monitors.areas import Area, pause_after
from tasks.monitors.openings import Opening
from tasks.monitors.schedule import watch_ends

_APPEARANCES = TypeAdapter(list[Appearance])
_KEPT_AFTER_ITS_DAY = timedelta(days=2)
_areas = tee_time_areas.c


@dataclass(frozen=True, slots=True)
class KnownArea:
    """One area, as far as it was asked for before.

    Attributes:
        failures: In a row, up to the last time that it was asked for.
        answered_at: When the source last answered; None if it never did.
        appearances: By opening.
    """

    area: Area
    failures: int = 0
    parked_until: datetime | None = None
    problem: str | None = None
    etag: str | None = None
    answered_at: datetime | None = None
    appearances: Mapping[str, Appearance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A complete answer for an area.

    Attributes:
        openings: None if they are the same as the last time.
        problem: What was wrong with it all the same, for a person.
    """

    area: Area
    openings: tuple[Opening, ...] | None
    etag: str | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """An area that was asked for in vain, or not at all because the source wants to be left alone.

    Attributes:
        problem: For a person.
        pause: At least so long it is to be left alone; None leaves that to the number of failures.
        is_failure: Whether it was asked for itself.
        is_busy: Whether the source asked to be left alone, whatever the area.
    """

    area: Area
    problem: str
    pause: timedelta | None
    is_failure: bool = True
    is_busy: bool = False


def known_areas(connection: Connection, areas: Iterable[Area], *, lock: bool = False) -> list[KnownArea]:
    """What is known of these, in the order given.

    Args:
        connection: Any open transaction.
        areas: Each one once.
        lock: Let no other transaction change them before this one ends.
    """
    wanted = list(areas)
    rows = select(tee_time_areas).where(_areas.question.in_([area.question for area in wanted]))
    if lock:
        rows = rows.order_by(_areas.question).with_for_update()
    by_question = {row.question: row for row in connection.execute(rows)}
    return [_known(area, by_question.get(area.question)) for area in wanted]


def _known(area: Area, row: Any) -> KnownArea:
    if row is None:
        return KnownArea(area)
    appearances = _APPEARANCES.validate_python(row.appearances or [])
    return KnownArea(
        area=area,
        failures=row.failures,
        parked_until=row.parked_until,
        problem=row.last_error,
        etag=row.etag if row.appearances is not None else None,
        answered_at=row.answered_at,
        appearances={one.opening.id: one for one in appearances},
    )


def note_answers(connection: Connection, answers: Sequence[Seen], now: datetime) -> None:
    """Keep what the source offers; an area that answers is parked no more."""
    known = known_areas(connection, [seen.area for seen in answers], lock=True)
    for seen, before in zip(answers, known, strict=True):
        at = now if before.answered_at is None else max(now, before.answered_at + timedelta(microseconds=1))
        values: dict[str, Any] = {
            "failures": 0,
            "parked_until": None,
            "last_error": None,
            "etag": seen.etag,
            "answered_at": at,
        }
        if seen.openings is not None:
            after = observe(before.appearances, seen.openings, at)
            if after != before.appearances or before.answered_at is None:
                values["appearances"] = _APPEARANCES.dump_python(list(after.values()), mode="json")
        _write(connection, seen.area, values)


def note_misses(connection: Connection, misses: Sequence[Missed], now: datetime) -> None:
    """Park areas: longer with each failure in a row, and as long as the source asks for."""
    known = known_areas(connection, [missed.area for missed in misses], lock=True)
    for missed, before in zip(misses, known, strict=True):
        failures = before.failures + missed.is_failure
        pause = max(pause_after(failures) if missed.is_failure else timedelta(), missed.pause or timedelta())
        values = {"failures": failures, "parked_until": now + pause, "last_error": missed.problem[:500]}
        _write(connection, missed.area, values)


def _write(connection: Connection, area: Area, values: Mapping[str, Any]) -> None:
    # The day is over everywhere in the world when it is over here.
    over_at = watch_ends(area.day, 24, "Pacific/Pago_Pago") + _KEPT_AFTER_ITS_DAY
    row = insert(tee_time_areas).values(question=area.question, over_at=over_at, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["question"], set_=dict(values)))


def forget_past_areas(connection: Connection) -> int:
    """Drop the areas whose day is long over; how many."""
    past = delete(tee_time_areas).where(_areas.over_at < func.now()).returning(_areas.question)
    return len(connection.execute(past).all())
