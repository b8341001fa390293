"""Starting never closes: with Prefect's server down, and when a door dies, nothing is lost or doubled."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from signal import SIGKILL
from typing import Any

import httpx

from tests.deployments.shim.conftest import OpenDoor
from tests.deployments.shim.doors import PARAMS, RUNS, DoorServer, PrefectServer
from tests.patience import until

START = {"params": PARAMS}


def all_delivered(door: DoorServer) -> bool:
    return not door.execute("SELECT 1 FROM inbox WHERE flow_run_id IS NULL AND cancelled_at IS NULL LIMIT 1")


def runs_by_row(prefect: PrefectServer, ids: list[str]) -> Counter[str]:
    return Counter(run["idempotency_key"] for run in prefect.runs_of(ids))


def test_fifty_starts_without_prefect_are_fifty_runs_afterwards(
    open_door: OpenDoor, prefect: PrefectServer
) -> None:
    door = open_door()
    prefect.end(SIGKILL)
    with door.client() as ann:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: ann.post(RUNS, json=START), range(50)))
        assert {answer.status_code for answer in answers} == {202}
        ids = [answer.json()["id"] for answer in answers]
        ready = ann.get("/ready")
        assert (ready.status_code, ready.json()) == (
            200,
            {"database": "up", "prefect": "down", "inbox": 50, "parked_areas": 0},
        )
        assert ann.get(f"{RUNS}/{ids[0]}").json()["status"] == "queued"

        prefect.start()
        until(lambda: all_delivered(door), "the inbox to be empty", 60)

    assert runs_by_row(prefect, ids) == Counter(ids)


def test_reads_of_runs_that_prefect_has_say_when_to_ask_again(
    open_door: OpenDoor, prefect: PrefectServer
) -> None:
    door = open_door()
    with door.client() as ann:
        run_id = ann.post(RUNS, json=START, headers={"Idempotency-Key": "k"}).json()["id"]
        until(lambda: all_delivered(door), "the run to be made")
        prefect.end(SIGKILL)

        def refused(answer: httpx.Response) -> bool:
            return (
                answer.status_code == 503 and "retry-after" in answer.headers and bool(answer.json()["error"])
            )

        assert refused(ann.get(f"{RUNS}/{run_id}"))
        assert refused(ann.get("/v1/runs"))
        assert refused(ann.get("/v1/refs/a/b"))
        assert refused(ann.post(f"/v1/runs/{run_id}/cancel"))
        assert refused(ann.post(f"/v1/runs/{run_id}/retry"))
        again = ann.post(RUNS, json=START, headers={"Idempotency-Key": "k"})
        assert (again.status_code, again.json()["id"]) == (200, run_id)
        waited = ann.post(RUNS, json=START, headers={"Prefer": "wait=1"})
        assert waited.status_code == 202


def test_a_door_that_opens_while_prefect_is_down_knows_its_workflows(
    open_door: OpenDoor, prefect: PrefectServer
) -> None:
    open_door().end()
    prefect.end(SIGKILL)

    with open_door().client() as ann:
        known = {workflow["slug"] for workflow in ann.get("/v1/workflows").json()["data"]}
        assert "monitor-creation" in known
        assert ann.post(RUNS, json=START).status_code == 202


def test_a_door_that_has_never_seen_a_workflow_is_not_ready(
    database: Any, prefect_server: PrefectServer, tmp_path: Any
) -> None:
    prefect_server.end(SIGKILL)
    door = DoorServer(database, prefect_server.api, tmp_path)
    try:
        door.start()
        with door.client() as ann:
            assert ann.get("/ready").status_code == 503
            assert ann.get("/health").json()["status"] == "ok"
            assert ann.post(RUNS, json=START).status_code == 404
    finally:
        door.end(SIGKILL)


def test_a_door_that_dies_between_commit_and_delivery_loses_and_doubles_nothing(
    open_door: OpenDoor, prefect: PrefectServer
) -> None:
    door = open_door()
    accepted: list[str] = []

    def start_until_it_dies(client: httpx.Client) -> None:
        try:
            while True:
                answer = client.post(RUNS, json=START)
                accepted.append(answer.json()["id"])
                if len(accepted) == 40:
                    assert door.process is not None
                    door.process.send_signal(SIGKILL)
        except httpx.TransportError:
            return

    with door.client() as ann, ThreadPoolExecutor(4) as threads:
        list(threads.map(start_until_it_dies, [ann] * 4))
    door.end(SIGKILL)
    waiting = door.execute("SELECT id FROM inbox WHERE flow_run_id IS NULL")
    assert waiting, "it died too late to prove anything"

    # The dead door's claims are over in half a minute; the test does not wait for the clock.
    door.execute("UPDATE inbox SET claimed_until = now() - interval '1 s' WHERE claimed_until IS NOT NULL")
    another = open_door()
    until(lambda: all_delivered(another), "the inbox to be empty", 60)

    rows = [str(row_id) for (row_id,) in door.execute("SELECT id FROM inbox")]
    assert set(accepted) <= set(rows)
    assert runs_by_row(prefect, rows) == Counter(rows)


def test_two_doors_share_one_inbox(open_door: OpenDoor, prefect: PrefectServer) -> None:
    one, other = open_door(), open_door()
    with one.client() as ann, other.client() as bob, ThreadPoolExecutor(8) as threads:
        clients = [ann, bob] * 15
        ids = [answer.json()["id"] for answer in threads.map(lambda c: c.post(RUNS, json=START), clients)]
        until(lambda: all_delivered(one), "the inbox to be empty", 60)
    assert runs_by_row(prefect, ids) == Counter(ids)


def test_a_run_cancelled_before_prefect_heard_of_it_is_never_made(
    open_door: OpenDoor, prefect: PrefectServer
) -> None:
    door = open_door()
    prefect.end(SIGKILL)
    with door.client() as ann:
        run_id, kept = (ann.post(RUNS, json=START).json()["id"] for _ in range(2))
        cancelled = ann.post(f"/v1/runs/{run_id}/cancel")
        assert (cancelled.status_code, cancelled.json()["status"]) == (200, "terminated")
        assert ann.post(f"/v1/runs/{run_id}/cancel").status_code == 409
        assert ann.get(f"{RUNS}/{run_id}").json()["status"] == "terminated"

        prefect.start()
        until(lambda: ann.get("/ready").json()["inbox"] == 0, "the inbox to be empty", 60)
        assert runs_by_row(prefect, [run_id, kept]) == Counter([kept])

        assert ann.post(f"/v1/runs/{run_id}/retry").json()["status"] == "queued"
        until(lambda: prefect.runs_of([run_id]), "the run to be made after all")


def test_what_prefect_refuses_for_good_is_errored_with_its_words(
    open_door: OpenDoor, prefect: PrefectServer
) -> None:
    door = open_door()
    prefect.end(SIGKILL)
    with door.client() as ann:
        run_id = ann.post(RUNS, json=START).json()["id"]
        door.execute("UPDATE inbox SET params = %s", '{"email": 1}')
        prefect.start()

        def errored() -> Any:
            run = ann.get(f"{RUNS}/{run_id}").json()
            return run["status"] == "errored" and run

        run = until(errored, "Prefect's refusal")
        assert run["error"]["name"] == "Refused"
        assert run["error"]["message"]
        assert ann.get("/v1/runs?status=errored").json()["data"][0]["id"] == run_id
