"""What happens once a Checkout Session is filled in: paid, paid late, given back, disputed, renewed, ended.

Pure: a change comes out, moments come in as Unix seconds.
"""

from calendar import monthrange
from datetime import UTC, datetime

from deployments.sandbox.stripe_checkout.account import Account, Change
from deployments.sandbox.stripe_checkout.charges import (
    BillingDetails,
    Charge,
    Dispute,
    Invoice,
    InvoiceParent,
    PaymentIntent,
    Refund,
    Subscription,
    SubscriptionDetails,
    SubscriptionItem,
    SubscriptionItems,
    SubscriptionStatus,
)
from deployments.sandbox.stripe_checkout.objects import (
    CustomerDetails,
    EventRequest,
    EventType,
    Purchase,
    Session,
    new_id,
)
from deployments.sandbox.stripe_checkout.parameters import NewRefund
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal
from deployments.sandbox.stripe_checkout.sessions import event_of


def complete(purchase: Purchase, email: str, now: int, *, settled: bool = True) -> Change:
    """The customer has filled in the page.

    Args:
        purchase: Whose session is open.
        email: Counts if none was known before.
        now: When.
        settled: The money is there. If not, as with a bank debit, the session is complete and unpaid.
    """
    session = purchase.session.model_copy(
        update={
            "status": "complete",
            "payment_status": "paid" if settled else "unpaid",
            "customer_details": purchase.session.customer_details or CustomerDetails(email=email),
        }
    )
    if session.mode == "subscription":
        session = session.model_copy(
            update={"customer": new_id("cus", 14), "subscription": new_id("sub"), "invoice": new_id("in")}
        )
        left: tuple[PaymentIntent | Charge | Subscription | Invoice, ...] = _subscribed(
            purchase.model_copy(update={"session": session}), now, settled=settled
        )
    else:
        customer = new_id("cus", 14) if session.customer_creation == "always" else None
        session = session.model_copy(update={"customer": customer, "payment_intent": new_id("pi")})
        left = _charged(purchase.model_copy(update={"session": session}), now, settled=settled)
    return Change(
        purchases=(purchase.model_copy(update={"session": session}),),
        left=left,
        events=(event_of("checkout.session.completed", session, now),),
    )


def settle(account: Account, session_id: str, *, succeeded: bool) -> Change:
    """The bank has decided on a payment that was made on the page. Raises StripeRefusal."""
    purchase = account.purchase(session_id)
    session, now = purchase.session, account.now
    if (session.status, session.payment_status) != ("complete", "unpaid"):
        raise StripeRefusal(400, "Only a complete and unpaid Checkout Session can still be settled.")
    kind: EventType = (
        "checkout.session.async_payment_succeeded" if succeeded else "checkout.session.async_payment_failed"
    )
    left: list[PaymentIntent | Charge | Subscription] = []
    if succeeded:
        session = session.model_copy(update={"payment_status": "paid"})
    if session.payment_intent is not None:
        intent = account.left(session.payment_intent, PaymentIntent)
        charge = account.left(str(intent.latest_charge), Charge)
        left = [_settled_intent(intent, succeeded=succeeded), _settled_charge(charge, succeeded=succeeded)]
    elif session.subscription is not None:
        subscription = account.left(session.subscription, Subscription)
        left = [subscription.model_copy(update={"status": "active" if succeeded else "incomplete_expired"})]
    return Change(
        purchases=(purchase.model_copy(update={"session": session}),),
        left=tuple(left),
        events=(event_of(kind, session, now),),
    )


def refund(account: Account, wanted: NewRefund, cause: EventRequest | None = None) -> tuple[Refund, Change]:
    """Give money back: all that is left of it, or the amount that is asked for. Raises StripeRefusal."""
    if (wanted.charge is None) == (wanted.payment_intent is None):
        raise StripeRefusal(400, "One of the following params should be provided: payment_intent or charge.")
    charge_id = wanted.charge
    if wanted.payment_intent is not None:
        charge_id = account.left(wanted.payment_intent, PaymentIntent, param="payment_intent").latest_charge
    charge = account.left(str(charge_id), Charge, param="charge")
    rest = charge.amount_captured - charge.amount_refunded
    amount = rest if wanted.amount is None else wanted.amount
    if charge.disputed:
        raise StripeRefusal(400, f"Charge {charge.id} has been charged back.", code="charge_disputed")
    if not charge.paid or rest == 0:
        raise StripeRefusal(
            400, f"Charge {charge.id} has already been refunded.", code="charge_already_refunded"
        )
    if not 0 < amount <= rest:
        raise StripeRefusal(
            400,
            f"Refund amount ({amount}) is greater than what is left of the charge ({rest})",
            param="amount",
        )
    given = Refund(
        id=new_id("re"),
        object="refund",
        amount=amount,
        charge=charge.id,
        created=account.now,
        currency=charge.currency,
        metadata=wanted.metadata,
        payment_intent=charge.payment_intent,
        reason=wanted.reason,
    )
    back = charge.amount_refunded + amount
    charge = charge.model_copy(update={"amount_refunded": back, "refunded": back == charge.amount_captured})
    events = (
        event_of("refund.created", given, account.now, cause),
        event_of("charge.refunded", charge, account.now, cause),
    )
    return given, Change(left=(given, charge), events=events)


def dispute(account: Account, session_id: str, reason: str = "fraudulent") -> Change:
    """The customer's bank takes the money back for now. Raises StripeRefusal."""
    intent_id = account.purchase(session_id).session.payment_intent
    if intent_id is None:
        raise StripeRefusal(400, f"Checkout Session {session_id} has no payment of its own.")
    charge = account.left(str(account.left(intent_id, PaymentIntent).latest_charge), Charge)
    if not charge.paid or charge.disputed:
        raise StripeRefusal(400, f"Charge {charge.id} cannot be disputed (again).")
    opened = Dispute(
        id=new_id("du"),
        object="dispute",
        amount=charge.amount_captured - charge.amount_refunded,
        charge=charge.id,
        created=account.now,
        currency=charge.currency,
        payment_intent=charge.payment_intent,
        reason=reason,
    )
    return Change(
        left=(opened, charge.model_copy(update={"disputed": True})),
        events=(event_of("charge.dispute.created", opened, account.now),),
    )


def move_subscription(account: Account, session_id: str, status: SubscriptionStatus) -> Change:
    """A subscription gets another status; `canceled` is told as its deletion. Raises StripeRefusal."""
    subscription, now = _subscription_of(account, session_id), account.now
    ended = status == "canceled"
    moved = subscription.model_copy(
        update={
            "status": status,
            "canceled_at": now if ended else subscription.canceled_at,
            "ended_at": now if ended else None,
        }
    )
    kind: EventType = "customer.subscription.deleted" if ended else "customer.subscription.updated"
    return Change(left=(moved,), events=(event_of(kind, moved, now),))


def renew(account: Account, session_id: str, *, paid: bool) -> Change:
    """The next period of a subscription is charged, or cannot be. Raises StripeRefusal."""
    subscription, now = _subscription_of(account, session_id), account.now
    invoice = _invoice(
        subscription,
        account.purchase(session_id).session,
        now,
        paid=paid,
        reason="subscription_cycle",
        invoice_id=new_id("in"),
    )
    moved = subscription.model_copy(
        update={"latest_invoice": invoice.id, "status": "active" if paid else "past_due"}
    )
    told = event_of("invoice.paid" if paid else "invoice.payment_failed", invoice, now)
    return Change(left=(invoice, moved), events=(told, event_of("customer.subscription.updated", moved, now)))


def _charged(purchase: Purchase, now: int, *, settled: bool) -> tuple[PaymentIntent, Charge]:
    session = purchase.session
    email = session.customer_details.email if session.customer_details else None
    charge = Charge(
        id=new_id("ch"),
        object="charge",
        amount=session.amount_total,
        amount_captured=session.amount_total if settled else 0,
        billing_details=BillingDetails(email=email),
        captured=settled,
        created=now,
        currency=session.currency,
        customer=session.customer,
        metadata=purchase.carried,
        paid=settled,
        payment_intent=str(session.payment_intent),
        status="succeeded" if settled else "pending",
    )
    intent = PaymentIntent(
        id=str(session.payment_intent),
        object="payment_intent",
        amount=session.amount_total,
        amount_received=charge.amount_captured,
        created=now,
        currency=session.currency,
        customer=session.customer,
        latest_charge=charge.id,
        metadata=purchase.carried,
        status="succeeded" if settled else "processing",
    )
    return intent, charge


def _settled_intent(intent: PaymentIntent, *, succeeded: bool) -> PaymentIntent:
    if not succeeded:
        return intent.model_copy(update={"status": "requires_payment_method"})
    return intent.model_copy(update={"status": "succeeded", "amount_received": intent.amount})


def _settled_charge(charge: Charge, *, succeeded: bool) -> Charge:
    if not succeeded:
        return charge.model_copy(
            update={"status": "failed", "failure_code": "insufficient_funds", "failure_message": "No funds."}
        )
    change = {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge.amount}
    return charge.model_copy(update=change)


def _subscribed(purchase: Purchase, now: int, *, settled: bool) -> tuple[Subscription, Invoice]:
    session = purchase.session
    subscription_id = str(session.subscription)
    items = tuple(
        SubscriptionItem(
            id=new_id("si", 14),
            created=now,
            current_period_start=now,
            current_period_end=_in_a_month(now),
            price=price,
            quantity=quantity,
            subscription=subscription_id,
        )
        for price, quantity in purchase.lines
        if price.recurring is not None
    )
    subscription = Subscription(
        id=subscription_id,
        object="subscription",
        created=now,
        currency=session.currency,
        customer=str(session.customer),
        items=SubscriptionItems(data=items, url=f"/v1/subscription_items?subscription={subscription_id}"),
        latest_invoice=str(session.invoice),
        metadata=purchase.carried,
        start_date=now,
        status="active" if settled else "incomplete",
    )
    return subscription, _invoice(
        subscription,
        session,
        now,
        paid=settled,
        reason="subscription_create",
        invoice_id=str(session.invoice),
    )


def _invoice(  # noqa: PLR0913 (an invoice has this much to say)
    subscription: Subscription, session: Session, now: int, *, paid: bool, reason: str, invoice_id: str
) -> Invoice:
    total = sum(item.price.unit_amount * item.quantity for item in subscription.items.data)
    return Invoice(
        id=invoice_id,
        object="invoice",
        amount_due=total,
        amount_paid=total if paid else 0,
        amount_remaining=0 if paid else total,
        billing_reason="subscription_create" if reason == "subscription_create" else "subscription_cycle",
        created=now,
        currency=subscription.currency,
        customer=subscription.customer,
        customer_email=session.customer_details.email if session.customer_details else None,
        parent=InvoiceParent(
            subscription_details=SubscriptionDetails(
                metadata=subscription.metadata, subscription=subscription.id
            )
        ),
        status="paid" if paid else "open",
        total=total,
    )


def _subscription_of(account: Account, session_id: str) -> Subscription:
    subscription_id = account.purchase(session_id).session.subscription
    if subscription_id is None:
        raise StripeRefusal(400, f"Checkout Session {session_id} has no subscription.")
    return account.left(subscription_id, Subscription)


def _in_a_month(now: int) -> int:
    """The same day of the next month, or its last one."""
    moment = datetime.fromtimestamp(now, UTC)
    year, month = divmod(moment.year * 12 + moment.month, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())
