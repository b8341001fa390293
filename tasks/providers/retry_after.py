"""How long a provider asks us to wait (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds from `now` (aware) that a `Retry-After` header asks for; None if it asks for nothing sensible.

    A moment that has passed is 0.0.
    """
    value = (header or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
