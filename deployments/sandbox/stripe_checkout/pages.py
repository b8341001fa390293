"""What a person sees of the sandbox's Stripe: the page to pay on, and what has happened."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import RedirectResponse, Response

from deployments.sandbox.pages import page
from deployments.sandbox.stripe_checkout.account import Account
from deployments.sandbox.stripe_checkout.form import parse_form
from deployments.sandbox.stripe_checkout.objects import Purchase
from deployments.sandbox.stripe_checkout.parameters import Email, read_parameters
from deployments.sandbox.stripe_checkout.payments import complete
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal

AFTER_POST = 303


class _Payer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    email: Email


def pages_router(account: Account) -> APIRouter:
    """The pages, each with its forms."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_checkout_pages(account))
    router.include_router(_other_pages(account))
    return router


def _checkout_pages(account: Account) -> APIRouter:
    router = APIRouter()

    @router.get("/pay/{session_id}")
    async def show_checkout(session_id: str, request: Request) -> Response:
        """What is bought, with a button to pay and one to turn back."""
        purchase = _found(account, session_id)
        return _missing(request) if purchase is None else _checkout(request, purchase)

    @router.post("/pay/{session_id}")
    async def pay_checkout(session_id: str, request: Request, later: str | None = None) -> Response:
        """Pay, at once or by a debit that takes days, and go on to the shop's success page."""
        purchase = _found(account, session_id)
        if purchase is None:
            return _missing(request)
        session = purchase.session
        if session.status != "open":
            return _checkout(request, purchase, status=409)
        try:
            email = session.customer_email or _email_in(await request.body())
        except StripeRefusal as refusal:
            return _checkout(request, purchase, status=400, problem=refusal.message)
        account.commit(complete(purchase, email, account.now, settled=later is None))
        return RedirectResponse(
            session.success_url.replace("{CHECKOUT_SESSION_ID}", quote(session.id)), AFTER_POST
        )

    @router.post("/pay/{session_id}/cancel")
    async def cancel_checkout(session_id: str, request: Request) -> Response:
        """Go back to the shop. The session stays open: that is how Stripe has it."""
        purchase = _found(account, session_id)
        if purchase is None or purchase.session.cancel_url is None:
            return _missing(request)
        return RedirectResponse(purchase.session.cancel_url, AFTER_POST)

    return router


def _other_pages(account: Account) -> APIRouter:
    router = APIRouter()

    @router.get("/success")
    async def success(request: Request, session_id: Annotated[str, Query()] = "") -> Response:
        """The success page of a shop that has none of its own."""
        return page(request, "stripe/success.html", {"purchase": _found(account, session_id)})

    @router.get("/cancelled")
    async def cancelled(request: Request) -> Response:
        """The page to turn back to, of a shop that has none of its own."""
        return page(request, "stripe/cancelled.html")

    @router.get("/events")
    async def show_events(request: Request) -> Response:
        """Everything that has happened, newest first."""
        account.expire_due()
        return page(request, "stripe/events.html", {"events": account.all_events()})

    return router


def _found(account: Account, session_id: str) -> Purchase | None:
    account.expire_due()
    try:
        return account.purchase(session_id)
    except StripeRefusal:
        return None


def _email_in(form: bytes) -> str:
    return read_parameters(parse_form(form), _Payer).email


def _checkout(
    request: Request, purchase: Purchase, *, status: int = 200, problem: str | None = None
) -> Response:
    return page(request, "stripe/pay.html", {"purchase": purchase, "problem": problem}, status)


def _missing(request: Request) -> Response:
    return page(request, "stripe/missing.html", status=404)
