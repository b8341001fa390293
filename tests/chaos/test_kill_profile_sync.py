"""`kill -9` in each step of profile-sync costs and doubles nothing, and asks GitHub little again."""

from typing import Any

import pytest

from deployments.state_folder import Addresses
from tests.looking import rows
from tests.runs import Runs

POINTS = [
    "fetch_github_profile:return",
    "fetch_repositories:return",
    "extract_skills>read_repositories:return",
    "update_profile>do_commit:call",
    "update_profile>do_commit:return",
]


def user_of(point: str) -> str:
    return f"synced-{POINTS.index(point)}"


@pytest.fixture(scope="module")
def taken_up(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """One run for each point: killed there, then taken up again."""
    params = {point: {"user_id": user_of(point), "github_handle": "grace-made-up"} for point in POINTS}
    return runs.killed_and_taken_up("profile-sync", params, tmp_path_factory.mktemp("killed"))


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_fills_the_profile_once(
    point: str, taken_up: dict[str, dict[str, Any]], stack: Addresses
) -> None:
    run, user_id = taken_up[point], user_of(point)
    [profile] = rows(stack, "SELECT * FROM profiles WHERE user_id = %s", user_id)
    assert profile["full_name"] == "Grace Example"
    names = [skill["name"] for skill in profile["skills"]]
    assert len(names) == len(set(names)) == run["output"]["skills_extracted"] > 0
    [change] = rows(stack, "SELECT * FROM profile_changes WHERE user_id = %s", user_id)
    assert change["state"] == "applied", "what is filled already is not proposed"
    fields = [one["field"] for one in change["diff"]]
    assert sorted(fields) == sorted(set(fields))
