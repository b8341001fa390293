"""A monitor that is there: looked at, paused, resumed and cancelled by who has a token."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from deployments.shim.callers import Manager, Reader
from deployments.shim.dialects import MonitorRoute
from deployments.shim.door import Door, door
from deployments.shim.monitor_views import Monitor, find_monitor
from deployments.shim.problems import Problem, documented
from tasks.monitors.ledger import ActionRefusedError, act
from tasks.monitors.links import CustomerAction
from tasks.values import Scope

router = APIRouter(prefix="/monitor", tags=["monitors"], route_class=MonitorRoute)
_REFUSALS = documented(400, 401, 403, 404, 429, 503)


def _id_of(sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError:
        raise _no_such_monitor() from None


def _no_such_monitor() -> Problem:
    """404, whether nobody has this monitor or somebody else."""
    return Problem(404, "There is no such monitor")


async def _changed(opened: Door, scope: Scope, sent_id: str, action: CustomerAction) -> Monitor:
    sought = _id_of(sent_id)

    def change(connection: Connection) -> Monitor | None:
        found = find_monitor(connection, sought)
        if found is None or act(connection, found.id, action) is None:
            return None
        return find_monitor(connection, found.id)

    try:
        async with opened.database.transaction(scope) as connection:
            monitor = await connection.run_sync(change)
    except ActionRefusedError as refused:
        raise Problem(409, str(refused)) from None
    if monitor is None:
        raise _no_such_monitor()
    opened.drainer.ring()
    return monitor


@router.get("/{monitor_id}", response_model_exclude_none=False, responses=_REFUSALS)
async def show_monitor(monitor_id: str, opened: Annotated[Door, Depends(door)], caller: Reader) -> Monitor:
    """The monitor of this user search preference, or the one that this run made."""
    sought = _id_of(monitor_id)
    async with opened.database.transaction(caller.scope) as connection:
        monitor = await connection.run_sync(find_monitor, sought)
    if monitor is None:
        raise _no_such_monitor()
    return monitor


@router.post("/{monitor_id}/pause", responses=_REFUSALS | documented(409))
async def pause_monitor(monitor_id: str, opened: Annotated[Door, Depends(door)], caller: Manager) -> Monitor:
    """Stop its checks until it is resumed; 409 unless it is active, or paused already."""
    return await _changed(opened, caller.scope, monitor_id, "pause")


@router.post("/{monitor_id}/resume", responses=_REFUSALS | documented(409))
async def resume_monitor(monitor_id: str, opened: Annotated[Door, Depends(door)], caller: Manager) -> Monitor:
    """Go on with the checks of a paused monitor; 409 if it is neither paused nor active."""
    return await _changed(opened, caller.scope, monitor_id, "resume")


@router.post("/{monitor_id}/cancel", responses=_REFUSALS | documented(409))
async def cancel_monitor(monitor_id: str, opened: Annotated[Door, Depends(door)], caller: Manager) -> Monitor:
    """End it for good; 409 if it has ended in another way."""
    return await _changed(opened, caller.scope, monitor_id, "cancel")
