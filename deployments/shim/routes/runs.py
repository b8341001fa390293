"""Runs of every workflow: lists, the story of a business object, and changes."""

from http import HTTPStatus
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from deployments.shim.callers import Manager, Reader
from deployments.shim.cursor import BadCursorError, Position
from deployments.shim.door import Door, door
from deployments.shim.problems import FieldError, documented, misfit
from deployments.shim.routes.workflows import RunId
from deployments.shim.run_changes import cancel, retry
from deployments.shim.run_lists import RunFilter, everything, newest
from deployments.shim.run_views import RunSummary
from deployments.shim.statuses import RunStatus

router = APIRouter(prefix="/v1", tags=["runs"])
_MOST = 200

Text = Annotated[str, Field(min_length=1, max_length=255)]


class ListQuery(BaseModel):
    """Which runs to list; what is left out does not narrow."""

    model_config = ConfigDict(extra="forbid")

    workflow: Text | None = Field(None, description="a workflow's slug, or one of its aliases")
    ref_type: Text | None = None
    ref_id: Text | None = None
    status: RunStatus | None = None
    limit: int = Field(20, ge=1, le=_MOST)
    cursor: str | None = Field(None, max_length=300, description="`next_cursor` of the page before")


class RunPage(BaseModel):
    """Some runs, and where the next ones are."""

    data: list[RunSummary]
    next_cursor: str | None = Field(description="null on the last page")


class WorkflowStory(BaseModel):
    """What one workflow has done for a business object."""

    workflow: str
    status: RunStatus = Field(description="of its last run")
    runs_count: int
    last_run_id: str


class Story(BaseModel):
    """All that has been done for a business object."""

    runs: list[RunSummary] = Field(description="in order of time")
    workflows: list[WorkflowStory]


@router.get("/runs", responses=documented(401, 403, 422, 429, 503))
async def list_runs(
    opened: Annotated[Door, Depends(door)], caller: Reader, asked: Annotated[ListQuery, Query()]
) -> RunPage:
    """Runs that fit every filter, newest first: by the time at which each was to start."""
    named = None if asked.workflow is None else opened.catalogue.get(asked.workflow)
    slug = asked.workflow if named is None else named.slug
    wanted = RunFilter(slug, asked.ref_type, asked.ref_id, asked.status)
    try:
        after = None if asked.cursor is None else Position.from_cursor(asked.cursor, repr(wanted))
    except BadCursorError:
        raise misfit([FieldError(field="cursor", message="is none that this list has given")]) from None
    found = await newest(opened, caller.scope, wanted, asked.limit + 1, after)
    shown = found[: asked.limit]
    more = len(found) > asked.limit
    return RunPage(
        data=[run.summary() for run in shown],
        next_cursor=Position(shown[-1].start_at, shown[-1].id).cursor(repr(wanted)) if more else None,
    )


@router.get("/refs/{ref_type}/{ref_id:path}", responses=documented(401, 403, 404, 422, 429, 503))
async def read_ref(
    opened: Annotated[Door, Depends(door)],
    caller: Reader,
    ref_type: Annotated[str, Path(max_length=255)],
    ref_id: Annotated[str, Path(max_length=255)],
) -> Story:
    """The whole story of a business object: empty for one that nothing was done for."""
    found = await everything(opened, caller.scope, RunFilter(ref_type=ref_type, ref_id=ref_id))
    by_workflow = groupby(sorted(found, key=lambda run: run.workflow), key=lambda run: run.workflow)
    stories = []
    for workflow, runs in by_workflow:
        of_workflow = list(runs)
        last = of_workflow[-1]
        stories.append(
            WorkflowStory(
                workflow=workflow,
                status=last.status,
                runs_count=len(of_workflow),
                last_run_id=str(last.id),
            )
        )
    return Story(runs=[run.summary() for run in found], workflows=stories)


@router.post("/runs/{run_id}/cancel", responses=documented(401, 403, 404, 409, 422, 429, 503))
async def cancel_run(opened: Annotated[Door, Depends(door)], caller: Manager, run_id: RunId) -> RunSummary:
    """End a run that has not ended. Its step in hand may finish first."""
    return (await cancel(opened, caller.scope, run_id)).summary()


@router.post(
    "/runs/{run_id}/retry",
    status_code=HTTPStatus.ACCEPTED,
    responses=documented(401, 403, 404, 409, 422, 429, 503),
)
async def retry_run(opened: Annotated[Door, Depends(door)], caller: Manager, run_id: RunId) -> RunSummary:
    """Let a run that ended badly go on from the step that failed."""
    return (await retry(opened, caller.scope, run_id)).summary()
