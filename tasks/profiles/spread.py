"""At which hour of the week somebody's profile is synced: always the same, each user's own."""

from datetime import datetime
from hashlib import sha256

from tasks.values import Scope, UserId

HOURS_OF_A_WEEK = 7 * 24


def own_hour(scope: Scope, user_id: UserId) -> int:
    """The user's hour, 0..167, counted from Monday 00:00 UTC; users are spread evenly over them."""
    digest = sha256(f"{scope.tenant}/{scope.environment}/{user_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % HOURS_OF_A_WEEK


def hour_of_week(moment: datetime) -> int:
    """Which hour of the week a moment, in UTC, lies in."""
    return moment.weekday() * 24 + moment.hour
