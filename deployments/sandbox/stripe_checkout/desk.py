"""What every API call goes through, in Stripe's order: key, limits, idempotency, then the work.

Facts: https://docs.stripe.com/api/idempotent_requests: the first answer of a key is kept, a 500 too, but
no refusal of parameters; it comes again for the same parameters and never for others.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

import stripe
from fastapi import Request
from pydantic import JsonValue
from starlette.responses import HTMLResponse, Response

from deployments.sandbox.faults import BrokenLine, Fault, Faults
from deployments.sandbox.stripe_checkout import refusals
from deployments.sandbox.stripe_checkout.account import Account, Change, StoredAnswer
from deployments.sandbox.stripe_checkout.form import Tree, parse_form
from deployments.sandbox.stripe_checkout.objects import EventRequest, new_id
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal

PREFIX = "/stripe"
LARGEST_BODY = 512 * 1024
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Call:
    """One call that may be worked on."""

    request: Request
    request_id: str
    params: Tree
    key: str | None

    @property
    def path(self) -> str:
        """As Stripe would see it, without the sandbox's prefix."""
        return _path(self.request)

    @property
    def wanted_id(self) -> str:
        """The id that stands in the path."""
        return str(self.request.path_params["id"])

    @property
    def cause(self) -> EventRequest:
        """How an event names the call that caused it."""
        return EventRequest(id=self.request_id, idempotency_key=self.key)

    @property
    def fingerprint(self) -> str:
        """The same for the same endpoint and parameters."""
        asked = json.dumps([self.request.method, self.path, self.params], sort_keys=True)
        return sha256(asked.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the work came to: the answer's body, and what it changes."""

    body: dict[str, JsonValue]
    change: Change = field(default_factory=Change)


Work = Callable[[Call], Outcome]


class Desk:
    """Takes calls one after the other, except those that hang."""

    def __init__(self, account: Account, faults: Faults) -> None:
        self._account = account
        self._faults = faults
        self._keys_in_use: set[str] = set()

    async def serve(self, request: Request, work: Work) -> Response:
        """Answer one call, in Stripe's form whatever happens."""
        request_id = new_id("req", 14)
        self._account.calls[_endpoint(request)] += 1
        try:
            _authenticate(request)
            fault = self._faults.take(_path(request))
            if fault is not None and fault.kind in {"status_429", "status_503"}:
                return _turned_away(fault, request_id)
            answer = await self._answer(await _read(request, request_id), work, fault)
        except StripeRefusal as refusal:
            return _json(refusal.status, json.dumps(refusal.body()), request_id)
        if fault is not None and fault.kind == "drop_after":
            return BrokenLine()
        if fault is not None and fault.kind == "error_after":
            return _json(500, json.dumps(refusals.broken().body()), request_id)
        return answer

    async def _answer(self, call: Call, work: Work, fault: Fault | None) -> Response:
        """The key's answer, if it has one; else the work's."""
        key = call.key
        if key is None:
            return await self._first_answer(call, work, fault)
        stored = self._account.answer(key)
        if stored is not None:
            if stored.fingerprint != call.fingerprint:
                raise refusals.other_parameters(key)
            replayed = {"idempotent-replayed": "true", **_key_headers(key, stored.request_id)}
            return _json(stored.status, stored.body, call.request_id, replayed)
        if key in self._keys_in_use:
            raise refusals.key_in_use(key)
        self._keys_in_use.add(key)
        try:
            return await self._first_answer(call, work, fault)
        finally:
            self._keys_in_use.discard(key)

    async def _first_answer(self, call: Call, work: Work, fault: Fault | None) -> Response:
        if fault is not None and fault.kind == "hang":
            await self._faults.hang(fault.seconds)
        self._account.expire_due()
        if fault is not None and fault.kind == "status_500":
            status, body, change = 500, json.dumps(refusals.broken().body()), Change()
        else:
            outcome = work(call)
            status, body, change = 200, json.dumps(outcome.body, indent=2), outcome.change
        if call.key is None:
            self._account.commit(change)
            return _json(status, body, call.request_id)
        answer = StoredAnswer(
            key=call.key,
            fingerprint=call.fingerprint,
            request_id=call.request_id,
            status=status,
            body=body,
            created=self._account.now,
        )
        self._account.commit(change.model_copy(update={"answer": answer}))
        return _json(status, body, call.request_id, _key_headers(call.key, call.request_id))


async def _read(request: Request, request_id: str) -> Call:
    """The call in a request. Raises StripeRefusal (400, 413)."""
    encoded = await request.body() if request.method == "POST" else request.url.query.encode()
    if len(encoded) > LARGEST_BODY:
        raise StripeRefusal(413, "The request is too large.")
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise StripeRefusal(
            400, f"The Idempotency-Key must be 1 to {LONGEST_KEY} characters.", error_type="idempotency_error"
        )
    return Call(request, request_id, parse_form(encoded), key)


def _authenticate(request: Request) -> None:
    """Test keys of any name are good."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise refusals.no_key()
    if not key.strip().startswith("sk_test_"):
        raise refusals.wrong_key(key.strip())


def _turned_away(fault: Fault, request_id: str) -> Response:
    """Nothing was done, nothing is stored. Stripe's front door speaks HTML when it is broken."""
    waits = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
    if fault.kind == "status_429":
        return _json(429, json.dumps(refusals.too_many_requests().body()), request_id, waits)
    return HTMLResponse("<html><body>503 Service Unavailable</body></html>", 503, waits)


def _path(request: Request) -> str:
    return request.url.path.removeprefix(PREFIX)


def _endpoint(request: Request) -> str:
    """The call with the names of its path's parts, such as `GET /v1/prices/{id}`."""
    path: str = request.scope["route"].path
    return f"{request.method} {path.removeprefix(PREFIX)}"


def _key_headers(key: str, first_request_id: str) -> dict[str, str]:
    return {"idempotency-key": key, "original-request": first_request_id}


def _json(status: int, body: str, request_id: str, more: dict[str, str] | None = None) -> Response:
    headers = {"request-id": request_id, "stripe-version": stripe.api_version, **(more or {})}
    return Response(body, status, headers, "application/json")
