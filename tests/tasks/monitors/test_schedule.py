from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.monitors.schedule import next_check, watch_ends
from tasks.values import IsoInterval

intervals = st.builds(
    lambda count, unit: IsoInterval(f"PT{count}{unit}"), st.integers(1, 999), st.sampled_from("MH")
)
moments = st.integers(1_600_000_000, 2_200_000_000).map(lambda unix: datetime.fromtimestamp(unix, UTC))


@given(st.uuids(), intervals, moments)
def test_the_next_check_lies_ahead_and_no_further_than_one_interval(
    schedule: UUID, interval: IsoInterval, now: datetime
) -> None:
    assert timedelta() < next_check(schedule, interval, now) - now <= interval.length


@given(st.uuids(), intervals, moments, st.integers(1, 1_000))
def test_a_machine_that_slept_goes_on_at_the_same_moments(
    schedule: UUID, interval: IsoInterval, now: datetime, missed: int
) -> None:
    first = next_check(schedule, interval, now)
    woken = first + missed * interval.length
    assert next_check(schedule, interval, woken) == woken + interval.length


def test_many_monitors_are_an_even_load() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    minutes = Counter(
        (next_check(UUID(int=number), IsoInterval("PT5M"), now) - now) // timedelta(minutes=1)
        for number in range(10_000)
    )
    assert all(1_800 < minutes[minute] < 2_200 for minute in range(5))


@pytest.mark.parametrize(
    ("day", "hour", "zone", "ends_at"),
    [
        # New York springs forward on 8 March 2026 and falls back on 1 November: the wall clock decides.
        (date(2026, 3, 7), 21, "America/New_York", "2026-03-08T02:00Z"),
        (date(2026, 3, 8), 21, "America/New_York", "2026-03-09T01:00Z"),
        (date(2026, 3, 8), 24, "America/New_York", "2026-03-09T04:00Z"),
        (date(2026, 11, 1), 21, "America/New_York", "2026-11-02T02:00Z"),
        (date(2026, 11, 1), 1, "America/New_York", "2026-11-01T06:00Z"),
        (date(2026, 10, 31), 24, "America/New_York", "2026-11-01T04:00Z"),
        # Phoenix never changes its clocks.
        (date(2026, 3, 8), 21, "America/Phoenix", "2026-03-09T04:00Z"),
        (date(2026, 11, 1), 21, "America/Phoenix", "2026-11-02T04:00Z"),
    ],
)
def test_a_watch_ends_by_the_clocks_where_the_course_lies(
    day: date, hour: int, zone: str, ends_at: str
) -> None:
    assert watch_ends(day, hour, zone) == datetime.fromisoformat(ends_at)


def test_a_day_in_honolulu_ends_while_it_is_tomorrow_in_london() -> None:
    ends_at = watch_ends(date(2026, 12, 5), 21, "Pacific/Honolulu")
    assert ends_at.astimezone(ZoneInfo("Europe/London")).date() == date(2026, 12, 6)
    assert ends_at.astimezone(ZoneInfo("Pacific/Honolulu")).hour == 21
