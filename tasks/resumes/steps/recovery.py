"""The step of recovery that looks after résumés: what a run had in hand when it ended for good is let go."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State
from sqlalchemy import func, select, union

from tasks import policies
from tasks.crashed_runs import TOO_LATE
from tasks.database.sessions import all_tenants
from tasks.database.tables import job_applications, usage_reservations
from tasks.findings import Finding
from tasks.resumes import application_rows, usage_rows

SETTLED_AFTER: Final = timedelta(minutes=1)
"""Younger rows are in a run's hands, or in those of the run's own last words."""

_MOST_RUNS = 200
_CANCELLED = "The run was cancelled: start it again"
_GONE = "The run that was to write it is gone: start it again"


@policies.sweep
def free_unused_places() -> Finding:
    """Give back the places of runs that are over and wrote nothing; their applications say why."""
    held = _runs_with_something_in_hand()
    runs = _runs(held)
    now, mended = datetime.now(UTC), 0
    for run_id in held:
        reason = why_over(runs.get(run_id), now)
        if reason is not None:
            mended += _let_go(run_id, reason)
    return Finding(what="résumés that a run left unwritten", found=mended, mended=mended)


def let_go_when_cancelled(
    flow: Flow[..., Any],  # noqa: ARG001  a hook's arguments are Prefect's, by their names
    flow_run: FlowRun,
    state: State[Any],  # noqa: ARG001  as above
) -> None:
    """The same at once for a run that somebody cancels: a hook of its flow."""
    _let_go(flow_run.id, _CANCELLED)


def why_over(run: FlowRun | None, now: datetime) -> str | None:
    """Why a run will write nothing more, for a person; None while it may.

    Args:
        run: As Prefect has it; None if Prefect has none.
        now: Aware: a crashed run is taken up again for a while.
    """
    if run is None or run.state is None:
        return _GONE
    state = run.state
    if state.is_crashed() and now - state.timestamp < TOO_LATE:
        return None
    if not state.is_final():
        return None
    if state.is_cancelled():
        return _CANCELLED
    return state.message or _GONE


def _let_go(run_id: UUID, reason: str) -> bool:
    """Whether the run had anything in hand."""
    with all_tenants() as connection:
        freed = usage_rows.give_back(connection, run_id)
        return application_rows.end_abandoned(connection, run_id, reason) or freed


def _runs_with_something_in_hand() -> list[UUID]:
    reservations, applications = usage_reservations.c, job_applications.c
    reserved = select(reservations.flow_run_id).where(
        reservations.state == "reserved", reservations.updated_at < func.now() - SETTLED_AFTER
    )
    generating = select(applications.flow_run_id).where(
        applications.status == "generating",
        applications.flow_run_id.is_not(None),
        applications.updated_at < func.now() - SETTLED_AFTER,
    )
    with all_tenants() as connection:
        found = connection.execute(union(reserved, generating).limit(_MOST_RUNS)).scalars().all()
    return [UUID(run_id) for run_id in found]


def _runs(run_ids: list[UUID]) -> Mapping[UUID, FlowRun]:
    if not run_ids:
        return {}
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=run_ids)))
    return {run.id: run for run in runs}
