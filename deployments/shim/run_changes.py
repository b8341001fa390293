"""Ending a run, and giving it another try: one change of a run at a time, however many doors there are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from deployments.shim.door import Door
from deployments.shim.prefect_api import Moved
from deployments.shim.problems import Problem
from deployments.shim.run_views import KnownRun
from deployments.shim.runs import find
from deployments.shim.seen import SeenState
from deployments.shim.statuses import RunStatus
from tasks.values import Scope

# The stock worker writes Crashed twice, and its late second word would end the new attempt.
_CRASH_SETTLES = timedelta(seconds=2)
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:run_id, 0))")


@asynccontextmanager
async def _alone_with(door: Door, scope: Scope, run_id: UUID) -> AsyncIterator[None]:
    async with door.database.transaction(scope) as connection:
        if not await connection.scalar(_LOCK.bindparams(run_id=str(run_id))):
            raise Problem(409, "Somebody else is changing this run right now")
        yield


async def cancel(door: Door, scope: Scope, run_id: str) -> KnownRun:
    """The run on its way to its end.

    Raises:
        Problem: 404: no such run. 409: it has ended already.
        ProviderUnavailableError: Prefect has the run and does not answer.
    """
    found = await find(door, scope, run_id)
    async with _alone_with(door, scope, found.id):
        if found.run is None and await door.inbox.cancel(scope, found.id):
            door.drainer.ring()
            return await find(door, scope, run_id)
        # It may have been delivered, or have ended, since it was found.
        found = await find(door, scope, run_id)
        running = None if found.status.is_final else found.run
        if running is None or await door.prefect.cancel(running.id) is Moved.REFUSED:
            raise Problem(409, "This run has ended already: there is nothing to cancel")
        return await find(door, scope, run_id)


async def retry(door: Door, scope: Scope, run_id: str) -> KnownRun:
    """The same run on its way to another attempt; steps that are finished are not run again.

    Raises:
        Problem: 404: no such run. 409: it did not end badly.
        ProviderUnavailableError: Prefect has the run and does not answer.
    """
    found = await find(door, scope, run_id)
    async with _alone_with(door, scope, found.id):
        found = await find(door, scope, run_id)
        if found.status not in {RunStatus.ERRORED, RunStatus.TERMINATED}:
            raise Problem(
                409, f"Only a run that is errored or terminated is tried again, not one {found.status}"
            )
        if found.run is None:
            if not await door.inbox.revive(scope, found.id):
                raise Problem(409, "This run is just being cancelled")
            door.drainer.ring()
            return await find(door, scope, run_id)
        if found.run.deployment_id is None:
            raise Problem(409, "This run was made without a deployment: no worker can try it again")
        await _let_a_crash_settle(found.run.state)
        if await door.prefect.run_again(found.run.id, datetime.now(UTC)) is Moved.REFUSED:
            raise Problem(409, "Prefect does not let this run be tried again")
        return await find(door, scope, run_id)


async def _let_a_crash_settle(state: SeenState) -> None:
    if state.kind == "CRASHED":
        remaining = state.at + _CRASH_SETTLES - datetime.now(UTC)
        await asyncio.sleep(max(0.0, remaining.total_seconds()))
