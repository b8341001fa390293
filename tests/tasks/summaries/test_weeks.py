from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tasks.summaries.weeks import last_ended, window
from tasks.values import IsoWeek

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
FIRST = date(2022, 1, 3)
WEEKS = [IsoWeek.of(FIRST + timedelta(weeks=n)) for n in range(522)]


def test_weeks_of_ten_years_neither_overlap_nor_leave_a_gap_in_any_zone() -> None:
    for name in ZONES:
        zone = ZoneInfo(name)
        windows = [window(week, zone) for week in WEEKS]
        for earlier, later in pairwise(windows):
            assert earlier.end == later.start, name
            assert later.before == earlier.start, name
        longest = max(abs(one.end - one.start - timedelta(days=7)) for one in windows)
        assert longest <= timedelta(hours=3), name  # Casey in Antarctica changes by three


@pytest.mark.parametrize(
    ("week", "zone", "hours"),
    [
        ("2026-W10", "America/New_York", 167),  # clocks go forward on Sunday, 8 March
        ("2026-W44", "America/New_York", 169),  # and back on Sunday, 1 November
        ("2026-W13", "Europe/Berlin", 167),
        ("2026-W43", "Europe/Berlin", 169),
        ("2026-W10", "America/Phoenix", 168),
        ("2026-W53", "UTC", 168),
    ],
)
def test_a_week_has_the_hours_that_its_clocks_leave_it(week: str, zone: str, hours: int) -> None:
    one = window(IsoWeek(week), ZoneInfo(zone))
    assert one.end - one.start == timedelta(hours=hours)


def test_a_week_begins_at_the_persons_own_midnight() -> None:
    one = window(IsoWeek("2026-W47"), ZoneInfo("Pacific/Honolulu"))
    assert one.start == datetime(2026, 11, 16, 10, tzinfo=UTC)


def test_2026_has_a_week_53_and_2025_has_none() -> None:
    assert IsoWeek("2026-W53").monday == date(2026, 12, 28)
    assert IsoWeek.of(date(2027, 1, 3)) == "2026-W53"
    assert IsoWeek("2027-W01").before == "2026-W53"
    with pytest.raises(ValueError, match="2025 has no week 53"):
        IsoWeek("2025-W53")


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "2026-W47"),  # the Monday after
        (datetime(2026, 11, 25, 9, tzinfo=UTC), "2026-W47"),  # a late start
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "2026-W46"),  # it is not over yet
        (datetime(2027, 1, 4, 9, tzinfo=UTC), "2026-W53"),
    ],
)
def test_the_week_to_tell_of_is_the_one_that_ended_last(now: datetime, week: str) -> None:
    assert last_ended(now) == week
