"""Each kind of bad input has its status and a text that names what is wrong, and leaves nothing behind."""

import json
from typing import Any

import httpx
import pytest

from tests.deployments.shim.doors import CRITERIA, ONE_TOKEN, PARAMS, RUNS, DoorServer
from tests.patience import until

JSON = {"Content-Type": "application/json"}
FULL_WIDTH = "\uff19\uff14\uff11\uff10\uff13"


def body(**changes: Any) -> bytes:
    return json.dumps({"params": PARAMS | changes}).encode()


def criteria(**changes: Any) -> bytes:
    return body(search_criteria=CRITERIA | changes)


MISFITS = {
    "unknown parameter": (body(surprise=1), "surprise"),
    "ZIP of four": (criteria(zip_code="9410"), "search_criteria.zip_code"),
    "ZIP of letters": (criteria(zip_code="ABCDE"), "search_criteria.zip_code"),
    "full-width digits": (criteria(zip_code=FULL_WIDTH), "search_criteria.zip_code"),
    "ZIP as a number": (criteria(zip_code=94103), "search_criteria.zip_code"),
    "ZIP with a newline": (criteria(zip_code="94103\n"), "search_criteria.zip_code"),
    "0 players": (criteria(number_of_players=0), "search_criteria.number_of_players"),
    "7 players": (criteria(number_of_players=7), "search_criteria.number_of_players"),
    "true players": (criteria(number_of_players=True), "search_criteria.number_of_players"),
    "hour 25": (criteria(preferred_time_end=25), "search_criteria.preferred_time_end"),
    "hour -1": (criteria(preferred_time_start=-1), "search_criteria.preferred_time_start"),
    "end before start": (
        criteria(preferred_time_start=9, preferred_time_end=8),
        "search_criteria.preferred_time_end",
    ),
    "6 courses": (body(priority_courses=[1, 2, 3, 4, 5, 6]), "priority_courses"),
    "date in the past": (criteria(search_date="2020-01-01"), "search_criteria.search_date"),
    "no date": (criteria(search_date="soon"), "search_criteria.search_date"),
    "e-mail without @": (body(email="ann.example.com"), "email"),
    "two spellings": (body(searchCriteria=CRITERIA), "search_criteria"),
    "nothing at all": (b"{}", "email"),
    "no params": (b'{"params": []}', "params"),
    "unknown field": (b'{"parameters": {}}', "parameters"),
    "no body": (b"", "body"),
    "delay of a year": (b'{"delay_seconds": 31536000}', "delay_seconds"),
    "delay of true": (b'{"delay_seconds": true}', "delay_seconds"),
    "empty reference": (b'{"ref_id": ""}', "ref_id"),
    "reference of two lines": (b'{"ref_type": "a\\nb"}', "ref_type"),
}
UNSOUND = {
    "half a JSON": (b'{"params": {', 400, "not valid JSON"),
    "NaN": (b'{"params": NaN}', 400, "not valid JSON"),
    "Infinity": (b'{"params": {"a": Infinity}}', 400, "not valid JSON"),
    "not UTF-8": (b'{"params": "\xff"}', 400, "UTF-8"),
    "600 KB": (json.dumps({"params": {"a": "x" * 600_000}}).encode(), 413, "512 KiB"),
    "8 MB": (b" " * 8_000_000, 413, "512 KiB"),
    "nested 10,000 deep": (b'{"params":' * 10_000 + b"1" + b"}" * 10_000, 422, "nested"),
    "a number of 30 digits": (b'{"params": {"a": ' + b"9" * 30 + b"}}", 422, "64 bits"),
    "a float beyond 64 bits": (b'{"params": {"a": 1e300}}', 422, "64 bits"),
    "NUL in a value": (b'{"params": {"a": "\\u0000"}}', 422, "NUL"),
    "NUL in a key": (b'{"params": {"\\u0000": 1}}', 422, "NUL"),
    "half a surrogate pair": (b'{"params": {"a": "\\ud800"}}', 422, "surrogate"),
    "a key twice": (b'{"params": {}, "params": {}}', 422, "twice"),
}


@pytest.fixture
def untouched(shared: DoorServer) -> Any:
    before = shared.inbox_size()
    yield
    assert shared.inbox_size() == before


def assert_problem(answer: httpx.Response, status: int, text: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["error"] == problem["detail"]
    assert text in problem["error"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("sent", "field"), MISFITS.values(), ids=MISFITS)
def test_parameters_that_do_not_fit_are_named(ann: httpx.Client, sent: bytes, field: str) -> None:
    answer = ann.post(RUNS, content=sent, headers=JSON)

    assert_problem(answer, 422, field)
    assert field in [wrong["field"] for wrong in answer.json()["errors"]]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("sent", "status", "text"), UNSOUND.values(), ids=UNSOUND)
def test_a_body_that_nobody_should_read_is_refused(
    ann: httpx.Client, sent: bytes, status: int, text: str
) -> None:
    assert_problem(ann.post(RUNS, content=sent, headers=JSON), status, text)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_a_body_of_another_type_is_refused(ann: httpx.Client, media: str) -> None:
    assert_problem(ann.post(RUNS, content=body(), headers={"Content-Type": media}), 415, "application/json")


@pytest.mark.usefixtures("untouched")
def test_a_body_without_a_type_or_in_pieces_is_judged_alike(ann: httpx.Client) -> None:
    assert_problem(ann.post(RUNS, content=body()), 415, "application/json")
    assert_problem(ann.post(RUNS, content=iter([b" " * 300_000] * 2), headers=JSON), 413, "512 KiB")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "credentials",
    [None, "", "Bearer", "Bearer wrong", "Basic YTpi", f"Token {ONE_TOKEN}", "Bearer " + "x" * 5_000],
)
def test_nobody_comes_in_without_a_token_that_holds(shared: DoorServer, credentials: str | None) -> None:
    headers = JSON if credentials is None else JSON | {"Authorization": credentials}
    with shared.client(None) as anybody:
        for sent in (body(), b'{"half": '):
            answer = anybody.post(RUNS, content=sent, headers=headers)
            assert_problem(answer, 401, "Unauthorized: missing or invalid authentication token")
            assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("ended", ["expires_at", "revoked_at"])
def test_a_token_ends(shared: DoorServer, ended: str) -> None:
    with shared.caller(ended=ended) as client:
        assert_problem(client.post(RUNS, content=body(), headers=JSON), 401, "Unauthorized")


@pytest.mark.usefixtures("untouched")
def test_a_token_opens_what_its_scopes_name_and_no_more(shared: DoorServer) -> None:
    with shared.caller(scopes=["runs:read"]) as reader:
        assert reader.get("/v1/runs").status_code == 200
        assert_problem(reader.post(RUNS, content=body(), headers=JSON), 403, "runs:start")
        assert_problem(reader.post("/v1/runs/x/cancel"), 403, "runs:manage")
        assert_problem(reader.post("/trigger", json={"workflow": "x"}), 403, "runs:start")
    with shared.caller(scopes=["runs:start"]) as starter:
        assert_problem(starter.get("/v1/runs"), 403, "runs:read")


@pytest.mark.usefixtures("untouched")
def test_an_unknown_workflow_is_not_found(ann: httpx.Client) -> None:
    assert_problem(ann.post("/v1/workflows/nope/runs", json={"params": {}}), 404, "no such workflow")


def test_an_unknown_path_is_told_which_there_are(shared: DoorServer) -> None:
    with shared.client(None) as anybody:
        answer = anybody.get("/nope")
        assert_problem(answer, 404, "Not found")
        assert {"/health", "/trigger", "/status"} <= set(answer.json()["endpoints"])
        assert_problem(anybody.delete("/health"), 405, "Method Not Allowed")
        assert_problem(anybody.get("/v1/runs%00"), 404, "Not found")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "offset=7",
        "status=done",
        "cursor=abc",
        "cursor=%FF",
        "ref_id=",
        "ref_id=%00",
    ],
)
def test_a_list_that_makes_no_sense_is_refused(ann: httpx.Client, query: str) -> None:
    assert_problem(ann.get(f"/v1/runs?{query}"), 422, "")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("run_id", ["x", "00000000-0000-0000-0000-000000000000", "%F0%9F%92%A9", "..%2F.."])
def test_a_run_that_nobody_has_is_not_found(ann: httpx.Client, run_id: str) -> None:
    assert_problem(ann.get(f"{RUNS}/{run_id}"), 404, "")
    assert_problem(ann.post(f"/v1/runs/{run_id}/cancel"), 404, "")
    assert_problem(ann.post(f"/v1/runs/{run_id}/retry"), 404, "")


@pytest.mark.usefixtures("untouched")
def test_an_idempotency_key_has_a_length(ann: httpx.Client) -> None:
    for key in ("", "k" * 256):
        answer = ann.post(RUNS, content=body(), headers=JSON | {"Idempotency-Key": key})
        assert_problem(answer, 422, "idempotency")


def test_no_error_tells_the_logs_what_was_sent(ann: httpx.Client, shared: DoorServer) -> None:
    ann.post(RUNS, content=body(email="someone-private@"), headers=JSON)
    ann.get("/v1/refs/customer/someone-private")
    until(lambda: "/v1/refs/{ref_type}/{ref_id:path} 200" in shared.log, "the line of the last request")
    assert "someone-private" not in shared.log
    assert ann.headers["Authorization"].split()[1] not in shared.log
