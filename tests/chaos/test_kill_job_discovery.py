"""`kill -9` in each step of job-discovery loses no job and doubles none."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from deployments.state_folder import Addresses
from tests.job_world import DEVELOPER
from tests.looking import changed, rows
from tests.people import add_row
from tests.runs import Runs

POINTS = [
    "fetch_preferences:return",
    "search_remoteok>do_commit:return",
    "search_weworkremotely>do_commit:call",
    "deduplicate>do_commit:call",
    "match_scores>do_commit:return",
    "save_jobs>do_commit:call",
    "save_jobs>do_commit:return",
]


def user_of(point: str) -> str:
    return f"seeks-{POINTS.index(point)}"


@pytest.fixture(scope="module")
def taken_up(
    runs: Runs, stack: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """One run for each point: killed there, then taken up again."""
    changed(stack, "UPDATE board_answers SET asked_at = asked_at - interval '2 hours'")  # so they are due
    columns = {
        name: Jsonb(value) if isinstance(value, dict | list) else value for name, value in DEVELOPER.items()
    }
    for point in POINTS:
        add_row(stack, "profiles", {"user_id": user_of(point), **columns})
    params = {point: {"user_id": user_of(point)} for point in POINTS}
    return runs.killed_and_taken_up("job-discovery", params, tmp_path_factory.mktemp("killed"))


@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_there_leaves_each_job_once(
    point: str, taken_up: dict[str, dict[str, Any]], stack: Addresses
) -> None:
    user_id = user_of(point)
    assert taken_up[point]["output"]["success"]
    listed = rows(stack, "SELECT external_id, source_url FROM jobs WHERE user_id = %s", user_id)
    assert listed
    matched = rows(stack, "SELECT pid FROM posting_matches WHERE user_id = %s", user_id)
    assert {job["external_id"] for job in listed} == {match["pid"] for match in matched}
    assert len({job["source_url"] for job in listed}) == len(listed)
