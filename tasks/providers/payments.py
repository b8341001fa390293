"""Checkout Sessions at Stripe, or at the sandbox that stands in for it while STRIPE_SECRET_KEY is not set.

Facts: https://docs.stripe.com/api/checkout/sessions and https://docs.stripe.com/error-handling.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Literal, cast

import stripe
from pydantic import TypeAdapter, ValidationError
from stripe.params.checkout import SessionCreateParams

from tasks.errors import ProviderRefusedError, ProviderUnavailableError, StoredFailureError
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings

SANDBOX_KEY = "sk_test_sandbox"
CONNECT_AND_READ_SECONDS = (5, 30)
_MOST_EVENT_PAGES = 10
_BUSY = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,  # another call with this idempotency key is under way, or a lock timed out
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
)


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A Checkout Session as Stripe has it.

    Attributes:
        url: The page to pay on; None once the session is not open.
        amount_total: In the currency's smallest unit (cents).
        expires_at: Aware; past it an open session becomes expired.
    """

    id: str
    mode: Literal["payment", "subscription"]
    status: Literal["open", "complete", "expired"]
    payment_status: Literal["paid", "unpaid", "no_payment_required"]
    url: str | None
    amount_total: int
    currency: str
    expires_at: datetime
    livemode: bool


_SESSION = TypeAdapter(CheckoutSession)


def create_checkout_session(params: Mapping[str, object], idempotency_key: str) -> CheckoutSession:
    """The session that goes with this key; made by the first call, the same for every later one.

    Args:
        params: What Stripe is sent, exactly as it was stored with the key: other parameters are refused.
        idempotency_key: At most 255 characters; Stripe remembers it for 24 hours.

    Raises:
        StoredFailureError: Stripe keeps a failure for this key. There may be a session all the same.
        ProviderUnavailableError: Outcome unknown or not now; the same call may be made again.
        ProviderRefusedError: Stripe will refuse the same call again.
    """
    with _our_errors():
        session = _client().v1.checkout.sessions.create(
            cast("SessionCreateParams", dict(params)), {"idempotency_key": idempotency_key}
        )
    return _read(session)


def fetch_checkout_session(session_id: str) -> CheckoutSession:
    """A session as it is now. Raises as `create_checkout_session` does."""
    with _our_errors():
        session = _client().v1.checkout.sessions.retrieve(session_id)
    return _read(session)


def find_checkout_session(params: Mapping[str, object], since: datetime) -> CheckoutSession | None:
    """The session that was made with exactly these parameters, if its answer was lost. Raises as above.

    Args:
        params: What Stripe was sent; its `expires_at` is told from that of any other attempt.
        since: Not long before it was sent.
    """
    with _our_errors():
        latest = _client().v1.checkout.sessions.list(
            {"created": {"gte": int(since.timestamp())}, "limit": 100}
        )
        for session in latest.auto_paging_iter():
            if (
                session.client_reference_id == params["client_reference_id"]
                and session.expires_at == params["expires_at"]
            ):
                return _read(session)
    return None


def expire_checkout_session(session_id: str) -> bool:
    """See that a session can no longer be paid; False if it was submitted before. Raises as above."""
    try:
        with _our_errors():
            _client().v1.checkout.sessions.expire(session_id)
    except ProviderRefusedError:
        # Stripe expires open sessions alone, and refuses all others in the same words.
        return fetch_checkout_session(session_id).status == "expired"
    return True


def fetch_object(path: str) -> dict[str, Any]:
    """What a thin event is about, as it is now. Raises as above.

    Args:
        path: As the event names it: `/v1/checkout/sessions/cs_…`.
    """
    with _our_errors():
        answer = _client().raw_request("get", path)
    return dict(answer.data)


def undelivered_events(types: Sequence[str], since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The events that Stripe could not deliver, oldest first, as it would have sent them. Raises as above.

    Args:
        types: Which ones; at most 20.
        since: Stripe keeps them for 30 days.
        until: The moment before which they happened.
    """
    made = {"gte": int(since.timestamp()), "lte": int(until.timestamp())}
    wanted: dict[str, Any] = {"delivery_success": False, "types": list(types), "created": made, "limit": 100}
    found: list[dict[str, Any]] = []
    for _ in range(_MOST_EVENT_PAGES):
        with _our_errors():
            page = _client().raw_request("get", "/v1/events", **wanted).data
        found += page["data"]
        if not page["has_more"]:
            break
        wanted["starting_after"] = found[-1]["id"]
    return found[::-1]


@cache
def is_recurring(price_id: str) -> bool:
    """Whether a price is charged again and again, which Stripe never changes. Raises as above."""
    try:
        with _our_errors():
            return _client().v1.prices.retrieve(price_id).recurring is not None
    except ProviderRefusedError as refused:
        # A restricted key may be good for Checkout alone.
        if isinstance(refused.__cause__, stripe.PermissionError):
            return False
        raise


@cache
def _client() -> stripe.StripeClient:
    configured = settings()
    key = configured.stripe_secret_key
    at_home = stripe.DEFAULT_API_BASE if configured.payments_are_real else f"{configured.sandbox_url}/stripe"
    return stripe.StripeClient(
        SANDBOX_KEY if key is None else key.get_secret_value(),
        base_addresses={"api": (configured.stripe_api_base or at_home).rstrip("/")},
        http_client=stripe.RequestsClient(timeout=CONNECT_AND_READ_SECONDS),
        # The step's policy retries, where each attempt is seen, bounded and written down.
        max_network_retries=0,
    )


def _read(session: stripe.checkout.Session) -> CheckoutSession:
    try:
        return _SESSION.validate_python(session.to_dict())
    except ValidationError as invalid:
        fields = ", ".join(sorted({str(error["loc"][0]) for error in invalid.errors() if error["loc"]}))
        raise ProviderUnavailableError(
            f"Stripe answered with something that is no Checkout Session (look at: {fields})"
        ) from None


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except stripe.StripeError as error:
        raise _translated(error) from error


def _translated(error: stripe.StripeError) -> ProviderUnavailableError | ProviderRefusedError:
    trace = f" (Stripe's request {error.request_id})" if error.request_id else ""
    status = error.http_status
    if status is None:
        return ProviderUnavailableError(f"Stripe could not be reached: {_cause(error)}")
    said = error.user_message if error.error else "an answer that is not in Stripe's own form"
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        headers = error.headers or {}
        if headers.get("idempotent-replayed") == "true":
            return StoredFailureError(f"Stripe keeps a failure for this call (HTTP {status}): {said}{trace}")
        wait = retry_after_seconds(headers.get("retry-after"), datetime.now(UTC))
        return ProviderUnavailableError(
            f"Stripe did not do it now (HTTP {status}): {said}{trace}", retry_after=wait
        )
    if isinstance(error, stripe.AuthenticationError):
        return ProviderRefusedError(
            f"Stripe does not accept our key: check STRIPE_SECRET_KEY and STRIPE_API_BASE{trace}"
        )
    return ProviderRefusedError(f"Stripe refused: {said}{trace}")


def _cause(error: stripe.StripeError) -> str:
    """The SDK puts the cause of a network error below a paragraph about whom to write to."""
    return (error.user_message or "").rpartition("\n")[2][:300]
