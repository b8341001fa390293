from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import httpx
import pytest
import stripe

from tasks.settings import SANDBOX_PRICE_ID
from tests.sandbox_server import Clock, Sandbox

MONITOR = {
    "mode": "payment",
    "line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 1}],
    "success_url": "https://app.example.com/paid",
}
FORM = {
    "mode": "payment",
    "line_items[0][price]": SANDBOX_PRICE_ID,
    "line_items[0][quantity]": "1",
    "success_url": "https://app.example.com/paid",
}


def open_session(sandbox: Sandbox, key: str, **changes: Any) -> stripe.checkout.Session:
    return sandbox.stripe.v1.checkout.sessions.create(
        cast("Any", MONITOR | changes), {"idempotency_key": key}
    )


def post_form(sandbox: Sandbox, key: str) -> httpx.Response:
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": key}
    return httpx.post(f"{sandbox.url}/stripe/v1/checkout/sessions", data=FORM, headers=headers)


def count(sandbox: Sandbox) -> int:
    return len(sandbox.stripe.v1.checkout.sessions.list({"limit": 100}).data)


def test_the_same_key_gives_the_same_answer_to_the_letter(sandbox: Sandbox) -> None:
    first, second = post_form(sandbox, "key"), post_form(sandbox, "key")
    assert first.content == second.content
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["original-request"] == first.headers["request-id"]
    assert count(sandbox) == 1


def test_the_same_key_with_other_parameters_is_refused(sandbox: Sandbox) -> None:
    session = open_session(sandbox, "key")
    with pytest.raises(stripe.IdempotencyError) as refused:
        open_session(sandbox, "key", customer_email="bob@example.com")
    assert refused.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        sandbox.stripe.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "key"})
    assert count(sandbox) == 1


def test_a_key_whose_first_call_is_at_work_is_in_use(sandbox: Sandbox) -> None:
    sandbox.arm("hang", path="/v1/checkout/sessions")
    with ThreadPoolExecutor(1) as other:
        first = other.submit(open_session, sandbox, "key")
        while sandbox.calls("POST /v1/checkout/sessions") == 0:
            pass
        with pytest.raises(stripe.APIError) as refused:
            open_session(sandbox, "key")
        sandbox.clear_faults()
        session = first.result(10)
    assert refused.value.http_status == 409
    assert refused.value.error is not None
    assert refused.value.error.code == "idempotency_key_in_use"
    assert open_session(sandbox, "key").id == session.id
    assert count(sandbox) == 1


def test_twenty_calls_at_once_with_one_key_make_one_session(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(20) as callers:
        answers = list(callers.map(lambda _: post_form(sandbox, "key"), range(20)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.content for answer in answers if answer.is_success}) == 1
    assert count(sandbox) == 1


def test_a_refused_call_leaves_its_key_free(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        open_session(sandbox, "key", mode="gift")
    assert open_session(sandbox, "key").status == "open"


def test_a_500_is_the_answer_of_its_key_from_then_on(sandbox: Sandbox) -> None:
    sandbox.arm("status_500")
    for _ in range(3):
        with pytest.raises(stripe.APIError) as broken:
            open_session(sandbox, "key")
        assert broken.value.http_status == 500
    assert open_session(sandbox, "another key").status == "open"
    assert count(sandbox) == 1


def test_a_key_is_forgotten_after_a_day(sandbox: Sandbox, clock: Clock) -> None:
    first = open_session(sandbox, "key")
    clock.now += 24 * 3600
    assert open_session(sandbox, "key").id != first.id


def test_a_key_has_an_end(sandbox: Sandbox) -> None:
    assert open_session(sandbox, "k" * 255).status == "open"
    with pytest.raises(stripe.IdempotencyError):
        open_session(sandbox, "k" * 256)
