"""Cancelling and trying again, at Prefect's own server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.deployments.shim.doors import PARAMS, RUNS, DoorServer, PrefectServer
from tests.patience import until


@pytest.fixture
def run(ann: httpx.Client) -> dict[str, Any]:
    """Ann's run, which Prefect has."""
    run_id = ann.post(RUNS, json={"params": PARAMS}).json()["id"]
    until(lambda: ann.get(f"{RUNS}/{run_id}").json()["flow_run_id"], "the delivery")
    return dict(ann.get(f"{RUNS}/{run_id}").json())


def test_a_run_that_waits_for_a_worker_is_cancelled(ann: httpx.Client, run: dict[str, Any]) -> None:
    answer = ann.post(f"/v1/runs/{run['id']}/cancel")

    assert (answer.status_code, answer.json()["status"]) == (200, "terminated")
    again = ann.post(f"/v1/runs/{run['id']}/cancel")
    assert again.status_code == 409
    assert "ended already" in again.json()["error"]


def test_a_running_run_is_on_its_way_to_its_end(
    ann: httpx.Client, run: dict[str, Any], prefect: PrefectServer
) -> None:
    httpx.patch(
        f"{prefect.api}/flow_runs/{run['flow_run_id']}", json={"infrastructure_pid": "here:1"}
    ).raise_for_status()
    prefect.set_state(run["flow_run_id"], "RUNNING")

    assert ann.post(f"/v1/runs/{run['id']}/cancel").json()["status"] == "running"
    (seen,) = prefect.runs_of([run["id"]])
    assert seen["state_type"] == "CANCELLING"


@pytest.mark.parametrize("kind", ["FAILED", "CANCELLED"])
def test_the_same_run_is_tried_again(
    ann: httpx.Client, run: dict[str, Any], prefect: PrefectServer, kind: str
) -> None:
    prefect.set_state(run["flow_run_id"], kind)
    answer = ann.post(f"/v1/runs/{run['id']}/retry")

    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    (seen,) = prefect.runs_of([run["id"]])
    assert (seen["id"], seen["state_name"]) == (run["flow_run_id"], "AwaitingRetry")


@pytest.mark.parametrize(("kind", "word"), [("COMPLETED", "complete"), ("RUNNING", "running")])
def test_what_did_not_end_badly_is_not_tried_again(
    ann: httpx.Client, run: dict[str, Any], prefect: PrefectServer, kind: str, word: str
) -> None:
    prefect.set_state(run["flow_run_id"], kind)
    answer = ann.post(f"/v1/runs/{run['id']}/retry")

    assert answer.status_code == 409
    assert word in answer.json()["error"]


def test_a_crash_settles_before_the_next_attempt(
    ann: httpx.Client, run: dict[str, Any], prefect: PrefectServer
) -> None:
    prefect.set_state(run["flow_run_id"], "CRASHED")
    crashed = datetime.fromisoformat(prefect.runs_of([run["id"]])[0]["state"]["timestamp"])
    ann.post(f"/v1/runs/{run['id']}/retry").raise_for_status()

    tried = datetime.fromisoformat(prefect.runs_of([run["id"]])[0]["state"]["timestamp"])
    assert tried - crashed >= timedelta(seconds=1.9)
    assert datetime.now(UTC) - crashed < timedelta(seconds=10)


def test_many_who_ask_for_another_attempt_get_one(
    ann: httpx.Client, run: dict[str, Any], prefect: PrefectServer
) -> None:
    prefect.set_state(run["flow_run_id"], "FAILED")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: ann.post(f"/v1/runs/{run['id']}/retry"), range(8)))

    assert sorted(answer.status_code for answer in answers) == [202] + [409] * 7


def test_a_row_cancelled_in_a_drainers_hand_ends_its_run(
    ann: httpx.Client, shared: DoorServer, prefect: PrefectServer
) -> None:
    """A drainer died after Prefect made the run and before it was noted; then the caller cancelled."""
    run_id = ann.post(RUNS, json={"params": PARAMS}).json()["id"]
    until(lambda: ann.get(f"{RUNS}/{run_id}").json()["flow_run_id"], "the delivery")
    shared.execute(
        "UPDATE inbox SET flow_run_id = NULL, claimed_until = now() + interval '1 h' WHERE id = %s", run_id
    )
    assert ann.post(f"/v1/runs/{run_id}/cancel").json()["status"] == "terminated"
    shared.execute("UPDATE inbox SET claimed_until = now() - interval '1 s' WHERE id = %s", run_id)

    until(lambda: prefect.runs_of([run_id])[0]["state_type"] == "CANCELLED", "the run's end")
