"""What the worker writes on a run: states, each once, and what it knows of the run's process."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from logging import Logger
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import Abort, ObjectNotFound
from prefect.logging.loggers import get_logger
from prefect.states import Cancelled, Crashed, Pending, Submitting
from prefect.types import KeyValueLabels
from prefect.utilities.engine import propose_state

from deployments.runner.installed_code import InstalledCode

_PAUSES = (0.5, 1, 2, 4, 8, 16, 30, 60, 60, 60)
"""Seconds between tries to write how a run ended."""
_UNFINISHED = {StateType.PENDING, StateType.RUNNING, StateType.CANCELLING}


class RunStates:
    """Writes through one client."""

    def __init__(self, client: PrefectClient, labels: dict[str, str]) -> None:
        self._client = client
        self._labels = labels
        self._logger: Logger = get_logger("caddie.runner")

    async def propose_pending(self, flow_run: FlowRun) -> State | None:
        """Claim the run: the Pending state, or None if somebody else has it or it must not start."""
        try:
            state = await propose_state(self._client, Pending(), flow_run_id=flow_run.id)
        except (Abort, ObjectNotFound) as refusal:
            self._logger.info("Run %s is not started: %s", flow_run.id, refusal)
            return None
        return state if state.is_pending() else None

    async def propose_submitting(self, flow_run_id: UUID) -> None:
        """Say that the run is about to get a process, where that takes long enough to be seen."""
        with suppress(Abort, ObjectNotFound):
            await propose_state(self._client, Submitting(), flow_run_id=flow_run_id)

    async def note_process(self, flow_run_id: UUID, identifier: str, code: InstalledCode) -> None:
        """Write down where the run is, on whose worker, and what it was started from."""
        labels: KeyValueLabels = {
            **self._labels,
            "caddie.version": code.version,
            "caddie.commit": code.commit,
        }
        await self._client.update_flow_run(flow_run_id, infrastructure_pid=identifier)
        await self._client.update_flow_run_labels(flow_run_id, labels)

    async def is_being_cancelled(self, flow_run: FlowRun) -> bool:
        """Whether somebody has asked for its end; no, if Prefect cannot be asked."""
        try:
            state = (await self._client.read_flow_run(flow_run.id)).state
        except (httpx.HTTPError, ObjectNotFound):
            return False
        return state is not None and state.is_cancelling()

    async def report_crash(self, flow_run: FlowRun, message: str) -> bool:
        """Write Crashed, unless the run's own process has written how it ended.

        A run that was taken up again meanwhile is left alone. Returns whether it was written.
        """

        async def write() -> bool:
            if not await self._is_unfinished(flow_run):
                return False
            try:
                await propose_state(self._client, Crashed(message=message), flow_run_id=flow_run.id)
            except (Abort, ObjectNotFound):
                return False
            return True

        return await self._insist(write)

    async def report_cancelled(self, flow_run: FlowRun, message: str) -> bool:
        """Write Cancelled, unless the run ended by itself before the cancellation reached it."""

        async def write() -> bool:
            if not await self._is_unfinished(flow_run):
                return False
            try:
                await self._client.set_flow_run_state(flow_run.id, Cancelled(message=message), force=True)
            except ObjectNotFound:
                return False
            return True

        return await self._insist(write)

    async def _insist(self, write: Callable[[], Awaitable[bool]]) -> bool:
        """Write how a run ended, and try again while Prefect's server is away: nobody else will say it."""
        for pause in _PAUSES:
            try:
                return await write()
            except httpx.HTTPError as failure:
                self._logger.warning("A run's end is not written yet: %r", failure)
                await asyncio.sleep(pause)
        return await write()

    async def _is_unfinished(self, flow_run: FlowRun) -> bool:
        try:
            found = await self._client.read_flow_run(flow_run.id)
        except ObjectNotFound:
            return False
        this_attempt = found.run_count <= flow_run.run_count + 1
        return this_attempt and found.state is not None and found.state.type in _UNFINISHED
