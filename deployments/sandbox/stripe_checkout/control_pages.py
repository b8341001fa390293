"""The switches as a person uses them: what may become of a payment, and how the shop is told."""

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from deployments.sandbox.pages import page
from deployments.sandbox.stripe_checkout.account import Account
from deployments.sandbox.stripe_checkout.form import parse_form
from deployments.sandbox.stripe_checkout.letters import Manner
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal
from deployments.sandbox.stripe_checkout.switches import Cause, caused
from deployments.sandbox.stripe_checkout.webhooks import Webhooks

AFTER_POST = 303
LISTED = 50
_MINUTES_10 = 600

MANNERS = {
    "once": ("Deliver", Manner()),
    "twice": ("Twice", Manner()),
    "thin": ("As a thin event", Manner(thin=True)),
    "late": ("Signed 10 minutes ago", Manner(seconds_ago=_MINUTES_10)),
    "early": ("Signed in 10 minutes", Manner(seconds_ago=-_MINUTES_10)),
    "rolled": ("Signed with two secrets", Manner()),
    "stranger": ("With another secret", Manner(secrets=("whsec_of_somebody_else",))),
    "altered": ("Altered by a byte", Manner(altered=True)),
    "unsigned": ("Unsigned", Manner(unsigned=True)),
}


def control_pages_router(account: Account, webhooks: Webhooks) -> APIRouter:
    """Both pages, each with its forms."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_payments_page(account))
    router.include_router(_webhooks_page(account, webhooks))
    return router


def _payments_page(account: Account) -> APIRouter:
    router = APIRouter()

    def show(request: Request, status: int = 200, problem: str | None = None) -> Response:
        account.expire_due()
        values = {"purchases": account.all_purchases()[:LISTED], "problem": problem}
        return page(request, "stripe/payments.html", values, status)

    @router.get("/payments")
    async def show_payments(request: Request) -> Response:
        """The latest Checkout Sessions, with what may become of each."""
        return show(request)

    @router.post("/payments")
    async def cause_on_page(request: Request) -> Response:
        """Let it happen."""
        try:
            account.commit(caused(account, Cause.model_validate(parse_form(await request.body()))))
        except StripeRefusal as refusal:
            return show(request, refusal.status, refusal.message)
        except ValidationError:
            return show(request, 400, "The page knows no such thing")
        return RedirectResponse(request.url_for("show_payments"), AFTER_POST)

    return router


def _webhooks_page(account: Account, webhooks: Webhooks) -> APIRouter:
    router = APIRouter()

    @router.get("/webhooks")
    async def show_webhook_page(request: Request) -> Response:
        """The latest events, with ways to deliver them, and what the shop has answered."""
        account.expire_due()
        values = {
            "webhooks": webhooks,
            "events": account.all_events()[:LISTED],
            "waiting": {event.id for event in account.untold_events()},
            "tried": list(webhooks.tried)[: -LISTED - 1 : -1],
            "manners": {name: label for name, (label, _) in MANNERS.items()},
        }
        return page(request, "stripe/webhooks.html", values)

    @router.post("/webhooks/hold")
    async def hold(request: Request) -> Response:
        """Hold, or let go."""
        if webhooks.hold:
            webhooks.hold = False
            webhooks.try_again()
        else:
            webhooks.stop()
        return RedirectResponse(request.url_for("show_webhook_page"), AFTER_POST)

    @router.post("/webhooks/{event_id}/{manner}")
    async def deliver_on_page(event_id: str, manner: str, request: Request) -> Response:
        """Deliver one event now."""
        try:
            event = account.event(event_id)
        except StripeRefusal:
            return page(request, "stripe/missing.html", status=404)
        chosen = MANNERS.get(manner, MANNERS["once"])[1]
        if manner == "rolled":
            chosen = Manner(secrets=("whsec_the_old_one", webhooks.endpoint.secret))
        for _ in range(2 if manner == "twice" else 1):
            await webhooks.deliver(event, chosen)
        return RedirectResponse(request.url_for("show_webhook_page"), AFTER_POST)

    return router
