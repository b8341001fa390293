"""One table from Prefect's states to every vocabulary that Caddie speaks (seed-contracts 6.1)."""

from dataclasses import dataclass
from enum import StrEnum


class RunStatus(StrEnum):
    """What a run, or a step of it, is doing: Cloudflare's words, which HowlerHire's client knows."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    PAUSED = "paused"
    COMPLETE = "complete"
    ERRORED = "errored"
    TERMINATED = "terminated"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens unless somebody asks for it."""
        return self in {RunStatus.COMPLETE, RunStatus.ERRORED, RunStatus.TERMINATED}


@dataclass(frozen=True, slots=True)
class Words:
    """What each dialect calls one state."""

    status: RunStatus
    flowflare_run: str
    flowflare_step: str
    temporal: str
    inngest: str


_QUEUED = Words(RunStatus.QUEUED, "Pending", "Pending", "Running", "Scheduled")
_RUNNING = Words(RunStatus.RUNNING, "Running", "Running", "Running", "Running")
_ASLEEP = Words(RunStatus.WAITING, "Sleeping", "Running", "Running", "Running")
_ERRORED = Words(RunStatus.ERRORED, "Errored", "Failed", "Failed", "Failed")

_BY_TYPE = {
    "SCHEDULED": _QUEUED,
    "PENDING": _QUEUED,
    "RUNNING": _RUNNING,
    "PAUSED": Words(RunStatus.PAUSED, "Sleeping", "Running", "Running", "Running"),
    "CANCELLING": _RUNNING,
    "CANCELLED": Words(RunStatus.TERMINATED, "Errored", "Failed", "Canceled", "Cancelled"),
    "FAILED": _ERRORED,
    "CRASHED": _ERRORED,
    "COMPLETED": Words(RunStatus.COMPLETE, "Completed", "Completed", "Completed", "Completed"),
}
_BY_NAME = {
    ("SCHEDULED", "AwaitingRetry"): Words(RunStatus.WAITING, "Sleeping", "Retrying", "Running", "Running"),
    ("PAUSED", "Suspended"): _ASLEEP,
    ("PAUSED", "Sleeping"): _ASLEEP,
    ("FAILED", "TimedOut"): Words(RunStatus.ERRORED, "Errored", "Failed", "TimedOut", "Failed"),
}


def words(state_type: str, state_name: str) -> Words:
    """What every dialect calls a state of Prefect's.

    Args:
        state_type: Prefect's `StateType`, such as `SCHEDULED`.
        state_name: The state's own name, such as `AwaitingRetry`; most names say no more than the type.
    """
    return _BY_NAME.get((state_type, state_name)) or _BY_TYPE[state_type]


def state_types(status: RunStatus) -> tuple[str, ...]:
    """The types of Prefect's states that may stand for a status, to narrow a search with."""
    return tuple(
        sorted(
            {kind for kind, spoken in _BY_TYPE.items() if spoken.status is status}
            | {kind for (kind, _), spoken in _BY_NAME.items() if spoken.status is status}
        )
    )
