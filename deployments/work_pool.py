"""The work pool that every deployment runs in, and its queues with how much each may do at once."""

from dataclasses import dataclass

WORK_POOL = "caddie"


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """A queue of the pool: how many of its runs go on at once. The lower priority goes first."""

    name: str
    limit: int
    priority: int


WORK_QUEUES = (
    WorkQueue("payments", limit=10, priority=1),  # somebody waits in front of a screen
    WorkQueue("default", limit=10, priority=2),
    WorkQueue("mail", limit=4, priority=3),
    WorkQueue("ai", limit=4, priority=4),
    WorkQueue("boards", limit=2, priority=5),  # other people's sites: softly
)
