"""From the inbox to Prefect: each accepted row becomes one flow run, whatever dies in between."""

import asyncio
import logging
from asyncio import TaskGroup
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from deployments.shim.catalogue import Catalogue
from deployments.shim.inbox import Deliveries, InboxRow
from deployments.shim.prefect_api import (
    DeploymentGoneError,
    PrefectApi,
    PrefectFailedError,
    PrefectRefusedError,
)
from deployments.shim.seen import NewRun
from tasks.current_run import ENVIRONMENT_TAG, TENANT_TAG
from tasks.errors import ProviderUnavailableError
from tasks.values import Scope

LANES = 4  # more at once make Prefect's server slower, not faster
_POLL_SECONDS = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0
_LONGEST_PUT_OFF = timedelta(seconds=30)
REF_TYPE_TAG = "ref_type:"
REF_ID_TAG = "ref_id:"
_log = logging.getLogger(__name__)


def scope_tags(scope: Scope) -> list[str]:
    """What marks a run as a tenant's own."""
    return [f"{TENANT_TAG}{scope.tenant}", f"{ENVIRONMENT_TAG}{scope.environment}"]


def ref_tags(ref_type: str | None, ref_id: str | None) -> list[str]:
    """What ties a run to a business object."""
    named = ((REF_TYPE_TAG, ref_type), (REF_ID_TAG, ref_id))
    return [f"{tag}{value}" for tag, value in named if value is not None]


class Drainer:
    """Four lanes, each with one row in hand. Woken at once, and looking about every second besides.

    The poll finds what other doors left: their rows are free again when their claim is over.
    """

    def __init__(self, deliveries: Deliveries, prefect: PrefectApi, catalogue: Catalogue) -> None:
        self._deliveries = deliveries
        self._prefect = prefect
        self._catalogue = catalogue
        self._bell: asyncio.Queue[None] = asyncio.Queue(maxsize=LANES)
        self._closing = asyncio.Event()

    def ring(self) -> None:
        """Say that there is a row."""
        if not self._bell.full():
            self._bell.put_nowait(None)

    def close(self) -> None:
        """Let every lane finish what it has in hand, and take nothing more."""
        self._closing.set()
        for _ in range(LANES):
            self.ring()

    async def run(self) -> None:
        """Drain until closed."""
        async with TaskGroup() as lanes:
            for number in range(LANES):
                lanes.create_task(self._lane(number), name=f"drainer lane {number}")

    async def _lane(self, number: int) -> None:
        # Each lane polls in its turn, so that together they look once in _POLL_SECONDS.
        patience = _POLL_SECONDS * (number + 1)
        pause = _FIRST_PAUSE
        while not self._closing.is_set():
            try:
                row = await self._deliveries.claim()
                if row is None:
                    pause = _FIRST_PAUSE
                    await self._wait_for_bell(patience)
                    patience = _POLL_SECONDS * LANES
                    continue
                await self._carry(row)
                pause = _FIRST_PAUSE
            except (ProviderUnavailableError, DBAPIError) as away:
                _log.warning("The inbox waits %.1f s: %s", pause, _reason(away))
                pause = await self._rest(pause)
            except Exception:  # noqa: BLE001  last line of defence: a dead lane leaves rows lying
                _log.exception("A lane of the inbox stumbled; the row in its hand is free in half a minute")
                pause = await self._rest(pause)

    async def _wait_for_bell(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.get()

    async def _rest(self, seconds: float) -> float:
        """Do nothing for so long, unless the door closes. Returns how long to rest the next time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        return min(2 * seconds, _LONGEST_PAUSE)

    async def _carry(self, row: InboxRow) -> None:
        """Bring a claimed row to its end. Raises ProviderUnavailableError if Prefect takes nothing now."""
        try:
            if row.cancelled_at is not None:
                await self._end_cancelled(row)
            else:
                await self._make_run(row)
        except PrefectFailedError:
            # One row that breaks the server must not hold up the others.
            pause = min(timedelta(seconds=_FIRST_PAUSE * 2 ** min(row.tries, 10)), _LONGEST_PUT_OFF)
            _log.warning("Prefect's server failed on inbox row %s; next try in %s", row.id, pause)
            await self._deliveries.put_off(row.id, pause)
        except PrefectRefusedError as refused:
            _log.warning("Prefect refuses inbox row %s for good", row.id)
            await self._deliveries.refuse(row.id, str(refused))
        except ProviderUnavailableError:
            await self._deliveries.put_off(row.id, timedelta())
            raise

    async def _make_run(self, row: InboxRow) -> None:
        try:
            flow_run_id = await self._create(row)
        except DeploymentGoneError:
            # It may have been deployed anew since the catalogue was read.
            await self._catalogue.refresh()
            flow_run_id = await self._create(row)
        if not await self._deliveries.deliver(row.id, flow_run_id):
            await self._end_cancelled(row)

    async def _create(self, row: InboxRow) -> UUID:
        workflow = self._catalogue.get(row.workflow)
        if workflow is None:
            raise DeploymentGoneError(f"There is no workflow {row.workflow} any more")
        return await self._prefect.create_run(
            NewRun(
                deployment_id=workflow.deployment_id,
                inbox_id=row.id,
                parameters=row.params,
                tags=[*scope_tags(row.scope), *ref_tags(row.ref_type, row.ref_id)],
                start_at=row.start_at,
            )
        )

    async def _end_cancelled(self, row: InboxRow) -> None:
        """End the run that a cancelled row may have; only then is the row done with."""
        run = await self._prefect.run_of_inbox(row.id)
        if run is not None:
            await self._prefect.cancel(run.id)
        await self._deliveries.settle_cancelled(row.id, None if run is None else run.id)


def _reason(away: Exception) -> str:
    return str(away.orig) if isinstance(away, DBAPIError) else str(away)
