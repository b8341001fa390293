"""`kill -9` anywhere in monitor-creation costs and doubles nothing: at each boundary, in each step."""

from typing import Any, cast

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows, sessions, until

POINTS = [
    "geocode_zip:call",
    "geocode_zip>locate:return",
    "geocode_zip:return",
    "upsert_search_criteria:call",
    "upsert_search_criteria>do_commit:call",
    "upsert_search_criteria>do_commit:return",
    "upsert_search_criteria:return",
    "upsert_priority_courses:call",
    "upsert_priority_courses>do_commit:call",
    "upsert_priority_courses>do_commit:return",
    "upsert_priority_courses:return",
    "upsert_user_search_preferences:call",
    "upsert_user_search_preferences>do_commit:call",
    "upsert_user_search_preferences>show_table:call",
    "upsert_user_search_preferences:return",
    "create_checkout_session:call",
    "create_checkout_session>_live_attempt:return",
    "create_checkout_session>_session_of:return",
    "create_checkout_session>_keep:return",
    "create_checkout_session:return",
    "monitor_creation:return",
]
PATIENCE = 240.0


def seen(door: httpx.Client, run_id: str) -> dict[str, Any]:
    answer = door.get(f"/v1/workflows/monitor-creation/runs/{run_id}").raise_for_status()
    return cast("dict[str, Any]", answer.json())


@pytest.fixture(scope="module")
def taken_up(
    stack: Addresses, door: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """One run for each point: killed there, then taken up again; the runs' ids by point."""
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30) as prefect:
        deployment = prefect.get("/deployments/name/monitor-creation/monitor-creation").raise_for_status()
        run_ids = {}
        for number, point in enumerate(POINTS):
            body = {
                "parameters": {
                    "email": f"killed-{number}@example.com",
                    "search_criteria": {"zip_code": "02134", "search_date": "2030-05-01"},
                    "priority_courses": [30, 10, 20],
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
def test_a_run_killed_there_leaves_one_of_everything(
    point: str, taken_up: dict[str, str], door: httpx.Client, stack: Addresses
) -> None:
    run = seen(door, taken_up[point])
    assert run["attempts"] >= 2, "it was killed once"
    email = f"killed-{POINTS.index(point)}@example.com"

    [criteria] = rows(stack, "SELECT * FROM search_criteria WHERE request_id = %s", taken_up[point])
    [preference] = rows(stack, "SELECT * FROM user_search_preferences WHERE email = %s", email)
    assert preference["search_criteria_id"] == criteria["id"]
    courses = rows(
        stack,
        "SELECT facility_id FROM priority_courses WHERE search_criteria_id = %s ORDER BY position",
        criteria["id"],
    )
    assert [course["facility_id"] for course in courses] == [30, 10, 20]
    [attempt] = rows(
        stack, "SELECT * FROM checkout_attempts WHERE user_search_preference_id = %s", preference["id"]
    )
    assert attempt["state"] == "open"

    [session] = sessions(stack, email)
    assert session["id"] == attempt["session_id"]
    assert session["metadata"]["userSearchPreferenceId"] == str(preference["id"])
    assert run["output"] == {
        "checkout_url": session["url"],
        "search_criteria_id": str(criteria["id"]),
        "user_search_preference_id": str(preference["id"]),
    }
