"""What an open door is made of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

from fastapi import Request

from deployments.shim.catalogue import Catalogue
from deployments.shim.drainer import Drainer
from deployments.shim.inbox import Deliveries, Inbox
from deployments.shim.prefect_api import PrefectApi
from deployments.shim.rate_limit import RateLimit
from tasks.database.sessions import AsyncDatabase
from tasks.errors import SettingsError
from tasks.settings import settings


@dataclass(frozen=True, slots=True)
class Door:
    """The parts that routes work with."""

    database: AsyncDatabase
    prefect: PrefectApi
    catalogue: Catalogue
    inbox: Inbox
    drainer: Drainer
    rate_limit: RateLimit


def door(request: Request) -> Door:
    """FastAPI dependency: the door that a request came in by."""
    return cast("Door", request.state.door)


def _prefect_api_url() -> str:
    url = settings().prefect_api_url
    if url is None:
        raise SettingsError("PREFECT_API_URL is not set: the door must know where Prefect's API is")
    return url


@asynccontextmanager
async def open_door() -> AsyncIterator[Door]:
    """A door with its drainer at work. It opens whether Prefect answers or not, but needs its database.

    Raises:
        SettingsError: It is not said where Prefect or the database is, or the role sees every tenant.
        DBAPIError: The database does not answer.
    """
    database = AsyncDatabase()
    prefect = PrefectApi(_prefect_api_url())
    catalogue = Catalogue(database, prefect)
    drainer = Drainer(Deliveries(database), prefect, catalogue)
    await database.check_role()
    await catalogue.load()
    await prefect.open()
    freshening = asyncio.create_task(catalogue.keep_fresh(), name="catalogue")
    draining = asyncio.create_task(drainer.run(), name="drainer")
    try:
        yield Door(
            database=database,
            prefect=prefect,
            catalogue=catalogue,
            inbox=Inbox(database),
            drainer=drainer,
            rate_limit=RateLimit(settings().caddie_rate_limit),
        )
    finally:
        drainer.close()
        await draining
        freshening.cancel()
        await asyncio.gather(freshening, return_exceptions=True)
        await prefect.close()
        await database.close()
