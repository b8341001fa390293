"""What a run is to be started with: its deployment's entrypoint, command, environment and folder."""

import asyncio
import time
from dataclasses import dataclass
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import Flow, FlowRun, WorkPool, WorkQueue
from prefect.client.schemas.responses import DeploymentResponse
from prefect.workers.process import ProcessJobConfiguration

_FRESH_SECONDS = 5.0
_STORAGE_SECONDS = 60.0
_STOCK_COMMAND = "python -m prefect.engine"


@dataclass(frozen=True, slots=True)
class Job:
    """One run's configuration, prepared as a stock worker prepares it."""

    flow_run: FlowRun
    deployment: DeploymentResponse | None
    flow: Flow
    pool: WorkPool
    queue: WorkQueue | None
    configuration: ProcessJobConfiguration
    warm: bool
    """Whether a fork does what the command would: no pull steps, no command or launcher of its own."""
    entrypoint: str | None
    stores_locally: bool
    """Whether Prefect's server names no storage for results: a run then need not ask it."""

    def related(self) -> dict[str, str]:
        """What Prefect's events say of a run, as JSON by kind, without the large parts."""
        found: dict[str, str] = {"flow": self.flow.model_dump_json()}
        if self.deployment is not None:
            found["deployment"] = self.deployment.model_dump_json(include={"id", "name", "flow_id", "tags"})
        if self.queue is not None:
            found["work-queue"] = self.queue.model_dump_json()
        found["work-pool"] = self.pool.model_dump_json(exclude={"base_job_template"})
        return found


class Jobs:
    """Reads deployments and flows; each is believed for a few seconds, the default storage for a minute."""

    def __init__(self, client: PrefectClient) -> None:
        self._client = client
        self._deployments: dict[UUID, tuple[float, DeploymentResponse]] = {}
        self._flows: dict[UUID, Flow] = {}
        self._queues: dict[UUID, WorkQueue] = {}
        self._stores_locally: tuple[float, bool] | None = None

    async def job(self, flow_run: FlowRun, pool: WorkPool, worker_name: str, worker_id: UUID | None) -> Job:
        """The run's job.

        Raises:
            prefect.exceptions.ObjectNotFound: The deployment was deleted.
        """
        deployment, flow, queue, stores_locally = await asyncio.gather(
            self._deployment(flow_run),
            self._flow(flow_run.flow_id),
            self._queue(flow_run.work_queue_id),
            self._is_storage_local(),
        )
        variables = _merged(deployment, flow_run)
        configuration: ProcessJobConfiguration = await ProcessJobConfiguration.from_template_and_values(
            base_job_template=pool.base_job_template, values=variables, client=self._client
        )
        stock_command = configuration.command in (None, _STOCK_COMMAND)
        configuration.prepare_for_flow_run(
            flow_run,
            deployment=deployment,
            flow=flow,
            work_pool=pool,
            worker_name=worker_name,
            worker_id=worker_id,
        )
        entrypoint = deployment.entrypoint if deployment else None
        needs_files = entrypoint is None or ":" in entrypoint or bool(deployment and deployment.pull_steps)
        return Job(
            flow_run,
            deployment,
            flow,
            pool,
            queue,
            configuration,
            warm=stock_command and not needs_files,
            entrypoint=entrypoint,
            stores_locally=stores_locally,
        )

    async def _deployment(self, flow_run: FlowRun) -> DeploymentResponse | None:
        if flow_run.deployment_id is None:
            return None
        known = self._deployments.get(flow_run.deployment_id)
        if known is not None and time.monotonic() - known[0] < _FRESH_SECONDS:
            return known[1]
        deployment = await self._client.read_deployment(flow_run.deployment_id)
        self._deployments[flow_run.deployment_id] = (time.monotonic(), deployment)
        return deployment

    async def _is_storage_local(self) -> bool:
        """Whether the server names no storage for results; if it does not say, runs ask themselves."""
        known = self._stores_locally
        if known is not None and time.monotonic() - known[0] < _STORAGE_SECONDS:
            return known[1]
        try:
            found = await self._client.read_server_default_result_storage()
        except httpx.HTTPError:
            return False
        is_local = found.default_result_storage_block_id is None
        self._stores_locally = (time.monotonic(), is_local)
        return is_local

    async def _queue(self, queue_id: UUID | None) -> WorkQueue | None:
        """A queue has an id and a name; its limit is the server's to keep."""
        if queue_id is not None and queue_id not in self._queues:
            self._queues[queue_id] = await self._client.read_work_queue(queue_id)
        return self._queues[queue_id] if queue_id is not None else None

    async def _flow(self, flow_id: UUID) -> Flow:
        """A flow has an id and a name, and neither ever changes."""
        if flow_id not in self._flows:
            self._flows[flow_id] = await self._client.read_flow(flow_id)
        return self._flows[flow_id]


def _merged(deployment: DeploymentResponse | None, flow_run: FlowRun) -> dict[str, object]:
    """The run's job variables over its deployment's; their environments are merged."""
    of_deployment = dict(deployment.job_variables or {}) if deployment else {}
    of_run = dict(flow_run.job_variables or {})
    environment = {**(of_deployment.get("env") or {}), **(of_run.get("env") or {})}
    return {**of_deployment, **of_run, **({"env": environment} if environment else {})}
