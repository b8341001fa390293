"""A Checkout Session is opened, and expires unless it is paid. Pure; moments come in as Unix seconds."""

from deployments.sandbox.stripe_checkout.objects import (
    PRICES,
    CustomerDetails,
    Event,
    EventData,
    EventRequest,
    EventType,
    Purchase,
    Session,
    StripeObject,
    new_id,
)
from deployments.sandbox.stripe_checkout.parameters import NewSession
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal, no_such

SHORTEST_LIFE = 30 * 60
LONGEST_LIFE = 24 * 60 * 60
LARGEST_TOTAL = 99_999_999  # cents: Stripe's limit for a charge in dollars


def open_session(wanted: NewSession, now: int) -> Purchase:
    """A new session. Raises StripeRefusal (400) as Stripe would."""
    _refuse_contradictions(wanted)
    total = _total(wanted)
    payment = wanted.mode == "payment"
    session = Session(
        id=new_id("cs_test", 58),
        allow_promotion_codes=wanted.allow_promotion_codes,
        amount_subtotal=total,
        amount_total=total,
        billing_address_collection=wanted.billing_address_collection,
        cancel_url=wanted.cancel_url,
        client_reference_id=wanted.client_reference_id,
        created=now,
        currency="usd",
        customer_creation=(wanted.customer_creation or "if_required") if payment else None,
        customer_details=CustomerDetails(email=wanted.customer_email) if wanted.customer_email else None,
        customer_email=wanted.customer_email,
        expires_at=_end(wanted.expires_at, now),
        locale=wanted.locale,
        metadata=wanted.metadata,
        mode=wanted.mode,
        payment_method_collection=wanted.payment_method_collection
        or ("if_required" if payment else "always"),
        submit_type=wanted.submit_type,
        success_url=wanted.success_url,
    )
    carried = wanted.payment_intent_data or wanted.subscription_data
    return Purchase(
        session=session,
        items=tuple((item.price, item.quantity) for item in wanted.line_items),
        carried=carried.metadata if carried else {},
    )


def expire(session: Session) -> Session:
    """The session after its time is up, or after it was called back."""
    return session.model_copy(update={"status": "expired"})


def event_of(
    event_type: EventType, changed: StripeObject, now: int, cause: EventRequest | None = None
) -> Event:
    """The event that tells of a change. A session that changes is no longer open, so its `url` is null."""
    shown = changed.model_dump(mode="json")
    if isinstance(changed, Session):
        shown |= {"url": None}
    return Event(
        id=new_id("evt"),
        created=now,
        data=EventData(object=shown),
        request=cause or EventRequest(),
        type=event_type,
    )


def _refuse_contradictions(wanted: NewSession) -> None:
    if wanted.customer is not None and wanted.customer_email is not None:
        raise StripeRefusal(400, "You may only specify one of these parameters: customer, customer_email.")
    if wanted.customer is not None:
        raise no_such("customer", wanted.customer, param="customer", status=400)
    if wanted.mode == "subscription":
        wrong = "payment_intent_data" if wanted.payment_intent_data is not None else None
    else:
        wrong = "subscription_data" if wanted.subscription_data is not None else None
    if wrong is not None:
        raise StripeRefusal(400, f"You can not pass `{wrong}` in `{wanted.mode}` mode.", param=wrong)


def _total(wanted: NewSession) -> int:
    """Cents, of prices that are there and fit the mode."""
    total = 0
    for index, item in enumerate(wanted.line_items):
        where = f"line_items[{index}][price]"
        price = PRICES.get(item.price)
        if price is None:
            raise no_such("price", item.price, param=where, status=400)
        if wanted.mode == "payment" and price.recurring is not None:
            raise StripeRefusal(
                400,
                "You specified `payment` mode but passed a recurring price. Either switch to `subscription`"
                " mode or use only one-time prices.",
                param=where,
            )
        total += price.unit_amount * item.quantity
    if wanted.mode == "subscription" and all(
        PRICES[item.price].recurring is None for item in wanted.line_items
    ):
        raise StripeRefusal(
            400, "You must provide at least one recurring price in `subscription` mode.", param="line_items"
        )
    if total > LARGEST_TOTAL:
        raise StripeRefusal(
            400, "The Checkout Session's total amount must be no more than $999,999.99.", param="line_items"
        )
    return total


def _end(expires_at: int | None, now: int) -> int:
    if expires_at is None:
        return now + LONGEST_LIFE
    if expires_at - now < SHORTEST_LIFE:
        raise StripeRefusal(
            400,
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if expires_at - now >= LONGEST_LIFE:
        raise StripeRefusal(
            400,
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at
