"""resume-generation as its users meet it: started through the door of a real stack."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

import httpx
import pypdfium2
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.patience import until
from tests.people import Person, a_person, add_row
from tests.runs import finished

RUNS = "/v1/workflows/resume-generation/runs"


def generate(door: httpx.Client, person: Person, **params: Any) -> dict[str, Any]:
    """The run of a résumé, waited for."""
    return finished(door, "resume-generation", person.params | params)


def application(stack: Addresses, person: Person) -> dict[str, Any]:
    [row] = rows(stack, "SELECT * FROM job_applications WHERE user_id = %s", person.user_id)
    return row


def used(stack: Addresses, person: Person) -> int:
    weeks = rows(stack, "SELECT generations_used FROM usage_tracking WHERE user_id = %s", person.user_id)
    return sum(week["generations_used"] for week in weeks)


def held(stack: Addresses, person: Person) -> list[str]:
    found = rows(stack, "SELECT state FROM usage_reservations WHERE user_id = %s", person.user_id)
    return sorted(row["state"] for row in found)


def text_of_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_resume_is_written_from_the_profile_alone(door: httpx.Client, stack: Addresses) -> None:
    person = a_person(stack)
    run = generate(door, person, application_id="app-1-" + person.user_id)

    assert run["status"] == "complete", run
    assert [step["name"] for step in run["steps"]] == [
        "check_usage_limit",
        "fetch_job",
        "fetch_profile",
        "analyse_requirements",
        "write_resume",
        "score_resume",
        "save_resume",
    ]
    output = run["output"]
    assert (output["success"], output["status"], output["engine"]) == (True, "ready", "built-in")
    assert all(0 <= output[score] <= 100 for score in ("match_score", "ats_score", "quality_score"))
    assert {"Terraform", "Kafka"} <= set(output["gaps"])

    pdf = httpx.get(output["files"]["pdf"]).raise_for_status().content
    text = text_of_pdf(pdf)
    assert "Tidewater Labs" in text
    assert "Terraform" not in text
    assert httpx.get(output["files"]["docx"]).raise_for_status().content.startswith(b"PK")
    assert httpx.get(output["files"]["json"]).raise_for_status().json()["basics"]["name"] == "Ines Duarte"

    row = application(stack, person)
    assert (row["status"], row["application_id"]) == ("ready", "app-1-" + person.user_id)
    assert row["version"] == output["version"]
    assert row["match_score"] == output["match_score"]
    assert "Quayside" in row["cover_letter"]
    assert row["tailored_resume"]["work"][0]["name"] == "Tidewater Labs"
    assert (used(stack, person), held(stack, person)) == (1, ["confirmed"])


def test_the_same_profile_and_posting_give_the_same_version(door: httpx.Client, stack: Addresses) -> None:
    person = a_person(stack)
    first, second = generate(door, person), generate(door, person)
    assert first["output"]["version"] == second["output"]["version"]
    assert used(stack, person) == 2


def test_beyond_the_limit_the_run_ends_well_and_says_so(door: httpx.Client, stack: Addresses) -> None:
    person = a_person(stack)
    with ThreadPoolExecutor(8) as threads:
        runs = list(threads.map(lambda _: generate(door, person), range(8)))
    assert {run["status"] for run in runs} == {"complete"}
    outputs = [run["output"] for run in runs]
    assert sum(output["success"] for output in outputs) == 5
    refused = [output for output in outputs if not output["success"]]
    assert {output["status"] for output in refused} == {"limit_exceeded"}
    assert all("(5/5)" in output["error"] for output in refused)
    told = rows(
        stack,
        "SELECT error_message FROM job_applications WHERE user_id = %s AND status = 'limit_exceeded'",
        person.user_id,
    )
    assert [row["error_message"] for row in told] == [output["error"] for output in refused]
    assert used(stack, person) == 5

    unlimited = generate(door, person, skip_usage_check=True)
    assert unlimited["output"]["success"]
    assert used(stack, person) == 5


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"job_id": "no-such-job"}, "UnknownJobError"),
        ({"user_id": "nobody-at-all"}, "ForeignJobError"),
    ],
)
def test_a_run_that_cannot_work_fails_at_once_and_frees_its_place(
    params: dict[str, str], error: str, door: httpx.Client, stack: Addresses
) -> None:
    person = a_person(stack)
    run = generate(door, person, **params)
    assert (run["status"], run["error"]["name"]) == ("errored", error)
    someone = Person(params.get("user_id", person.user_id), person.job_id)
    [row] = rows(
        stack,
        "SELECT * FROM job_applications WHERE flow_run_id = %s",
        run["links"]["ui"].rpartition("/")[2],
    )
    assert (row["status"], row["error_message"]) == ("failed", run["error"]["message"])
    assert used(stack, someone) == 0
    assert set(held(stack, someone)) == {"given_back"}


def test_an_empty_profile_is_nothing_to_write_from(door: httpx.Client, stack: Addresses) -> None:
    person = a_person(stack, experience="[]", education="[]", skills="[]")
    assert generate(door, person)["error"]["name"] == "UnknownProfileError"


def test_nobody_writes_into_anothers_application(door: httpx.Client, stack: Addresses) -> None:
    ann, bob = a_person(stack), a_person(stack)
    application_id = f"app-{uuid4().hex}"
    generate(door, ann, application_id=application_id)
    run = generate(door, bob, application_id=application_id)
    assert (run["status"], run["error"]["name"]) == ("errored", "ForeignApplicationError")
    assert application(stack, ann)["status"] == "ready"
    assert held(stack, bob) == []


def start_with_model(stack: Addresses, person: Person) -> str:
    """A run that asks the sandbox's model; its id."""
    model = {"ANTHROPIC_API_KEY": "sk-test", "ANTHROPIC_BASE_URL": f"{stack.sandbox}/anthropic"}
    body = {"parameters": person.params, "job_variables": {"env": model}, "state": {"type": "SCHEDULED"}}
    with httpx.Client(base_url=f"{stack.prefect}/api", timeout=30) as prefect:
        deployment = prefect.get("/deployments/name/resume-generation/resume-generation").raise_for_status()
        made = prefect.post(f"/deployments/{deployment.json()['id']}/create_flow_run", json=body)
        return str(made.raise_for_status().json()["id"])


def test_a_run_that_is_cancelled_frees_its_place(door: httpx.Client, stack: Addresses) -> None:
    person = a_person(stack, summary="Somebody whose run is cancelled")
    manner = f"{stack.sandbox}/anthropic/_manner"
    httpx.put(manner, json={"kind": "hang", "count": 1}).raise_for_status()
    run_id = start_with_model(stack, person)
    until(
        lambda: httpx.get(f"{stack.sandbox}/anthropic/_state").json()["manner"]["kind"] != "hang", "the call"
    )
    door.post(f"/v1/runs/{run_id}/cancel").raise_for_status()
    until(lambda: held(stack, person) == ["given_back"], "the place to be free")
    row = application(stack, person)
    assert (row["status"], "cancelled" in row["error_message"]) == ("failed", True)
    httpx.put(manner, json={}).raise_for_status()  # what hung is answered now, and to nobody
    assert used(stack, person) == 0


def test_a_model_may_reword_it_and_its_tokens_are_shown(door: httpx.Client, stack: Addresses) -> None:
    run_id = start_with_model(stack, a_person(stack, summary="Somebody whom a model helps"))
    address = f"{RUNS}/{run_id}"
    until(lambda: door.get(address).json()["completed_at"] is not None, "the run to end", 120)
    output = door.get(address).json()["output"]
    assert (output["engine"], output["fallback"]) == ("sandbox", None)
    wanted = {"flow_runs": {"id": {"any_": [run_id]}}, "artifacts": {"key": {"any_": ["model"]}}}
    [shown] = httpx.post(f"{stack.prefect}/api/artifacts/filter", json=wanted).raise_for_status().json()
    assert "tokens in" in shown["data"]


def test_what_a_run_that_is_gone_had_in_hand_is_let_go(stack: Addresses) -> None:
    person, gone = a_person(stack), str(uuid4())
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    place = {"flow_run_id": gone, "user_id": person.user_id, "state": "reserved", "updated_at": long_ago}
    add_row(stack, "usage_reservations", place)
    waiting = person.params | {"flow_run_id": gone, "application_id": gone, "updated_at": long_ago}
    add_row(stack, "job_applications", waiting | {"status": "generating"})
    until(lambda: held(stack, person) == ["given_back"], "recovery to find it", 150)
    until(lambda: application(stack, person)["status"] == "failed", "recovery to say so")


def test_howlerhires_client_starts_it_as_it_always_did(door: httpx.Client, stack: Addresses) -> None:
    person = a_person(stack)
    params = {"userId": person.user_id, "jobId": person.job_id, "applicationId": f"a-{person.job_id}"}
    body = {"workflow": "resume-generation", "params": params | {"skipUsageCheck": False}}
    triggered = door.post("/trigger", json=body).raise_for_status().json()
    asked = {"workflow": "resume-generation", "instanceId": triggered["instanceId"]}

    def status() -> dict[str, Any]:
        return cast("dict[str, Any]", door.post("/status", json=asked).raise_for_status().json())

    until(lambda: status()["status"] == "complete", "the résumé")
    output = status()["output"]
    assert output["success"]
    assert {"matchScore", "atsScore", "qualityScore", "resumeLength"} <= output.keys()


def test_a_token_may_skip_the_limit_only_with_a_scope_for_it(stack: Addresses, door: httpx.Client) -> None:
    person = a_person(stack)
    token = "a-token-without-that-scope"
    add_row(
        stack,
        "tokens",
        {"name": "plain", "hash": sha256(token.encode()).digest(), "scopes": ["runs:start", "runs:read"]},
    )
    plain = {"Authorization": f"Bearer {token}"}
    body = {"params": person.params | {"skipUsageCheck": True}}
    refused = door.post(RUNS, json=body, headers=plain)
    assert refused.status_code == 403
    assert "resumes:unlimited" in refused.json()["error"]
    body = {"params": person.params | {"skipUsageCheck": False}}
    assert door.post(RUNS, json=body, headers=plain).status_code == 202


def test_the_ui_shows_the_files_the_first_page_and_what_is_covered(
    door: httpx.Client, stack: Addresses
) -> None:
    run = generate(door, a_person(stack))
    wanted = {"flow_runs": {"id": {"any_": [run["links"]["ui"].rpartition("/")[2]]}}}
    artifacts = httpx.post(f"{stack.prefect}/api/artifacts/filter", json=wanted).raise_for_status().json()
    shown = {artifact["key"]: artifact for artifact in artifacts if artifact["key"]}
    assert shown["progress"]["data"] == 100.0
    assert run["output"]["files"]["pdf"] in shown["resume"]["data"]
    assert "Terraform" in shown["match"]["data"]
    picture = httpx.get(shown["first-page"]["data"]).raise_for_status()
    assert picture.content.startswith(b"\x89PNG")
