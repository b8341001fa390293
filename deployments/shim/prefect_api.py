"""All that the door says to Prefect's server, and the only module that says it."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas import OrchestrationResult
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterIdempotencyKey,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType, TaskRun
from prefect.client.schemas.responses import DeploymentResponse, SetStateStatus
from prefect.client.schemas.sorting import FlowRunSort, TaskRunSort
from prefect.context import SettingsContext, get_settings_context
from prefect.exceptions import MissingResult, ObjectNotFound
from prefect.settings import (
    PREFECT_API_AUTH_STRING,
    PREFECT_API_KEY,
    PREFECT_CLIENT_MAX_RETRIES,
)
from prefect.states import AwaitingRetry, Scheduled
from prefect.utilities.urls import url_for
from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from deployments.shim.seen import DeployedFlow, NewRun, RunQuery, SeenRun, SeenState, SeenStep
from tasks.errors import ProviderRefusedError, ProviderUnavailableError

INBOX_LABEL = "caddie.inbox_id"
_SECONDS = httpx.Timeout(10.0, connect=3.0)
_IDLE_SECONDS = 3.0  # less than servers keep an idle connection, so that none is found closed
_PAGE = 200
_AWAY = frozenset({401, 403, 408, 429, 502, 503, 504})
_log = logging.getLogger(__name__)


class PrefectUnavailableError(ProviderUnavailableError):
    """Prefect's server could not be reached, or is not ready to serve anyone."""


class PrefectFailedError(ProviderUnavailableError):
    """Prefect's server broke on this one request; others may fare better."""


class PrefectRefusedError(ProviderRefusedError):
    """Prefect's server understood a request and will never do it."""


class DeploymentGoneError(PrefectRefusedError):
    """The deployment that a run was to be made from does not exist."""


class Moved(Enum):
    """What came of asking for another state."""

    DONE = "done"
    REFUSED = "refused"


def _seen_state(state: State | None, otherwise: datetime) -> SeenState:
    if state is None:  # between a run's row and its first state
        return SeenState("PENDING", "Pending", "", otherwise)
    return SeenState(state.type.value, state.name or "", state.message or "", state.timestamp)


def _inbox_id(run: FlowRun) -> UUID | None:
    # The key binds: anybody may put a label on a run, but a key is one run's alone.
    label = run.labels.get(INBOX_LABEL)
    return UUID(label) if isinstance(label, str) and label == run.idempotency_key else None


def _seen_run(run: FlowRun) -> SeenRun:
    assert run.created is not None, "a run that the server answers with has been created"
    return SeenRun(
        id=run.id,
        flow_id=run.flow_id,
        deployment_id=run.deployment_id,
        inbox_id=_inbox_id(run),
        parameters=run.parameters,
        tags=run.tags,
        attempts=run.run_count,
        state=_seen_state(run.state, run.created),
        created_at=run.created,
        due_at=run.expected_start_time or run.created,
        started_at=run.start_time,
        completed_at=run.end_time,
    )


def _seen_step(run: TaskRun) -> SeenStep:
    assert run.created is not None, "a run that the server answers with has been created"
    return SeenStep(
        id=run.id,
        # Prefect names a task run after its step and the start of its key.
        name=run.name.removesuffix(f"-{run.dynamic_key[:3]}"),
        attempts=run.run_count,
        state=_seen_state(run.state, run.created),
        started_at=run.start_time,
        completed_at=run.end_time,
    )


def _deployed(deployment: DeploymentResponse, flow_name: str) -> DeployedFlow:
    return DeployedFlow(
        deployment_id=deployment.id,
        flow_id=deployment.flow_id,
        name=deployment.name,
        flow_name=flow_name,
        description=deployment.description or "",
        parameter_schema=deployment.parameter_openapi_schema or {},
        defaults=deployment.parameters,
        schedules=[
            {"active": schedule.active, **schedule.schedule.model_dump(mode="json", exclude_none=True)}
            for schedule in deployment.schedules
        ],
        queue=deployment.work_queue_name,
    )


def _due(**bounds: datetime) -> FlowRunFilterExpectedStartTime:
    # Its constructor is typed for a DateTime of Prefect's own.
    return FlowRunFilterExpectedStartTime.model_validate(bounds)


def _refusal(response: httpx.Response) -> str:
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = response.reason_phrase
    return str(detail)[:1_000]


class PrefectApi:
    """A client of Prefect's API that fails at once rather than wait: who calls knows better when to retry."""

    def __init__(self, api_url: str) -> None:
        """Make a client; nothing is asked yet.

        Args:
            api_url: Where Prefect's API is, with its `/api`.
        """
        context = get_settings_context()
        self._impatient = SettingsContext(
            profile=context.profile,
            settings=context.settings.copy_with_update(updates={PREFECT_CLIENT_MAX_RETRIES: 0}),
        )
        self._client = PrefectClient(
            api_url,
            auth_string=PREFECT_API_AUTH_STRING.value(),
            api_key=PREFECT_API_KEY.value(),
            httpx_settings={
                "timeout": _SECONDS,
                "transport": httpx.AsyncHTTPTransport(
                    limits=httpx.Limits(
                        max_connections=32, max_keepalive_connections=16, keepalive_expiry=_IDLE_SECONDS
                    )
                ),
            },
        )

    async def open(self) -> None:
        """Take up the connection pool."""
        await self._client.__aenter__()

    async def close(self) -> None:
        """Give up the connection pool."""
        await self._client.__aexit__(None, None, None)

    @contextmanager
    def _asking(self) -> Iterator[PrefectClient]:
        with self._impatient.model_copy():
            try:
                yield self._client
            except httpx.HTTPStatusError as error:
                status = error.response.status_code
                if status in _AWAY:
                    raise PrefectUnavailableError(f"Prefect's server answers {status}") from error
                if status >= httpx.codes.INTERNAL_SERVER_ERROR:
                    raise PrefectFailedError(f"Prefect's server answers {status}") from error
                raise PrefectRefusedError(_refusal(error.response)) from error
            except httpx.HTTPError as error:
                raise PrefectUnavailableError("Prefect's server cannot be reached") from error

    async def is_up(self) -> bool:
        """Whether Prefect's server says that it is well."""
        with self._impatient.model_copy():
            return await self._client.api_healthcheck() is None

    async def deployments(self) -> tuple[DeployedFlow, ...]:
        """Every deployment of the server."""
        found: list[DeploymentResponse] = []
        names: dict[UUID, str] = {}
        with self._asking() as client:
            while True:
                page = await client.read_deployments(limit=_PAGE, offset=len(found))
                found += page
                flows = await client.read_flows(
                    deployment_filter=DeploymentFilter(
                        id=DeploymentFilterId(any_=[deployment.id for deployment in page])
                    ),
                    limit=_PAGE,
                )
                names |= {flow.id: flow.name for flow in flows}
                if len(page) < _PAGE:
                    break
        # One that was deployed between the two questions is there next time.
        return tuple(
            _deployed(deployment, names[deployment.flow_id])
            for deployment in found
            if deployment.flow_id in names
        )

    async def create_run(self, new: NewRun) -> UUID:
        """The id of the one run that has the inbox row's id as its key, made now if need be.

        Raises:
            DeploymentGoneError: There is no such deployment.
            PrefectRefusedError: Prefect will never take it.
            PrefectFailedError: It may take it later.
            PrefectUnavailableError: It takes nothing at the moment.
        """
        with self._asking() as client:
            try:
                run = await client.create_flow_run_from_deployment(
                    new.deployment_id,
                    parameters=dict(new.parameters),
                    state=Scheduled(scheduled_time=new.start_at),
                    idempotency_key=str(new.inbox_id),
                    tags=new.tags,
                    labels={INBOX_LABEL: str(new.inbox_id)},
                )
            except httpx.HTTPStatusError as error:
                if error.response.status_code == httpx.codes.NOT_FOUND:
                    raise DeploymentGoneError("Its deployment does not exist any more") from error
                raise
        return run.id

    async def run(self, flow_run_id: UUID) -> SeenRun | None:
        """The run with this id, if there is one."""
        with self._asking() as client:
            try:
                return _seen_run(await client.read_flow_run(flow_run_id))
            except ObjectNotFound:
                return None

    async def runs_with_ids(self, flow_run_ids: Sequence[UUID]) -> tuple[SeenRun, ...]:
        """Those of these runs that exist, at most 200."""
        return await self._runs(FlowRunFilter(id=FlowRunFilterId(any_=list(flow_run_ids))))

    async def run_of_inbox(self, inbox_id: UUID) -> SeenRun | None:
        """The run that a door made of an inbox row, if one did."""
        key = FlowRunFilterIdempotencyKey(any_=[str(inbox_id)])
        return next(iter(await self._runs(FlowRunFilter(idempotency_key=key))), None)

    async def runs_due_by(self, query: RunQuery, moment: datetime, limit: int) -> tuple[SeenRun, ...]:
        """Runs that were due at a moment or before, latest first; those of one moment in no order."""
        return await self._search(query, _due(before_=moment), limit, 0)

    async def runs_due_at(self, query: RunQuery, moment: datetime) -> tuple[SeenRun, ...]:
        """Every run that was due at exactly this moment."""
        found: list[SeenRun] = []
        exactly = _due(before_=moment, after_=moment)
        while True:
            page = await self._search(query, exactly, _PAGE, len(found), FlowRunSort.ID_DESC)
            found += page
            if len(page) < _PAGE:
                return tuple(found)

    async def _search(
        self,
        query: RunQuery,
        due: FlowRunFilterExpectedStartTime,
        limit: int,
        offset: int,
        sort: FlowRunSort = FlowRunSort.EXPECTED_START_TIME_DESC,
    ) -> tuple[SeenRun, ...]:
        states = [StateType(kind) for kind in query.state_types]
        wanted = FlowRunFilter(
            expected_start_time=due,
            tags=FlowRunFilterTags(all_=list(query.tags)) if query.tags else None,
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)) if states else None,
        )
        flows = FlowFilter(name=FlowFilterName(any_=list(query.flow_names)))
        return await self._runs(wanted, flows, limit=limit, offset=offset, sort=sort)

    async def _runs(
        self,
        wanted: FlowRunFilter,
        flows: FlowFilter | None = None,
        *,
        limit: int = _PAGE,
        offset: int = 0,
        sort: FlowRunSort = FlowRunSort.ID_DESC,
    ) -> tuple[SeenRun, ...]:
        with self._asking() as client:
            found = await client.read_flow_runs(
                flow_filter=flows, flow_run_filter=wanted, sort=sort, limit=limit, offset=offset
            )
        return tuple(_seen_run(run) for run in found)

    async def steps(self, run: SeenRun) -> tuple[SeenStep, ...]:
        """The steps of a run's latest attempt, in the order in which they were begun."""
        found: list[TaskRun] = []
        of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        with self._asking() as client:
            while True:
                page = await client.read_task_runs(
                    flow_run_filter=of_run, sort=TaskRunSort.ID_DESC, limit=_PAGE, offset=len(found)
                )
                found += page
                if len(page) < _PAGE:
                    break
        latest = max((step.flow_run_run_count for step in found), default=0)
        steps = [_seen_step(step) for step in reversed(found) if step.flow_run_run_count == latest]
        return tuple(sorted(steps, key=lambda step: step.started_at or step.state.at))

    async def output(self, run: SeenRun) -> JsonValue:
        """What a complete run returned, as JSON; None if it returned nothing or kept nothing."""
        with self._asking() as client:
            state = (await client.read_flow_run(run.id)).state
            if state is None or not state.is_completed() or state.data is None:
                return None
            try:
                result = await state.aresult(raise_on_failure=False, retry_result_failure=False)
                output: JsonValue = to_jsonable_python(result, fallback=str)
            except MissingResult:
                return None
            except Exception:  # noqa: BLE001  last line of defence: any storage may stand behind it
                _log.exception("The result of run %s cannot be read", run.id)
                return None
        return output

    async def cancel(self, flow_run_id: UUID) -> Moved:
        """Ask for a run's end, as `prefect flow-run cancel` does; refused if it has ended already."""
        with self._asking() as client:
            cancelling = State[object](type=StateType.CANCELLING)
            answer: OrchestrationResult[object] = await client.set_flow_run_state(flow_run_id, cancelling)
        return Moved.REFUSED if answer.status is SetStateStatus.ABORT else Moved.DONE

    async def run_again(self, flow_run_id: UUID, at: datetime) -> Moved:
        """Give the same run back to the workers: its finished steps keep their results."""
        with self._asking() as client:
            answer: OrchestrationResult[object] = await client.set_flow_run_state(
                flow_run_id, AwaitingRetry(scheduled_time=at, message="Asked for at the door"), force=True
            )
        return Moved.REFUSED if answer.status is SetStateStatus.ABORT else Moved.DONE

    def run_page(self, flow_run_id: UUID) -> str | None:
        """Where a person sees a run in Prefect's UI."""
        return url_for("flow-run", flow_run_id)

    def deployment_page(self, deployment_id: UUID) -> str | None:
        """Where a person sees a deployment and its runs in Prefect's UI."""
        return url_for("deployment", deployment_id)
