"""Whether a webhook is Stripe's own and of now (https://docs.stripe.com/webhooks/signature)."""

import re
from collections.abc import Iterable
from typing import Final

import stripe

TOLERANCE_SECONDS: Final = 5 * 60
_LONGEST_HEADER = 4_096
_MOMENT = re.compile(r"(?:^|,)t=([0-9]{1,12})(?=,|$)")


def is_signed(body: bytes, header: str, secrets: Iterable[str], now: float) -> bool:
    """Whether one of the secrets signed exactly this body, at most five minutes from now either way.

    Args:
        body: As it was sent, to the byte.
        header: `Stripe-Signature`.
        secrets: Several while one is rolled.
        now: Unix seconds.
    """
    if not header.isascii() or len(header) > _LONGEST_HEADER:
        return False
    moments = _MOMENT.findall(header)
    # The SDK looks at the first moment only, and lets any time in the future pass.
    if len(moments) != 1 or abs(now - int(moments[0])) > TOLERANCE_SECONDS:
        return False
    return any(_verifies(body, header, secret) for secret in secrets)


def _verifies(body: bytes, header: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None))
    except (stripe.SignatureVerificationError, ValueError):
        return False
