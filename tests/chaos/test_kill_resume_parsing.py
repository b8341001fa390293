"""`kill -9` in each step of resume-parsing doubles nothing: one reading, one change of the profile."""

from typing import Any, cast

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.patience import until
from tests.resume_files import pdf_resume, upload

POINTS = [
    "fetch_file>claim_resume:return",
    "fetch_file>keep:call",
    "fetch_file:return",
    "extract_text>read_confined:return",
    "extract_text:return",
    "parse_resume>best_reading:return",
    "update_profile>do_commit:call",
    "update_profile>do_commit:return",
    "update_profile:return",
    "resume_parsing:return",
]
PATIENCE = 240.0


def seen(door: httpx.Client, run_id: str) -> dict[str, Any]:
    answer = door.get(f"/v1/workflows/resume-parsing/runs/{run_id}").raise_for_status()
    return cast("dict[str, Any]", answer.json())


def user_of(point: str) -> str:
    return f"read-{POINTS.index(point)}"


@pytest.fixture(scope="module")
def taken_up(
    stack: Addresses, door: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """One run for each point: killed there, then taken up again; the runs' ids by point."""
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30) as prefect:
        deployment = prefect.get("/deployments/name/resume-parsing/resume-parsing").raise_for_status()
        run_ids = {}
        for point in POINTS:
            user = user_of(point)
            body = {
                "parameters": {
                    "user_id": user,
                    "resume_id": f"resume-of-{user}",
                    "file_url": upload(stack, pdf_resume(), f"{user}/cv.pdf"),
                    "file_type": "pdf",
                },
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
def test_a_run_killed_there_reads_once_and_changes_the_profile_once(
    point: str, taken_up: dict[str, str], door: httpx.Client, stack: Addresses
) -> None:
    run, user = seen(door, taken_up[point]), user_of(point)
    assert run["attempts"] >= 2, "it was killed once"
    [resume] = rows(stack, "SELECT * FROM resumes WHERE user_id = %s", user)
    assert (resume["status"], resume["error_message"]) == ("parsed", None)
    [profile] = rows(stack, "SELECT * FROM profiles WHERE user_id = %s", user)
    assert (profile["full_name"], len(profile["experience"])) == ("Nora Feldkamp", 2)
    [change] = rows(stack, "SELECT * FROM profile_changes WHERE user_id = %s", user)
    assert len(change["diff"]) == run["output"]["profile_changes"] > 0
