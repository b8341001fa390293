"""Starting runs: what is answered, what Prefect gets, and that one request is one run."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import httpx
import pytest

from tests.deployments.shim.doors import CRITERIA, PARAMS, RUNS, DoorServer, PrefectServer
from tests.patience import until

START = {"params": PARAMS}


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def delivered(prefect: PrefectServer, inbox_id: str) -> dict[str, Any]:
    return until(lambda: prefect.runs_of([inbox_id]), "the run to be made")[0]


def test_a_start_is_answered_with_where_to_look(ann: httpx.Client) -> None:
    answer = ann.post(RUNS, json=START | {"ref_type": "order", "ref_id": "7", "metadata": {"a": [1]}})

    run = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == run["links"]["status"] == f"{RUNS}/{run['id']}"
    assert run["workflow"] == "monitor-creation"
    assert run["status"] == "queued"
    assert (run["ref_type"], run["ref_id"], run["metadata"]) == ("order", "7", {"a": [1]})
    assert datetime.now(UTC) - datetime.fromisoformat(run["created_at"]) < timedelta(minutes=1)
    assert ann.get(answer.headers["location"]).json()["id"] == run["id"]


def test_prefect_gets_the_run_with_whose_it_is_and_what_for(
    shared: DoorServer, prefect: PrefectServer
) -> None:
    with shared.caller(tenant="acme", environment="live") as acme:
        run = acme.post(RUNS, json=START | {"ref_type": "order", "ref_id": "7"}).json()

    made = delivered(prefect, run["id"])
    assert made["parameters"] == PARAMS
    assert {"tenant:acme", "environment:live", "ref_type:order", "ref_id:7"} <= set(made["tags"])
    assert made["labels"]["caddie.inbox_id"] == run["id"]


def test_a_run_is_read_by_either_of_its_ids(ann: httpx.Client, prefect: PrefectServer) -> None:
    run = ann.post(RUNS, json=START).json()
    flow_run_id = delivered(prefect, run["id"])["id"]

    def seen() -> Any:
        answer = ann.get(f"{RUNS}/{flow_run_id}")
        return answer.is_success and answer.json()["flow_run_id"]

    assert until(seen, "the delivery to be noted") == flow_run_id
    assert ann.get(f"{RUNS}/{flow_run_id}").json()["id"] == run["id"]
    assert ann.get(f"/v1/workflows/create-monitor-workflow/runs/{run['id']}").status_code == 200
    assert ann.get(f"/v1/workflows/another/runs/{run['id']}").status_code == 404


@pytest.mark.parametrize("name", ["create-monitor-workflow", "monitor-creation-workflow"])
def test_aliases_start_the_same_workflow(ann: httpx.Client, name: str) -> None:
    assert ann.post(f"/v1/workflows/{name}/runs", json=START).json()["workflow"] == "monitor-creation"


def test_camel_case_is_understood_and_leading_zeros_are_kept(
    ann: httpx.Client, prefect: PrefectServer
) -> None:
    criteria = {"zipCode": "02134", "searchDate": "2030-05-01", "preferredTimeStart": 0}
    run = ann.post(RUNS, json={"params": {"email": "a@b.example", "searchCriteria": criteria}}).json()

    assert delivered(prefect, run["id"])["parameters"] == {
        "email": "a@b.example",
        "search_criteria": {"zip_code": "02134", "search_date": "2030-05-01", "preferred_time_start": 0},
    }


def test_a_delayed_run_is_scheduled_for_its_time(ann: httpx.Client, prefect: PrefectServer) -> None:
    run = ann.post(RUNS, json=START | {"delay_seconds": 3600}).json()

    start_at = datetime.fromisoformat(run["start_at"])
    assert start_at - datetime.fromisoformat(run["created_at"]) == timedelta(hours=1)
    made = delivered(prefect, run["id"])
    assert datetime.fromisoformat(made["expected_start_time"]) == start_at
    assert made["state_type"] == "SCHEDULED"


def test_the_workflows_tell_how_to_start_them(ann: httpx.Client) -> None:
    workflows = ann.get("/v1/workflows").json()["data"]
    [found] = [workflow for workflow in workflows if workflow["slug"] == "monitor-creation"]

    assert found["queue"] == "payments"
    assert "create-monitor-workflow" in found["aliases"]
    assert set(found["parameters"]["properties"]) >= {"email", "search_criteria", "priority_courses"}
    assert found["schedules"] == []


def test_waiting_for_a_run_that_does_not_end_in_time_answers_that_it_is_accepted(ann: httpx.Client) -> None:
    answer = ann.post(RUNS, json=START, headers={"Prefer": "respond-async, wait=1"})

    assert answer.status_code == 202
    assert answer.json()["status"] == "queued"


class TestIdempotency:
    def test_the_same_key_and_body_are_the_same_run(self, ann: httpx.Client, shared: DoorServer) -> None:
        before = shared.inbox_size()
        first = ann.post(RUNS, json=START, headers=keyed("k"))
        camel = {"params": {"searchCriteria": CRITERIA, "email": PARAMS["email"]}}
        again = ann.post(RUNS, json=camel, headers=keyed("k"))

        assert (first.status_code, again.status_code) == (202, 200)
        assert first.json()["id"] == again.json()["id"]
        assert set(first.json()) == set(again.json())
        assert shared.inbox_size() == before + 1

    @pytest.mark.parametrize(
        "other",
        [
            {"params": PARAMS | {"notify_enabled": False}},
            START | {"ref_id": "1"},
            START | {"metadata": {"a": 1}},
            START | {"delay_seconds": 1},
        ],
    )
    def test_the_same_key_and_another_body_are_refused(
        self, ann: httpx.Client, other: dict[str, Any]
    ) -> None:
        ann.post(RUNS, json=START, headers=keyed("k"))
        answer = ann.post(RUNS, json=other, headers=keyed("k"))

        assert answer.status_code == 422
        assert "idempotency key" in answer.json()["error"]

    def test_the_same_key_from_twenty_threads_at_once_is_one_run(
        self, ann: httpx.Client, shared: DoorServer, prefect: PrefectServer
    ) -> None:
        before = shared.inbox_size()
        together = Barrier(20)

        def start(_: int) -> httpx.Response:
            together.wait()
            return ann.post(RUNS, json=START, headers=keyed("at once"))

        with ThreadPoolExecutor(20) as threads:
            answers = list(threads.map(start, range(20)))

        assert sorted(answer.status_code for answer in answers) == [200] * 19 + [202]
        (run_id,) = {answer.json()["id"] for answer in answers}
        assert shared.inbox_size() == before + 1
        delivered(prefect, run_id)
        assert len(prefect.runs_of([run_id])) == 1

    def test_each_tenant_has_keys_of_its_own(self, ann: httpx.Client, shared: DoorServer) -> None:
        first = ann.post(RUNS, json=START, headers=keyed("k"))
        with shared.caller() as bob:
            second = bob.post(RUNS, json=START, headers=keyed("k"))

        assert (first.status_code, second.status_code) == (202, 202)

    def test_a_key_is_free_after_a_day(self, ann: httpx.Client, shared: DoorServer) -> None:
        first = ann.post(RUNS, json=START, headers=keyed("k")).json()["id"]
        shared.execute("UPDATE inbox SET created_at = now() - interval '25 hours' WHERE id = %s", first)
        second = ann.post(RUNS, json=START | {"ref_id": "other"}, headers=keyed("k"))

        assert second.status_code == 202
        assert second.json()["id"] != first


class TestTenants:
    @pytest.fixture
    def bob(self, shared: DoorServer) -> Iterator[httpx.Client]:
        with shared.caller() as client:
            yield client

    def test_another_tenants_run_does_not_exist(
        self, ann: httpx.Client, bob: httpx.Client, prefect: PrefectServer
    ) -> None:
        run = ann.post(RUNS, json=START | {"ref_type": "order", "ref_id": "9"}).json()
        flow_run_id = delivered(prefect, run["id"])["id"]

        for run_id in (run["id"], flow_run_id):
            assert bob.get(f"{RUNS}/{run_id}").status_code == 404
            assert bob.post(f"/v1/runs/{run_id}/cancel").status_code == 404
            assert bob.post(f"/v1/runs/{run_id}/retry").status_code == 404
            which = {"workflow": "monitor-creation", "instanceId": run_id}
            assert bob.post("/status", json=which).status_code == 404
        assert bob.get("/v1/runs").json()["data"] == []
        assert bob.get("/v1/refs/order/9").json() == {"runs": [], "workflows": []}
        assert ann.get(f"{RUNS}/{run['id']}").status_code == 200

    def test_another_environment_is_another_world(self, shared: DoorServer) -> None:
        with shared.caller(tenant="acme", environment="live") as live:
            run_id = live.post(RUNS, json=START).json()["id"]
        with shared.caller(tenant="acme", environment="trial") as trial:
            assert trial.get(f"{RUNS}/{run_id}").status_code == 404

    def test_a_run_that_names_no_tenant_belongs_to_the_default_one(
        self, ann: httpx.Client, shared: DoorServer, prefect: PrefectServer
    ) -> None:
        run = prefect.start_by_hand()
        with shared.client() as default:
            assert default.get(f"{RUNS}/{run['id']}").json()["id"] == run["id"]
            assert run["id"] in [seen["id"] for seen in default.get("/v1/runs").json()["data"]]
        assert ann.get(f"{RUNS}/{run['id']}").status_code == 404


class TestOrigins:
    @pytest.mark.parametrize("origin", ["https://app.example.com", "https://other.example.com"])
    def test_a_listed_origin_is_let_in(self, ann: httpx.Client, origin: str) -> None:
        answer = ann.get("/v1/runs", headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        assert "Origin" in answer.headers["vary"]

    @pytest.mark.parametrize(
        "origin",
        ["https://evil.example", "https://app.example.com.evil.example", "http://app.example.com", "null"],
    )
    def test_no_other_origin_is(self, ann: httpx.Client, origin: str) -> None:
        answer = ann.get("/v1/runs", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        assert "Origin" in answer.headers["vary"]

    def test_a_browser_may_ask_first(self, ann: httpx.Client) -> None:
        asked = {
            "Origin": "https://app.example.com",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
        }
        answer = ann.options(RUNS, headers=asked)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == asked["Origin"]


def test_who_asks_too_often_is_told_when_to_come_back(open_door: Any) -> None:
    door = open_door(CADDIE_RATE_LIMIT="3")
    with door.caller() as eager, door.caller() as patient:
        answers = [eager.get("/v1/workflows") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 20
        assert patient.get("/v1/workflows").status_code == 200
