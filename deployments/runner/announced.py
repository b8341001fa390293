"""Runs that Prefect's events have told of and that it has not handed out yet: it tells before it commits."""

from collections.abc import Iterable
from uuid import UUID

BELIEVED_SECONDS = 3.0
"""After that the poll is soon enough: the run is due later, or another worker has it."""
SHORTEST_PAUSE = 0.1


class Announced:
    """Who is missing, and when to ask again; seconds are of any one clock."""

    def __init__(self) -> None:
        self._since: dict[UUID, float] = {}

    def hear(self, flow_run_id: UUID, now: float) -> None:
        """An event has told of a run."""
        self._since.setdefault(flow_run_id, now)

    def strike(self, found: Iterable[UUID], now: float) -> float | None:
        """Strike off what Prefect has handed out.

        Returns seconds until it should be asked again, as many as the oldest waited; None: all are there.
        """
        handed_out = set(found)
        self._since = {
            run: heard
            for run, heard in self._since.items()
            if run not in handed_out and now - heard < BELIEVED_SECONDS
        }
        if not self._since:
            return None
        return max(SHORTEST_PAUSE, now - min(self._since.values()))
