"""Stripe, as the sandbox has it: its API, its pages, its webhooks, and switches for tests."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter

from deployments.sandbox.faults import Faults
from deployments.sandbox.journal import Journal
from deployments.sandbox.stand_in import Link, StandIn, Switch
from deployments.sandbox.stripe_checkout.account import Account, Change
from deployments.sandbox.stripe_checkout.api import api_router
from deployments.sandbox.stripe_checkout.control_pages import control_pages_router
from deployments.sandbox.stripe_checkout.desk import PREFIX, Desk
from deployments.sandbox.stripe_checkout.pages import pages_router
from deployments.sandbox.stripe_checkout.switches import switches_router
from deployments.sandbox.stripe_checkout.webhooks import Endpoint, Webhooks


def stripe_stand_in(home: Path, clock: Callable[[], float], endpoint: Endpoint) -> StandIn:
    """Stripe with the account that `home` remembers, which tells its events to `endpoint`."""
    account = Account(Journal(home / "stripe.jsonl", Change), clock)
    faults = Faults()
    webhooks = Webhooks(account, endpoint)
    router = APIRouter(prefix=PREFIX)
    router.include_router(pages_router(account))
    router.include_router(control_pages_router(account, webhooks))
    router.include_router(api_router(account, Desk(account, faults)))
    router.include_router(switches_router(account, faults, webhooks))
    return StandIn(
        name="Stripe",
        about="Checkout Sessions that can be paid, or not; the SDK talks to it through its base address",
        router=router,
        links=(
            Link(f"{PREFIX}/payments", "what was paid, and what may become of it"),
            Link(f"{PREFIX}/webhooks", "who is told, and how"),
            Link(f"{PREFIX}/events", "what has happened"),
            Link(f"{PREFIX}/_state", "how much there is"),
        ),
        switches=(
            Switch(f"POST {PREFIX}/_cause", "a payment, a refund, a dispute, a change of a subscription"),
            Switch(
                f"POST {PREFIX}/_webhooks", "hold all, drop the next, thin events, another address or secret"
            ),
            Switch(
                f"POST {PREFIX}/_webhooks/deliveries",
                "these events now: in any order, several times, at once, signed long ago or in the future,"
                " with other secrets, unsigned, altered, with other contents",
            ),
            Switch(f"POST {PREFIX}/_faults", "the next calls are throttled, break, hang, lose their answer"),
        ),
        start=webhooks.start,
    )
