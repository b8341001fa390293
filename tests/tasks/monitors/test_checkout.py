import typing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter, ValidationError
from stripe.params.checkout import SessionCreateParams

from tasks.monitors.checkout import (
    SESSION_LIFE,
    SHORTEST_LIFE,
    AttemptState,
    CheckoutAttempt,
    Offer,
    new_attempt,
)

PREFERENCE = UUID("7b1c5bbd-51f4-4d8a-8ce5-0a2f3c1f4a10")
OFFER = Offer("price_1", "https://app.example/ok?session_id={CHECKOUT_SESSION_ID}", "https://app.example/no")
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def attempt(state: AttemptState = "pending", number: int = 1) -> CheckoutAttempt:
    return replace(new_attempt(number, PREFERENCE, "ann@example.com", OFFER, NOW), state=state)


def test_stripe_gets_what_its_webhook_must_bring_back() -> None:
    expected = {"userSearchPreferenceId": str(PREFERENCE), "email": "ann@example.com"}
    assert attempt().params["metadata"] == expected
    assert attempt().params["payment_intent_data"]["metadata"] == expected


def test_the_parameters_are_ones_that_todays_stripe_api_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = ConfigDict(extra="forbid", defer_build=True, arbitrary_types_allowed=True)
    monkeypatch.setattr(SessionCreateParams, "__pydantic_config__", strict, raising=False)
    contract = TypeAdapter(SessionCreateParams)
    contract.rebuild(_types_namespace=vars(typing) | {"StripeContext": stripe.StripeContext})

    contract.validate_python(attempt().params, strict=True)
    with pytest.raises(ValidationError):
        contract.validate_python(attempt().params | {"payment_method_types": ["card"]}, strict=True)


def test_each_attempt_has_a_key_of_its_own() -> None:
    assert attempt(number=1).idempotency_key != attempt(number=2).idempotency_key


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 (hypothesis wants naive bounds)
def test_a_session_lives_as_long_as_stripe_allows(now: datetime) -> None:
    made = new_attempt(1, PREFERENCE, "ann@example.com", OFFER, now)
    life = made.expires_at - now
    assert SHORTEST_LIFE < life <= timedelta(hours=24)
    assert made.params["expires_at"] == made.expires_at.timestamp()


@pytest.mark.parametrize(
    ("state", "age", "good"),
    [
        ("pending", timedelta(0), True),
        ("pending", SESSION_LIFE - SHORTEST_LIFE, False),
        ("open", SESSION_LIFE - timedelta(seconds=1), True),
        ("open", SESSION_LIFE, False),
        ("expired", timedelta(0), False),
    ],
)
def test_an_attempt_is_gone_on_with_while_it_can_be_paid(
    state: AttemptState, age: timedelta, good: bool
) -> None:
    assert attempt(state).still_good(NOW + age) is good
