"""What a paid Checkout Session leaves behind, as Stripe's API shows it (https://docs.stripe.com/api).

Each names its `object` in full, since the journal tells them apart by it.
"""

from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import Field

from deployments.sandbox.stripe_checkout.objects import Price, StripeObject

SubscriptionStatus = Literal[
    "active", "trialing", "past_due", "unpaid", "canceled", "incomplete", "incomplete_expired", "paused"
]


class PaymentIntent(StripeObject):
    """One payment, from the wish to the money."""

    id: str
    object: Literal["payment_intent"]
    amount: int
    amount_received: int = 0
    canceled_at: int | None = None
    created: int
    currency: str
    customer: str | None = None
    latest_charge: str | None = None
    livemode: Literal[False] = False
    metadata: dict[str, str] = Field({})
    payment_method_types: tuple[str, ...] = ("card",)
    receipt_email: str | None = None
    status: Literal["processing", "requires_payment_method", "succeeded"]


class BillingDetails(StripeObject):
    """Who paid."""

    address: None = None
    email: str | None = None
    name: None = None
    phone: None = None
    tax_id: None = None


class Charge(StripeObject):
    """Money taken. Its metadata is a copy of its payment intent's."""

    id: str
    object: Literal["charge"]
    amount: int
    amount_captured: int
    amount_refunded: int = 0
    billing_details: BillingDetails
    captured: bool = True
    created: int
    currency: str
    customer: str | None = None
    disputed: bool = False
    failure_code: str | None = None
    failure_message: str | None = None
    livemode: Literal[False] = False
    metadata: dict[str, str] = Field({})
    paid: bool
    payment_intent: str
    receipt_email: str | None = None
    refunded: bool = False
    status: Literal["failed", "pending", "succeeded"]


class Refund(StripeObject):
    """Money given back."""

    id: str
    object: Literal["refund"]
    amount: int
    balance_transaction: None = None
    charge: str
    created: int
    currency: str
    metadata: dict[str, str] = Field({})
    payment_intent: str
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None
    receipt_number: None = None
    status: Literal["succeeded"] = "succeeded"


class Dispute(StripeObject):
    """Money that the customer's bank wants back."""

    id: str
    object: Literal["dispute"]
    amount: int
    balance_transactions: tuple[()] = ()
    charge: str
    created: int
    currency: str
    is_charge_refundable: bool = False
    livemode: Literal[False] = False
    metadata: dict[str, str] = Field({})
    payment_intent: str
    reason: str = "fraudulent"
    status: Literal["needs_response"] = "needs_response"


class SubscriptionItem(StripeObject):
    """One price of a subscription; the period stands here, and on the subscription no more."""

    id: str
    object: Literal["subscription_item"] = "subscription_item"
    created: int
    current_period_end: int
    current_period_start: int
    metadata: dict[str, str] = Field({})
    price: Price
    quantity: int
    subscription: str


class SubscriptionItems(StripeObject):
    """A list in Stripe's form."""

    object: Literal["list"] = "list"
    data: tuple[SubscriptionItem, ...]
    has_more: Literal[False] = False
    url: str


class Subscription(StripeObject):
    """Money taken again and again."""

    id: str
    object: Literal["subscription"]
    cancel_at: None = None
    cancel_at_period_end: bool = False
    canceled_at: int | None = None
    collection_method: Literal["charge_automatically"] = "charge_automatically"
    created: int
    currency: str
    customer: str
    ended_at: int | None = None
    items: SubscriptionItems
    latest_invoice: str
    livemode: Literal[False] = False
    metadata: dict[str, str] = Field({})
    pause_collection: None = None
    start_date: int
    status: SubscriptionStatus = "active"
    trial_end: None = None
    trial_start: None = None


class SubscriptionDetails(StripeObject):
    """The subscription that an invoice is for, with the metadata that it then had."""

    metadata: dict[str, str]
    subscription: str


class InvoiceParent(StripeObject):
    """Where an invoice comes from."""

    quote_details: None = None
    subscription_details: SubscriptionDetails
    type: Literal["subscription_details"] = "subscription_details"


class Invoice(StripeObject):
    """One period of a subscription."""

    id: str
    object: Literal["invoice"]
    amount_due: int
    amount_paid: int
    amount_remaining: int
    attempt_count: int = 1
    attempted: bool = True
    billing_reason: Literal["subscription_create", "subscription_cycle"]
    created: int
    currency: str
    customer: str
    customer_email: str | None = None
    livemode: Literal[False] = False
    metadata: dict[str, str] = Field({})
    parent: InvoiceParent
    status: Literal["open", "paid"]
    total: int


Left: TypeAlias = Annotated[
    PaymentIntent | Charge | Refund | Dispute | Subscription | Invoice, Field(discriminator="object")
]
LeftT = TypeVar("LeftT", bound=PaymentIntent | Charge | Refund | Dispute | Subscription | Invoice)
