from dataclasses import replace

from tasks.jobs.boards.drift import FillRates, drifted, fill_rates, why_quarantined
from tasks.jobs.boards.page import BoardPage
from tasks.jobs.model import RawPosting

FULL = FillRates(postings=90, left_out=1, salary=0.4, place=0.9, tags=1.0, posted=1.0, body=1.0, length=4000)


def test_fill_rates_are_shares_of_the_postings() -> None:
    told = RawPosting("b", "1", "A", description="x" * 100, places=("Oslo",), salary_text="$1", tags=("t",))
    rates = fill_rates(BoardPage((told, RawPosting("b", "2", "B")), left_out=3))
    assert (rates.postings, rates.left_out, rates.salary, rates.place, rates.tags) == (2, 3, 0.5, 0.5, 0.5)
    assert (rates.posted, rates.body, rates.length) == (0.0, 0.5, 100)


def test_an_ordinary_answer_may_be_used() -> None:
    assert why_quarantined(FULL, None) == ""
    assert why_quarantined(replace(FULL, salary=0.0), FULL) == ""
    assert why_quarantined(fill_rates(BoardPage(())), None) == ""


def test_an_answer_that_is_hardly_one_is_quarantined_with_the_reason() -> None:
    assert "entries are no postings" in why_quarantined(replace(FULL, left_out=10_000), None)
    assert "have a text" in why_quarantined(replace(FULL, body=0.2), FULL)
    assert "date" in why_quarantined(replace(FULL, posted=0.0), FULL)
    assert "empty" in why_quarantined(fill_rates(BoardPage(())), FULL)


def test_a_field_that_is_half_as_full_as_it_was_has_drifted() -> None:
    assert drifted(replace(FULL, salary=0.1, length=1_000), FULL) == ("salary", "length")
    assert drifted(FULL, FULL) == drifted(FULL, None) == ()
