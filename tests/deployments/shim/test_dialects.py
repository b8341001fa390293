"""The tee-time app's and HowlerHire's own calls."""

from typing import Any

import httpx
import pytest

from tests.deployments.shim.doors import CRITERIA, PARAMS, DoorServer, PrefectServer
from tests.patience import until

BODY = {
    "searchCriteria": {"zipCode": "02134", "searchDate": "2030-05-01", "preferredTimeStart": 0},
    "priorityCourses": [3, 4],
    "email": "ann@example.com",
    "notifyEnabled": False,
    "scheduleInterval": "PT10M",
}


def parameters(prefect: PrefectServer, inbox_id: str) -> dict[str, Any]:
    made = until(lambda: prefect.runs_of([inbox_id]), "the run to be made")
    return dict(made[0]["parameters"])


def instance(answer: httpx.Response) -> str:
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert body["success"] is True
    assert body["data"]["status"] == {"status": "queued"}
    return str(body["data"]["instanceId"])


class TestMonitorCreate:
    def test_the_apps_body_starts_the_workflow(self, ann: httpx.Client, prefect: PrefectServer) -> None:
        run_id = instance(ann.post("/monitor/create", json=BODY))

        assert parameters(prefect, run_id) == {
            "email": "ann@example.com",
            "search_criteria": {
                "zip_code": "02134",
                "search_date": "2030-05-01",
                "preferred_time_start": 0,
            },
            "priority_courses": [3, 4],
            "notify_enabled": False,
            "schedule_interval": "PT10M",
        }

    @pytest.mark.parametrize(
        "sent",
        [
            "2030-10-11",
            "2030-10-11T04:00:00.000Z",
            "2030-10-11T04:00:00-07:00",
            "Oct 11 2030",
            "Oct 11, 2030",
        ],
    )
    def test_a_date_is_understood_as_iso_and_as_the_original_wrote_it(
        self, ann: httpx.Client, prefect: PrefectServer, sent: str
    ) -> None:
        criteria = {"zipCode": "02134", "searchDate": sent}
        run_id = instance(ann.post("/monitor/create", json=BODY | {"searchCriteria": criteria}))
        assert parameters(prefect, run_id)["search_criteria"]["search_date"] == "2030-10-11"

    def test_criteria_may_stand_beside_the_rest_and_courses_among_them(
        self, ann: httpx.Client, prefect: PrefectServer
    ) -> None:
        flat = {
            "email": "ann@example.com",
            "zipCode": "02134",
            "searchDate": "2030-05-01",
            "paymentEnabled": True,
        }
        run_id = instance(
            ann.post("/monitor/create", json=flat | {"searchCriteria": {"priorityCourses": [9]}})
        )
        assert parameters(prefect, run_id) == {
            "email": "ann@example.com",
            "search_criteria": {"zip_code": "02134", "search_date": "2030-05-01"},
            "priority_courses": [9],
        }

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"searchCriteria": {}}, "ZIP code and search date are required"),
            ({"searchCriteria": {"zipCode": "02134"}}, "ZIP code and search date are required"),
            (
                {"searchCriteria": {"zipCode": "", "searchDate": "2030-05-01"}},
                "ZIP code and search date are required",
            ),
            ({"searchCriteria": 7}, "searchCriteria must be an object"),
            (
                {"searchCriteria": {"zipCode": "02134", "searchDate": "soon"}},
                "searchCriteria.searchDate must be",
            ),
            (
                {"searchCriteria": {"zipCode": "2134", "searchDate": "2030-05-01"}},
                "searchCriteria.zipCode must be",
            ),
            ({"email": "ann"}, "email must be"),
            ({"email": None}, "email must be"),
            ({"priorityCourses": [1, 2, 3, 4, 5, 6]}, "priorityCourses must have at most 5 items"),
            ({"surprise": 1}, "searchCriteria.surprise is no parameter"),
        ],
    )
    def test_bad_input_is_told_as_the_original_does(
        self, ann: httpx.Client, changes: dict[str, Any], error: str
    ) -> None:
        answer = ann.post("/monitor/create", json=BODY | changes)
        assert answer.status_code == 400
        assert answer.json()["success"] is False
        assert answer.json()["error"].startswith(error)

    @pytest.mark.parametrize("sent", [b"{", b"[]", b'"a"', b"", b'{"a": 1e999}'])
    def test_so_is_a_body_that_is_none(self, ann: httpx.Client, sent: bytes) -> None:
        answer = ann.post("/monitor/create", content=sent, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
        assert answer.json()["success"] is False
        assert answer.json()["error"]

    def test_a_key_makes_two_calls_one_monitor(self, ann: httpx.Client) -> None:
        key = {"Idempotency-Key": "k"}
        first, second = (ann.post("/monitor/create", json=BODY, headers=key) for _ in range(2))
        assert instance(first) == second.json()["data"]["instanceId"]

    def test_nobody_comes_in_without_a_token(self, shared: DoorServer) -> None:
        with shared.client(None) as anybody:
            answer = anybody.post("/monitor/create", json=BODY)
        assert (answer.status_code, answer.json()["success"]) == (401, False)


class TestHowlerHire:
    def test_a_trigger_and_its_status(self, ann: httpx.Client, prefect: PrefectServer) -> None:
        params = {
            "email": "ann@example.com",
            "searchCriteria": {"zipCode": "02134", "searchDate": "2030-05-01"},
        }
        answer = ann.post("/trigger", json={"workflow": "monitor-creation", "params": params})

        triggered = answer.json()
        assert answer.status_code == 200
        assert triggered == {
            "success": True,
            "instanceId": triggered["instanceId"],
            "status": {"status": "queued"},
        }
        which = {"workflow": "monitor-creation", "instanceId": triggered["instanceId"]}
        assert ann.post("/status", json=which).json() == {"status": "queued"}
        assert parameters(prefect, triggered["instanceId"])["search_criteria"]["zip_code"] == "02134"

    def test_a_callers_own_id_names_one_run_for_good(
        self, ann: httpx.Client, shared: DoorServer, prefect: PrefectServer
    ) -> None:
        start = {"workflow": "monitor-creation", "params": PARAMS, "instanceId": "user-7_first"}
        first, again = ann.post("/trigger", json=start), ann.post("/trigger", json=start)
        assert first.json()["instanceId"] == again.json()["instanceId"] == "user-7_first"
        assert again.status_code == 200
        ((row_id,),) = shared.execute("SELECT id FROM inbox WHERE idempotency_key = 'instance:user-7_first'")
        shared.execute("UPDATE inbox SET created_at = now() - interval '2 days' WHERE id = %s", row_id)
        assert ann.post("/trigger", json=start).json()["instanceId"] == "user-7_first"
        (made,) = until(lambda: prefect.runs_of([str(row_id)]), "the run to be made")

        prefect.set_state(made["id"], "FAILED", message="Flow run encountered an exception: OSError: no disk")
        which = {"workflow": "monitor-creation-workflow", "instanceId": "user-7_first"}
        assert ann.post("/status", json=which).json() == {
            "status": "errored",
            "error": {"name": "OSError", "message": "no disk"},
        }

    def test_a_callers_own_id_is_nothing_to_somebody_else(
        self, ann: httpx.Client, shared: DoorServer
    ) -> None:
        ann.post("/trigger", json={"workflow": "monitor-creation", "params": PARAMS, "instanceId": "mine"})
        with shared.caller() as bob:
            answer = bob.post("/status", json={"workflow": "monitor-creation", "instanceId": "mine"})
        assert (answer.status_code, answer.json()["error"]) == (404, "There is no such run")

    @pytest.mark.parametrize("path", ["/trigger", "/status"])
    def test_an_unknown_workflow_is_named(self, ann: httpx.Client, path: str) -> None:
        answer = ann.post(path, json={"workflow": "x", "params": {}, "instanceId": "i"})
        assert (answer.status_code, answer.json()["error"]) == (400, "Unknown workflow: x")

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ({"workflow": "monitor-creation", "params": {"searchCriteria": CRITERIA}}, "email is required"),
            ({"workflow": "monitor-creation", "params": PARAMS, "instanceId": "no spaces"}, "instanceId"),
            ({"params": {}}, "workflow"),
        ],
    )
    def test_bad_input_is_a_bad_request(self, ann: httpx.Client, body: dict[str, Any], error: str) -> None:
        answer = ann.post("/trigger", json=body)
        assert answer.status_code == 400
        assert error in answer.json()["error"]

    def test_nobody_comes_in_without_a_token(self, shared: DoorServer) -> None:
        with shared.client(None) as anybody:
            answer = anybody.post("/trigger", json={"workflow": "monitor-creation"})
        assert answer.status_code == 401
        assert answer.json()["error"] == "Unauthorized: missing or invalid authentication token"
