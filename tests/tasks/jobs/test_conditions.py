"""Who can have a job at all; what nobody says is neither yes nor no."""

import pytest

from tasks.jobs.conditions import Standing, Terms, judge
from tasks.jobs.places import whereabouts

IN_BERLIN = Standing(
    country="DE", towns=frozenset({"berlin"}), speaks=frozenset({"German", "English"}), lists_languages=True
)


def test_what_nobody_says_excludes_nobody_and_is_worth_a_little_less_than_a_yes() -> None:
    unsaid = judge(Standing(), Terms())
    assert unsaid.eligible
    assert unsaid.worth < judge(IN_BERLIN, Terms(arrangement="remote", open_to=frozenset({"DE"}))).worth


@pytest.mark.parametrize(
    ("open_to", "eligible"),
    [
        ({"worldwide"}, True),
        ({"DE"}, True),
        ({"europe"}, True),
        ({"eu", "US"}, True),
        ({"US"}, False),
        ({"latin america"}, False),
    ],
)
def test_remote_work_is_open_to_who_lives_where_it_says(open_to: set[str], eligible: bool) -> None:
    terms = Terms(
        arrangement="remote", open_to=frozenset(open_to), open_to_words="US only", open_to_is_sure=True
    )
    assert judge(IN_BERLIN, terms).eligible is eligible


def test_a_place_beside_remote_work_is_a_doubt_and_no_refusal() -> None:
    doubtful = judge(
        IN_BERLIN, Terms(arrangement="remote", open_to=frozenset({"US"}), open_to_words="Denver, USA")
    )
    assert doubtful.eligible
    assert doubtful.worth < judge(IN_BERLIN, Terms(arrangement="remote")).worth


def test_work_on_site_abroad_is_refused_with_both_places_named() -> None:
    verdict = judge(IN_BERLIN, Terms(arrangement="on_site", where=whereabouts("Madrid, Spain")))
    assert not verdict.eligible
    assert verdict.conditions[0].why == "on site in Spain, and you are in Germany"


def test_work_abroad_is_no_refusal_for_who_would_go_there() -> None:
    would_go = Standing(country="DE", elsewhere=whereabouts("Spain"))
    assert judge(would_go, Terms(arrangement="on_site", where=whereabouts("Madrid, Spain"))).eligible


def test_a_language_is_refused_only_to_who_lists_their_languages() -> None:
    needs_french = Terms(languages=frozenset({"French"}))
    assert not judge(IN_BERLIN, needs_french).eligible
    assert judge(Standing(speaks=frozenset({"German"})), needs_french).eligible


@pytest.mark.parametrize(
    ("most", "currency", "eligible"),
    [(60_000, "EUR", False), (60_000, "USD", True), (80_000, "EUR", True), (None, None, True)],
)
def test_a_salary_is_held_against_the_floor_in_its_own_currency(
    most: int | None, currency: str | None, eligible: bool
) -> None:
    wants = Standing(least_salary=70_000, currency="EUR")
    assert judge(wants, Terms(most_salary=most, currency=currency)).eligible is eligible


def test_who_insists_on_remote_work_is_not_sent_to_an_office() -> None:
    assert not judge(Standing(arrangement="remote"), Terms(arrangement="hybrid")).eligible
    assert judge(Standing(arrangement="remote"), Terms()).eligible


def test_a_posting_in_english_is_a_doubt_and_one_in_another_unlisted_language_a_refusal() -> None:
    reads_german = Standing(speaks=frozenset({"German"}), lists_languages=True)
    assert judge(reads_german, Terms(language="English")).eligible
    assert not judge(reads_german, Terms(language="Dutch")).eligible
    assert judge(Standing(), Terms(language="Dutch")).eligible


def test_work_that_is_not_paid_is_a_doubt_and_for_who_has_a_floor_a_refusal() -> None:
    unpaid = Terms(unpaid=True)
    assert judge(IN_BERLIN, unpaid).eligible
    assert judge(IN_BERLIN, unpaid).worth < judge(IN_BERLIN, Terms()).worth
    assert not judge(Standing(least_salary=1, currency="EUR"), unpaid).eligible


def test_a_posting_that_is_filled_is_refused_by_its_own_words() -> None:
    verdict = judge(IN_BERLIN, Terms(closed_words="this position has been filled"))
    assert not verdict.eligible
    assert "this position has been filled" in verdict.conditions[-1].why


def test_a_country_that_a_place_says_it_is_only_for_is_no_place_to_ask_about() -> None:
    only = Terms(
        where=whereabouts("United States"),
        open_to=frozenset({"US"}),
        open_to_words="USA Only",
        open_to_is_sure=True,
    )
    assert not judge(IN_BERLIN, only).eligible
    assert judge(Standing(country="US"), only).eligible
