"""Stripe's objects as its API shows them (https://docs.stripe.com/api), as far as the sandbox has them."""

import secrets
import string
from typing import Literal

import stripe
from pydantic import BaseModel, ConfigDict, JsonValue

from tasks.settings import SANDBOX_PRICE_ID

RECURRING_PRICE_ID = f"{SANDBOX_PRICE_ID}_monthly"
_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """An id as Stripe makes them: `cs_test_` and letters and digits."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(length))}"


class StripeObject(BaseModel):
    """Frozen; its fields are Stripe's own, names and meaning."""

    model_config = ConfigDict(frozen=True)


class Recurring(StripeObject):
    """How often a price is charged."""

    interval: Literal["day", "week", "month", "year"]
    interval_count: int = 1
    meter: None = None
    trial_period_days: None = None
    usage_type: Literal["licensed"] = "licensed"


class Price(StripeObject):
    """What one thing costs; amounts in cents."""

    id: str
    object: Literal["price"] = "price"
    active: bool = True
    billing_scheme: Literal["per_unit"] = "per_unit"
    created: int
    currency: str
    custom_unit_amount: None = None
    livemode: Literal[False] = False
    lookup_key: None = None
    metadata: dict[str, str] = {}
    nickname: str
    product: str
    recurring: Recurring | None = None
    tax_behavior: Literal["unspecified"] = "unspecified"
    tiers_mode: None = None
    transform_quantity: None = None
    type: Literal["one_time", "recurring"] = "one_time"
    unit_amount: int
    unit_amount_decimal: str


_MADE = 1_767_225_600
_MONITOR = "prod_caddie_monitor"
PRICES = {
    price.id: price
    for price in (
        Price(
            id=SANDBOX_PRICE_ID,
            created=_MADE,
            currency="usd",
            nickname="Tee-time monitor",
            product=_MONITOR,
            unit_amount=900,
            unit_amount_decimal="900",
        ),
        Price(
            id=RECURRING_PRICE_ID,
            created=_MADE,
            currency="usd",
            nickname="Tee-time monitor, every month",
            product=_MONITOR,
            recurring=Recurring(interval="month"),
            type="recurring",
            unit_amount=900,
            unit_amount_decimal="900",
        ),
    )
}


class AutomaticTax(StripeObject):
    """No tax is reckoned."""

    enabled: Literal[False] = False
    liability: None = None
    provider: None = None
    status: None = None


class CustomerDetails(StripeObject):
    """Who pays."""

    address: None = None
    business_name: None = None
    email: str
    individual_name: None = None
    name: str | None = None
    phone: None = None
    tax_exempt: Literal["none"] = "none"
    tax_ids: None = None


class PhoneNumberCollection(StripeObject):
    """Nobody is asked for a number."""

    enabled: Literal[False] = False


class TotalDetails(StripeObject):
    """What stands between subtotal and total."""

    amount_discount: int = 0
    amount_shipping: int = 0
    amount_tax: int = 0


class Session(StripeObject):
    """A Checkout Session. Amounts in cents, moments in Unix seconds.

    `url` is not among the fields: it is the sandbox's address, which may change, and is set when shown.
    """

    id: str
    object: Literal["checkout.session"] = "checkout.session"
    after_expiration: None = None
    allow_promotion_codes: bool | None = None
    amount_subtotal: int
    amount_total: int
    automatic_tax: AutomaticTax = AutomaticTax()
    billing_address_collection: str | None = None
    cancel_url: str | None = None
    client_reference_id: str | None = None
    client_secret: None = None
    consent: None = None
    consent_collection: None = None
    created: int
    currency: str
    currency_conversion: None = None
    custom_fields: tuple[()] = ()
    customer: str | None = None
    customer_creation: Literal["if_required", "always"] | None = None
    customer_details: CustomerDetails | None = None
    customer_email: str | None = None
    discounts: tuple[()] = ()
    expires_at: int
    invoice: str | None = None
    livemode: Literal[False] = False
    locale: str | None = None
    metadata: dict[str, str] = {}
    mode: Literal["payment", "subscription"]
    payment_intent: str | None = None
    payment_link: None = None
    payment_method_collection: Literal["always", "if_required"]
    payment_method_types: tuple[str, ...] = ("card",)
    payment_status: Literal["paid", "unpaid"] = "unpaid"
    phone_number_collection: PhoneNumberCollection = PhoneNumberCollection()
    recovered_from: None = None
    setup_intent: None = None
    shipping_address_collection: None = None
    shipping_cost: None = None
    shipping_options: tuple[()] = ()
    status: Literal["open", "complete", "expired"] = "open"
    submit_type: str | None = None
    subscription: str | None = None
    success_url: str
    total_details: TotalDetails = TotalDetails()
    ui_mode: Literal["hosted_page"] = "hosted_page"


class Purchase(BaseModel):
    """A session with what is bought in it, which Stripe shows only when it is asked to."""

    model_config = ConfigDict(frozen=True)

    session: Session
    items: tuple[tuple[str, int], ...]
    carried: dict[str, str] = {}
    """Metadata for its payment or subscription: the session's own is not copied to them."""

    @property
    def lines(self) -> list[tuple[Price, int]]:
        """Each price with its quantity."""
        return [(PRICES[price_id], quantity) for price_id, quantity in self.items]


class EventRequest(StripeObject):
    """The API call that caused an event; both None if a person or the clock did."""

    id: str | None = None
    idempotency_key: str | None = None


class EventData(StripeObject):
    """The object as it was just after the event."""

    object: dict[str, JsonValue]


EventType = Literal[
    "charge.dispute.created",
    "charge.refunded",
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.subscription.deleted",
    "customer.subscription.updated",
    "invoice.paid",
    "invoice.payment_failed",
    "refund.created",
]


class Event(StripeObject):
    """Something that happened. `pending_webhooks` counts who has yet to be told."""

    id: str
    object: Literal["event"] = "event"
    api_version: str = stripe.api_version
    created: int
    data: EventData
    livemode: Literal[False] = False
    pending_webhooks: int = 1
    request: EventRequest = EventRequest()
    type: EventType
