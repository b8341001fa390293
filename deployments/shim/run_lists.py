"""Lists of runs, latest start first: what Prefect has, and what it has yet to hear of.

The inbox is read before Prefect. A row that is delivered in between is then in both, never in neither, and
stays where it was: its flow run is due at the same moment and goes by the same id. Runs that a schedule has
made for later appear when they are due; those that a caller asked for later are there from the start.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from deployments.shim.cursor import Position
from deployments.shim.door import Door
from deployments.shim.drainer import ref_tags, scope_tags
from deployments.shim.inbox import InboxRow, RowQuery
from deployments.shim.run_views import KnownRun
from deployments.shim.runs import belongs_to, of_flow_run, of_row
from deployments.shim.seen import RunQuery, SeenRun
from deployments.shim.statuses import RunStatus, state_types
from tasks.settings import settings
from tasks.values import Scope

_BATCH = 200
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs a list shows; None does not narrow."""

    workflow: str | None = None
    ref_type: str | None = None
    ref_id: str | None = None
    status: RunStatus | None = None


async def newest(
    door: Door, scope: Scope, wanted: RunFilter, limit: int, after: Position | None = None
) -> list[KnownRun]:
    """The scope's runs that fit, latest start first.

    Args:
        door: The door.
        scope: Whose runs.
        wanted: Which of them.
        limit: How many at most.
        after: Where the last page ended.

    Raises:
        ProviderUnavailableError: Prefect does not answer.
    """
    listing = _Listing(door, scope, wanted, after, datetime.now(UTC))
    listed: dict[Position, KnownRun] = {}
    for source in (listing.upcoming(), listing.due(min(_BATCH, 2 * limit))):
        fitting = 0
        async for batch in source:
            fits = {_position(run): run for run in batch if listing.shows(run)}
            listed |= fits
            fitting += len(fits)
            if fitting >= limit:
                break
    return [listed[place] for place in sorted(listed, reverse=True)[:limit]]


async def everything(door: Door, scope: Scope, wanted: RunFilter) -> list[KnownRun]:
    """All of the scope's runs that fit, earliest start first."""
    found: list[KnownRun] = []
    while True:
        last = _position(found[-1]) if found else None
        page = await newest(door, scope, wanted, _BATCH, last)
        found += page
        if len(page) < _BATCH:
            return found[::-1]


def _position(run: KnownRun) -> Position:
    return Position(run.start_at, run.id)


@dataclass(frozen=True, slots=True)
class _Listing:
    """One look at a list, from a place in it downwards."""

    door: Door
    scope: Scope
    wanted: RunFilter
    after: Position | None
    now: datetime

    def shows(self, run: KnownRun) -> bool:
        """Whether a run has the wanted status and lies below the place."""
        if self.after is not None and _position(run) >= self.after:
            return False
        return self.wanted.status in {None, run.status}

    async def upcoming(self) -> AsyncIterator[list[KnownRun]]:
        """Batches of what Prefect has no run of yet, or one that is due later."""
        before = None if self.after is None else (self.after.start_at, self.after.id)
        wanted = self.wanted
        while True:
            query = RowQuery(wanted.workflow, wanted.ref_type, wanted.ref_id, before, _BATCH)
            rows = await self.door.inbox.upcoming(self.scope, query, self.now)
            yield await self._with_runs(rows)
            if len(rows) < _BATCH:
                return
            before = rows[-1].start_at, rows[-1].id

    async def due(self, size: int) -> AsyncIterator[list[KnownRun]]:
        """Batches of what Prefect has had to start by now, each complete down to its last moment."""
        moment = self.now if self.after is None else min(self.now, self.after.start_at)
        while True:
            batch = await self.door.prefect.runs_due_by(self._query, moment, size)
            if len(batch) < size:
                yield await self._own(batch)
                return
            edge = batch[-1].due_at
            later = [run for run in batch if run.due_at > edge]
            yield await self._own([*later, *await self.door.prefect.runs_due_at(self._query, edge)])
            moment = edge - _TICK

    @property
    def _query(self) -> RunQuery:
        wanted = self.wanted
        # Runs of the default scope may carry no tags at all, so tags cannot find them.
        whose = [] if self.scope == settings().default_scope else scope_tags(self.scope)
        return RunQuery(
            flow_names=self.door.catalogue.slugs if wanted.workflow is None else [wanted.workflow],
            tags=[*whose, *ref_tags(wanted.ref_type, wanted.ref_id)],
            state_types=() if wanted.status is None else state_types(wanted.status),
        )

    async def _with_runs(self, rows: Sequence[InboxRow]) -> list[KnownRun]:
        ids = [row.flow_run_id for row in rows if row.flow_run_id is not None]
        seen = {run.id: run for run in await self.door.prefect.runs_with_ids(ids)} if ids else {}
        return [
            of_row(self.door, row, None if row.flow_run_id is None else seen[row.flow_run_id])
            for row in rows
            if row.flow_run_id is None or row.flow_run_id in seen
        ]

    async def _own(self, runs: Sequence[SeenRun]) -> list[KnownRun]:
        own = [run for run in runs if belongs_to(self.scope, run.tags)]
        ids = [run.inbox_id for run in own if run.inbox_id is not None]
        rows = await self.door.inbox.with_ids(self.scope, ids) if ids else {}
        found: list[KnownRun] = []
        for run in own:
            row = None if run.inbox_id is None else rows.get(run.inbox_id)
            known = of_flow_run(self.door, run) if row is None else of_row(self.door, row, run)
            if known is not None:
                found.append(known)
        return found
