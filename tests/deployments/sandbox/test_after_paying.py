from typing import Any, cast

import httpx
import pytest
import stripe

from deployments.sandbox.stripe_checkout.objects import RECURRING_PRICE_ID
from tasks.settings import SANDBOX_PRICE_ID
from tests.sandbox_server import Clock, Sandbox

CARRIED = {"userSearchPreferenceId": "preference-1"}
ONCE = {
    "mode": "payment",
    "line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 1}],
    "customer_email": "ann@example.com",
    "payment_intent_data": {"metadata": CARRIED},
    "success_url": "https://app.example.com/paid",
}
MONTHLY = {
    "mode": "subscription",
    "line_items": [{"price": RECURRING_PRICE_ID, "quantity": 1}],
    "customer_email": "ann@example.com",
    "subscription_data": {"metadata": CARRIED},
    "success_url": "https://app.example.com/paid",
}


def cause(sandbox: Sandbox, session: str, kind: str, **details: object) -> list[dict[str, Any]]:
    wanted = {"session": session, "type": kind} | details
    return list(httpx.post(f"{sandbox.url}/stripe/_cause", json=wanted).raise_for_status().json())


def refused(sandbox: Sandbox, session: str, kind: str) -> int:
    wanted = {"session": session, "type": kind}
    return httpx.post(f"{sandbox.url}/stripe/_cause", json=wanted).status_code


def paid(sandbox: Sandbox, wanted: dict[str, Any], how: str = "paid") -> stripe.checkout.Session:
    session = sandbox.stripe.v1.checkout.sessions.create(cast("Any", wanted))
    cause(sandbox, session.id, how)
    return sandbox.stripe.v1.checkout.sessions.retrieve(session.id)


def kinds(sandbox: Sandbox) -> list[str]:
    """Of all events, oldest first."""
    return [str(event.type) for event in sandbox.stripe.v1.events.list({"limit": 100}).data][::-1]


def test_a_payment_leads_from_the_session_to_the_charge_and_back(sandbox: Sandbox) -> None:
    session = paid(sandbox, ONCE)
    intent = sandbox.stripe.v1.payment_intents.retrieve(str(session.payment_intent))
    charge = sandbox.stripe.v1.charges.retrieve(str(intent.latest_charge))
    assert (intent.status, intent.amount_received) == ("succeeded", 900)
    assert (charge.status, charge.paid, charge.payment_intent) == ("succeeded", True, intent.id)
    assert charge.metadata.to_dict() == intent.metadata.to_dict() == CARRIED
    [found] = sandbox.stripe.v1.checkout.sessions.list({"payment_intent": intent.id}).data
    assert found.id == session.id


def test_money_is_given_back_once_and_told_with_the_charge(sandbox: Sandbox) -> None:
    session = paid(sandbox, ONCE)
    given = sandbox.stripe.v1.refunds.create(
        {"payment_intent": str(session.payment_intent)}, {"idempotency_key": "back"}
    )
    assert (given.amount, given.status, given.payment_intent) == (900, "succeeded", session.payment_intent)
    again = sandbox.stripe.v1.refunds.create(
        {"payment_intent": str(session.payment_intent)}, {"idempotency_key": "back"}
    )
    assert again.id == given.id
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        sandbox.stripe.v1.refunds.create({"charge": str(given.charge)})
    [event] = sandbox.stripe.v1.events.list({"type": "charge.refunded"}).data
    told = event.data.object.to_dict()
    assert (told["payment_intent"], told["refunded"], told["amount_refunded"]) == (
        session.payment_intent,
        True,
        900,
    )
    assert event.request is not None
    assert event.request.idempotency_key == "back"
    assert kinds(sandbox) == ["checkout.session.completed", "refund.created", "charge.refunded"]


def test_a_part_of_the_money_may_come_back(sandbox: Sandbox) -> None:
    session = paid(sandbox, ONCE)
    first = cause(sandbox, session.id, "charge.refunded", amount=400)[-1]["data"]["object"]
    assert (first["refunded"], first["amount_refunded"]) == (False, 400)
    with pytest.raises(stripe.InvalidRequestError, match="greater than what is left"):
        sandbox.stripe.v1.refunds.create({"charge": first["id"], "amount": 501})
    rest = cause(sandbox, session.id, "charge.refunded")[-1]["data"]["object"]
    assert (rest["refunded"], rest["amount_refunded"]) == (True, 900)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, None),
        ({"charge": "ch_none"}, "resource_missing"),
        ({"payment_intent": "pi_none"}, "resource_missing"),
        ({"charge": "ch_none", "payment_intent": "pi_none"}, None),
        ({"charge": "ch_none", "ammount": 1}, "parameter_unknown"),
    ],
)
def test_a_refund_of_nothing_is_refused_as_stripe_refuses_it(
    sandbox: Sandbox, params: dict[str, Any], code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        sandbox.stripe.v1.refunds.create(cast("Any", params))
    assert (refusal.value.http_status, refusal.value.code) == (400, code)


def test_a_payment_can_be_disputed_once(sandbox: Sandbox) -> None:
    session = paid(sandbox, ONCE)
    [event] = cause(sandbox, session.id, "charge.dispute.created", reason="product_not_received")
    told = event["data"]["object"]
    assert (told["payment_intent"], told["reason"]) == (session.payment_intent, "product_not_received")
    assert sandbox.stripe.v1.disputes.retrieve(told["id"]).charge == told["charge"]
    assert sandbox.stripe.v1.charges.retrieve(told["charge"]).disputed
    assert refused(sandbox, session.id, "charge.dispute.created") == 400
    assert refused(sandbox, session.id, "charge.refunded") == 400


@pytest.mark.parametrize(
    ("decision", "payment_status", "intent_status"),
    [("succeeded", "paid", "succeeded"), ("failed", "unpaid", "requires_payment_method")],
)
def test_a_bank_debit_is_complete_and_unpaid_until_the_bank_decides(
    sandbox: Sandbox, decision: str, payment_status: str, intent_status: str
) -> None:
    session = paid(sandbox, ONCE, "paid_later")
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    [event] = cause(sandbox, session.id, f"checkout.session.async_payment_{decision}")
    assert event["data"]["object"]["payment_status"] == payment_status
    intent = sandbox.stripe.v1.payment_intents.retrieve(str(session.payment_intent))
    assert intent.status == intent_status
    if decision == "succeeded":
        assert refused(sandbox, session.id, "checkout.session.async_payment_failed") == 400


def test_a_subscription_goes_through_its_statuses_to_its_end(sandbox: Sandbox, clock: Clock) -> None:
    session = paid(sandbox, MONTHLY)
    subscription = sandbox.stripe.v1.subscriptions.retrieve(str(session.subscription))
    assert subscription.status == "active"
    assert subscription.metadata.to_dict() == CARRIED
    [item] = subscription["items"].data
    assert 28 * 86_400 <= item.current_period_end - clock.now <= 31 * 86_400
    for status in ("past_due", "unpaid", "paused", "active"):
        [event] = cause(sandbox, session.id, "customer.subscription.updated", status=status)
        assert event["data"]["object"]["status"] == status
    invoice = cause(sandbox, session.id, "invoice.payment_failed")[0]["data"]["object"]
    assert invoice["parent"]["subscription_details"] == {
        "metadata": CARRIED,
        "subscription": session.subscription,
    }
    assert sandbox.stripe.v1.subscriptions.retrieve(subscription.id).status == "past_due"
    [event] = cause(sandbox, session.id, "customer.subscription.deleted")
    assert (event["type"], event["data"]["object"]["status"]) == ("customer.subscription.deleted", "canceled")


def test_what_a_payment_leaves_behind_has_only_fields_that_the_sdk_knows(sandbox: Sandbox) -> None:
    once, monthly = paid(sandbox, ONCE), paid(sandbox, MONTHLY)
    cause(sandbox, once.id, "charge.refunded", amount=1)
    cause(sandbox, once.id, "charge.dispute.created")
    cause(sandbox, monthly.id, "invoice.paid")
    known: dict[str, type[stripe.StripeObject]] = {
        "charge": stripe.Charge,
        "checkout.session": stripe.checkout.Session,
        "dispute": stripe.Dispute,
        "invoice": stripe.Invoice,
        "refund": stripe.Refund,
        "subscription": stripe.Subscription,
    }
    seen = [event.data.object.to_dict() for event in sandbox.stripe.v1.events.list({"limit": 100}).data]
    assert {each["object"] for each in seen} == set(known)
    for each in seen:
        assert set(each) <= set(known[each["object"]].__annotations__)
    intent = sandbox.stripe.v1.payment_intents.retrieve(str(once.payment_intent)).to_dict()
    assert set(intent) <= set(stripe.PaymentIntent.__annotations__)
    item = sandbox.stripe.v1.subscriptions.retrieve(str(monthly.subscription)).to_dict()["items"]["data"][0]
    assert set(item) <= set(stripe.SubscriptionItem.__annotations__)


def test_nothing_becomes_of_what_is_not_there_or_not_paid(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(cast("Any", ONCE))
    assert refused(sandbox, "cs_test_none", "charge.refunded") == 404
    for kind in ("charge.refunded", "charge.dispute.created", "customer.subscription.deleted"):
        assert refused(sandbox, session.id, kind) == 400
    assert refused(sandbox, session.id, "checkout.session.async_payment_succeeded") == 400
    assert refused(sandbox, session.id, "gift") == 422
    assert kinds(sandbox) == []


def test_a_person_has_the_same_causes(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(cast("Any", ONCE))
    page = f"{sandbox.url}/stripe/payments"
    later = httpx.post(f"{session.url}", params={"later": "yes"})
    assert later.status_code == 303
    assert "The bank pays" in httpx.get(page).text
    form = {"session": session.id, "type": "checkout.session.async_payment_succeeded"}
    assert httpx.post(page, data=form).status_code == 303
    assert ">Refund<" in httpx.get(page).text
    again = httpx.post(page, data=form)
    assert again.status_code == 400
    assert "can still be settled" in again.text
    assert httpx.post(page, data={"type": "gift"}).status_code == 400
