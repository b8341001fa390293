"""The rows that count: reserved before a résumé is written, confirmed with it, given back if none comes.

A person's week is one row of usage_tracking; who holds its lock counts alone, so that any number of runs at
once never pass the limit.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import (
    subscription_tiers,
    usage_reservations,
    usage_tracking,
    user_subscriptions,
)
from tasks.resumes.usage import COUNTED_STATUSES, FREE, Usage, has_room, period_start
from tasks.values import Scope, UserId

WEEK = timedelta(days=7)
_reservations, _tracking = usage_reservations.c, usage_tracking.c


def reserve(connection: Connection, scope: Scope, user_id: UserId, run_id: UUID, now: datetime) -> Usage:
    """Keep a place in the person's week for this run; the same one however often it asks.

    Args:
        connection: A transaction that sees the scope.
        scope: Whose it is.
        user_id: Whose week.
        run_id: Who reserves.
        now: Aware; says which week.
    """
    tier, limit = _plan(connection, user_id)
    held = _held_by(connection, run_id)
    week = period_start(now) if held is None else held.period_start
    written = _locked(connection, scope, user_id, week)
    held = _held_by(connection, run_id)  # another worker may have had the lock for the same run
    used = written + _reserved_by_others(connection, user_id, week, run_id)
    used -= held is not None and held.state == "confirmed"
    is_reserved = held is not None
    if not is_reserved and has_room(used, limit):
        _write(connection, scope, user_id, run_id, week)
        is_reserved = True
    return Usage(tier=tier, used=used, limit=limit, resets_at=week + WEEK, is_reserved=is_reserved)


def confirm(connection: Connection, run_id: UUID) -> None:
    """Count what this run has written, once; a run that reserved nothing counts nothing."""
    reserved = connection.execute(
        update(usage_reservations)
        .where(_reservations.flow_run_id == str(run_id), _reservations.state != "confirmed")
        .values(state="confirmed", updated_at=func.now())
        .returning(_reservations.user_id, _reservations.period_start)
    ).one_or_none()
    if reserved is not None:
        connection.execute(
            update(usage_tracking)
            .where(_tracking.user_id == reserved.user_id, _tracking.period_start == reserved.period_start)
            .values(generations_used=_tracking.generations_used + 1, updated_at=func.now())
        )


def give_back(connection: Connection, run_id: UUID) -> bool:
    """Free the place of a run that will write nothing; False if it held none."""
    freed = connection.execute(
        update(usage_reservations)
        .where(_reservations.flow_run_id == str(run_id), _reservations.state == "reserved")
        .values(state="given_back", updated_at=func.now())
    )
    return freed.rowcount == 1


def _plan(connection: Connection, user_id: UserId) -> tuple[str, int]:
    """The person's tier and its limit; a tier that nobody knows is the free one."""
    subscribed = connection.execute(
        select(user_subscriptions.c.tier).where(
            user_subscriptions.c.user_id == user_id, user_subscriptions.c.status.in_(COUNTED_STATUSES)
        )
    ).scalar_one_or_none()
    limits: dict[str, int] = {
        row.tier: row.generation_limit for row in connection.execute(select(subscription_tiers))
    }
    tier = subscribed if subscribed in limits else FREE
    return tier, limits[tier]


def _held_by(connection: Connection, run_id: UUID) -> Row[tuple[str, datetime]] | None:
    """A run's place, with its state and week; None if it has none or gave it back."""
    return connection.execute(
        select(_reservations.state, _reservations.period_start).where(
            _reservations.flow_run_id == str(run_id), _reservations.state != "given_back"
        )
    ).one_or_none()


def _locked(connection: Connection, scope: Scope, user_id: UserId, week: datetime) -> int:
    """How many are confirmed in the week, whose row is ours until the transaction ends."""
    row = insert(usage_tracking).values(
        tenant=scope.tenant, environment=scope.environment, user_id=user_id, period_start=week
    )
    used: int = connection.execute(
        row.on_conflict_do_update(
            index_elements=["tenant", "environment", "user_id", "period_start"],
            set_={"updated_at": func.now()},
        ).returning(_tracking.generations_used)
    ).scalar_one()
    return used


def _reserved_by_others(connection: Connection, user_id: UserId, week: datetime, run_id: UUID) -> int:
    count: int = connection.execute(
        select(func.count()).where(
            _reservations.user_id == user_id,
            _reservations.period_start == week,
            _reservations.state == "reserved",
            _reservations.flow_run_id != str(run_id),
        )
    ).scalar_one()
    return count


def _write(connection: Connection, scope: Scope, user_id: UserId, run_id: UUID, week: datetime) -> None:
    row = insert(usage_reservations).values(
        tenant=scope.tenant,
        environment=scope.environment,
        flow_run_id=str(run_id),
        user_id=user_id,
        period_start=week,
        state="reserved",
    )
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["flow_run_id"],
            set_={"state": "reserved", "period_start": week, "updated_at": func.now()},
        )
    )
