"""The hours that a posting insists on; what it would like, or says of others, is no condition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.conditions import Standing, Terms, judge
from tasks.jobs.time_zones import Hours, hours_asked, hours_of


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("You must be able to work EST time zone.", Hours(-5, -4)),
        ("You are located in the Pacific or Mountain time zones only.", Hours(-8, -6)),
        ("Anywhere, as long as you are between GMT-4 and GMT+5.", Hours(-4, 5)),
        ("Timezone: CET (+/- 3 hours)", Hours(-2, 5)),
        ("A 4-hour overlap with CET is required.", Hours(1, 2)),
        ("You must work US Pacific business hours.", Hours(-8, -4)),
        ("Candidates must be within CET ± 3 hours.", Hours(-2, 5)),
        ("You need to work 9am to 5pm Pacific Time.", Hours(-8, -7)),
    ],
)
def test_hours_are_read_from_what_a_posting_insists_on(text: str, hours: Hours) -> None:
    asked = hours_asked(f"We build boats.\n{text}\nApply today.")
    assert asked is not None
    assert asked.hours == hours


@pytest.mark.parametrize(
    "text",
    [
        "We prefer an Americas time zone for your working hours.",
        "You work well across multiple time zones.",
        "Candidates in any time zone are welcome, though we operate on PST hours.",
        "Our team operates within the Central European time zone.",
        "No fixed timezone overlap required.",
        "You must work 40 hours in the US office.",
        "Central heating is included in our offices, which open eight hours.",
    ],
)
def test_what_is_welcome_or_about_others_is_no_condition(text: str) -> None:
    assert hours_asked(text) is None


@pytest.mark.parametrize(
    ("country", "eligible"), [("US", True), ("BR", True), ("GB", True), ("IN", False), (None, True)]
)
def test_only_who_lives_half_a_day_off_is_refused(country: str | None, eligible: bool) -> None:
    terms = Terms(arrangement="remote", hours=hours_asked("You must be able to work EST time zone."))
    assert judge(Standing(country=country), terms).eligible is eligible


def test_countries_live_somewhere() -> None:
    assert hours_of("ES") == Hours(0, 3)
    assert hours_of(None) is None
    assert hours_of("XX") is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    hours_asked(f"{text} must time zone {text} EST hours GMT+{text}")
