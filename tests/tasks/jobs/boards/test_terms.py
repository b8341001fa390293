from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.jobs.boards.terms import BOARDS, BOARDS_BY_NAME, Attribution, Board, attribution_of, where_to_apply
from tests.tasks.jobs.postings import posting

NOW = datetime(2026, 5, 4, 6, tzinfo=UTC)


def test_two_boards_are_on_and_each_has_a_row_of_its_own() -> None:
    assert {board.name for board in BOARDS if board.on} == {"remoteok", "weworkremotely"}
    assert len(BOARDS_BY_NAME) == len(BOARDS) == 9


@pytest.mark.parametrize("board", BOARDS, ids=[board.name for board in BOARDS])
def test_no_board_is_asked_more_than_once_an_hour(board: Board) -> None:
    assert board.least_interval >= timedelta(hours=1)
    assert board.is_due(None, NOW)
    assert not board.is_due(NOW - timedelta(minutes=59), NOW)
    assert board.is_due(NOW - board.least_interval, NOW)


def test_attribution_names_the_board_and_leads_to_the_posting() -> None:
    page = "https://board.example/1"
    assert attribution_of("remoteok", page) == Attribution("Source: Remote OK", page)
    assert attribution_of("remoteok", "") == Attribution("Source: Remote OK", "https://remoteok.com")
    assert attribution_of("lever", page) == Attribution("Lever", page)
    assert attribution_of("somewhere else", page) is None


def test_one_applies_at_the_employers_unless_the_board_forbids_it() -> None:
    page, employer = "https://board.example/1", "https://employer.example/1"
    assert where_to_apply(posting(source="lever", url=page, apply_url=employer)) == employer
    assert where_to_apply(posting(source="lever", url=page)) == page
    assert where_to_apply(posting(source="weworkremotely", url=page, apply_url=employer)) == page


def test_the_readme_tells_every_boards_terms() -> None:
    readme = (Path(__file__).parents[4] / "README.md").read_text()
    for board in BOARDS:
        hours = board.least_interval // timedelta(hours=1)
        row = f"| {board.label} | {'on' if board.on else 'off'} | {hours} h | {board.retention.days} days |"
        assert row in readme
