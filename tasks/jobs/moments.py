"""Moments as boards write them."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MILLISECONDS_FROM = 100_000_000_000
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def read_moment(value: object) -> datetime | None:
    """ISO 8601, RFC 5322, or seconds or milliseconds since 1970; UTC where no zone is told.

    None for anything else, and for moments that no posting has.
    """
    moment = _moment(value)
    return moment if moment is not None and _EARLIEST <= moment <= _LATEST else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000 if value >= _MILLISECONDS_FROM else value, UTC)
        text = str(value).strip()
        if re.fullmatch(r"\d{9,13}", text):
            return _moment(int(text))
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            read = parsedate_to_datetime(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
