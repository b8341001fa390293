"""`kill -9` in each step of weekly-summary, before and after each commit: one mail a person."""

from typing import Any

import pytest

from deployments.state_folder import Addresses
from tests.looking import changed, rows
from tests.runs import Runs
from tests.week_on_stack import add_people_with_news, mails_to

POINTS = [
    "settle_week:return",
    "choose_users>do_commit:call",
    "choose_users:return",
    "gather_numbers>do_commit:call",
    "gather_numbers:return",
    "send_summaries>freeze:return",
    "send_summaries>send_batch:call",
    "send_summaries>send_batch:return",
    "send_summaries>settle:return",
    "send_summaries:return",
    "show_summary:return",
]


def user_of(point: str) -> str:
    return f"told-{POINTS.index(point)}"


@pytest.fixture(scope="module")
def taken_up(
    runs: Runs, stack: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """One run for each point: killed there, then taken up again."""
    add_people_with_news(stack, *(user_of(point) for point in POINTS))

    def let_claims_run_out() -> None:
        """A summary that a killed run had in hand is free in a minute: let it be over."""
        changed(stack, "UPDATE weekly_summaries SET claimed_until = now() WHERE state = 'sending'")

    return runs.killed_and_taken_up(
        "weekly-summary",
        {point: {"user_id": user_of(point)} for point in POINTS},
        tmp_path_factory.mktemp("killed"),
        meanwhile=let_claims_run_out,
    )


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_sends_one_mail(
    point: str, taken_up: dict[str, dict[str, Any]], stack: Addresses
) -> None:
    run, user = taken_up[point], user_of(point)
    assert run["output"]["sent"] == 1
    assert len(mails_to(stack, user)) == 1
    [summary] = rows(stack, "SELECT state, reason FROM weekly_summaries WHERE user_id = %s", user)
    assert summary == {"state": "sent", "reason": None}
