"""The calls that HowlerHire's workflow client makes, unmodified (seed-contracts 3.1)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from deployments.shim.callers import Reader, Starter
from deployments.shim.dialects import HowlerHireRoute
from deployments.shim.door import Door, door
from deployments.shim.inbox import instance_key
from deployments.shim.problems import Problem, documented
from deployments.shim.run_views import RunError
from deployments.shim.runs import details, find, known, of_row
from deployments.shim.spelling import camel_keys
from deployments.shim.starts import Circumstances, start
from deployments.shim.statuses import RunStatus
from tasks.errors import ProviderUnavailableError

router = APIRouter(tags=["howlerhire"], route_class=HowlerHireRoute)

# Cloudflare's rule for names of instances.
InstanceId = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9_-]*$", max_length=100)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class Trigger(BaseModel):
    """A run that is asked for."""

    model_config = ConfigDict(strict=True)

    workflow: Name
    params: dict[str, JsonValue] = Field(default_factory=dict)
    instanceId: InstanceId | None = None  # noqa: N815  the dialect's own spelling


class InstanceStatus(BaseModel):
    """What a run is doing, as Cloudflare tells it."""

    status: RunStatus


class Triggered(BaseModel):
    """A run that was accepted."""

    success: Literal[True] = True
    instanceId: str  # noqa: N815  the dialect's own spelling
    status: InstanceStatus


class Which(BaseModel):
    """The run that is asked about."""

    model_config = ConfigDict(strict=True)

    workflow: Name
    instanceId: InstanceId  # noqa: N815  the dialect's own spelling


class InstanceReport(InstanceStatus):
    """What a run is doing and what came of it."""

    output: JsonValue = None
    error: RunError | None = None


def _unknown(name: str) -> Problem:
    return Problem(400, f"Unknown workflow: {name}")


@router.post("/trigger", responses=documented(400, 401, 403, 413, 415, 429, 503))
async def trigger(opened: Annotated[Door, Depends(door)], caller: Starter, body: Trigger) -> Triggered:
    """Start a run. An instanceId that was given before names the run that it started then."""
    workflow = await opened.catalogue.find(body.workflow)
    if workflow is None:
        raise _unknown(body.workflow)
    circumstances = Circumstances(key=instance_key(body.instanceId))
    row, is_new = await start(opened, caller, workflow, body.params, circumstances)
    run = of_row(opened, row, None)
    if not is_new:
        try:
            run = await known(opened, row)
        except ProviderUnavailableError:  # it is accepted all the same
            run = of_row(opened, row, None)
    return Triggered(instanceId=row.caller_id, status=InstanceStatus(status=run.status))


@router.post(
    "/status",
    response_model_exclude_none=True,
    responses=documented(400, 401, 403, 404, 413, 415, 429, 503),
)
async def status(opened: Annotated[Door, Depends(door)], caller: Reader, body: Which) -> InstanceReport:
    """What a run is doing, by the instanceId that its trigger took or gave."""
    workflow = opened.catalogue.get(body.workflow)
    if workflow is None:
        raise _unknown(body.workflow)
    named = await opened.inbox.find_instance(caller.scope, workflow.slug, body.instanceId)
    if named is not None:
        run = await known(opened, named)
    else:
        run = await find(opened, caller.scope, body.instanceId, workflow.slug)
    seen = await details(opened, caller.scope, run)
    return InstanceReport(status=seen.status, output=camel_keys(seen.output), error=seen.error)
