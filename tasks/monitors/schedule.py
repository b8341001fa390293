"""When a monitor is checked, and when there is nothing more to check: by the clocks where the course lies."""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from tasks.values import IsoInterval

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_check(schedule_id: UUID, interval: IsoInterval, now: datetime) -> datetime:
    """The first of the schedule's own moments after `now`.

    They lie one interval apart, at an offset that comes from the schedule's id: so many schedules are an
    even load, and moments that were slept through are made up for by one check.

    Args:
        schedule_id: The monitor_schedules row.
        interval: From one check to the next.
        now: An aware moment.
    """
    length = interval.length
    spread = int.from_bytes(sha256(schedule_id.bytes).digest()[:8])
    offset = timedelta(microseconds=spread % (length // timedelta(microseconds=1)))
    passed = (now - _EPOCH - offset) // length
    return _EPOCH + offset + (passed + 1) * length


def watch_ends(search_date: date, preferred_time_end: int, time_zone: str) -> datetime:
    """When the last hour to play is over where the course lies, in UTC.

    Args:
        search_date: The day to play.
        preferred_time_end: An hour of that day, 24 for the midnight that ends it.
        time_zone: IANA name of the zone that the day and the hour are of.
    """
    on_the_wall = datetime.combine(search_date, time()) + timedelta(hours=preferred_time_end)
    # An hour that the clocks show twice is over when it is over the second time.
    return on_the_wall.replace(tzinfo=ZoneInfo(time_zone), fold=1).astimezone(UTC)
