"""`kill -9` in each step of profile-sync costs and doubles nothing, and asks GitHub little again."""

from typing import Any, cast

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.patience import until

POINTS = [
    "fetch_github_profile:return",
    "fetch_repositories:return",
    "extract_skills>read_repositories:return",
    "update_profile>do_commit:call",
    "update_profile>do_commit:return",
]
PATIENCE = 240.0


def seen(door: httpx.Client, run_id: str) -> dict[str, Any]:
    answer = door.get(f"/v1/workflows/profile-sync/runs/{run_id}").raise_for_status()
    return cast("dict[str, Any]", answer.json())


@pytest.fixture(scope="module")
def taken_up(
    stack: Addresses, door: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """One run for each point: killed there, then taken up again; the runs' ids by point."""
    run_ids = {}
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30) as prefect:
        deployment = prefect.get("/deployments/name/profile-sync/profile-sync").raise_for_status().json()
        for number, point in enumerate(POINTS):
            marker = tmp_path_factory.mktemp("killed") / "once"
            body = {
                "parameters": {"user_id": f"synced-{number}", "github_handle": "grace-made-up"},
                "job_variables": {"env": {"CADDIE_KILL": f"{point}@{marker}"}},
                "state": {"type": "SCHEDULED"},
            }
            made = prefect.post(f"/deployments/{deployment['id']}/create_flow_run", json=body)
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
def test_a_run_killed_there_fills_the_profile_once(
    point: str, taken_up: dict[str, str], door: httpx.Client, stack: Addresses
) -> None:
    run = seen(door, taken_up[point])
    assert run["attempts"] >= 2, "it was killed once"
    user_id = f"synced-{POINTS.index(point)}"

    [profile] = rows(stack, "SELECT * FROM profiles WHERE user_id = %s", user_id)
    assert profile["full_name"] == "Grace Example"
    names = [skill["name"] for skill in profile["skills"]]
    assert len(names) == len(set(names)) == run["output"]["skills_extracted"] > 0
    [change] = rows(stack, "SELECT * FROM profile_changes WHERE user_id = %s", user_id)
    assert change["state"] == "applied", "what is filled already is not proposed"
    fields = [one["field"] for one in change["diff"]]
    assert sorted(fields) == sorted(set(fields))
