"""How a run hears that somebody suspended it: its worker listens for all its runs and sends a signal.

Left to itself, each run opens a websocket and asks for its own state before it may begin: a thread and a
quarter of a short run's time.
"""

import _thread
import contextvars
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State

from deployments.runner.messages import SUSPEND
from deployments.runner.prefect_private import SuspensionRequest, is_suspended

_LOOK_SECONDS = 0.5
_LOOKS = 60
"""Prefect's events may be ahead of its tables."""


class Suspensions:
    """Stands where Prefect's own observer would, for one attempt at a run."""

    def __init__(self, claimed: FlowRun) -> None:
        self._flow_run_id = claimed.id
        assert claimed.state is not None, "a run is claimed by a state"
        self._since = claimed.state.timestamp

    @contextmanager
    def observe(self, _: UUID, request: SuspensionRequest) -> Iterator[None]:
        """Heed the worker's signal for as long as the run goes on."""
        context = contextvars.copy_context()

        def look() -> None:
            state = self._suspension()
            if state is not None:
                request.mark_requested(state)

        def start_looking(_number: int, _frame: FrameType | None) -> None:
            # The main thread may hold any lock while a signal reaches it: this call takes none.
            _thread.start_new_thread(context.run, (look,))

        signal.signal(SUSPEND, start_looking)
        try:
            yield
        finally:
            signal.signal(SUSPEND, signal.SIG_IGN)

    def _suspension(self) -> State | None:
        """The state that suspended this attempt, which must end by it even if the run was resumed since."""
        with get_client(sync_client=True) as client:
            for _ in range(_LOOKS):
                states = client.read_flow_run_states(self._flow_run_id)
                for state in states:
                    if is_suspended(state) and state.timestamp > self._since:
                        return state
                if any(state.is_final() and state.timestamp > self._since for state in states):
                    break
                time.sleep(_LOOK_SECONDS)
        return None
