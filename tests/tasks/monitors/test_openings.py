from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.monitors.openings import Opening, Wish, best_first, fits, local_start, miles_between

LONG_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
WISH = Wish(
    latitude=42.35,
    longitude=-71.13,
    time_zone="America/New_York",
    radius_miles=25,
    search_date=date(2026, 11, 1),
    number_of_players=2,
    preferred_time_start=7,
    preferred_time_end=11,
    max_price=80,
    hot_deals_only=False,
    holes=2,
)
OPENING = Opening(
    id="one",
    course_id="7",
    course_name="Presidio",
    starts_at=datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("America/New_York")),
    players_available=2,
    price_cents=8_000,
    currency="USD",
    booking_url="https://book.example.com/one",
    latitude=42.3,
    longitude=-71.1,
    time_zone="America/New_York",
    holes=18,
)


def at(hour: int, minute: int = 0, *, day: int = 1, zone: str = "America/New_York") -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


def test_what_is_asked_for_fits() -> None:
    assert fits(OPENING, WISH, LONG_BEFORE)


@pytest.mark.parametrize(
    "changed",
    [
        {"players_available": 1},
        {"price_cents": 8_001},
        {"currency": "CAD"},
        {"holes": 9},
        {"latitude": 43.0},
        {"starts_at": at(6, 59)},
        {"starts_at": at(11, 1)},
        {"starts_at": at(9, day=2)},
    ],
    ids=str,
)
def test_what_is_not_asked_for_does_not(changed: Any) -> None:
    assert not fits(replace(OPENING, **changed), WISH, LONG_BEFORE)


@pytest.mark.parametrize("hour", [7, 11])
def test_both_ends_of_the_hours_are_hours_to_start_in(hour: int) -> None:
    assert fits(replace(OPENING, starts_at=at(hour)), WISH, LONG_BEFORE)


def test_what_has_started_is_not_offered_any_more() -> None:
    assert not fits(OPENING, WISH, OPENING.starts_at)


def test_only_a_deal_is_one() -> None:
    hunter = replace(WISH, hot_deals_only=True)
    assert not fits(OPENING, hunter, LONG_BEFORE)
    assert fits(replace(OPENING, hot_deal=True), hunter, LONG_BEFORE)


def test_what_a_source_does_not_say_excludes_nothing() -> None:
    assert fits(replace(OPENING, holes=None, latitude=None, longitude=None), WISH, LONG_BEFORE)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix", "Pacific/Honolulu"])
@pytest.mark.parametrize(
    "day", [date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1), date(2026, 11, 2)]
)
def test_hours_are_the_courses_own_on_the_days_when_clocks_change(zone: str, day: date) -> None:
    wish = replace(WISH, time_zone=zone, search_date=day)
    for hour in range(24):
        starts_at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        as_told = replace(OPENING, starts_at=starts_at, time_zone=None)
        on_the_wall = local_start(as_told, zone)
        assert fits(as_told, wish, LONG_BEFORE) == (on_the_wall.date() == day and 7 <= on_the_wall.hour < 11)


def test_a_course_over_the_zones_border_goes_by_its_own_clocks() -> None:
    # Ten in the morning in Phoenix is nine in Los Angeles, where the search is centred.
    phoenix = replace(
        OPENING, starts_at=at(10, zone="America/Phoenix"), time_zone="America/Phoenix", latitude=None
    )
    wish = replace(WISH, time_zone="America/Los_Angeles", preferred_time_start=10, preferred_time_end=11)
    assert fits(phoenix, wish, LONG_BEFORE)
    assert not fits(replace(phoenix, time_zone=None), wish, LONG_BEFORE)


def test_the_distance_from_san_francisco_to_oakland_is_known() -> None:
    assert miles_between(37.7749, -122.4194, 37.8044, -122.2712) == pytest.approx(8.34, abs=0.02)


latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_the_same_there_and_back_and_at_most_half_the_way_round(
    here_n: float, here_e: float, there_n: float, there_e: float
) -> None:
    there = miles_between(here_n, here_e, there_n, there_e)
    assert there == pytest.approx(miles_between(there_n, there_e, here_n, here_e), abs=1e-6)
    assert 0 <= there <= 12_437.1


@given(st.permutations(range(6)))
def test_favourites_come_first_then_the_early_then_the_cheap(order: list[int]) -> None:
    wish = replace(WISH, priority_courses=("b", "a"))
    best = [
        replace(OPENING, id="1", course_id="b", starts_at=at(10)),
        replace(OPENING, id="2", course_id="a", starts_at=at(8)),
        replace(OPENING, id="3", course_id="a", starts_at=at(9)),
        replace(OPENING, id="4", course_id="z", starts_at=at(8), price_cents=50),
        replace(OPENING, id="5", course_id="y", starts_at=at(8), price_cents=60),
        replace(OPENING, id="6", course_id="z", starts_at=at(9)),
    ]
    assert best_first([best[number] for number in order], wish) == best


@given(st.integers(0, 47), st.integers(0, 23), st.integers(1, 24))
def test_an_earlier_end_never_lets_more_in(half_hour: int, start: int, end: int) -> None:
    late = replace(OPENING, starts_at=at(0) + timedelta(minutes=30 * half_hour))
    narrow = replace(WISH, preferred_time_start=start, preferred_time_end=end)
    wide = replace(WISH, preferred_time_start=0, preferred_time_end=24)
    assert fits(late, wide, LONG_BEFORE) or not fits(late, narrow, LONG_BEFORE)
