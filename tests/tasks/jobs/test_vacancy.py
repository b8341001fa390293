"""What a posting says of itself: unpaid, or over."""

import pytest

from tasks.jobs.vacancy import closed_words, is_unpaid
from tasks.matching.folding import folded


@pytest.mark.parametrize(
    ("text", "unpaid"),
    [
        ("Baker (unpaid internship)", True),
        ("This is an unpaid volunteer position.", True),
        ("The role is currently unpaid", True),
        ("Stage non rémunéré", True),
        ("Unpaid leave is possible after a year", False),
        ("Two volunteer days a year", False),
        ("Recover unpaid invoices", False),
    ],
)
def test_work_is_unpaid_only_where_it_says_so_of_itself(text: str, *, unpaid: bool) -> None:
    assert is_unpaid(folded(text)) is unpaid


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("UPDATE: This position has been filled.", "this position has been filled"),
        ("We are no longer accepting applications", "no longer accepting applications"),
        ("Die Stelle ist bereits besetzt", "stelle ist bereits besetzt"),
        ("Open until the position is filled", ""),
        ("Reviewed until this position has been filled", ""),
        ("You filled out forms and closed deals", ""),
    ],
)
def test_a_posting_is_over_only_where_it_says_that_it_is(text: str, words: str) -> None:
    assert closed_words(folded(text)) == words
