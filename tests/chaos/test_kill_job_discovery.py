"""`kill -9` in each step of job-discovery loses no job and doubles none."""

from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from psycopg.types.json import Jsonb

from deployments.state_folder import Addresses
from tests.job_world import DEVELOPER
from tests.looking import changed, rows
from tests.patience import until

POINTS = [
    "fetch_preferences:return",
    "search_remoteok>do_commit:return",
    "search_weworkremotely>do_commit:call",
    "deduplicate>do_commit:call",
    "match_scores>do_commit:return",
    "save_jobs>do_commit:call",
    "save_jobs>do_commit:return",
]
PATIENCE = 300.0


def seen(door: httpx.Client, run_id: str) -> dict[str, Any]:
    answer = door.get(f"/v1/workflows/job-discovery/runs/{run_id}").raise_for_status()
    return cast("dict[str, Any]", answer.json())


@pytest.fixture(scope="module")
def taken_up(
    stack: Addresses, door: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[str, str]]:
    """For each point a run that was killed there and taken up again, and whom it was for."""
    runs = {}
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30) as prefect:
        deployment = prefect.get("/deployments/name/job-discovery/job-discovery").raise_for_status().json()
        for point in POINTS:
            changed(stack, "UPDATE board_answers SET asked_at = asked_at - interval '2 hours'")
            user_id = f"killed-{uuid4().hex[:12]}"
            given = {"tenant": "default", "environment": "default", "user_id": user_id} | DEVELOPER
            values = [Jsonb(value) if isinstance(value, dict | list) else value for value in given.values()]
            places = ", ".join(["%s"] * len(given))
            changed(stack, f"INSERT INTO profiles ({', '.join(given)}) VALUES ({places})", *values)
            marker = tmp_path_factory.mktemp("killed") / "once"
            body = {
                "parameters": {"user_id": user_id},
                "job_variables": {"env": {"CADDIE_KILL": f"{point}@{marker}"}},
                "state": {"type": "SCHEDULED"},
            }
            made = prefect.post(f"/deployments/{deployment['id']}/create_flow_run", json=body)
            runs[point] = made.raise_for_status().json()["id"], user_id

    def all_complete() -> bool:
        statuses = {run_id: seen(door, run_id)["status"] for run_id, _ in runs.values()}
        for run_id, status in statuses.items():
            if status == "errored":
                door.post(f"/v1/runs/{run_id}/retry")  # or the recovery flow has been faster
        return set(statuses.values()) == {"complete"}

    until(all_complete, "every run to be killed, taken up again and completed", PATIENCE)
    return runs


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_leaves_each_job_once(
    point: str, taken_up: dict[str, tuple[str, str]], door: httpx.Client, stack: Addresses
) -> None:
    run_id, user_id = taken_up[point]
    assert seen(door, run_id)["attempts"] >= 2, "it was killed once"
    listed = rows(stack, "SELECT external_id, source_url FROM jobs WHERE user_id = %s", user_id)
    assert listed
    matched = rows(stack, "SELECT pid FROM posting_matches WHERE user_id = %s", user_id)
    assert {job["external_id"] for job in listed} == {match["pid"] for match in matched}
    assert len({job["source_url"] for job in listed}) == len(listed)
