"""How many requests one token may make: a token bucket each, in this process."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic


@dataclass(slots=True)
class _Bucket:
    left: float
    seen: float


class RateLimit:
    """A minute's allowance may be spent at once; after that it comes back evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        """Start with nobody known.

        Args:
            per_minute: Requests a minute that each token may make.
            clock: Seconds that only ever grow.
        """
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def seconds_to_wait(self, token_id: str) -> int:
        """Take one request from a token's allowance.

        Args:
            token_id: Whose allowance it is.

        Returns:
            0 if there was one to take, or else the whole seconds until there is.
        """
        now = self._clock()
        bucket = self._buckets.setdefault(token_id, _Bucket(self._capacity, now))
        bucket.left = min(self._capacity, bucket.left + (now - bucket.seen) * self._per_second)
        bucket.seen = now
        if bucket.left < 1:
            return ceil((1 - bucket.left) / self._per_second)
        bucket.left -= 1
        return 0
