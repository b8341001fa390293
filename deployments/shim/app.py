"""The door: a small HTTP API that starts workflows, tells of their runs, and never loses one.

`uvicorn --factory deployments.shim.app:create_app --no-access-log`: the door's own log names routes, where
uvicorn's would name paths.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TypedDict

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from deployments.shim import problems
from deployments.shim.door import Door, open_door
from deployments.shim.routes import (
    health,
    howlerhire,
    links,
    mail,
    monitor_control,
    monitors,
    resend,
    runs,
    stripe,
    workflows,
)
from deployments.shim.sound_requests import SoundRequests
from deployments.shim.traffic import Traffic
from tasks.settings import settings

_ROUTERS = (
    health.router,
    workflows.router,
    runs.router,
    monitors.router,
    monitor_control.router,
    links.router,
    mail.router,
    stripe.router,
    resend.router,
    howlerhire.router,
)
_ASKED_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "Prefer", "X-API-Key", "X-Request-ID")
_TOLD_HEADERS = ("Location", "Retry-After", "X-Request-ID")


class _State(TypedDict):
    door: Door


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[_State]:
    async with open_door() as door:
        yield {"door": door}


def _log_to_stderr() -> None:
    """What the door says, under whatever server runs it; others' loggers stay as they are."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("deployments.shim").setLevel(settings().caddie_log_level)


def _operation_id(route: APIRoute) -> str:
    return route.name


def create_app() -> FastAPI:
    """The door as an ASGI application.

    Raises:
        SettingsError: A setting is missing or malformed.
    """
    _log_to_stderr()
    app = FastAPIOffline(  # its /docs needs no network
        redoc_url=None,
        title="Caddie",
        description="Starts background workflows and tells of their runs.",
        version=version("caddie"),
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
    )
    for router in _ROUTERS:
        app.include_router(router)
    problems.install(app)
    # The last one added is the outermost.
    app.add_middleware(SoundRequests)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings().allowed_origins,
        allow_methods=("GET", "POST"),
        allow_headers=_ASKED_HEADERS,
        expose_headers=_TOLD_HEADERS,
    )
    app.add_middleware(problems.LastDefence)
    app.add_middleware(Traffic)
    return app
