"""`kill -9` in each step of resume-parsing doubles nothing: one reading, one change of the profile."""

from typing import Any

import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.resume_files import pdf_resume, upload
from tests.runs import Runs

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


def user_of(point: str) -> str:
    return f"read-{POINTS.index(point)}"


@pytest.fixture(scope="module")
def taken_up(
    runs: Runs, stack: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """One run for each point: killed there, then taken up again."""
    resume = pdf_resume()
    params = {
        point: {
            "user_id": user_of(point),
            "resume_id": f"resume-of-{user_of(point)}",
            "file_url": upload(stack, resume, f"{user_of(point)}/cv.pdf"),
            "file_type": "pdf",
        }
        for point in POINTS
    }
    return runs.killed_and_taken_up("resume-parsing", params, tmp_path_factory.mktemp("killed"))


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_reads_once_and_changes_the_profile_once(
    point: str, taken_up: dict[str, dict[str, Any]], stack: Addresses
) -> None:
    run, user = taken_up[point], user_of(point)
    [resume] = rows(stack, "SELECT * FROM resumes WHERE user_id = %s", user)
    assert (resume["status"], resume["error_message"]) == ("parsed", None)
    [profile] = rows(stack, "SELECT * FROM profiles WHERE user_id = %s", user)
    assert (profile["full_name"], len(profile["experience"])) == ("Nora Feldkamp", 2)
    [change] = rows(stack, "SELECT * FROM profile_changes WHERE user_id = %s", user)
    assert len(change["diff"]) == run["output"]["profile_changes"] > 0
