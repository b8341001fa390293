"""`kill -9` in each step of weekly-summary, before and after each commit: one mail a person."""

from typing import Any, cast

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.patience import until
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
PATIENCE = 240.0


def seen(door: httpx.Client, run_id: str) -> dict[str, Any]:
    answer = door.get(f"/v1/workflows/weekly-summary/runs/{run_id}").raise_for_status()
    return cast("dict[str, Any]", answer.json())


def user_of(point: str) -> str:
    return f"told-{POINTS.index(point)}"


@pytest.fixture(scope="module")
def taken_up(
    stack: Addresses, door: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """One run for each point: killed there, then taken up again; the runs' ids by point."""
    add_people_with_news(stack, *(user_of(point) for point in POINTS))
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30) as prefect:
        deployment = prefect.get("/deployments/name/weekly-summary/weekly-summary").raise_for_status()
        run_ids = {}
        for point in POINTS:
            body = {
                "parameters": {"user_id": user_of(point)},
                "job_variables": {
                    "env": {"CADDIE_KILL": f"{point}@{tmp_path_factory.mktemp('killed')}/once"}
                },
                "state": {"type": "SCHEDULED"},
            }
            made = prefect.post(f"/deployments/{deployment.json()['id']}/create_flow_run", json=body)
            run_ids[point] = made.raise_for_status().json()["id"]

    def all_complete() -> bool:
        statuses = {run_id: seen(door, run_id)["status"] for run_id in run_ids.values()}
        for run_id, status in statuses.items():
            if status == "errored":
                door.post(f"/v1/runs/{run_id}/retry")  # or the recovery flow has been faster
        return set(statuses.values()) == {"complete"}

    until(all_complete, "every run to be killed, taken up again and completed", PATIENCE)
    return run_ids


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_sends_one_mail(
    point: str, taken_up: dict[str, str], door: httpx.Client, stack: Addresses
) -> None:
    run, user = seen(door, taken_up[point]), user_of(point)
    assert run["attempts"] >= 2, "it was killed once"
    assert run["output"]["sent"] == 1
    assert len(mails_to(stack, user)) == 1
    [summary] = rows(stack, "SELECT state, reason FROM weekly_summaries WHERE user_id = %s", user)
    assert summary == {"state": "sent", "reason": None}
