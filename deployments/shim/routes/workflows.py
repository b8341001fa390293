"""The workflows, and the starting and reading of their runs."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from deployments.shim.callers import Reader, Starter
from deployments.shim.door import Door, door
from deployments.shim.inbox import header_key
from deployments.shim.problems import Problem, documented
from deployments.shim.run_views import RunDetails, RunSummary
from deployments.shim.runs import LONGEST_WAIT, details, find, known, of_row, wait_for_end
from deployments.shim.starts import Circumstances, start
from tasks.errors import ProviderUnavailableError

router = APIRouter(prefix="/v1/workflows", tags=["workflows"])
_LONGEST_DELAY = timedelta(days=31)
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?([0-9]{1,9})\"?\s*(?:$|[,;])", re.IGNORECASE)

Slug = Annotated[str, Path(max_length=100, description="a workflow's slug, or one of its aliases")]
# A control character would not come through a path: the object's story could not be read.
Reference = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]
RunId = Annotated[str, Path(max_length=100, description="the id that the start answered, or Prefect's own")]


class WorkflowView(BaseModel):
    """A workflow and how to start it."""

    workflow: str = Field(description="its slug, by the name that runs carry it")
    slug: str
    aliases: list[str] = Field(description="other names that start it")
    description: str
    parameters: dict[str, Any] = Field(description="JSON Schema of its parameters")
    schedules: list[dict[str, Any]]
    queue: str | None


class Workflows(BaseModel):
    """Every workflow that can be started."""

    data: list[WorkflowView]


class StartHeaders(BaseModel):
    """How a start is to be taken."""

    idempotency_key: str | None = Field(
        None, min_length=1, max_length=255, description="the same key and body start one run in 24 h"
    )
    prefer: str | None = Field(None, description=f"`wait=N` (RFC 7240), at most {LONGEST_WAIT}")

    @property
    def seconds_to_wait(self) -> int:
        """How long to wait for the run's end; a preference that is not understood is none."""
        asked = _WAIT.search(self.prefer or "")
        return min(int(asked[1]), LONGEST_WAIT) if asked else 0


class Start(BaseModel):
    """A run that is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    params: dict[str, JsonValue] = Field(
        default_factory=dict, description="as the workflow's schema says; keys in snake_case or camelCase"
    )
    ref_id: Reference | None = Field(None, description="the business object it is for")
    ref_type: Reference | None = Field(None, description="what kind of object it is")
    metadata: dict[str, JsonValue] = Field(
        default_factory=dict, description="kept with the run and given back with it"
    )
    delay_seconds: float = Field(0, ge=0, le=_LONGEST_DELAY.total_seconds(), description="start it later")


@router.get("", responses=documented(401, 403, 429))
async def list_workflows(opened: Annotated[Door, Depends(door)], _: Reader) -> Workflows:
    """Every workflow with its parameters' JSON schema, schedules and queue."""
    return Workflows(
        data=[
            WorkflowView(
                workflow=workflow.slug,
                slug=workflow.slug,
                aliases=workflow.aliases,
                description=workflow.description,
                parameters=dict(workflow.parameter_schema),
                schedules=[dict(schedule) for schedule in workflow.schedules],
                queue=workflow.queue,
            )
            for workflow in opened.catalogue
        ]
    )


@router.post(
    "/{slug}/runs",
    status_code=HTTPStatus.ACCEPTED,
    responses={
        200: {"description": "The run that this key has started before, or the finished run waited for"},
        **documented(400, 401, 403, 404, 413, 415, 422, 429, 503),
    },
)
async def start_run(  # noqa: PLR0913, PLR0917  a route's arguments are the parts of its request
    opened: Annotated[Door, Depends(door)],
    caller: Starter,
    slug: Slug,
    body: Start,
    headers: Annotated[StartHeaders, Header()],
    response: Response,
) -> RunDetails | RunSummary:
    """Accept a run. It is safe once this is answered, and starts when Prefect can take it."""
    workflow = await opened.catalogue.find(slug)
    if workflow is None:
        raise Problem(404, "There is no such workflow; GET /v1/workflows names them all")
    row, is_new = await start(
        opened,
        caller,
        workflow,
        body.params,
        Circumstances(
            ref_type=body.ref_type,
            ref_id=body.ref_id,
            metadata=body.metadata,
            delay=timedelta(seconds=body.delay_seconds),
            key=header_key(headers.idempotency_key),
        ),
    )
    accepted = of_row(opened, row, None)
    response.headers["Location"] = accepted.summary().links.status
    if not is_new:
        response.status_code = HTTPStatus.OK
    try:
        run = accepted if is_new else await known(opened, row)
        waited = await wait_for_end(opened, caller.scope, run, headers.seconds_to_wait)
        if waited.status.is_final and headers.seconds_to_wait:
            response.status_code = HTTPStatus.OK
            return await details(opened, caller.scope, waited)
    except ProviderUnavailableError:  # it is accepted all the same
        return accepted.summary()
    return waited.summary()


@router.get("/{slug}/runs/{run_id}", responses=documented(401, 403, 404, 422, 429, 503))
async def read_run(
    opened: Annotated[Door, Depends(door)], caller: Reader, slug: Slug, run_id: RunId
) -> RunDetails:
    """A run with its output, its steps and each of their attempts."""
    return await details(opened, caller.scope, await find(opened, caller.scope, run_id, slug))
