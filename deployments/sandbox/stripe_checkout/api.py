"""The part of Stripe's API that the sandbox has: Checkout Sessions, what they leave behind, and events."""

from collections.abc import Callable, Sequence
from typing import NoReturn

from fastapi import APIRouter, Request
from pydantic import JsonValue
from starlette.responses import Response

from deployments.sandbox.stripe_checkout.account import Account, Change, replacing
from deployments.sandbox.stripe_checkout.charges import (
    Charge,
    Dispute,
    Invoice,
    LeftT,
    PaymentIntent,
    Refund,
    Subscription,
)
from deployments.sandbox.stripe_checkout.desk import Call, Desk, Outcome
from deployments.sandbox.stripe_checkout.objects import PRICES, Session, StripeObject
from deployments.sandbox.stripe_checkout.parameters import (
    EventList,
    NewRefund,
    NewSession,
    Nothing,
    SessionList,
    read_parameters,
)
from deployments.sandbox.stripe_checkout.payments import refund
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal, no_such, unknown_url
from deployments.sandbox.stripe_checkout.sessions import event_of, expire, open_session
from deployments.sandbox.stripe_checkout.thin_events import snapshot_id, thin_event_of

Endpoint = Callable[[Account, Call], Outcome]


def api_router(account: Account, desk: Desk) -> APIRouter:
    """Its routes, under `/v1` and `/v2`. They are Stripe's, so Stripe documents them: https://docs.stripe.com/api."""
    router = APIRouter(include_in_schema=False)
    for method, path, endpoint in (
        ("POST", "/checkout/sessions", create_session),
        ("GET", "/checkout/sessions", list_sessions),
        ("GET", "/checkout/sessions/{id}", retrieve_session),
        ("POST", "/checkout/sessions/{id}/expire", expire_session),
        ("GET", "/prices/{id}", retrieve_price),
        ("GET", "/payment_intents/{id}", _retrieve(PaymentIntent)),
        ("GET", "/charges/{id}", _retrieve(Charge)),
        ("GET", "/refunds/{id}", _retrieve(Refund)),
        ("GET", "/disputes/{id}", _retrieve(Dispute)),
        ("GET", "/subscriptions/{id}", _retrieve(Subscription)),
        ("GET", "/invoices/{id}", _retrieve(Invoice)),
        ("POST", "/refunds", create_refund),
        ("GET", "/events", list_events),
        ("GET", "/events/{id}", retrieve_event),
    ):
        router.add_api_route(f"/v1{path}", _route(account, desk, endpoint), methods=[method])
    thin = _route(account, desk, retrieve_thin_event)
    router.add_api_route("/v2/core/events/{id}", thin, methods=["GET"])
    anything = _route(account, desk, _refuse_unknown_url)
    for version in ("v1", "v2"):
        router.add_api_route(f"/{version}/{{rest:path}}", anything, methods=["GET", "POST", "DELETE"])
    return router


def create_session(account: Account, call: Call) -> Outcome:
    """Open a Checkout Session."""
    purchase = open_session(read_parameters(call.params, NewSession), account.now)
    return Outcome(_shown(purchase.session, call), Change(purchases=(purchase,)))


def list_sessions(account: Account, call: Call) -> Outcome:
    """Checkout Sessions, newest first."""
    sessions, more = account.sessions(read_parameters(call.params, SessionList))
    return _listed([_shown(session, call) for session in sessions], call, has_more=more)


def retrieve_session(account: Account, call: Call) -> Outcome:
    """One Checkout Session."""
    read_parameters(call.params, Nothing)
    return Outcome(_shown(account.purchase(call.wanted_id).session, call))


def expire_session(account: Account, call: Call) -> Outcome:
    """Call an open Checkout Session back."""
    read_parameters(call.params, Nothing)
    purchase = account.purchase(call.wanted_id)
    if purchase.session.status != "open":
        raise StripeRefusal(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired.'
            f" This Checkout Session has a status of `{purchase.session.status}`.",
        )
    expired = expire(purchase.session)
    event = event_of("checkout.session.expired", expired, account.now, call.cause)
    return Outcome(_shown(expired, call), replacing(purchase, expired, event))


def retrieve_price(_account: Account, call: Call) -> Outcome:
    """One price."""
    read_parameters(call.params, Nothing)
    price = PRICES.get(call.wanted_id)
    if price is None:
        raise no_such("price", call.wanted_id)
    return Outcome(_json(price))


def create_refund(account: Account, call: Call) -> Outcome:
    """Give money back."""
    given, change = refund(account, read_parameters(call.params, NewRefund), call.cause)
    return Outcome(_json(given), change)


def list_events(account: Account, call: Call) -> Outcome:
    """Events, newest first."""
    events, more = account.events(read_parameters(call.params, EventList))
    return _listed([_json(event) for event in events], call, has_more=more)


def retrieve_event(account: Account, call: Call) -> Outcome:
    """One event."""
    read_parameters(call.params, Nothing)
    return Outcome(_json(account.event(call.wanted_id)))


def retrieve_thin_event(account: Account, call: Call) -> Outcome:
    """One thin event."""
    read_parameters(call.params, Nothing)
    try:
        return Outcome(thin_event_of(account.event(snapshot_id(call.wanted_id))))
    except StripeRefusal:
        raise no_such("event", call.wanted_id) from None


def _retrieve(kind: type[LeftT]) -> Endpoint:
    def retrieve(account: Account, call: Call) -> Outcome:
        read_parameters(call.params, Nothing)
        return Outcome(_json(account.left(call.wanted_id, kind)))

    return retrieve


def _refuse_unknown_url(_account: Account, call: Call) -> NoReturn:
    raise unknown_url(call.request.method, call.path)


def _route(account: Account, desk: Desk, endpoint: Endpoint) -> Callable[..., object]:
    async def serve(request: Request) -> Response:
        return await desk.serve(request, lambda call: endpoint(account, call))

    return serve


def _json(shown: StripeObject) -> dict[str, JsonValue]:
    return shown.model_dump(mode="json")


def _shown(session: Session, call: Call) -> dict[str, JsonValue]:
    """The session with its page's address, for as long as it can be paid there."""
    address = call.request.url_for("show_checkout", session_id=session.id)
    return _json(session) | {"url": str(address) if session.status == "open" else None}


def _listed(rows: Sequence[dict[str, JsonValue]], call: Call, *, has_more: bool) -> Outcome:
    return Outcome({"object": "list", "data": list(rows), "has_more": has_more, "url": call.path})
