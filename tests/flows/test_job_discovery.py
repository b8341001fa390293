"""job-discovery as its users meet it: started through the door of a real stack, with the sandbox's boards."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from psycopg.types.json import Jsonb

from deployments.state_folder import Addresses
from tests.job_world import DEVELOPER
from tests.looking import changed, rows
from tests.runs import finished


def somebody(stack: Addresses, **columns: Any) -> str:
    """A backend developer in Texas, unless it is said otherwise."""
    user_id = f"seeker-{uuid4().hex[:12]}"
    given = {"tenant": "default", "environment": "default", "user_id": user_id} | DEVELOPER | columns
    values = [Jsonb(value) if isinstance(value, dict | list) else value for value in given.values()]
    places = ", ".join(["%s"] * len(given))
    changed(stack, f"INSERT INTO profiles ({', '.join(given)}) VALUES ({places})", *values)
    return user_id


def discovered(door: httpx.Client, params: dict[str, Any]) -> dict[str, Any]:
    """A run that has ended."""
    return finished(door, "job-discovery", params)


def jobs(stack: Addresses, user_id: str) -> list[dict[str, Any]]:
    return rows(stack, "SELECT * FROM jobs WHERE user_id = %s ORDER BY source_url", user_id)


def test_one_person_gets_jobs_with_reasons_and_a_second_run_adds_none(
    stack: Addresses, door: httpx.Client
) -> None:
    user_id = somebody(stack)
    run = discovered(door, {"user_id": user_id})
    assert run["status"] == "complete", run["error"]
    assert run["output"]["success"]
    assert run["output"]["jobs_found"] == len(jobs(stack, user_id)) > 0
    assert set(run["output"]["sources_searched"]) == {"remoteok", "weworkremotely"}
    assert all(job["match_reasons"] and job["source_url"].startswith("http") for job in jobs(stack, user_id))

    before = jobs(stack, user_id)
    again = discovered(door, {"user_id": user_id})
    assert again["output"]["jobs_found"] == 0
    assert jobs(stack, user_id) == before


def test_criteria_are_taken_as_howlerhires_client_sends_them(stack: Addresses, door: httpx.Client) -> None:
    user_id = somebody(stack)
    criteria = {"keywords": ["python"], "location": "Europe", "remote": True}
    run = discovered(door, {"userId": user_id, "searchCriteria": criteria})
    assert run["status"] == "complete", run["error"]
    assert all("python" in f"{job['title']} {job['description']}".lower() for job in jobs(stack, user_id))


@pytest.mark.parametrize("user_id", ["nobody-at-all"])
def test_nobodys_run_fails_and_says_so(door: httpx.Client, user_id: str) -> None:
    run = discovered(door, {"user_id": user_id})
    assert run["status"] == "errored"
    assert "There is no active profile" in str(run["error"])
