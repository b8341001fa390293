"""A monitor as its owner sees it: one row of several tables, found by its id or by the run that made it."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Connection, Row, or_, select

from tasks.database.tables import (
    inbox,
    monitor_schedules,
    priority_courses,
    search_criteria,
    user_search_preferences,
)
from tasks.monitors.lifecycle import Status
from tasks.monitors.model import SearchCriteria

_preferences, _criteria, _schedules = user_search_preferences.c, search_criteria.c, monitor_schedules.c


class Monitor(BaseModel):
    """A tee-time monitor."""

    id: UUID = Field(description="the user search preference's")
    status: Status
    email: str
    notify_enabled: bool
    schedule_id: str | None
    schedule_interval: str
    search_criteria: SearchCriteria
    priority_courses: list[int]
    next_check_at: datetime | None
    last_check_at: datetime | None
    stopped_reason: str | None = None

    @classmethod
    def of(cls, row: Row[Any], courses: list[int]) -> Self:
        """A monitor of a joined row."""
        found = row._mapping  # noqa: SLF001  SQLAlchemy's public name for a row's columns
        return cls(
            id=found[_preferences.id],
            status=found[_preferences.status],
            email=found[_preferences.email],
            notify_enabled=found[_preferences.notify_enabled],
            schedule_id=found[_preferences.schedule_id],
            schedule_interval=found[_preferences.schedule_interval],
            search_criteria=SearchCriteria.model_validate(
                {name: found[_criteria[name]] for name in SearchCriteria.model_fields}
            ),
            priority_courses=courses,
            next_check_at=found[_schedules.next_check_at],
            last_check_at=found[_schedules.last_check_at],
            stopped_reason=found[_schedules.stopped_reason],
        )


def find_monitor(connection: Connection, any_id: UUID) -> Monitor | None:
    """The monitor with this id, or made by this run, as far as the connection may see.

    Args:
        connection: Within a transaction of whoever asks.
        any_id: A user search preference's, an inbox row's or a flow run's.
    """
    return _find(connection, _named(any_id))


def _named(any_id: UUID) -> ColumnElement[bool]:
    accepted = select(inbox.c.flow_run_id).where(inbox.c.id == any_id).scalar_subquery()
    return or_(_preferences.id == any_id, _criteria.request_id == any_id, _criteria.request_id == accepted)


def _find(connection: Connection, which: ColumnElement[bool]) -> Monitor | None:
    row = connection.execute(
        select(user_search_preferences, search_criteria, monitor_schedules)
        .join_from(user_search_preferences, search_criteria)
        .outerjoin(monitor_schedules)
        .where(which)
    ).one_or_none()
    if row is None:
        return None
    courses = connection.scalars(
        select(priority_courses.c.facility_id)
        .where(priority_courses.c.search_criteria_id == row._mapping[_criteria.id])  # noqa: SLF001  as above
        .order_by(priority_courses.c.position)
    )
    return Monitor.of(row, list(courses))
