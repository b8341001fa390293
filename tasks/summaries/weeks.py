"""Weeks as people live them: from their own Monday's midnight to the next one's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tasks.values import IsoWeek


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, its end not in it.

    Attributes:
        before: The start of the week before, which is told as a comparison.
    """

    before: datetime
    start: datetime
    end: datetime


def window(week: IsoWeek, zone: ZoneInfo) -> Window:
    """When a week is in a zone, in UTC. Weeks neither overlap nor leave a gap, whatever clocks do."""
    monday = week.monday
    return Window(
        before=_midnight(monday - timedelta(days=7), zone),
        start=_midnight(monday, zone),
        end=_midnight(monday + timedelta(days=7), zone),
    )


def last_ended(now: datetime) -> IsoWeek:
    """The week that ended last, by the calendar of UTC."""
    return IsoWeek.of(now.astimezone(UTC).date()).before


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day: where clocks are put forward over midnight, the moment that happens."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
