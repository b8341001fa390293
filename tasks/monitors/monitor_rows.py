"""One monitor's rows, read together as values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, String, cast, exists, select

from tasks.database.tables import (
    monitor_schedules,
    priority_courses,
    search_criteria,
    user_search_preferences,
)
from tasks.monitors.lifecycle import Status
from tasks.monitors.model import Place, SearchCriteria
from tasks.monitors.schedule import watch_ends
from tasks.values import EmailAddress, IsoInterval

_preferences, _criteria, _schedules = user_search_preferences.c, search_criteria.c, monitor_schedules.c


@dataclass(frozen=True, slots=True)
class MonitorRow:
    """A monitor as it stands.

    Attributes:
        watcher: Who has its schedule, running or not: nobody, we ourselves, an outside service.
    """

    preference_id: UUID
    status: Status
    email: EmailAddress
    interval: IsoInterval
    schedule_id: str | None
    watcher: Literal["nobody", "ourselves", "outside"]
    criteria: SearchCriteria
    place: Place

    @property
    def ends_at(self) -> datetime:
        """When there is nothing more to watch."""
        wanted = self.criteria
        return watch_ends(wanted.search_date, wanted.preferred_time_end, self.place.time_zone)


def read_monitor(connection: Connection, preference_id: UUID, *, lock: bool) -> MonitorRow | None:
    """The monitor of this preference, as far as the connection may see; None if there is none.

    Args:
        connection: Within a transaction.
        preference_id: The user search preference.
        lock: Whether nobody else may change its status until the transaction ends.
    """
    own = exists().where(cast(_schedules.id, String) == _preferences.schedule_id)
    query = (
        select(user_search_preferences, search_criteria, own.label("is_own"))
        .join_from(user_search_preferences, search_criteria)
        .where(_preferences.id == preference_id)
    )
    found = connection.execute(query.with_for_update(of=user_search_preferences) if lock else query)
    row = found.mappings().one_or_none()
    if row is None:
        return None
    watcher: Literal["nobody", "ourselves", "outside"] = "nobody"
    if row[_preferences.schedule_id] is not None:
        watcher = "ourselves" if row["is_own"] else "outside"
    return MonitorRow(
        preference_id=preference_id,
        status=row[_preferences.status],
        email=EmailAddress(row[_preferences.email]),
        interval=IsoInterval(row[_preferences.schedule_interval]),
        schedule_id=row[_preferences.schedule_id],
        watcher=watcher,
        criteria=SearchCriteria.model_validate(
            {name: row[_criteria[name]] for name in SearchCriteria.model_fields}
        ),
        place=Place.model_validate({name: row[_criteria[name]] for name in Place.model_fields}),
    )


def favourite_courses(connection: Connection, preference_id: UUID) -> list[int]:
    """The facility ids of a monitor's priority courses, best first."""
    courses = priority_courses.c
    query = (
        select(courses.facility_id)
        .join(user_search_preferences, _preferences.search_criteria_id == courses.search_criteria_id)
        .where(_preferences.id == preference_id)
        .order_by(courses.position)
    )
    return list(connection.scalars(query))
