"""Whether the door is alive, and whether it can accept."""

from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from deployments.shim.door import Door, door
from deployments.shim.parked_areas import parked_areas

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The door is alive."""

    status: Literal["ok"] = "ok"
    timestamp: datetime


class Readiness(BaseModel):
    """What the door can do at the moment."""

    database: Literal["up", "down"]
    prefect: Literal["up", "down"]
    inbox: int | None = Field(description="accepted runs that Prefect has yet to hear of; null if unknown")
    parked_areas: int | None = Field(
        description="areas that the tee-time source failed in and that are left alone for a while"
    )


@router.get("/health")
async def health() -> Health:
    """Alive: no more is said, and nobody is asked."""
    return Health(timestamp=datetime.now(UTC))


@router.get("/ready", responses={503: {"model": Readiness}})
async def ready(opened: Annotated[Door, Depends(door)], response: Response) -> Readiness:
    """200 while runs can be accepted, whether Prefect answers or not."""
    waiting: int | None = None
    parked: int | None = None
    with suppress(DBAPIError, PoolTimeoutError):
        parked = await parked_areas(opened.database)
        waiting = await opened.inbox.waiting()
    if waiting is None or opened.catalogue.is_empty:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(
        database="down" if waiting is None else "up",
        prefect="up" if await opened.prefect.is_up() else "down",
        inbox=waiting,
        parked_areas=parked,
    )
