"""Lists and stories: every run once, the newest first, however the pages are cut."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.deployments.shim.conftest import OpenDoor
from tests.deployments.shim.doors import PARAMS, RUNS, DoorServer, PrefectServer
from tests.patience import until

START = {"params": PARAMS}


def start(client: httpx.Client, **more: Any) -> str:
    return str(client.post(RUNS, json=START | more).raise_for_status().json()["id"])


def pages(client: httpx.Client, **query: Any) -> list[list[str]]:
    """The ids of every page."""
    found: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/v1/runs", params=query | cursor).raise_for_status().json()
        found.append([run["id"] for run in page["data"]])
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def all_delivered(shared: DoorServer) -> None:
    until(lambda: not shared.execute("SELECT 1 FROM inbox WHERE flow_run_id IS NULL"), "every delivery")


def test_the_newest_run_comes_first_on_pages_of_any_size(ann: httpx.Client) -> None:
    started = [start(ann) for _ in range(7)][::-1]

    assert pages(ann, limit=200) == [started]
    assert pages(ann, limit=7) == [started]
    assert pages(ann, limit=3) == [started[:3], started[3:6], started[6:]]


def test_no_run_is_skipped_or_doubled_while_the_inbox_drains_and_fills(ann: httpx.Client) -> None:
    started = [start(ann) for _ in range(12)][::-1]

    page = ann.get("/v1/runs?limit=4").json()
    seen = [run["id"] for run in page["data"]]
    while page["next_cursor"]:
        start(ann)
        page = ann.get("/v1/runs", params={"limit": 4, "cursor": page["next_cursor"]}).json()
        seen += [run["id"] for run in page["data"]]

    assert seen == started


def test_runs_of_one_moment_are_all_there_across_pages(shared: DoorServer, prefect: PrefectServer) -> None:
    moment = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    tags = ["tenant:many", "environment:test"]
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": moment}}
    made = {prefect.start_by_hand(tags, state=state)["id"] for _ in range(11)}

    with shared.caller(tenant="many") as many:
        for limit in (2, 3, 5, 11):
            seen = [run_id for page in pages(many, limit=limit) for run_id in page]
            assert len(seen) == 11
            assert set(seen) == made


def test_a_delayed_run_is_listed_from_the_start_and_stays_in_its_place(
    ann: httpx.Client, shared: DoorServer
) -> None:
    later = start(ann, delay_seconds=3_600)
    now = start(ann)

    assert pages(ann, limit=1) == [[later], [now]]
    all_delivered(shared)
    assert pages(ann, limit=1) == [[later], [now]]


def test_a_list_is_narrowed_by_status_workflow_and_reference(
    ann: httpx.Client, prefect: PrefectServer, shared: DoorServer
) -> None:
    ids = [start(ann, ref_type="order", ref_id=str(number % 2)) for number in range(6)]
    all_delivered(shared)
    flow_runs = {run["idempotency_key"]: run["id"] for run in prefect.runs_of(ids)}
    prefect.set_state(flow_runs[ids[0]], "COMPLETED")
    prefect.set_state(
        flow_runs[ids[1]], "FAILED", message="Flow run encountered an exception: ValueError: no"
    )
    prefect.set_state(flow_runs[ids[2]], "SCHEDULED", name="AwaitingRetry")
    prefect.set_state(flow_runs[ids[3]], "PAUSED", name="Suspended")

    def listed(**query: str) -> list[str]:
        return [run_id for page in pages(ann, limit=2, **query) for run_id in page][::-1]

    assert listed(status="complete") == ids[:1]
    assert listed(status="errored") == ids[1:2]
    assert listed(status="waiting") == ids[2:4]
    assert listed(status="queued") == ids[4:]
    assert listed(ref_type="order", ref_id="1") == ids[1::2]
    assert listed(workflow="create-monitor-workflow") == ids
    assert listed(workflow="another") == []
    (errored,) = ann.get("/v1/runs?status=errored").json()["data"]
    assert errored["error"] == {"name": "ValueError", "message": "no"}


def test_a_cursor_of_another_list_is_refused(ann: httpx.Client) -> None:
    for _ in range(2):
        start(ann)
    cursor = ann.get("/v1/runs?limit=1").json()["next_cursor"]
    assert ann.get("/v1/runs", params={"cursor": cursor, "limit": 5}).status_code == 200
    assert ann.get("/v1/runs", params={"cursor": cursor, "status": "errored"}).status_code == 422


def test_waiting_runs_are_listed_by_their_status(open_door: OpenDoor) -> None:
    door = open_door()
    with door.caller() as ann:  # the one token's tenant has runs of other doors too
        run_id = start(ann)
        door.execute(
            "INSERT INTO inbox (tenant, environment, workflow, params, fingerprint, metadata, cancelled_at)"
            " SELECT tenant, environment, workflow, params, fingerprint, metadata, now() FROM inbox"
        )
        ours = "/v1/runs?workflow=monitor-creation&status="  # others are started by the clock
        queued = ann.get(f"{ours}queued").json()["data"]
        terminated = ann.get(f"{ours}terminated").json()["data"]
        assert [run["id"] for run in queued] == [run_id]
        assert len(terminated) == 1


@pytest.mark.parametrize("ref_id", ["7", "a/b c", "ä?&#"])
def test_the_story_of_an_object_is_told_in_order_of_time(ann: httpx.Client, ref_id: str) -> None:
    ids = [start(ann, ref_type="order", ref_id=ref_id) for _ in range(3)]
    start(ann, ref_type="order", ref_id="another")

    path = httpx.URL(f"/v1/refs/order/{ref_id.replace('?', '%3F').replace('#', '%23').replace('/', '%2F')}")
    story = ann.get(path).json()

    assert [run["id"] for run in story["runs"]] == ids
    assert story["workflows"] == [
        {"workflow": "monitor-creation", "status": "queued", "runs_count": 3, "last_run_id": ids[-1]}
    ]
