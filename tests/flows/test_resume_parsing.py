"""resume-parsing as its users meet it: a file uploaded, a link given to the door, a profile filled."""

from typing import Any, cast
from uuid import uuid4

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.patience import until
from tests.resume_files import pdf_resume, picture_pdf, upload
from tests.runs import finished


def a_user() -> str:
    return f"user-{uuid4().hex[:12]}"


def parse(
    door: httpx.Client, file_url: str, user: str, resume: str | None = None, kind: str = "pdf"
) -> dict[str, Any]:
    """The run of a reading, waited for."""
    params = {
        "user_id": user,
        "resume_id": resume or f"resume-of-{user}",
        "file_url": file_url,
        "file_type": kind,
    }
    return finished(door, "resume-parsing", params)


def resume_of(stack: Addresses, user: str) -> dict[str, Any]:
    [row] = rows(stack, "SELECT * FROM resumes WHERE user_id = %s", user)
    return row


def profiles_of(stack: Addresses, user: str) -> list[dict[str, Any]]:
    return rows(stack, "SELECT * FROM profiles WHERE user_id = %s", user)


def test_an_uploaded_resume_becomes_a_profile(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    run = parse(door, upload(stack, pdf_resume(), f"{user}/1.pdf"), user)

    assert run["status"] == "complete", run["error"]
    assert [step["name"] for step in run["steps"]] == [
        "fetch_file",
        "extract_text",
        "parse_resume",
        "update_profile",
    ]
    output = run["output"]
    assert (output["success"], output["engine"], output["needs_ocr"]) == (True, "built-in", False)
    assert (output["experience_count"], output["education_count"], output["skills_count"]) == (2, 1, 3)
    assert output["extracted_length"] > 100
    assert 0.5 < output["confidence"] <= 1

    [profile] = profiles_of(stack, user)
    assert (profile["full_name"], profile["email"]) == ("Nora Feldkamp", "nora@example.com")
    assert [role["startDate"] for role in profile["experience"]] == ["2021-03", "2017-06"]
    assert resume_of(stack, user)["status"] == "parsed"
    [change] = rows(stack, "SELECT * FROM profile_changes WHERE user_id = %s", user)
    assert len(change["diff"]) == output["profile_changes"]


def test_nothing_large_travels_in_results(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    run = parse(door, upload(stack, pdf_resume(), f"{user}/1.pdf"), user)
    wanted = {"flow_runs": {"id": {"any_": [run["links"]["ui"].rpartition("/")[2]]}}}
    seen = httpx.post(f"{stack.prefect}/api/task_runs/filter", json=wanted).raise_for_status().text
    assert "Nora" not in seen
    assert "Nora" not in str(run["output"])


def test_the_ui_shows_what_was_read_as_what_and_how_surely(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    run = parse(door, upload(stack, pdf_resume(), f"{user}/1.pdf"), user)
    wanted = {"flow_runs": {"id": {"any_": [run["links"]["ui"].rpartition("/")[2]]}}}
    artifacts = httpx.post(f"{stack.prefect}/api/artifacts/filter", json=wanted).raise_for_status().json()
    shown = {artifact["key"]: artifact["data"] for artifact in artifacts if artifact["key"]}
    assert shown["progress"] == 100.0
    assert '"basics.name"' in shown["reading"]
    assert '"confidence"' in shown["reading"]
    assert "Platform Engineer, Harbour Rail" in shown["reading"]
    assert httpx.get(shown["pages"]).content.startswith(b"\x89PNG")


def test_a_link_that_has_expired_ends_the_run_at_once_and_the_row_says_why(
    door: httpx.Client, stack: Addresses
) -> None:
    user = a_user()
    link = upload(stack, pdf_resume(), f"{user}/1.pdf", seconds=1)
    until(lambda: httpx.get(link).status_code == 400, "the link to expire")
    run = parse(door, link, user)
    assert run["status"] == "errored"
    assert run["error"]["name"] == "FileGoneError"
    assert "ask the app for a new link" in run["error"]["message"]
    assert run["steps"][0]["attempts"] == 1
    resume = resume_of(stack, user)
    assert (resume["status"], resume["error_message"]) == ("failed", run["error"]["message"])
    assert profiles_of(stack, user) == []


@pytest.mark.parametrize(
    ("content", "reason"), [(b"<html>Please log in</html>", "neither"), (pdf_resume()[:500], "broken")]
)
def test_a_file_that_cannot_be_read_fails_and_leaves_no_half_of_a_profile(
    door: httpx.Client, stack: Addresses, content: bytes, reason: str
) -> None:
    user = a_user()
    run = parse(door, upload(stack, content, f"{user}/1.pdf"), user)
    assert (run["status"], run["error"]["name"]) == ("errored", "UnreadableDocumentError")
    assert reason in resume_of(stack, user)["error_message"]
    assert profiles_of(stack, user) == []


def test_a_page_that_is_a_picture_completes_as_needs_ocr(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    run = parse(door, upload(stack, picture_pdf(), f"{user}/1.pdf"), user)
    assert run["status"] == "complete"
    assert (run["output"]["success"], run["output"]["needs_ocr"]) == (False, True)
    assert resume_of(stack, user)["status"] == "needs_ocr"
    assert profiles_of(stack, user) == []


@pytest.mark.parametrize(
    "file_url", ["https://169.254.169.254/latest/meta-data", "http://127.0.0.1:1/cv.pdf", "https://a.b/c"]
)
def test_a_link_to_elsewhere_is_refused(door: httpx.Client, stack: Addresses, file_url: str) -> None:
    user = a_user()
    run = parse(door, file_url, user)
    assert (run["status"], run["error"]["name"]) == ("errored", "RefusedFileUrlError")
    assert resume_of(stack, user)["status"] == "failed"


def test_somebody_else_s_resume_is_refused_and_left_alone(door: httpx.Client, stack: Addresses) -> None:
    owner, other = a_user(), a_user()
    link = upload(stack, pdf_resume(), f"{owner}/1.pdf")
    parse(door, link, owner, "mine-" + owner)
    run = parse(door, link, other, "mine-" + owner)
    assert (run["status"], run["error"]["name"]) == ("errored", "ForeignResumeError")
    assert resume_of(stack, owner)["status"] == "parsed"
    assert profiles_of(stack, other) == []


def test_a_storage_that_is_busy_is_asked_again(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    link = upload(stack, pdf_resume(), f"{user}/1.pdf")
    fault = {"kind": "status_503", "path": f"/object/sign/resumes/{user}"}
    httpx.post(f"{stack.sandbox}/supabase/_faults", json=fault).raise_for_status()
    run = parse(door, link, user)
    assert run["status"] == "complete"
    assert run["steps"][0]["attempts"] == 2
    assert run["steps"][0]["retries"][0]["error"].startswith("ProviderUnavailableError")


def test_a_run_that_is_cancelled_says_so_in_the_row(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    link = upload(stack, pdf_resume(), f"{user}/1.pdf")
    fault = {"kind": "hang", "path": f"/object/sign/resumes/{user}"}
    httpx.post(f"{stack.sandbox}/supabase/_faults", json=fault).raise_for_status()
    params = {"user_id": user, "resume_id": f"r-{user}", "file_url": link, "file_type": "pdf"}
    run = door.post("/v1/workflows/resume-parsing/runs", json={"params": params}).json()
    query = "SELECT status FROM resumes WHERE user_id = %s"
    until(lambda: bool(rows(stack, query, user)), "the résumé to be claimed")
    door.post(f"/v1/runs/{run['id']}/cancel").raise_for_status()
    until(lambda: rows(stack, query, user) == [{"status": "failed"}], "the row to say so")
    assert "cancelled" in resume_of(stack, user)["error_message"]


def test_howlerhire_s_client_starts_it_and_hears_of_it(door: httpx.Client, stack: Addresses) -> None:
    user = a_user()
    link = upload(stack, pdf_resume(), f"{user}/1.pdf")
    params = {"userId": user, "resumeId": f"r-{user}", "fileUrl": link, "fileType": "pdf"}
    triggered = door.post("/trigger", json={"workflow": "resume-parsing", "params": params}).json()
    assert triggered["success"], triggered
    question = {"workflow": "resume-parsing", "instanceId": triggered["instanceId"]}

    def answer() -> dict[str, Any]:
        return cast("dict[str, Any]", door.post("/status", json=question).json())

    until(lambda: answer()["status"] in {"complete", "errored"}, "the run's end")
    output = answer()["output"]
    assert {
        name: output[name] for name in ("success", "skillsCount", "experienceCount", "educationCount")
    } == {
        "success": True,
        "skillsCount": 3,
        "experienceCount": 2,
        "educationCount": 1,
    }
    assert output["extractedLength"] > 100


def test_the_door_refuses_what_is_no_id_no_link_and_no_type(door: httpx.Client) -> None:
    params = {"user_id": "../ann", "resume_id": "", "file_url": "file:///etc/passwd", "file_type": "exe"}
    answer = door.post("/v1/workflows/resume-parsing/runs", json={"params": params})
    assert answer.status_code == 422
    for name in params:
        assert name in answer.text
