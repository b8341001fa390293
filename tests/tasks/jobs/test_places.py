import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.places import agreement, whereabouts


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Aarhus, Denmark", "Aarhus", "same"),
        ("München, Germany", "Munich", "same"),
        ("Aarhus", "Aarhus, Denmark; Oslo, Norway", "same"),
        ("Remote - US", "USA Only", "same"),
        ("🇩🇰 Denmark", "Denmark", "same"),
        ("Aarhus, Denmark", "", "open"),
        ("Aarhus, Denmark", "Anywhere in the World", "open"),
        ("Aarhus, Denmark", "Hybrid", "open"),
        ("Denmark", "Aarhus", "open"),
        ("Aarhus, Denmark", "Europe Only", "open"),
        ("Aarhus, Denmark", "Oslo, Norway", "apart"),
        ("Remote Germany", "Remote Spain", "apart"),
        ("Denver, CO", "Aurora, CO", "apart"),
        ("Portland, OR", "Portland, Maine", "apart"),
        ("Texas", "Austin, TX", "open"),
        ("WA - Seattle; CA - San Francisco", "Seattle", "same"),
        ("Europe Only", "USA Only", "apart"),
        ("Aarhus, Denmark", "North America Only", "apart"),
        ("Aarhus", "North America Only", "open"),
        ("Europe Only", "Latin America Only", "apart"),
    ],
)
def test_places_agree_are_open_or_lie_apart(one: str, other: str, expected: str) -> None:
    assert agreement(whereabouts(one), whereabouts(other)) == expected
    assert agreement(whereabouts(other), whereabouts(one)) == expected


@pytest.mark.parametrize(
    "location", ["", "Remote", "Anywhere in the World", "In-Office", "Distributed", "Other (don’t specify)"]
)
def test_words_that_name_no_place_say_nothing(location: str) -> None:
    assert not whereabouts(location).is_told


def test_georgia_is_a_state_beside_a_city_and_a_country_alone() -> None:
    assert {spot.country for spot in whereabouts("Atlanta, Georgia, United States").spots} == {"US"}
    assert {spot.country for spot in whereabouts("Georgia").spots} == {"GE"}


@given(st.text(max_size=60))
def test_any_text_is_read_and_agrees_with_itself(location: str) -> None:
    assert agreement(whereabouts(location), whereabouts(location)) != "apart"
