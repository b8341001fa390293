"""Mail through Resend, or into the sandbox's inbox while RESEND_API_KEY is not set.

Facts: https://resend.com/docs/api-reference/emails/send-email and https://resend.com/docs/api-reference/errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus

import resend
from resend.exceptions import ResendError

from tasks.errors import (
    OtherMailUnderKeyError,
    ProviderBusyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    QuotaUsedUpError,
    SettingsError,
)
from tasks.providers.rate_limits import is_limit_known, pause_asked
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings

SANDBOX_KEY = "re_sandbox"
QUOTA_PAUSE_SECONDS = 3_600.0
CAUTIOUS_PAUSE = 0.5
"""Seconds between calls while Resend has not said how many it takes."""

_QUOTAS = ("daily_quota_exceeded", "monthly_quota_exceeded")
_OURS_TO_MEND = ("invalid_from_address",)


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out, to one person."""

    recipient: str
    subject: str
    html: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Resend has taken a message.

    Attributes:
        id: Resend's own.
        pause: Seconds that it wants to be left alone now.
    """

    id: str
    pause: float


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """What Resend said of each message of a batch, in their order.

    Attributes:
        ids: Resend's own; None for a message that it refused.
        refusals: Why, for each that it refused, by its place.
        pause: Seconds to leave it alone now.
    """

    ids: tuple[str | None, ...]
    refusals: Mapping[int, str]
    pause: float


def send(message: Message, idempotency_key: str) -> Receipt:
    """Send a message once, however often it is asked for with this key within 24 hours.

    Args:
        message: The same for the same key, to the letter.
        idempotency_key: At most 256 characters.

    Raises:
        ProviderBusyError: Not now, and nothing was sent.
        ProviderUnavailableError: Outcome unknown; the same call may be made again.
        ProviderRefusedError: Resend will not take this message.
        SettingsError: Resend takes no message of ours until a setting is mended.
    """
    try:
        sent = resend.Emails.send(_params(message), {"idempotency_key": idempotency_key})
    except ResendError as error:
        raise _translated(error) from error
    sent_id = sent.get("id")
    if not sent_id:
        raise ProviderUnavailableError("Resend answered without the id of the mail")
    return Receipt(str(sent_id), pause_asked(sent.get("http_headers") or {}))


def send_batch(messages: Sequence[Message], idempotency_key: str) -> BatchReceipt:
    """Send up to 100 messages with one call; with one key within 24 hours they go out once.

    A message that Resend refuses does not hold back the others. Raises what `send` raises, for all of them.
    """
    params = [_params(message) for message in messages]
    try:
        answer = resend.Batch.send(
            params, {"idempotency_key": idempotency_key, "batch_validation": "permissive"}
        )
    except ResendError as error:
        raise _translated(error) from error
    refusals = {int(error["index"]): str(error["message"]) for error in answer.get("errors") or ()}
    ids = iter([str(sent["id"]) for sent in answer.get("data") or () if sent.get("id")])
    taken = tuple(None if place in refusals else next(ids, None) for place in range(len(messages)))
    if any(taken[place] is None and place not in refusals for place in range(len(messages))):
        raise ProviderUnavailableError("Resend answered without the ids of all mails")
    headers = answer.get("http_headers") or {}
    return BatchReceipt(taken, refusals, pause_asked(headers) if is_limit_known(headers) else CAUTIOUS_PAUSE)


def _params(message: Message) -> resend.Emails.SendParams:
    return {
        "from": _sender(),
        "to": message.recipient,
        "subject": message.subject,
        "html": message.html,
        "text": message.text,
        "headers": dict(message.headers),
    }


@cache
def _sender() -> str:
    """Who mails come from; the SDK's settings, which are its module's globals, are made with it."""
    configured = settings()
    key = configured.resend_api_key
    resend.api_key = SANDBOX_KEY if key is None else key.get_secret_value()
    resend.api_url = configured.mail_url
    return configured.mail_from


def _translated(
    error: ResendError,
) -> ProviderUnavailableError | ProviderRefusedError | SettingsError:
    said = f"{error.message} ({error.error_type})"
    if error.error_type == "HttpClientError":
        return ProviderUnavailableError(f"Resend could not be reached: {error.message[:300]}")
    status = int(error.code)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        busy = QuotaUsedUpError if error.error_type in _QUOTAS else ProviderBusyError
        return busy(f"Resend is busy: {said}", retry_after=_wait(error))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) or error.error_type in _OURS_TO_MEND:
        return SettingsError(f"Resend takes no mail: {said}; check RESEND_API_KEY and RESEND_FROM")
    if status == HTTPStatus.CONFLICT and error.error_type == "invalid_idempotent_request":
        return OtherMailUnderKeyError(f"Resend has another mail under this key: {said}")
    if status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY) or status >= 500:  # noqa: PLR2004
        return ProviderUnavailableError(
            f"Resend did not say that it sent it (HTTP {status}): {said}", retry_after=_wait(error)
        )
    return ProviderRefusedError(f"Resend refused the mail: {said}")


def _wait(error: ResendError) -> float | None:
    if error.error_type in _QUOTAS:
        return QUOTA_PAUSE_SECONDS
    headers = {name.lower(): value for name, value in error.headers.items()}
    asked = retry_after_seconds(headers.get("retry-after"), datetime.now(UTC))
    return asked if asked is not None else pause_asked(headers) or None
