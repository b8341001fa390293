"""How many résumés a person may have written in a week, and how many of them are left."""

from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

FREE: Final = "free"
UNLIMITED: Final = -1
COUNTED_STATUSES: Final = ("active", "trialing")
"""Statuses of a subscription that give its tier; with any other one the person has the free tier."""

_SUNDAY = 6


def period_start(now: datetime) -> datetime:
    """The beginning of the week that counts: the latest Sunday, 00:00 UTC.

    Args:
        now: An aware moment.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=(today.weekday() - _SUNDAY) % 7)


class Usage(BaseModel):
    """One person's week, as a run has found it.

    Attributes:
        used: Written, and being written by other runs.
        limit: A week; -1 is no limit.
        is_reserved: Whether this run may write one; what it writes is then counted.
    """

    model_config = ConfigDict(frozen=True)

    tier: str
    used: int
    limit: int
    resets_at: datetime
    is_reserved: bool

    @property
    def message(self) -> str:
        """What the person is told when nothing more may be written, in HowlerHire's form: `(used/limit)`."""
        return (
            f"Weekly generation limit reached ({self.used}/{self.limit}) for the {self.tier} plan:"
            f" it starts anew on {self.resets_at:%A, %B} {self.resets_at.day}, 00:00 UTC"
        )


def has_room(used: int, limit: int) -> bool:
    """Whether one more fits."""
    return limit == UNLIMITED or used < limit
