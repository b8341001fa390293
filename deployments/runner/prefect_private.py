"""The names that Prefect keeps to itself and that warm starts need: all of them, and nothing else.

`tests/deployments/runner/test_prefect_private.py` fails when Prefect changes one.
"""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from prefect import flow_engine
from prefect._flow_run_suspension import is_suspended_flow_run_state
from prefect._internal import control_listener
from prefect._internal.infrastructure_exit_codes import get_infrastructure_exit_info
from prefect.client.schemas.objects import Flow, State, WorkPool, WorkQueue
from prefect.client.schemas.responses import DeploymentResponse
from prefect.events.related import RESOURCE_CACHE
from prefect.types import DateTime


class SuspensionRequest(Protocol):
    """What Prefect's engine looks at before each step."""

    def mark_requested(self, state: State) -> None:
        """End the run before its next step, as suspended."""


def observe_suspensions(
    observe: Callable[[UUID, SuspensionRequest], AbstractContextManager[None]],
) -> None:
    """Have this stand around each run of the engine, instead of Prefect's own thread and websocket.

    Raises:
        AttributeError: Prefect's engine has no such observer.
    """
    name = "observe_flow_run_suspension"
    getattr(flow_engine, name)
    setattr(flow_engine, name, observe)


def is_suspended(state: State | None) -> bool:
    """Whether somebody has suspended the run; a pause that waits in its process is none."""
    return is_suspended_flow_run_state(state)


def set_cancel_intent() -> None:
    """Tell the engine in this process that the SIGTERM to come is a cancellation, not a crash.

    A stock runner says the same over a TCP connection that costs each run a thread and a handshake.
    """
    control_listener._set_intent("cancel")  # noqa: SLF001 (why this module exists)


def know_related(related: dict[str, str]) -> None:
    """Spare this process four requests: its events name objects that its worker has read already.

    Args:
        related: The objects as JSON, by Prefect's word for their kind.
    """
    for kind, content in related.items():
        match kind:
            case "flow":
                flow = Flow.model_validate_json(content)
                _remember(kind, str(flow.id), flow)
            case "deployment":
                deployment = DeploymentResponse.model_validate_json(content)
                _remember(kind, str(deployment.id), deployment)
            case "work-queue":
                queue = WorkQueue.model_validate_json(content)
                _remember(kind, str(queue.id), queue)
            case "work-pool":
                pool = WorkPool.model_validate_json(content)
                _remember(kind, pool.name, pool)


def _remember(kind: str, identifier: str, found: Flow | DeploymentResponse | WorkQueue | WorkPool) -> None:
    RESOURCE_CACHE[f"{kind}.{identifier}"] = ({"kind": kind, "object": found}, DateTime.now("UTC"))


def explain_exit(returncode: int) -> str:
    """What an exit code or a signal usually means, in Prefect's words."""
    explanation = get_infrastructure_exit_info(returncode).explanation
    ended = f"by {signal.Signals(-returncode).name} " if returncode < 0 else ""
    return f"The run's process ended {ended}with status code {returncode}. {explanation}"
