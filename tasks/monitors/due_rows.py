"""Monitors that are due, as rows: claimed by a run, compared with what is offered, told, and put off.

Claims, what was told, the mail that tells it and the next moment of a check are one transaction a batch:
so a monitor that was cut short is either as it was or done, and nobody hears of one thing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    String,
    and_,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from tasks.database.tables import (
    monitor_schedules,
    priority_courses,
    search_criteria,
    user_search_preferences,
)
from tasks.monitors.appearances import Appearance
from tasks.monitors.lifecycle import TERMINAL
from tasks.monitors.openings import Wish
from tasks.values import EmailAddress, IsoInterval, Scope

CLAIM = timedelta(minutes=5)
_schedules = monitor_schedules.c
_preferences = user_search_preferences.c
_criteria = search_criteria.c


@dataclass(frozen=True, slots=True)
class DueMonitor:
    """A monitor in this run's hands.

    Attributes:
        compared_with: The moment of the answer that it was last compared with; None before the first.
    """

    schedule_id: UUID
    preference_id: UUID
    scope: Scope
    email: EmailAddress
    is_told: bool
    zip_code: str
    interval: IsoInterval
    compared_with: datetime | None
    wish: Wish


@dataclass(frozen=True, slots=True)
class Telling:
    """What a monitor's customer may have to be told; what they know already is sorted out by `unknown`."""

    monitor: DueMonitor
    appearances: tuple[Appearance, ...]
    mail_key: str | None


@dataclass(frozen=True, slots=True)
class OverMonitor:
    """A monitor whose day to play is over where the course lies.

    Attributes:
        is_watched_outside: Whether somebody else's service has its schedule.
    """

    preference_id: UUID
    is_watched_outside: bool


def over(connection: Connection, most: int) -> list[OverMonitor]:
    """The monitors whose day is over, and that have not come to an end yet."""
    hours = func.make_interval(0, 0, 0, 0, _criteria.preferred_time_end)
    ends_at = func.timezone(_criteria.time_zone, sql_cast(_criteria.search_date, DateTime) + hours)
    own = exists().where(sql_cast(_schedules.id, String) == _preferences.schedule_id)
    rows = (
        select(_preferences.id, and_(_preferences.schedule_id.is_not(None), ~own))
        .select_from(user_search_preferences)
        .join(search_criteria)
        .where(_preferences.status.not_in(TERMINAL), ends_at <= func.now())
        .order_by(_preferences.id)
        .limit(most)
    )
    return [OverMonitor(*row) for row in connection.execute(rows)]


def claim(connection: Connection, run_id: UUID, most: int) -> int:
    """Take what is due and in nobody's hands, longest overdue first; how many monitors that are."""
    free = or_(
        _schedules.claimed_until.is_(None),
        _schedules.claimed_until < func.now(),
        _schedules.claimed_by == run_id,
    )
    due = (
        select(_schedules.id)
        .where(_schedules.next_check_at <= func.now(), free)
        .order_by(_schedules.next_check_at)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(monitor_schedules)
        .where(_schedules.id == due.c.id)
        .values(claimed_by=run_id, claimed_until=func.now() + CLAIM)
    )
    return connection.execute(taken).rowcount


def claimed(connection: Connection, run_id: UUID) -> list[DueMonitor]:
    """The monitors in a run's hands."""
    favourites = (
        select(
            func.coalesce(
                func.array_agg(
                    aggregate_order_by(priority_courses.c.facility_id, priority_courses.c.position)
                ),
                sql_cast([], ARRAY(BigInteger)),
            )
        )
        .where(priority_courses.c.search_criteria_id == _criteria.id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            _schedules.id.label("schedule_id"),
            _schedules.tenant,
            _schedules.environment,
            _schedules.interval,
            _schedules.compared_with,
            _preferences.id.label("preference_id"),
            _preferences.email,
            _preferences.notify_enabled,
            search_criteria,
            favourites.label("favourites"),
        )
        .select_from(monitor_schedules)
        .join(user_search_preferences)
        .join(search_criteria)
        .where(_in_hand(run_id))
    )
    return [_due(row) for row in rows]


def _in_hand(run_id: UUID) -> Any:
    return and_(
        _schedules.claimed_by == run_id,
        _schedules.claimed_until > func.now(),
        _schedules.next_check_at <= func.now(),
    )


def _due(row: Any) -> DueMonitor:
    return DueMonitor(
        schedule_id=row.schedule_id,
        preference_id=row.preference_id,
        scope=Scope.of(row.tenant, row.environment),
        email=EmailAddress(row.email),
        is_told=row.notify_enabled,
        zip_code=row.zip_code,
        interval=IsoInterval(row.interval),
        compared_with=row.compared_with,
        wish=Wish(
            latitude=row.latitude,
            longitude=row.longitude,
            time_zone=row.time_zone,
            radius_miles=row.radius_miles,
            search_date=row.search_date,
            number_of_players=row.number_of_players,
            preferred_time_start=row.preferred_time_start,
            preferred_time_end=row.preferred_time_end,
            max_price=row.max_price,
            hot_deals_only=row.hot_deals_only,
            holes=row.holes,
            priority_courses=tuple(str(course) for course in row.favourites),
        ),
    )


def still_in_hand(connection: Connection, run_id: UUID, monitors: Sequence[DueMonitor]) -> set[UUID]:
    """The schedules of those that nobody stopped or took meanwhile; until the transaction ends nobody can."""
    rows = connection.execute(
        select(_schedules.id)
        .where(_schedules.id.in_([monitor.schedule_id for monitor in monitors]), _in_hand(run_id))
        .order_by(_schedules.id)
        .with_for_update()
    )
    return set(rows.scalars())


_REMEMBER = text(
    "INSERT INTO monitor_openings"
    " (tenant, environment, user_search_preference_id, opening_id, appearance, mail_key)"
    " SELECT * FROM unnest(CAST(:tenants AS text[]), CAST(:environments AS text[]),"
    " CAST(:preferences AS uuid[]), CAST(:openings AS text[]), CAST(:appearances AS int[]),"
    " CAST(:mail_keys AS text[]))"
    " ON CONFLICT (user_search_preference_id, opening_id, appearance) DO NOTHING"
    " RETURNING user_search_preference_id, opening_id"
)


def unknown(connection: Connection, tellings: Sequence[Telling]) -> list[Telling]:
    """What is really news of all this, remembered as told from now on."""
    pairs = [(telling, appearance) for telling in tellings for appearance in telling.appearances]
    if not pairs:
        return []
    added = connection.execute(
        _REMEMBER,
        {
            "tenants": [telling.monitor.scope.tenant for telling, _ in pairs],
            "environments": [telling.monitor.scope.environment for telling, _ in pairs],
            "preferences": [telling.monitor.preference_id for telling, _ in pairs],
            "openings": [appearance.opening.id for _, appearance in pairs],
            "appearances": [appearance.number for _, appearance in pairs],
            "mail_keys": [telling.mail_key for telling, _ in pairs],
        },
    )
    new = {(row.user_search_preference_id, row.opening_id) for row in added}
    news = [
        Telling(
            telling.monitor,
            tuple(
                one for one in telling.appearances if (telling.monitor.preference_id, one.opening.id) in new
            ),
            telling.mail_key,
        )
        for telling in tellings
    ]
    return [telling for telling in news if telling.appearances]


@dataclass(frozen=True, slots=True)
class Checked:
    """A monitor that this sweep is done with.

    Attributes:
        answered_at: The moment of the answer that it was compared with; None if there was none.
    """

    schedule_id: UUID
    next_check_at: datetime
    answered_at: datetime | None


_PUT_OFF = text(
    "UPDATE monitor_schedules s SET next_check_at = c.next_check_at, claimed_by = NULL, claimed_until = NULL,"
    " compared_with = coalesce(c.answered_at, s.compared_with),"
    " last_check_at = CASE WHEN c.answered_at IS NULL THEN s.last_check_at ELSE now() END,"
    " updated_at = now()"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[]), CAST(:answers AS timestamptz[]))"
    " AS c (id, next_check_at, answered_at) WHERE s.id = c.id"
)


def put_off(connection: Connection, checked: Sequence[Checked]) -> None:
    """Let go of monitors until they are due again."""
    if checked:
        connection.execute(
            _PUT_OFF,
            {
                "ids": [one.schedule_id for one in checked],
                "moments": [one.next_check_at for one in checked],
                "answers": [one.answered_at for one in checked],
            },
        )


def release(connection: Connection, monitors: Sequence[DueMonitor]) -> None:
    """Let go of monitors that stay due."""
    ids = [monitor.schedule_id for monitor in monitors]
    connection.execute(
        update(monitor_schedules).where(_schedules.id.in_(ids)).values(claimed_by=None, claimed_until=None)
    )
