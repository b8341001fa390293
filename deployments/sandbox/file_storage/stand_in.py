"""Supabase's storage, as the sandbox has it: it keeps files, signs links to them and shows what there is."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from pydantic import BaseModel

from deployments.sandbox.faults import Fault, Faults
from deployments.sandbox.file_storage.api import api_router
from deployments.sandbox.file_storage.desk import Desk
from deployments.sandbox.file_storage.pages import HOME, pages_router
from deployments.sandbox.file_storage.shelf import Shelf
from deployments.sandbox.stand_in import Link, StandIn, Switch


class State(BaseModel):
    """How much there is, for tests to count."""

    buckets: list[str]
    files: list[str]
    calls: dict[str, int]
    faults: list[Fault]


def file_storage_stand_in(home: Path, clock: Callable[[], float]) -> StandIn:
    """The project that `home` remembers."""
    shelf = Shelf(home / "file_storage", clock)
    faults = Faults()
    router = APIRouter()
    router.include_router(pages_router(shelf))
    router.include_router(_switches(shelf, faults))
    router.include_router(api_router(shelf, Desk(shelf, faults)))
    return StandIn(
        name="File storage",
        about="keeps what is uploaded, and signs links to it, as Supabase's storage does",
        router=router,
        links=(
            Link(f"{HOME}/files", "the files, and a way to put one there"),
            Link(f"{HOME}/_state", "how much there is"),
        ),
        switches=(
            Switch(f"POST {HOME}/_faults", "the next calls are throttled, break before or after, hang, …"),
        ),
    )


def _switches(shelf: Shelf, faults: Faults) -> APIRouter:
    router = APIRouter(prefix=HOME, tags=["switches for tests"])

    @router.post("/_faults", status_code=201)
    async def arm_storage_fault(fault: Fault) -> list[Fault]:
        """Let the next calls go wrong; answers with all faults that are armed."""
        faults.arm(fault)
        return faults.armed

    @router.delete("/_faults", status_code=204)
    async def clear_storage_faults() -> None:
        """Let all calls go right again; those that hang go on."""
        faults.clear()

    @router.get("/_state")
    async def show_storage_state() -> State:
        """Buckets, files, calls since the start, the switches."""
        return State(
            buckets=list(shelf.buckets),
            files=[found.place for found in shelf.objects()],
            calls=dict(shelf.calls),
            faults=faults.armed,
        )

    return router
