from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from tasks.errors import PastSearchDateError
from tasks.monitors.model import Place, SearchCriteria, refuse_past

HONOLULU = Place(latitude=21.3, longitude=-157.8, time_zone="Pacific/Honolulu")


def criteria(**changes: object) -> SearchCriteria:
    return SearchCriteria.model_validate({"zip_code": "02134", "search_date": "2030-05-01"} | changes)


def test_what_the_customer_leaves_out_is_as_the_tee_time_app_has_it() -> None:
    wish = criteria()
    assert (wish.radius_miles, wish.number_of_players, wish.holes) == (25, 2, 3)
    assert (wish.preferred_time_start, wish.preferred_time_end) == (5, 21)
    assert wish.max_price is None
    assert not wish.hot_deals_only


def test_hour_zero_is_an_hour() -> None:
    assert criteria(preferred_time_start=0).preferred_time_start == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number_of_players", 0),
        ("number_of_players", 7),
        ("preferred_time_start", -1),
        ("preferred_time_end", 25),
        ("radius_miles", 0),
        ("holes", 4),
        ("max_price", 0),
        ("zip_code", "9410"),
        ("search_date", "yesterday"),
        ("colour", "green"),
    ],
)
def test_nonsense_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        criteria(**{field: value})
    assert refusal.value.errors()[0]["loc"] == (field,)


@pytest.mark.parametrize("end", [8, 9])
def test_play_cannot_end_before_it_starts(end: int) -> None:
    with pytest.raises(ValidationError, match="preferred_time_end must be later"):
        criteria(preferred_time_start=9, preferred_time_end=end)


def test_a_day_is_past_only_when_it_is_over_where_the_course_lies() -> None:
    tomorrow_in_london = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    refuse_past(date(2026, 3, 1), HONOLULU, tomorrow_in_london)
    with pytest.raises(PastSearchDateError, match="it is 2026-03-01 in Pacific/Honolulu"):
        refuse_past(date(2026, 2, 28), HONOLULU, tomorrow_in_london)
