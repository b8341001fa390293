"""Stripe's switches for tests: what goes wrong, what happens without the shop's doing, how it is told."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from deployments.sandbox.faults import Fault, Faults
from deployments.sandbox.stripe_checkout import payments
from deployments.sandbox.stripe_checkout.account import Account, Change
from deployments.sandbox.stripe_checkout.charges import SubscriptionStatus
from deployments.sandbox.stripe_checkout.letters import Manner
from deployments.sandbox.stripe_checkout.objects import Event
from deployments.sandbox.stripe_checkout.parameters import Email, NewRefund
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal
from deployments.sandbox.stripe_checkout.webhooks import Endpoint, Tried, Webhooks


class State(BaseModel):
    """How much there is, for tests to count."""

    sessions: dict[str, int]
    events: int
    calls: dict[str, int]
    faults: list[Fault]


class Switches(BaseModel):
    """How webhooks go out from now on. What is left out stays as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hold: bool | None = Field(None, description="collect events and deliver none; false lets them go")
    drop: int | None = Field(None, ge=0, description="the next so many events are never delivered by itself")
    thin: bool | None = Field(None, description="deliver thin events instead of snapshots")
    url: str | None = Field(None, description="where the shop is told")
    secret: str | None = Field(None, min_length=1, description="what deliveries are signed with")


class Waiting(BaseModel):
    """An event that the shop has yet to be told of."""

    id: str
    type: str
    object: str


class WebhookState(BaseModel):
    """The switches, what waits, and the latest requests with their answers, oldest first."""

    hold: bool
    drop: int
    thin: bool
    url: str
    waiting: list[Waiting]
    tried: list[Tried]


class Deliveries(Manner):
    """Deliver these events now, in this order, in this manner."""

    events: tuple[str, ...] = Field(
        (), max_length=1000, description="ids; those that were told may come again"
    )
    times: int = Field(1, ge=1, le=100, description="each so often in a row")
    together: bool = Field(False, description="all at once rather than one after the other")


class Cause(BaseModel):
    """Something that happens to a Checkout Session without the shop's doing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: str = Field(description="id of the Checkout Session")
    type: Annotated[
        Literal[
            "paid",
            "paid_later",
            "charge.dispute.created",
            "charge.refunded",
            "checkout.session.async_payment_failed",
            "checkout.session.async_payment_succeeded",
            "customer.subscription.deleted",
            "customer.subscription.updated",
            "invoice.paid",
            "invoice.payment_failed",
        ],
        Field(
            description="paid and paid_later are what the buttons of its page do: later, the session is"
            " complete and unpaid until an async_payment event"
        ),
    ]
    status: SubscriptionStatus = Field("active", description="of customer.subscription.updated")
    amount: int | None = Field(None, ge=1, description="of charge.refunded, in cents; without it all of it")
    reason: str = Field("fraudulent", description="of charge.dispute.created")
    email: Email = Field("payer@example.com", description="of paid, if the session has none")


def switches_router(account: Account, faults: Faults, webhooks: Webhooks) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["switches for tests"])
    router.include_router(_fault_switches(account, faults))
    router.include_router(_webhook_switches(account, webhooks))

    @router.post("/_cause", status_code=201)
    async def cause(wanted: Cause) -> list[Event]:
        """Let something happen; answers with the events that tell of it."""
        account.expire_due()
        try:
            change = caused(account, wanted)
        except StripeRefusal as refusal:
            raise HTTPException(refusal.status, refusal.message) from None
        account.commit(change)
        return list(change.events)

    return router


def caused(account: Account, wanted: Cause) -> Change:
    """What a cause changes. Raises StripeRefusal."""
    session_id = wanted.session
    match wanted.type:
        case "paid" | "paid_later":
            purchase = account.purchase(session_id)
            if purchase.session.status != "open":
                raise StripeRefusal(400, f"This Checkout Session is {purchase.session.status}.")
            email = purchase.session.customer_email or wanted.email
            change = payments.complete(purchase, email, account.now, settled=wanted.type == "paid")
        case "checkout.session.async_payment_succeeded" | "checkout.session.async_payment_failed":
            change = payments.settle(account, session_id, succeeded=wanted.type.endswith("succeeded"))
        case "charge.refunded":
            intent = account.purchase(session_id).session.payment_intent
            if intent is None:
                raise StripeRefusal(400, f"Checkout Session {session_id} has no payment of its own.")
            _, change = payments.refund(account, NewRefund(payment_intent=intent, amount=wanted.amount))
        case "charge.dispute.created":
            change = payments.dispute(account, session_id, wanted.reason)
        case "customer.subscription.updated":
            change = payments.move_subscription(account, session_id, wanted.status)
        case "customer.subscription.deleted":
            change = payments.move_subscription(account, session_id, "canceled")
        case "invoice.paid" | "invoice.payment_failed":
            change = payments.renew(account, session_id, paid=wanted.type == "invoice.paid")
    return change


def _fault_switches(account: Account, faults: Faults) -> APIRouter:
    router = APIRouter()

    @router.post("/_faults", status_code=201)
    async def arm_fault(fault: Fault) -> list[Fault]:
        """Let the next calls go wrong; answers with all faults that are armed."""
        faults.arm(fault)
        return faults.armed

    @router.delete("/_faults", status_code=204)
    async def clear_faults() -> None:
        """Let all calls go right again; those that hang go on."""
        faults.clear()

    @router.get("/_state")
    async def show_state() -> State:
        """Sessions by status, events, calls by endpoint since the start, faults still armed."""
        account.expire_due()
        return State(
            sessions=account.sessions_by_status(),
            events=len(account.all_events()),
            calls=dict(account.calls),
            faults=faults.armed,
        )

    return router


def _webhook_switches(account: Account, webhooks: Webhooks) -> APIRouter:
    router = APIRouter()

    @router.get("/_webhooks")
    async def show_webhooks() -> WebhookState:
        """The switches, what waits, what was tried."""
        account.expire_due()
        return WebhookState(
            hold=webhooks.hold,
            drop=webhooks.drop,
            thin=webhooks.thin,
            url=webhooks.endpoint.url,
            waiting=[
                Waiting(id=event.id, type=event.type, object=str(event.data.object["id"]))
                for event in account.untold_events()
            ],
            tried=list(webhooks.tried),
        )

    @router.post("/_webhooks")
    async def switch_webhooks(wanted: Switches) -> WebhookState:
        """Turn some of the switches."""
        endpoint = webhooks.endpoint
        webhooks.endpoint = Endpoint(
            url=endpoint.url if wanted.url is None else wanted.url,
            secret=wanted.secret or endpoint.secret,
        )
        webhooks.thin = webhooks.thin if wanted.thin is None else wanted.thin
        webhooks.drop = webhooks.drop if wanted.drop is None else wanted.drop
        if wanted.hold:
            webhooks.stop()
        elif wanted.hold is not None:
            webhooks.hold = False
        webhooks.try_again()
        return await show_webhooks()

    @router.post("/_webhooks/deliveries")
    async def deliver(wanted: Deliveries) -> list[Tried]:
        """Deliver now, also while webhooks are held; answers with what came of each, in the same order."""
        return await delivered(account, webhooks, wanted)

    return router


async def delivered(account: Account, webhooks: Webhooks, wanted: Deliveries) -> list[Tried]:
    """What came of each delivery. Raises HTTPException (404) for an event that is not there."""
    try:
        events = [account.event(event_id) for event_id in wanted.events for _ in range(wanted.times)]
    except StripeRefusal as refusal:
        raise HTTPException(refusal.status, refusal.message) from None
    asked: list[Event | None] = [*events] if events else [None] * wanted.times
    if wanted.together:
        return await asyncio.gather(*(webhooks.deliver(event, wanted) for event in asked))
    return [await webhooks.deliver(event, wanted) for event in asked]
