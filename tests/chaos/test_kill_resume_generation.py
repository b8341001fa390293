"""`kill -9` anywhere in resume-generation writes one résumé, counts once and pays the model once."""

from typing import Any

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.people import Person, a_person
from tests.runs import Runs

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
FILES = ["first-page.png", "report.json", "resume.docx", "resume.json", "resume.pdf"]


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
    runs: Runs,
    people: dict[str, Person],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, dict[str, Any]]:
    """One run for each point: killed there, then taken up again."""
    httpx.delete(f"{stack.sandbox}/anthropic/_calls").raise_for_status()
    return runs.killed_and_taken_up(
        "resume-generation",
        {point: person.params for point, person in people.items()},
        tmp_path_factory.mktemp("killed"),
        {"ANTHROPIC_API_KEY": "sk-test", "ANTHROPIC_BASE_URL": f"{stack.sandbox}/anthropic"},
    )


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_writes_and_counts_once(
    point: str, taken_up: dict[str, dict[str, Any]], people: dict[str, Person], stack: Addresses
) -> None:
    run, person = taken_up[point], people[point]
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


def test_the_model_was_paid_once_for_each(taken_up: dict[str, dict[str, Any]], stack: Addresses) -> None:
    state = httpx.get(f"{stack.sandbox}/anthropic/_state").raise_for_status().json()
    assert state["calls"] == {"answered": len(taken_up)}
