"""Single runs: found for whom they belong to, looked at closely, waited for."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select

from deployments.shim.door import Door
from deployments.shim.inbox import InboxRow
from deployments.shim.problems import Problem
from deployments.shim.run_views import KnownRun, Retry, RunDetails
from deployments.shim.seen import SeenRun
from deployments.shim.statuses import RunStatus
from tasks.current_run import scope_of
from tasks.database.tables import step_attempts
from tasks.errors import ProviderUnavailableError
from tasks.settings import settings
from tasks.values import Scope

LONGEST_WAIT = 30
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 0.5


def no_such_run() -> Problem:
    """404, whether nobody has this run or somebody else."""
    return Problem(404, "There is no such run")


def belongs_to(scope: Scope, tags: Sequence[str]) -> bool:
    """Whether a run with these tags is the scope's own."""
    try:
        return scope_of(list(tags), settings().default_scope) == scope
    except ValueError:  # somebody tagged a run with what names no tenant
        return False


def of_row(door: Door, row: InboxRow, run: SeenRun | None) -> KnownRun:
    """A run that came in by a door."""
    workflow = door.catalogue.get(row.workflow)
    page = None
    if run is not None:
        page = door.prefect.run_page(run.id)
    elif workflow is not None:
        page = door.prefect.deployment_page(workflow.deployment_id)
    return KnownRun(row.workflow, row, run, page)


def of_flow_run(door: Door, run: SeenRun) -> KnownRun | None:
    """A run that a person or a schedule started; None if its flow is no workflow."""
    workflow = door.catalogue.of_flow(run.flow_id)
    return None if workflow is None else KnownRun(workflow.slug, None, run, door.prefect.run_page(run.id))


async def known(door: Door, row: InboxRow) -> KnownRun:
    """What is known of an accepted request. Prefect is asked only if it has the run.

    Raises:
        Problem: 404: it had a run, which was deleted.
        ProviderUnavailableError: Prefect does not answer.
    """
    if row.flow_run_id is None:
        return of_row(door, row, None)
    run = await door.prefect.run(row.flow_run_id)
    if run is None:
        raise no_such_run()
    return of_row(door, row, run)


async def find(door: Door, scope: Scope, any_id: str, workflow: str | None = None) -> KnownRun:
    """The scope's run with this id, the door's or Prefect's.

    Args:
        door: The door.
        scope: Who asks.
        any_id: As it was sent.
        workflow: The workflow that it must be a run of, if it matters: slug or alias.

    Raises:
        Problem: 404: there is none, or it is somebody else's.
        ProviderUnavailableError: Prefect must be asked and does not answer.
    """
    try:
        sought = UUID(any_id)
    except ValueError:
        raise no_such_run() from None
    row = await door.inbox.find(scope, sought)
    found = await (known(door, row) if row is not None else _from_prefect(door, scope, sought))
    if found is None:
        raise no_such_run()
    if workflow is not None:
        named = door.catalogue.get(workflow)
        if found.workflow != (workflow if named is None else named.slug):
            raise no_such_run()
    return found


async def _from_prefect(door: Door, scope: Scope, flow_run_id: UUID) -> KnownRun | None:
    run = await door.prefect.run(flow_run_id)
    if run is None or not belongs_to(scope, run.tags):
        return None
    return of_flow_run(door, run)


async def details(door: Door, scope: Scope, found: KnownRun) -> RunDetails:
    """The run with its output, its steps and each of their attempts.

    Raises:
        ProviderUnavailableError: Prefect has the run and does not answer.
    """
    if found.run is None:
        return found.details((), {}, None)
    output: JsonValue = None
    if found.status is RunStatus.COMPLETE:
        output = await door.prefect.output(found.run)
    steps = await door.prefect.steps(found.run)
    return found.details(steps, await _retries(door, scope, found.run.id), output)


async def _retries(door: Door, scope: Scope, flow_run_id: UUID) -> Mapping[UUID, Sequence[Retry]]:
    """Every failed attempt that the run's steps wrote down, by task run."""
    query = (
        select(step_attempts)
        .where(step_attempts.c.flow_run_id == flow_run_id)
        .order_by(step_attempts.c.attempt)
    )
    found: dict[UUID, list[Retry]] = {}
    async with door.database.transaction(scope) as connection:
        for row in await connection.execute(query):
            retry = Retry(attempt=row.attempt, error=row.error, at=row.failed_at, next_try_at=row.next_try_at)
            found.setdefault(row.task_run_id, []).append(retry)
    return found


async def wait_for_end(door: Door, scope: Scope, found: KnownRun, seconds: float) -> KnownRun:
    """The run once it has ended, or as it is when the time is up or Prefect is away."""
    pause = _FIRST_PAUSE
    with suppress(TimeoutError, ProviderUnavailableError):
        async with asyncio.timeout(seconds):
            while not found.status.is_final:
                await asyncio.sleep(pause)
                pause = min(1.5 * pause, _LONGEST_PAUSE)
                found = await find(door, scope, str(found.id))
    return found
