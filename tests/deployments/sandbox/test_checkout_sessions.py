from typing import Any, cast

import httpx
import pytest
import stripe

from deployments.sandbox.stripe_checkout.objects import RECURRING_PRICE_ID
from tasks.settings import SANDBOX_PRICE_ID
from tests.sandbox_server import Clock, Sandbox

MONITOR = {
    "mode": "payment",
    "line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 1}],
    "customer_email": "ann@example.com",
    "client_reference_id": "preference-1",
    "metadata": {"userSearchPreferenceId": "preference-1", "email": "ann@example.com"},
    "payment_intent_data": {"metadata": {"userSearchPreferenceId": "preference-1"}},
    "success_url": "https://app.example.com/paid?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "https://app.example.com/back",
}
SUBSCRIPTION = {
    "mode": "subscription",
    "line_items": [{"price": RECURRING_PRICE_ID, "quantity": 1}],
    "success_url": "https://app.example.com/paid",
}


def open_session(sandbox: Sandbox, **changes: Any) -> stripe.checkout.Session:
    return sandbox.stripe.v1.checkout.sessions.create(cast("Any", MONITOR | changes))


def test_a_new_session_is_open_and_can_be_paid_on_a_page_for_a_day(sandbox: Sandbox, clock: Clock) -> None:
    session = open_session(sandbox)
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.livemode) == ("open", "unpaid", False)
    assert (session.amount_total, session.currency) == (900, "usd")
    assert session.expires_at == clock.now + 24 * 3600
    assert session.url is not None
    assert httpx.get(session.url).status_code == 200
    assert session.metadata is not None
    assert session.metadata.to_dict() == MONITOR["metadata"]
    assert sandbox.stripe.v1.checkout.sessions.retrieve(session.id).to_dict() == session.to_dict()


def test_a_subscription_has_a_recurring_price(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(cast("Any", SUBSCRIPTION))
    assert (session.mode, session.amount_total) == ("subscription", 900)
    price = sandbox.stripe.v1.prices.retrieve(RECURRING_PRICE_ID)
    assert price.recurring is not None
    assert price.recurring.interval == "month"


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        (
            {"line_items": [{"price": "price_gone", "quantity": 1}]},
            "resource_missing",
            "line_items[0][price]",
        ),
        ({"line_items": [{"quantity": 1}]}, "parameter_missing", "line_items[0][price]"),
        ({"line_items": [{"price": SANDBOX_PRICE_ID}]}, "parameter_missing", "line_items[0][quantity]"),
        (
            {"line_items": [{"price": SANDBOX_PRICE_ID, "prise": 1}]},
            "parameter_unknown",
            "line_items[0][prise]",
        ),
        ({"line_items": [{"price": RECURRING_PRICE_ID, "quantity": 1}]}, None, "line_items[0][price]"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"mode": None}, "parameter_missing", "mode"),
        ({"mode": "gift"}, None, "mode"),
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"subscription_data": {"metadata": {"a": "b"}}}, None, "subscription_data"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": ""}, "parameter_invalid_empty", "success_url"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid", "success_url"),
        ({"cancel_url": "//nowhere"}, "url_invalid", "cancel_url"),
        ({"customer_email": "nobody"}, "email_invalid", "customer_email"),
        ({"customer": "cus_1", "customer_email": None}, "resource_missing", "customer"),
        ({"customer": "cus_1"}, None, None),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"metadata": {f"key {number}": "x" for number in range(51)}}, None, "metadata"),
        ({"metadata": {"k" * 41: "x"}}, None, "metadata"),
        ({"metadata": {"key": "x" * 501}}, None, "metadata"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 0}]}, None, "line_items[0][quantity]"),
        ({"line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 200_000}]}, None, "line_items"),
    ],
)
def test_parameters_are_refused_as_stripe_refuses_them(
    sandbox: Sandbox, changes: dict[str, Any], code: str | None, param: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        open_session(sandbox, **changes)
    assert (refused.value.http_status, refused.value.code, refused.value.param) == (400, code, param)
    assert refused.value.request_id is not None
    assert sandbox.stripe.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(("life", "fits"), [(1799, False), (1800, True), (86_399, True), (86_400, False)])
def test_a_session_lives_from_half_an_hour_to_a_day(
    sandbox: Sandbox, clock: Clock, life: int, fits: bool
) -> None:
    if fits:
        assert open_session(sandbox, expires_at=clock.now + life).expires_at == clock.now + life
    else:
        with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
            open_session(sandbox, expires_at=clock.now + life)


def test_a_session_expires_when_its_time_is_up(sandbox: Sandbox, clock: Clock) -> None:
    end = clock.now + 3600
    session = open_session(sandbox, expires_at=end)
    clock.now = end - 1
    assert sandbox.stripe.v1.checkout.sessions.retrieve(session.id).status == "open"
    clock.now = end + 100
    expired = sandbox.stripe.v1.checkout.sessions.retrieve(session.id)
    assert (expired.status, expired.url, expired.payment_status) == ("expired", None, "unpaid")
    [event] = sandbox.stripe.v1.events.list({"type": "checkout.session.expired"}).data
    assert (event.created, event.data.object.to_dict()["id"]) == (end, session.id)


def test_an_open_session_can_be_called_back_once(sandbox: Sandbox) -> None:
    sessions = sandbox.stripe.v1.checkout.sessions
    session = open_session(sandbox)
    expired = sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        sessions.expire(session.id)
    [event] = sandbox.stripe.v1.events.list().data
    assert event.type == "checkout.session.expired"
    assert event.request is not None
    assert event.request.id is not None


def test_sessions_are_found_by_what_stripe_finds_them_by(sandbox: Sandbox, clock: Clock) -> None:
    sessions = sandbox.stripe.v1.checkout.sessions
    first = open_session(sandbox, customer_email="bob@example.com")
    clock.now += 10
    second = open_session(sandbox)
    sessions.expire(second.id)

    def found(**wanted: Any) -> list[str]:
        return [session.id for session in sessions.list(cast("Any", wanted)).data]

    assert found() == [second.id, first.id]
    assert found(customer_details={"email": "bob@example.com"}) == [first.id]
    assert found(customer_details={"email": "BOB@example.com"}) == []
    assert found(status="open") == [first.id]
    assert found(status="expired") == [second.id]
    assert found(created={"gte": clock.now}) == [second.id]
    assert found(created={"lt": clock.now}) == [first.id]
    assert found(payment_intent="pi_none") == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        found(metadata={"userSearchPreferenceId": "preference-1"})
    assert refused.value.code == "parameter_unknown"


def test_a_long_list_comes_in_pages(sandbox: Sandbox) -> None:
    made = [open_session(sandbox).id for _ in range(5)]
    listed = sandbox.stripe.v1.checkout.sessions.list({"limit": 2})
    assert listed.has_more
    assert [session.id for session in listed.auto_paging_iter()] == made[::-1]
    newer = sandbox.stripe.v1.checkout.sessions.list({"limit": 2, "ending_before": made[0]})
    assert [session.id for session in newer.data] == [made[2], made[1]]


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer sk_live_51abcdefgh", "Bearer nonsense", "Basic x"])
def test_only_test_keys_are_let_in(sandbox: Sandbox, key: str) -> None:
    answer = httpx.get(f"{sandbox.url}/stripe/v1/events", headers={"Authorization": key})
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert "51abcdefgh" not in answer.text


def test_what_is_not_there_is_404_in_stripes_words(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"No such checkout\.session") as missing:
        sandbox.stripe.v1.checkout.sessions.retrieve("cs_test_none")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError, match="No such price"):
        sandbox.stripe.v1.prices.retrieve("price_none")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        sandbox.stripe.v1.customers.list()


def annotations_of(type_of_sdk: type[stripe.StripeObject]) -> set[str]:
    return set(type_of_sdk.__annotations__)


def test_every_field_of_an_answer_is_one_that_the_sdk_knows(sandbox: Sandbox) -> None:
    session = open_session(sandbox)
    sandbox.stripe.v1.checkout.sessions.expire(session.id)
    [event] = sandbox.stripe.v1.events.list().data
    price = sandbox.stripe.v1.prices.retrieve(SANDBOX_PRICE_ID)
    shown = session.to_dict()

    assert set(shown) <= annotations_of(stripe.checkout.Session)
    assert set(event.data.object.to_dict()) == set(shown)
    assert set(event.to_dict()) <= annotations_of(stripe.Event)
    assert set(price.to_dict()) <= annotations_of(stripe.Price)
    assert set(shown["customer_details"]) <= annotations_of(stripe.checkout.Session.CustomerDetails)
    assert set(shown["automatic_tax"]) <= annotations_of(stripe.checkout.Session.AutomaticTax)
    assert set(shown["total_details"]) <= annotations_of(stripe.checkout.Session.TotalDetails)
    assert event.api_version == stripe.api_version
