"""`kill -9` anywhere in resume-generation writes one résumé, counts once and pays the model once."""

from typing import Any, cast

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.patience import until
from tests.people import Person, a_person

POINTS = [
    "check_usage_limit>do_commit:return",
    "fetch_job:return",
    "fetch_profile:return",
    "analyse_requirements:return",
    "write_resume>ask:call",
    "answer_once:return",
    "score_resume:return",
    "save_resume>store:return",
    "save_resume>do_commit:call",
    "save_resume>do_commit:return",
    "save_resume:return",
    "resume_generation:return",
]
PATIENCE = 400.0
FILES = ["first-page.png", "report.json", "resume.docx", "resume.json", "resume.pdf"]


def seen(door: httpx.Client, run_id: str) -> dict[str, Any]:
    answer = door.get(f"/v1/workflows/resume-generation/runs/{run_id}").raise_for_status()
    return cast("dict[str, Any]", answer.json())


@pytest.fixture(scope="module")
def people(stack: Addresses) -> dict[str, Person]:
    """One for each point; no two profiles are alike, so that no two questions to the model are."""
    return {
        point: a_person(stack, summary=f"Backend engineer, the {number + 20}th of them")
        for number, point in enumerate(POINTS)
    }


@pytest.fixture(scope="module")
def taken_up(
    stack: Addresses,
    door: httpx.Client,
    people: dict[str, Person],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """One run for each point: killed there, then taken up again; the runs' ids by point."""
    httpx.delete(f"{stack.sandbox}/anthropic/_calls").raise_for_status()
    model = {"ANTHROPIC_API_KEY": "sk-test", "ANTHROPIC_BASE_URL": f"{stack.sandbox}/anthropic"}
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30) as prefect:
        deployment = prefect.get("/deployments/name/resume-generation/resume-generation").raise_for_status()
        run_ids = {}
        for point, person in people.items():
            kill = {"CADDIE_KILL": f"{point}@{tmp_path_factory.mktemp('killed')}/once"}
            body = {
                "parameters": person.params,
                "job_variables": {"env": model | kill},
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
def test_a_run_killed_there_writes_and_counts_once(
    point: str, taken_up: dict[str, str], people: dict[str, Person], door: httpx.Client, stack: Addresses
) -> None:
    run, person = seen(door, taken_up[point]), people[point]
    assert run["attempts"] >= 2, "it was killed once"
    assert run["output"]["success"]
    assert run["output"]["engine"] == "sandbox", run["output"]["fallback"]

    [application] = rows(stack, "SELECT * FROM job_applications WHERE user_id = %s", person.user_id)
    assert (application["status"], application["version"]) == ("ready", run["output"]["version"])
    [week] = rows(stack, "SELECT * FROM usage_tracking WHERE user_id = %s", person.user_id)
    assert week["generations_used"] == 1
    [place] = rows(stack, "SELECT * FROM usage_reservations WHERE user_id = %s", person.user_id)
    assert place["state"] == "confirmed"
    kept = httpx.get(f"{stack.sandbox}/supabase/_state").raise_for_status().json()["files"]
    own = sorted(place.rpartition("/")[2] for place in kept if f"of-{person.user_id}/" in place)
    assert own == FILES


def test_the_model_was_paid_once_for_each(taken_up: dict[str, str], stack: Addresses) -> None:
    state = httpx.get(f"{stack.sandbox}/anthropic/_state").raise_for_status().json()
    assert state["calls"] == {"answered": len(taken_up)}
