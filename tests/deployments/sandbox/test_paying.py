import json
from typing import Any, cast

import httpx
import pytest
import stripe

from deployments.sandbox.stripe_checkout.objects import RECURRING_PRICE_ID
from tasks.settings import SANDBOX_PRICE_ID
from tests.sandbox_server import Clock, Sandbox


def open_session(sandbox: Sandbox, **changes: Any) -> stripe.checkout.Session:
    monitor = {
        "mode": "payment",
        "line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 2}],
        "customer_email": "ann@example.com",
        "success_url": f"{sandbox.url}/stripe/success?session_id={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{sandbox.url}/stripe/cancelled",
    }
    return sandbox.stripe.v1.checkout.sessions.create(cast("Any", monitor | changes))


def pay(session: stripe.checkout.Session, **form: str) -> httpx.Response:
    assert session.url is not None
    return httpx.post(session.url, data=form)


def fetch(sandbox: Sandbox, session: stripe.checkout.Session) -> stripe.checkout.Session:
    return sandbox.stripe.v1.checkout.sessions.retrieve(session.id)


def test_the_page_says_what_is_bought_for_how_much_and_by_whom(sandbox: Sandbox) -> None:
    page = httpx.get(open_session(sandbox).url or "").text
    for text in ("Tee-time monitor", "$9.00", "$18.00", "ann@example.com", ">Pay<", ">Cancel<"):
        assert text in page
    assert "http" not in page.replace(sandbox.url, "")


def test_paying_completes_the_session_and_leads_to_the_shop(sandbox: Sandbox) -> None:
    session = open_session(sandbox)
    answer = pay(session)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{sandbox.url}/stripe/success?session_id={session.id}"
    assert "this is paid" in httpx.get(answer.headers["location"]).text
    paid = fetch(sandbox, session)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent is not None
    found = sandbox.stripe.v1.checkout.sessions.list({"payment_intent": str(paid.payment_intent)})
    assert [session.id for session in found.data] == [paid.id]


def test_a_paid_subscription_has_a_customer_and_a_subscription(sandbox: Sandbox) -> None:
    session = open_session(
        sandbox, mode="subscription", line_items=[{"price": RECURRING_PRICE_ID, "quantity": 1}]
    )
    pay(session)
    paid = fetch(sandbox, session)
    assert str(paid.subscription).startswith("sub_")
    assert str(paid.customer).startswith("cus_")
    assert paid.payment_intent is None


def test_a_payment_is_told_once_however_often_the_button_is_pressed(sandbox: Sandbox) -> None:
    session = open_session(sandbox)
    assert [pay(session).status_code for _ in range(3)] == [303, 409, 409]
    [event] = sandbox.stripe.v1.events.list({"types": ["checkout.session.completed"]}).data
    told = event.data.object.to_dict()
    assert told == fetch(sandbox, session).to_dict()
    assert (told["payment_status"], event.livemode) == ("paid", False)
    assert sandbox.stripe.v1.events.retrieve(event.id).to_dict() == event.to_dict()


def test_events_wait_to_be_delivered_and_are_found_by_kind(sandbox: Sandbox, clock: Clock) -> None:
    pay(open_session(sandbox))
    clock.now += 1
    sandbox.stripe.v1.checkout.sessions.expire(open_session(sandbox).id)

    def kinds(**wanted: Any) -> list[str]:
        return [event.type for event in sandbox.stripe.v1.events.list(cast("Any", wanted)).data]

    both = ["checkout.session.expired", "checkout.session.completed"]
    assert kinds() == kinds(delivery_success=False) == kinds(type="checkout.session.*") == both
    assert kinds(delivery_success=True) == kinds(type="charge.*") == []
    assert kinds(created={"gte": clock.now}) == kinds(types=["checkout.session.expired"]) == both[:1]
    with pytest.raises(stripe.InvalidRequestError):
        kinds(type="a", types=["b"])


def test_an_event_of_the_api_can_be_signed_as_stripe_signs(sandbox: Sandbox) -> None:
    pay(open_session(sandbox))
    body = httpx.get(f"{sandbox.url}/stripe/v1/events", headers={"Authorization": "Bearer sk_test_x"}).json()[
        "data"
    ][0]
    payload = json.dumps(body)
    header = stripe.WebhookSignature.generate_signature_header(payload, "whsec_test")
    event = sandbox.stripe.construct_event(payload, header, "whsec_test")
    assert event.type == "checkout.session.completed"


def test_turning_back_leaves_the_session_open(sandbox: Sandbox) -> None:
    session = open_session(sandbox)
    answer = httpx.post(f"{session.url}/cancel")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{sandbox.url}/stripe/cancelled")
    assert "Nothing was paid" in httpx.get(answer.headers["location"]).text
    assert fetch(sandbox, session).status == "open"


def test_an_expired_session_cannot_be_paid_and_says_so(sandbox: Sandbox, clock: Clock) -> None:
    session = open_session(sandbox)
    clock.now += 24 * 3600
    answer = pay(session)
    assert answer.status_code == 409
    assert "can no longer be paid" in answer.text
    assert "<button" not in answer.text
    assert fetch(sandbox, session).payment_status == "unpaid"


def test_who_gave_no_address_before_is_asked_for_one(sandbox: Sandbox) -> None:
    session = open_session(sandbox, customer_email=None)
    assert 'name="email"' in httpx.get(session.url or "").text
    for wrong in ({}, {"email": ""}, {"email": "nobody"}):
        assert pay(session, **wrong).status_code == 400
    assert pay(session, email="bob@example.com").status_code == 303
    paid = fetch(sandbox, session)
    assert paid.customer_details is not None
    assert paid.customer_details.email == "bob@example.com"


@pytest.mark.parametrize("path", ["pay/cs_test_none", "success?session_id=cs_test_none", "success"])
def test_a_page_of_no_session_claims_nothing(sandbox: Sandbox, path: str) -> None:
    page = httpx.get(f"{sandbox.url}/stripe/{path}").text
    assert "There is no such Checkout Session" in page or "Nothing was paid" in page


def test_what_callers_wrote_is_text_on_a_page_and_no_markup(sandbox: Sandbox) -> None:
    pay(open_session(sandbox, metadata={"note": "</pre><script>alert(1)</script>"}))
    page = httpx.get(f"{sandbox.url}/stripe/events").text
    assert "alert(1)" in page
    assert "<script>" not in page
