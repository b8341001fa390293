"""Runs that really run, on the whole stack: what came out of them in every dialect, and another attempt."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.deployments.shim.doors import CRITERIA, PARAMS, RUNS
from tests.patience import until

STEPS = [
    "geocode_zip",
    "upsert_search_criteria",
    "upsert_user_search_preferences",
    "create_checkout_session",
]
APP_BODY = {"email": "ann@example.com", "searchCriteria": {"zipCode": "94103", "searchDate": "May 01 2030"}}


def test_the_app_gets_where_to_pay_if_it_waits(door: httpx.Client) -> None:
    answer = door.post("/monitor/create?wait=30", json=APP_BODY)

    assert answer.status_code == 200
    created = answer.json()
    assert created["success"] is True
    assert created["data"]["status"] == {"status": "complete"}
    assert set(created["data"]["output"]) == {"checkoutUrl", "searchCriteriaId", "userSearchPreferenceId"}

    which = {"workflow": "monitor-creation", "instanceId": created["data"]["instanceId"]}
    assert door.post("/status", json=which).json() == {
        "status": "complete",
        "output": created["data"]["output"],
    }
    run = door.get(f"{RUNS}/{which['instanceId']}").json()
    assert run["output"]["checkout_url"] == created["data"]["output"]["checkoutUrl"]


def test_a_monitor_that_cannot_be_made_is_no_success(door: httpx.Client) -> None:
    nowhere = APP_BODY | {"searchCriteria": {"zipCode": "00000", "searchDate": "2030-05-01"}}
    created = door.post("/monitor/create?wait=30", json=nowhere).json()

    assert created["success"] is False
    assert "00000" in created["error"]
    assert created["data"]["status"] == {"status": "errored"}


def test_the_same_key_after_the_end_answers_with_the_end(door: httpx.Client) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    first = door.post(RUNS, json={"params": PARAMS}, headers=key | {"Prefer": "wait=30"}).json()
    again = door.post(RUNS, json={"params": PARAMS}, headers=key)

    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert again.json()["status"] == "complete"


@pytest.fixture
def slow_stripe(stack: Addresses) -> Iterator[str]:
    """Stripe does not answer until the faults are cleared at this address."""
    faults = f"{stack.sandbox}/stripe/_faults"
    httpx.post(faults, json={"kind": "hang", "count": 9, "path": "/v1/checkout/sessions"}).raise_for_status()
    yield faults
    httpx.delete(faults).raise_for_status()


def test_a_run_cancelled_in_the_middle_is_taken_up_where_it_was(
    door: httpx.Client, slow_stripe: str, stack: Addresses
) -> None:
    run_id = door.post(RUNS, json={"params": PARAMS | {"search_criteria": CRITERIA}}).json()["id"]

    def seen(status: str, steps: list[str]) -> Any:
        run = door.get(f"{RUNS}/{run_id}").json()
        return run["status"] == status and [step["name"] for step in run["steps"]] == steps and run

    first = until(lambda: seen("running", STEPS), "the last step")
    assert [step["status"] for step in first["steps"]] == ["complete"] * 3 + ["running"]
    door.post(f"/v1/runs/{run_id}/cancel").raise_for_status()
    until(lambda: seen("terminated", STEPS), "the run's end", 60)

    httpx.delete(slow_stripe).raise_for_status()
    door.post(f"/v1/runs/{run_id}/retry").raise_for_status()
    run = until(lambda: seen("complete", STEPS), "the second attempt", 60)

    assert run["attempts"] == 2
    assert run["flow_run_id"] == first["flow_run_id"]
    assert run["output"]["checkout_url"]
    of_run = {"flow_runs": {"id": {"any_": [run["flow_run_id"]]}}, "sort": "ID_DESC"}
    step_runs = httpx.post(f"{stack.prefect}/api/task_runs/filter", json=of_run).raise_for_status().json()
    last_attempt = {step["name"][:-4]: step["state_name"] for step in step_runs[: len(STEPS)]}
    assert last_attempt == dict.fromkeys(STEPS[:-1], "Cached") | {STEPS[-1]: "Completed"}
