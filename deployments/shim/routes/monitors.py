"""`monitor-creation` as the tee-time app calls it (seed-contracts 3.4)."""

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, JsonValue

from deployments.shim.callers import Starter
from deployments.shim.dialects import MonitorRoute
from deployments.shim.door import Door, door
from deployments.shim.inbox import header_key
from deployments.shim.problems import FieldError, Problem, documented, misfit, unavailable
from deployments.shim.run_views import RunError
from deployments.shim.runs import LONGEST_WAIT, details, known, of_row, wait_for_end
from deployments.shim.spelling import camel_keys
from deployments.shim.starts import Circumstances, start
from deployments.shim.statuses import RunStatus
from tasks.errors import ProviderUnavailableError

router = APIRouter(prefix="/monitor", tags=["monitors"], route_class=MonitorRoute)

_WORKFLOW = "monitor-creation"
_BESIDE_CRITERIA = frozenset({"email", "priorityCourses", "notifyEnabled", "scheduleInterval"})
_IGNORED = frozenset({"searchCriteria", "paymentEnabled"})  # every monitor is paid for


class InstanceStatus(BaseModel):
    """What the run is doing."""

    status: RunStatus


class Instance(BaseModel):
    """The run that makes the monitor."""

    instanceId: str  # noqa: N815  the dialect's own spelling
    status: InstanceStatus
    output: JsonValue = None
    error: RunError | None = None


class Created(BaseModel):
    """A monitor that is being made."""

    success: bool = True
    data: Instance
    error: str | None = None


def to_params(body: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The app's body as the workflow's parameters; what fits no parameter stays, to be named in the answer.

    Criteria stand under `searchCriteria` or flat beside the rest, `priorityCourses` in either place.

    Raises:
        Problem: 422: the ZIP code or the search date is missing, or no date.
    """
    nested = body.get("searchCriteria", {})
    if not isinstance(nested, dict):
        raise misfit([FieldError(field="searchCriteria", message="must be an object")])
    flat = {key: value for key, value in body.items() if key not in _BESIDE_CRITERIA | _IGNORED}
    criteria = {**flat, **nested}
    params = {key: value for key, value in body.items() if key in _BESIDE_CRITERIA}
    if "priorityCourses" in criteria:
        params.setdefault("priorityCourses", criteria.pop("priorityCourses"))
    if not criteria.get("zipCode") or not criteria.get("searchDate"):
        raise Problem(422, "ZIP code and search date are required")
    criteria["searchDate"] = _iso_date(criteria["searchDate"])
    return {**params, "searchCriteria": criteria}


def _iso_date(sent: JsonValue) -> str:
    """A day as ISO 8601 writes it, from itself, a date and time, or the original's "Oct 11 2025"."""
    if isinstance(sent, str):
        for reading in (_iso_day, _american_day):
            day = reading(sent)
            if day is not None:
                return day.isoformat()
    message = "must be a date such as 2025-10-11"
    raise misfit([FieldError(field="searchCriteria.searchDate", message=message)])


def _iso_day(sent: str) -> date | None:
    try:
        return datetime.fromisoformat(sent).date()
    except ValueError:
        return None


def _american_day(sent: str) -> date | None:
    try:
        return datetime.strptime(sent.replace(",", ""), "%b %d %Y").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


@router.post(
    "/create",
    status_code=HTTPStatus.ACCEPTED,
    response_model_exclude_none=True,
    responses={
        200: {"description": "The run has ended within the time that was waited"},
        **documented(400, 401, 403, 413, 415, 429, 503),
    },
)
async def create_monitor(  # noqa: PLR0913, PLR0917  a route's arguments are the parts of its request
    opened: Annotated[Door, Depends(door)],
    caller: Starter,
    body: dict[str, JsonValue],
    response: Response,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT, description="seconds to wait for the output")] = 0,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255)] = None,
) -> Created:
    """Make a monitor: where to pay for it is in the run's output."""
    workflow = await opened.catalogue.find(_WORKFLOW)
    if workflow is None:
        raise unavailable(f"The workflow {_WORKFLOW} is not deployed yet")
    circumstances = Circumstances(key=header_key(idempotency_key))
    row, is_new = await start(opened, caller, workflow, to_params(body), circumstances)
    run = of_row(opened, row, None)
    instance = Instance(instanceId=str(row.id), status=InstanceStatus(status=run.status))
    try:
        run = run if is_new else await known(opened, row)
        run = await wait_for_end(opened, caller.scope, run, wait)
        instance.status.status = run.status
        if run.status.is_final:
            seen = await details(opened, caller.scope, run)
            instance.output, instance.error = camel_keys(seen.output), seen.error
            response.status_code = HTTPStatus.OK
    except ProviderUnavailableError:  # it is accepted all the same
        return Created(data=instance)
    return Created(
        success=instance.error is None,
        data=instance,
        error=None if instance.error is None else instance.error.message,
    )
