from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.monitors.stripe_events import (
    HANDLED_TYPES,
    CheckoutDone,
    CheckoutLost,
    MoneyBack,
    NoEventError,
    NothingToDo,
    SubscriptionOver,
    envelope_of,
    read,
)

MONITOR = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
SESSION: dict[str, Any] = {
    "id": "cs_1",
    "mode": "payment",
    "payment_status": "paid",
    "payment_intent": "pi_1",
    "amount_total": 900,
    "currency": "usd",
    "metadata": {"userSearchPreferenceId": str(MONITOR), "email": "ann@example.com"},
}
PAID = CheckoutDone("cs_1", "pi_1", MONITOR, is_paid=True, amount=900, currency="usd", mode="payment")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("prefix", ["", "v1."])
def test_snapshot_and_thin_events_say_the_same_of_their_object(prefix: str) -> None:
    assert read(f"{prefix}checkout.session.completed", SESSION) == PAID


@pytest.mark.parametrize(
    ("payment_status", "is_paid"), [("paid", True), ("no_payment_required", True), ("unpaid", False)]
)
def test_completed_is_paid_if_it_says_so(payment_status: str, *, is_paid: bool) -> None:
    happening = read("checkout.session.completed", SESSION | {"payment_status": payment_status})
    assert isinstance(happening, CheckoutDone)
    assert happening.is_paid is is_paid


def test_a_session_of_a_subscription_is_paid_by_that() -> None:
    happening = read(
        "checkout.session.completed", SESSION | {"payment_intent": None, "subscription": "sub_1"}
    )
    assert isinstance(happening, CheckoutDone)
    assert happening.payment == "sub_1"


@pytest.mark.parametrize("named", ["", "order-7", "'; DROP TABLE mails"])
def test_a_reference_that_is_no_monitors_names_none(named: str) -> None:
    session = SESSION | {"metadata": {"userSearchPreferenceId": named}, "client_reference_id": named}
    happening = read("checkout.session.completed", session)
    assert isinstance(happening, CheckoutDone)
    assert happening.names is None


@pytest.mark.parametrize("kind", ["checkout.session.expired", "checkout.session.async_payment_failed"])
def test_a_session_that_cannot_be_paid_any_more_is_lost(kind: str) -> None:
    assert isinstance(read(kind, SESSION), CheckoutLost)


def test_only_all_of_the_money_is_money_back() -> None:
    charge = {"payment_intent": "pi_1", "refunded": False, "amount_refunded": 5}
    assert isinstance(read("charge.refunded", charge), NothingToDo)
    assert read("charge.refunded", charge | {"refunded": True}) == MoneyBack("pi_1", "refunded in full")
    assert read("charge.dispute.created", {"payment_intent": "pi_1"}) == MoneyBack("pi_1", "disputed")


@pytest.mark.parametrize("status", ["active", "trialing", "past_due", "incomplete"])
def test_a_subscription_that_may_still_be_paid_goes_on(status: str) -> None:
    assert isinstance(read("customer.subscription.updated", {"id": "sub_1", "status": status}), NothingToDo)


@pytest.mark.parametrize("status", ["canceled", "unpaid", "incomplete_expired", "paused"])
def test_a_subscription_that_pays_no_more_is_over(status: str) -> None:
    happening = read("customer.subscription.updated", {"id": "sub_1", "status": status})
    assert happening == SubscriptionOver("sub_1", f"its subscription is {status}")


def test_a_thin_event_says_where_its_object_is() -> None:
    thin = {
        "id": "evt_1",
        "object": "v2.core.event",
        "type": "v1.charge.refunded",
        "livemode": True,
        "created": "2026-11-21T04:00:00.000Z",
        "related_object": {"id": "ch_1", "type": "charge", "url": "/v1/charges/ch_1"},
    }
    envelope = envelope_of(thin)
    assert envelope.looks_at == "/v1/charges/ch_1"
    assert envelope.occurred_at == datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert envelope_of(thin | {"type": "v1.product.created"}).looks_at is None


@pytest.mark.parametrize(
    "url",
    ["https://evil.example.com/", "//evil.example.com", "/v1/../admin", "/v1/charges/ch_1?x=1", "/v3/x", ""],
)
def test_a_thin_event_leads_to_stripes_api_alone(url: str) -> None:
    thin = {"id": "e", "object": "v2.core.event", "type": "v1.charge.refunded", "livemode": False}
    thin |= {"created": "2026-11-21T04:00:00Z", "related_object": {"id": "x", "type": "charge", "url": url}}
    with pytest.raises(NoEventError):
        envelope_of(thin)


@given(JSON)
def test_whatever_json_comes_it_is_an_event_or_refused_as_none(payload: object) -> None:
    with suppress(NoEventError):
        envelope_of(payload)


@given(st.sampled_from(HANDLED_TYPES), st.dictionaries(st.text(), JSON, max_size=5))
def test_whatever_an_event_is_about_reading_it_says_something_or_refuses(
    kind: str, about: dict[str, Any]
) -> None:
    with suppress(NoEventError):
        read(kind, about)


def test_what_is_refused_is_named_by_field_and_never_shown() -> None:
    with pytest.raises(NoEventError) as refused:
        read("checkout.session.completed", SESSION | {"mode": {"email": "ann@example.com"}})
    assert "mode" in str(refused.value)
    assert "ann" not in str(refused.value)
