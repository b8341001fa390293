"""What Stripe's events say about monitors: a payload goes in, one typed happening comes out.

Facts: https://docs.stripe.com/api/events/types, https://docs.stripe.com/checkout/fulfillment and, for
thin events, https://docs.stripe.com/event-destinations#thin-payload.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

PREFERENCE_KEY: Final = "userSearchPreferenceId"
_THIN_PREFIX: Final = "v1."
_OVER: Final = frozenset({"canceled", "unpaid", "incomplete_expired", "paused"})


class NoEventError(ValueError):
    """A JSON text that is no event of Stripe's, or one that lacks what its type must have."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every event says of itself.

    Attributes:
        looks_at: Address of the object that a thin event is about, such as `/v1/checkout/sessions/cs_…`;
            None for a snapshot event, which brings the object along.
    """

    id: str
    type: str
    livemode: bool
    occurred_at: datetime
    looks_at: str | None = None


@dataclass(frozen=True, slots=True)
class CheckoutDone:
    """A Checkout Session was submitted; `is_paid` says whether the money is there.

    Attributes:
        payment: The payment intent or subscription that it made.
        names: The monitor that its metadata names. A hint, never a proof.
        amount: In the currency's smallest unit.
        prices: What was bought, if the event says so.
    """

    session_id: str
    payment: str | None
    names: UUID | None
    is_paid: bool
    amount: int | None
    currency: str | None
    mode: str
    prices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckoutLost:
    """A Checkout Session can no longer be paid: its time is up, or the bank said no."""

    session_id: str
    names: UUID | None
    why: Literal["its Checkout Session expired", "the bank refused the payment"]


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """All the money of a payment went back, or its holder's bank wants it back."""

    payment: str
    why: Literal["refunded in full", "disputed"]


@dataclass(frozen=True, slots=True)
class SubscriptionOver:
    """A subscription pays no more. Ours have no trials, so a paused one is over too."""

    payment: str
    why: str


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """An event that moves no monitor."""

    why: str


Happening: TypeAlias = CheckoutDone | CheckoutLost | MoneyBack | SubscriptionOver | NothingToDo


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class _Price(_Part):
    id: str


class _Line(_Part):
    price: _Price | None = None


class _Lines(_Part):
    data: list[_Line]


class _Session(_Part):
    id: str
    mode: str
    payment_status: str
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None
    payment_intent: str | None = None
    subscription: str | None = None
    amount_total: int | None = None
    currency: str | None = None
    line_items: _Lines | None = None

    @property
    def names(self) -> UUID | None:
        for sent in ((self.metadata or {}).get(PREFERENCE_KEY), self.client_reference_id):
            try:
                return UUID(sent)
            except (TypeError, ValueError):
                continue
        return None


class _Charge(_Part):
    payment_intent: str | None = None
    refunded: bool = False


class _Dispute(_Part):
    payment_intent: str | None = None


class _Subscription(_Part):
    id: str
    status: str


class _Snapshot(_Part):
    class Data(_Part):
        object: dict[str, Any]

    id: str = Field(min_length=1, max_length=255)
    object: Literal["event"]
    type: str = Field(min_length=1, max_length=255)
    livemode: bool
    created: int = Field(ge=0, le=253_402_300_799)
    data: Data


class _Related(_Part):
    id: str | None = None
    url: str = Field(max_length=500, pattern=r"^/v[12](/[A-Za-z0-9_-]+)+$")


class _Thin(_Part):
    id: str = Field(min_length=1, max_length=255)
    object: Literal["v2.core.event"]
    type: str = Field(min_length=1, max_length=255)
    livemode: bool
    created: AwareDatetime = Field(strict=False)
    related_object: _Related | None = None


def envelope_of(payload: object) -> Envelope:
    """What an event says of itself, whatever it is about.

    Raises:
        NoEventError: It is no event.
    """
    try:
        if isinstance(payload, Mapping) and payload.get("object") == "v2.core.event":
            thin = _Thin.model_validate(payload)
            looks_at = None
            if thin.related_object is not None and thin.type.removeprefix(_THIN_PREFIX) in _READERS:
                looks_at = thin.related_object.url
            return Envelope(thin.id, thin.type, thin.livemode, thin.created, looks_at)
        event = _Snapshot.model_validate(payload)
    except ValidationError as invalid:
        raise NoEventError(_fields(invalid)) from None
    return Envelope(event.id, event.type, event.livemode, datetime.fromtimestamp(event.created, UTC))


def read(event_type: str, about: Mapping[str, Any]) -> Happening:
    """What an event of this type, thin or not, says of the object that it is about.

    Args:
        event_type: Stripe's name of it.
        about: The object, as it was just after the event, or as it is now.

    Raises:
        NoEventError: The object lacks what such a one must have.
    """
    reader = _READERS.get(event_type.removeprefix(_THIN_PREFIX))
    if reader is None:
        return NothingToDo("it moves no monitor")
    try:
        return reader(about)
    except ValidationError as invalid:
        raise NoEventError(_fields(invalid)) from None


def _fields(invalid: ValidationError) -> str:
    """Which fields are wrong, never what is in them."""
    return "look at: " + ", ".join(
        sorted({".".join(map(str, error["loc"])) or "the whole" for error in invalid.errors()})
    )


def _checkout_done(about: Mapping[str, Any], *, is_paid: bool | None = None) -> Happening:
    session = _Session.model_validate(about)
    return CheckoutDone(
        session_id=session.id,
        payment=session.payment_intent or session.subscription,
        names=session.names,
        is_paid=session.payment_status in {"paid", "no_payment_required"} if is_paid is None else is_paid,
        amount=session.amount_total,
        currency=session.currency,
        mode=session.mode,
        prices=tuple(line.price.id for line in session.line_items.data if line.price)
        if session.line_items
        else (),
    )


def _checkout_paid(about: Mapping[str, Any]) -> Happening:
    return _checkout_done(about, is_paid=True)


def _checkout_expired(about: Mapping[str, Any]) -> Happening:
    session = _Session.model_validate(about)
    return CheckoutLost(session.id, session.names, "its Checkout Session expired")


def _checkout_failed(about: Mapping[str, Any]) -> Happening:
    session = _Session.model_validate(about)
    return CheckoutLost(session.id, session.names, "the bank refused the payment")


def _refunded(about: Mapping[str, Any]) -> Happening:
    charge = _Charge.model_validate(about)
    if charge.payment_intent is None:
        return NothingToDo("it is about a charge of no payment intent")
    if not charge.refunded:
        return NothingToDo("a part of the money went back, so the monitor goes on")
    return MoneyBack(charge.payment_intent, "refunded in full")


def _disputed(about: Mapping[str, Any]) -> Happening:
    dispute = _Dispute.model_validate(about)
    if dispute.payment_intent is None:
        return NothingToDo("it is about a charge of no payment intent")
    return MoneyBack(dispute.payment_intent, "disputed")


def _subscription_changed(about: Mapping[str, Any]) -> Happening:
    subscription = _Subscription.model_validate(about)
    if subscription.status not in _OVER:
        return NothingToDo("the subscription goes on")
    return SubscriptionOver(subscription.id, f"its subscription is {subscription.status}")


def _subscription_ended(about: Mapping[str, Any]) -> Happening:
    return SubscriptionOver(_Subscription.model_validate(about).id, "its subscription ended")


_READERS: Final[dict[str, Callable[[Mapping[str, Any]], Happening]]] = {
    "checkout.session.completed": _checkout_done,
    "checkout.session.async_payment_succeeded": _checkout_paid,
    "checkout.session.async_payment_failed": _checkout_failed,
    "checkout.session.expired": _checkout_expired,
    "charge.refunded": _refunded,
    "charge.dispute.created": _disputed,
    "customer.subscription.updated": _subscription_changed,
    "customer.subscription.paused": _subscription_changed,
    "customer.subscription.deleted": _subscription_ended,
}

HANDLED_TYPES: Final = tuple(_READERS)
