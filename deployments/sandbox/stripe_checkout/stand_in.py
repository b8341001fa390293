"""Stripe, as the sandbox has it: its API, its pages, and switches for tests."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from pydantic import BaseModel

from deployments.sandbox.faults import Fault, Faults
from deployments.sandbox.journal import Journal
from deployments.sandbox.stand_in import Link, StandIn
from deployments.sandbox.stripe_checkout.account import Account, Change
from deployments.sandbox.stripe_checkout.api import api_router
from deployments.sandbox.stripe_checkout.desk import PREFIX, Desk
from deployments.sandbox.stripe_checkout.pages import pages_router


class State(BaseModel):
    """How much there is, for tests to count."""

    sessions: dict[str, int]
    events: int
    calls: dict[str, int]
    faults: list[Fault]


def stripe_stand_in(home: Path, clock: Callable[[], float]) -> StandIn:
    """Stripe with the account that `home` remembers."""
    account = Account(Journal(home / "stripe.jsonl", Change), clock)
    faults = Faults()
    router = APIRouter(prefix=PREFIX)
    router.include_router(pages_router(account))
    router.include_router(api_router(account, Desk(account, faults)))
    router.include_router(_switches(account, faults))
    return StandIn(
        name="Stripe",
        about="Checkout Sessions that can be paid, or not; the SDK talks to it through its base address",
        router=router,
        links=(Link(f"{PREFIX}/events", "what has happened"), Link(f"{PREFIX}/_state", "how much there is")),
    )


def _switches(account: Account, faults: Faults) -> APIRouter:
    router = APIRouter(tags=["switches for tests"])

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
