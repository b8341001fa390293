import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import stripe

from tasks.settings import SANDBOX_PRICE_ID
from tests.sandbox_server import Sandbox

SESSIONS = "/v1/checkout/sessions"
FORM = {
    "mode": "payment",
    "line_items[0][price]": SANDBOX_PRICE_ID,
    "line_items[0][quantity]": "1",
    "success_url": "https://app.example.com/paid",
}


def post(sandbox: Sandbox) -> httpx.Response:
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "key"}
    return httpx.post(f"{sandbox.url}/stripe{SESSIONS}", data=FORM, headers=headers)


def count(sandbox: Sandbox) -> int:
    return len(sandbox.stripe.v1.checkout.sessions.list().data)


@pytest.mark.parametrize(("kind", "status"), [("status_429", 429), ("status_503", 503)])
def test_a_call_that_is_turned_away_did_nothing_and_may_come_again(
    sandbox: Sandbox, kind: str, status: int
) -> None:
    sandbox.arm(kind, count=2, retry_after=7, path=SESSIONS)
    answers = [post(sandbox) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert count(sandbox) == 1


def test_an_answer_can_get_lost_after_the_work_is_done(sandbox: Sandbox) -> None:
    sandbox.arm("drop_after")
    with pytest.raises(httpx.RemoteProtocolError):
        post(sandbox)
    assert count(sandbox) == 1
    assert post(sandbox).headers["idempotent-replayed"] == "true"
    assert count(sandbox) == 1


def test_a_call_hangs_for_a_while_and_is_then_done(sandbox: Sandbox) -> None:
    sandbox.arm("hang", seconds=0.2)
    before = time.monotonic()
    assert post(sandbox).status_code == 200
    assert time.monotonic() - before >= 0.2


def test_a_call_that_hangs_does_not_hold_up_others(sandbox: Sandbox) -> None:
    sandbox.arm("hang", path=SESSIONS)
    with ThreadPoolExecutor(1) as other:
        hanging = other.submit(post, sandbox)
        while sandbox.calls(f"POST {SESSIONS}") == 0:
            pass
        assert count(sandbox) == 0
        sandbox.clear_faults()
        assert hanging.result(10).status_code == 200


def test_faults_hit_the_path_they_are_for_until_they_are_cleared(sandbox: Sandbox) -> None:
    sandbox.arm("status_500", count=5, path="/v1/prices")
    assert post(sandbox).status_code == 200
    with pytest.raises(stripe.APIError):
        sandbox.stripe.v1.prices.retrieve(SANDBOX_PRICE_ID)
    state = httpx.get(f"{sandbox.url}/stripe/_state").json()
    assert state["faults"][0]["count"] == 4
    assert (state["sessions"], state["events"]) == ({"open": 1}, 0)
    assert state["calls"] == {f"POST {SESSIONS}": 1, "GET /v1/prices/{id}": 1}
    sandbox.clear_faults()
    assert sandbox.stripe.v1.prices.retrieve(SANDBOX_PRICE_ID).active


@pytest.mark.parametrize(
    "wrong", [{"kind": "explode"}, {"kind": "hang", "count": 0}, {"kind": "hang", "x": 1}]
)
def test_a_switch_that_does_not_exist_is_refused(sandbox: Sandbox, wrong: dict[str, object]) -> None:
    assert httpx.post(f"{sandbox.url}/stripe/_faults", json=wrong).status_code == 422
