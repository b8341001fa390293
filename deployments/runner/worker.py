"""A worker type of our own: `prefect worker start --pool caddie --type caddie-warm`.

It serves pools of Prefect's type `process`, side by side with stock workers. Prefect's events wake it,
its fork server starts the runs, and whatever it cannot fork it starts as the stock worker does.
"""

import asyncio
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio.abc
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType, WorkPool
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventAnyResourceFilter, EventFilter, EventNameFilter
from prefect.exceptions import ObjectNotFound
from prefect.logging.loggers import get_worker_logger
from prefect.settings import get_current_settings
from prefect.workers.process import ProcessWorker

from deployments.runner.announced import Announced
from deployments.runner.attempt import Attempt, RunLogger
from deployments.runner.child_settings import child_settings
from deployments.runner.fork_client import ForkServerClient
from deployments.runner.fork_servers import ForkServers
from deployments.runner.installed_code import InstalledCode, installed_code
from deployments.runner.jobs import Job, Jobs
from deployments.runner.messages import Ready
from deployments.runner.run_states import RunStates

PRELOADED = "flows"
_RUNS_PER_CORE = 16
"""How many runs a worker carries at once unless `--limit` says otherwise: most of them wait for others."""
_BACKLOG_SECONDS = 3.0
"""How long an answer to "what is due?" is worked off before it is asked again."""
_BURST_SECONDS = 0.1
"""How soon after one "what is due?" the next may follow: fifty runs at once are not fifty questions."""
_SETTLE_SECONDS = 0.2
"""After a run has ended, how long to wait before asking whether its place lets another start."""

_WAKING = {"prefect.flow-run.Scheduled", "prefect.flow-run.AwaitingRetry", "prefect.flow-run.Resuming"}
_CANCELLING = {"prefect.flow-run.Cancelling", "prefect.flow-run.Cancelled"}
_SUSPENDED = "prefect.flow-run.Suspended"


class WarmWorker(ProcessWorker):
    """Starts runs by forking."""

    type = "caddie-warm"
    _description = "Start runs within a fifth of a second, forked from a process that has imported them."
    _display_name = "Caddie (warm starts)"

    states: RunStates

    def __init__(
        self,
        work_pool_name: str,
        work_queues: list[str] | None = None,
        name: str | None = None,
        prefetch_seconds: float | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> None:
        """A worker as the command line makes it; without a limit it takes one from the cores."""
        self.capacity = limit or _RUNS_PER_CORE * (os.cpu_count() or 1)
        super().__init__(
            work_pool_name,
            work_queues=work_queues,
            name=name,
            prefetch_seconds=prefetch_seconds,
            limit=self.capacity,
            **options,
        )
        settings = get_current_settings()
        horizon = settings.worker.prefetch_seconds if prefetch_seconds is None else prefetch_seconds
        self._horizon = timedelta(seconds=horizon)
        self._pool_name = work_pool_name
        self._queues = list(work_queues or ())
        self._logbook = get_worker_logger(self)
        self._attempts: dict[UUID, Attempt] = {}
        self._carried: set[asyncio.Task[None]] = set()
        self._services: set[asyncio.Task[None]] = set()
        self._backlog: deque[FlowRun] = deque()
        self._backlog_until = 0.0
        self._announced = Announced()
        self._next_asking = 0.0
        self._last_asked = datetime.now(UTC)
        self._draining = False

    async def setup(self) -> None:
        """Start the fork server while Prefect's own set-up talks to the API."""
        self._wake = asyncio.Event()
        self._asking = asyncio.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="caddie-worker-"))
        settings = get_current_settings()
        environment = {**os.environ, **settings.to_environment_variables(exclude_unset=True)}
        self._for_children = child_settings(environment, str(settings.api.url), self._folder)
        self.servers = ForkServers(PRELOADED, environment | self._for_children, self._logbook)
        self.servers.start()
        await super().setup()

    async def sync_with_backend(self) -> None:
        """Prefect's heartbeat and news of the pool; the first that succeeds begins the work."""
        await super().sync_with_backend()
        pool = self._pool()
        if pool is not None and not self._services:
            self._jobs = Jobs(self.client)
            self.states = RunStates(self.client, self._labels(pool))
            self._serve(self._start_when_woken())
            self._serve(self._listen(pool))

    async def teardown(self, *exc_info: Any) -> None:
        """Start nothing more, let the runs finish, and end the fork server."""
        self._draining = True
        if self._carried:
            self._logbook.info("Waiting for %s runs to finish", len(self._carried))
        while self._carried:
            await asyncio.wait(self._carried)
        for service in self._services:
            service.cancel()
        await self.servers.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        await super().teardown(*exc_info)

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """Prefect's poll: the safety net under the events."""
        self._last_asked = datetime.now(UTC)
        if not self._services:
            return []
        await self._pass_on_overheard()
        return await self._start_due()

    def is_worker_still_polling(self, query_interval_seconds: float) -> bool:
        """For the health check: whether the poll goes on."""
        return datetime.now(UTC) - self._last_asked < timedelta(seconds=30 * query_interval_seconds)

    async def job(self, flow_run: FlowRun) -> Job:
        """What the run is to be started with."""
        job = await self._jobs.job(flow_run, self.work_pool, self.name, self.backend_id)
        job.configuration.env = {**self._for_children, **job.configuration.env}
        return job

    @property
    def is_warm(self) -> bool:
        """Whether a fork can be had at once."""
        return self.servers.is_warm

    async def server(self) -> tuple[ForkServerClient, Ready]:
        """A fork server that has the installed code."""
        return await self.servers.current()

    async def installed_code(self) -> InstalledCode:
        """What a process that is started now will run."""
        return await asyncio.to_thread(installed_code, PRELOADED)

    async def start_cold(
        self, flow_run: FlowRun, job: Job, started: Callable[[int], Awaitable[None]]
    ) -> None:
        """Run it as a stock worker does, which also watches, cancels and reports it."""

        async def run(*, task_status: anyio.abc.TaskStatus[int]) -> None:
            await ProcessWorker.run(self, flow_run, job.configuration, task_status)

        async with anyio.create_task_group() as group:
            await started(await group.start(run))

    def run_logger(self, flow_run: FlowRun) -> RunLogger:
        """Writes to the run's own log."""
        return self.get_flow_run_logger(flow_run)

    def _pool(self) -> WorkPool | None:
        try:
            return self.work_pool
        except RuntimeError:  # not heard of yet
            return None

    def _labels(self, pool: WorkPool) -> dict[str, str]:
        """What a stock worker writes on each of its runs."""
        return {
            "prefect.worker.name": self.name,
            "prefect.worker.type": self.type,
            "prefect.work-pool.name": pool.name,
            "prefect.work-pool.id": str(pool.id),
        }

    def _serve(self, service: Coroutine[Any, Any, None]) -> None:
        self._services.add(asyncio.create_task(service))

    async def _start_due(self) -> list[FlowRun]:
        async with self._asking:
            if self._draining:
                return []
            if not self._backlog or asyncio.get_running_loop().time() > self._backlog_until:
                await self._ask_what_is_due()
            return self._start_what_fits()

    async def _ask_what_is_due(self) -> None:
        try:
            found = await self.client.get_scheduled_flow_runs_for_work_pool(
                work_pool_name=self._pool_name,
                work_queue_names=self._queues,
                scheduled_before=datetime.now(UTC) + self._horizon,
            )
        except ObjectNotFound:  # the pool comes with the next heartbeat
            return
        self._backlog = deque(entry.flow_run for entry in found)
        loop = asyncio.get_running_loop()
        now = loop.time()
        missing = self._announced.strike((run.id for run in self._backlog), now)
        if missing is not None:
            loop.call_later(missing, self._wake.set)
        self._backlog_until = now + _BACKLOG_SECONDS
        self._next_asking = now + _BURST_SECONDS

    def _start_what_fits(self) -> list[FlowRun]:
        started = []
        while self._backlog and len(self._attempts) < self.capacity:
            flow_run = self._backlog.popleft()
            if flow_run.id in self._attempts:
                continue
            if (wait := _seconds_until_due(flow_run)) > 0:
                asyncio.get_running_loop().call_later(wait, self._wake.set)
                continue
            self._attempts[flow_run.id] = attempt = Attempt(flow_run, self)
            carried = asyncio.create_task(self._carry(attempt))
            self._carried.add(carried)
            carried.add_done_callback(self._carried.discard)
            started.append(flow_run)
        return started

    async def _carry(self, attempt: Attempt) -> None:
        try:
            await attempt.run()
        except Exception:  # noqa: BLE001 (the last line of defence: the other runs go on)
            self._logbook.exception("Run %s was lost sight of", attempt.flow_run.id)
        finally:
            del self._attempts[attempt.flow_run.id]
            pause = 0 if self._backlog else _SETTLE_SECONDS
            asyncio.get_running_loop().call_later(pause, self._wake.set)

    async def _start_when_woken(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(self._next_asking - asyncio.get_running_loop().time())
            self._wake.clear()
            try:
                await self._start_due()
            except Exception:  # noqa: BLE001 (the last line of defence: the next poll asks again)
                self._logbook.exception("Prefect was not asked what is due; the next poll tries again")

    async def _listen(self, pool: WorkPool) -> None:
        """Hear who is scheduled, cancelled or suspended; while the connection is down, the poll finds out."""
        wanted = EventFilter(
            event=EventNameFilter(name=[*_WAKING, *_CANCELLING, _SUSPENDED]),
            any_resource=EventAnyResourceFilter(id=[f"prefect.work-pool.{pool.id}"]),
        )
        while True:
            try:
                async with get_events_subscriber(wanted, reconnect_on_clean_close=True) as events:
                    self._wake.set()
                    async for event in events:
                        flow_run_id = UUID(event.resource.id.removeprefix("prefect.flow-run."))
                        if event.event in _WAKING:
                            self._announced.hear(flow_run_id, asyncio.get_running_loop().time())
                            self._wake.set()
                        else:
                            self._pass_on(flow_run_id, suspended=event.event == _SUSPENDED)
            except Exception as failure:  # noqa: BLE001 (the last line of defence: the poll goes on)
                self._logbook.warning("No events from Prefect, so runs start with the poll: %r", failure)
                await asyncio.sleep(1)

    async def _pass_on_overheard(self) -> None:
        """Cancel and suspend what should be and whose event never came."""
        if not self._attempts:
            return
        wanted = FlowRunFilter(
            id=FlowRunFilterId(any_=list(self._attempts)),
            state=FlowRunFilterState(
                type=FlowRunFilterStateType(any_=[StateType.CANCELLING, StateType.PAUSED])
            ),
        )
        for flow_run in await self.client.read_flow_runs(flow_run_filter=wanted):
            self._pass_on(flow_run.id, suspended=flow_run.state_type is StateType.PAUSED)

    def _pass_on(self, flow_run_id: UUID, *, suspended: bool) -> None:
        attempt = self._attempts.get(flow_run_id)
        if attempt is not None:
            telling = asyncio.create_task(attempt.suspend() if suspended else attempt.cancel())
            self._carried.add(telling)
            telling.add_done_callback(self._carried.discard)


def _seconds_until_due(flow_run: FlowRun) -> float:
    due = flow_run.next_scheduled_start_time or flow_run.expected_start_time
    return due.timestamp() - datetime.now(UTC).timestamp() if due else 0.0
