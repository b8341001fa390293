"""One attempt at one run: claimed, started, watched, and its end written down once."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable
from logging import Logger, LoggerAdapter
from typing import Any, Literal, Protocol

from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectNotFound

from deployments.runner.fork_client import Exit, ForkedRun, ForkServerClient, ForkServerUnavailableError
from deployments.runner.heartbeats import send_heartbeats
from deployments.runner.installed_code import InstalledCode
from deployments.runner.jobs import Job
from deployments.runner.messages import CANCEL, SUSPEND, Order, Ready
from deployments.runner.prefect_private import explain_exit
from deployments.runner.run_output import RunOutput
from deployments.runner.run_states import RunStates

GRACE_SECONDS = 30.0
"""How long a cancelled run may take to clean up before it is killed."""

_NOTE_SECONDS = 0.05
"""How long a run has the server to itself at first: until it is Running, and well before its end."""

RunLogger = Logger | LoggerAdapter[Any]


class Surroundings(Protocol):
    """What an attempt needs of its worker."""

    name: str
    states: RunStates

    @property
    def is_warm(self) -> bool:
        """Whether a fork can be had at once."""

    async def job(self, flow_run: FlowRun) -> Job:
        """What the run is to be started with."""

    async def server(self) -> tuple[ForkServerClient, Ready]:
        """A fork server that has the installed code."""

    async def installed_code(self) -> InstalledCode:
        """What a process that is started now will run."""

    async def start_cold(
        self, flow_run: FlowRun, job: Job, started: Callable[[int], Awaitable[None]]
    ) -> None:
        """Run it as a stock worker does, which also watches, cancels and reports it."""

    def run_logger(self, flow_run: FlowRun) -> RunLogger:
        """Writes to the run's own log."""


class Attempt:
    """From Scheduled to the end of the process."""

    def __init__(self, flow_run: FlowRun, worker: Surroundings) -> None:
        self.flow_run = flow_run
        self._job: Job | None = None
        self._worker = worker
        self._logger = worker.run_logger(flow_run)
        self._process: ForkedRun | None = None
        self._cancelled = False
        self._is_cold = False
        self._killing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """All of it."""
        pending, job = await asyncio.gather(
            self._worker.states.propose_pending(self.flow_run),
            self._worker.job(self.flow_run),
            return_exceptions=True,
        )
        if isinstance(job, ObjectNotFound):
            await self._worker.states.report_cancelled(self.flow_run, "Its deployment no longer exists.")
            return
        if isinstance(pending, BaseException):
            raise pending
        if pending is None:
            return
        if isinstance(job, BaseException):
            await self._worker.states.report_crash(self.flow_run, f"The run could not be configured: {job}")
            return
        self._job = job
        claimed = self.flow_run.model_copy(update={"state": pending})
        heartbeats = asyncio.create_task(send_heartbeats(job))
        try:
            await self._start(claimed, job)
        finally:
            heartbeats.cancel()

    async def _start(self, claimed: FlowRun, job: Job) -> None:
        if self._cancelled:
            await self._finish_cancelled(None)
        elif job.warm:
            await self._run_warm(claimed, job)
        else:
            await self._run_cold(claimed, job)

    async def cancel(self) -> None:
        """Ask the process to stop; kill it if it has not after the grace period."""
        if self._cancelled or self._is_cold:  # a cold start watches for itself
            return
        self._cancelled = True
        if self._process is not None:
            await self._stop()

    async def suspend(self) -> None:
        """Tell the process that somebody suspended its run; it stops before its next step."""
        if self._process is not None:  # a cold start listens for itself
            await self._signal(SUSPEND)

    async def _run_warm(self, flow_run: FlowRun, job: Job) -> None:
        if not self._worker.is_warm:
            await self._worker.states.propose_submitting(flow_run.id)
        with tempfile.TemporaryDirectory(suffix="caddie") as scratch:
            folder = str(job.configuration.working_dir or scratch)
            output = await RunOutput.open(echo=job.configuration.stream_output)
            try:
                server, ready = await self._worker.server()
                self._process = await server.fork(_order("run", flow_run, job, folder), output.descriptor)
            except ForkServerUnavailableError as reason:
                self._logger.warning("Starting cold, in a process of its own: %s", reason)
                await self._run_cold(flow_run, job)
                return
            finally:
                os.close(output.descriptor)
            code = InstalledCode(ready.version, ready.commit)
            noted = asyncio.create_task(self._note_later(self._process, code))
            if self._cancelled:
                await self._stop()
            ended = await self._process.ended
            if self._killing is not None:
                self._killing.cancel()
            await noted
            if self._cancelled:
                await self._finish_cancelled(server, folder)
            elif ended.returncode != 0:
                if await self._worker.states.is_being_cancelled(flow_run):  # and nobody has told us yet
                    await self._finish_cancelled(server, folder)
                else:
                    await self._finish_crashed(server, ended, output, folder)

    async def _run_cold(self, flow_run: FlowRun, job: Job) -> None:
        self._is_cold = True
        await self._worker.states.propose_submitting(flow_run.id)

        async def started(pid: int) -> None:
            await self._note(pid, await self._worker.installed_code())

        await self._worker.start_cold(flow_run, job, started)

    async def _note_later(self, process: ForkedRun, code: InstalledCode) -> None:
        """Let the run begin first: nobody waits for what is noted."""
        await asyncio.wait([process.ended], timeout=_NOTE_SECONDS)
        await self._note(process.started.result(), code)

    async def _note(self, pid: int, code: InstalledCode) -> None:
        try:
            await self._worker.states.note_process(self.flow_run.id, str(pid), code)
        except Exception:
            self._logger.warning("Where run %s is could not be written down", self.flow_run.id, exc_info=True)

    async def _stop(self) -> None:
        await self._signal(CANCEL)
        self._killing = asyncio.create_task(self._kill_later())

    async def _signal(self, number: signal.Signals) -> None:
        try:
            if self._process is not None:
                await self._process.send_signal(number)
        except ForkServerUnavailableError:
            return  # then the process is dead too

    async def _kill_later(self) -> None:
        await asyncio.sleep(GRACE_SECONDS)
        self._logger.warning("The run did not stop within %.0f seconds: killing it", GRACE_SECONDS)
        await self._signal(signal.SIGKILL)

    async def _finish_cancelled(self, server: ForkServerClient | None, folder: str = "") -> None:
        message = "The run was cancelled."
        if server is not None:
            await self._run_hooks("cancellation hooks", server, folder, message)
        if await self._worker.states.report_cancelled(self.flow_run, message):
            self._logger.info("Cancelled run %r", self.flow_run.name)

    async def _finish_crashed(
        self, server: ForkServerClient, ended: Exit, output: RunOutput, folder: str
    ) -> None:
        message = (
            "The fork server died, and the run's process with it."
            if ended.with_server
            else explain_exit(ended.returncode)
        )
        if await self._worker.states.report_crash(self.flow_run, message):
            lines = await output.last_lines()
            self._logger.error("%s Its last lines were:\n%s", message, lines or "(none)")
            await self._run_hooks("crash hooks", server, folder, message)

    async def _run_hooks(
        self,
        kind: Literal["cancellation hooks", "crash hooks"],
        server: ForkServerClient,
        folder: str,
        message: str,
    ) -> None:
        """Hooks run in a process of their own: the run's is dead, and ours is no place for a flow's code."""
        assert self._job is not None
        try:
            if not server.is_alive:
                server, _ = await self._worker.server()
            order = _order(kind, self.flow_run, self._job, folder, message)
            process = await server.fork(order, 2)
        except ForkServerUnavailableError as reason:
            self._logger.warning("The flow's %s did not run: %s", kind, reason)
            return
        await process.ended


def _order(
    work: Literal["run", "cancellation hooks", "crash hooks"],
    flow_run: FlowRun,
    job: Job,
    folder: str,
    message: str = "",
) -> Order:
    """What a stock worker puts into the environment of its processes, and the run itself."""
    environment = {name: value for name, value in job.configuration.env.items() if value is not None}
    environment |= {
        "PREFECT__FLOW_RUN_ID": str(flow_run.id),
        "PREFECT__ENABLE_CANCELLATION_AND_CRASHED_HOOKS": "false",
    }
    return Order(
        work,
        flow_run.model_dump_json(),
        job.entrypoint,
        environment,
        folder,
        job.related(),
        job.stores_locally,
        message,
    )
