"""Every workflow that can be started, by slug: what Prefect last said of its deployments."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Self
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from deployments.shim.parameters import ParameterSchema
from deployments.shim.prefect_api import PrefectApi, PrefectUnavailableError
from deployments.shim.seen import DeployedFlow
from tasks.database.sessions import AsyncDatabase
from tasks.database.tables import workflows
from tasks.errors import ProviderUnavailableError

_log = logging.getLogger(__name__)
_REFRESH_SECONDS = 5.0
_LEAST_SECONDS_BETWEEN = 1.0
_ALIASES = {"create-monitor-workflow": "monitor-creation"}
_ALIAS_ENDING = "-workflow"


@dataclass(frozen=True, slots=True)
class Workflow:
    """A flow that callers may start, as its deployment describes it."""

    slug: str
    deployment_id: UUID
    flow_id: UUID
    description: str
    parameter_schema: Mapping[str, Any]
    schedules: Sequence[Mapping[str, Any]]
    queue: str | None
    takes: ParameterSchema

    @property
    def aliases(self) -> list[str]:
        """Other names that start it."""
        own = [alias for alias, slug in _ALIASES.items() if slug == self.slug]
        return [f"{self.slug}{_ALIAS_ENDING}", *own]

    @classmethod
    def of(cls, deployed: DeployedFlow) -> Self:
        """The workflow that a deployment makes of its flow."""
        return cls(
            slug=deployed.name,
            deployment_id=deployed.deployment_id,
            flow_id=deployed.flow_id,
            description=deployed.description,
            parameter_schema=deployed.parameter_schema,
            schedules=deployed.schedules,
            queue=deployed.queue,
            takes=ParameterSchema(deployed.parameter_schema, deployed.defaults),
        )


def _row(deployed: DeployedFlow) -> dict[str, Any]:
    return {
        "slug": deployed.name,
        "deployment_id": deployed.deployment_id,
        "deployment": {
            "flow_id": str(deployed.flow_id),
            "description": deployed.description,
            "parameter_schema": deployed.parameter_schema,
            "defaults": deployed.defaults,
            "schedules": list(deployed.schedules),
            "queue": deployed.queue,
        },
    }


def _from_row(slug: str, deployment_id: UUID, kept: Mapping[str, Any]) -> DeployedFlow:
    return DeployedFlow(
        deployment_id=deployment_id,
        flow_id=UUID(kept["flow_id"]),
        name=slug,
        flow_name=slug,
        description=kept["description"],
        parameter_schema=kept["parameter_schema"],
        defaults=kept["defaults"],
        schedules=kept["schedules"],
        queue=kept["queue"],
    )


class Catalogue:
    """Known in memory, kept in a table: a door that starts while Prefect is down knows them still."""

    def __init__(self, database: AsyncDatabase, prefect: PrefectApi) -> None:
        self._database = database
        self._prefect = prefect
        self._by_slug: dict[str, Workflow] = {}
        self._known: tuple[DeployedFlow, ...] = ()
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    def __iter__(self) -> Iterator[Workflow]:
        return iter(sorted(self._by_slug.values(), key=lambda workflow: workflow.slug))

    @property
    def is_empty(self) -> bool:
        """Whether no workflow was ever seen."""
        return not self._by_slug

    @property
    def slugs(self) -> list[str]:
        """Every workflow's slug."""
        return sorted(self._by_slug)

    def get(self, name: str) -> Workflow | None:
        """The workflow with this slug or alias, as far as is known."""
        slug = _ALIASES.get(name, name)
        return self._by_slug.get(slug) or self._by_slug.get(slug.removesuffix(_ALIAS_ENDING))

    def of_flow(self, flow_id: UUID) -> Workflow | None:
        """The workflow that a run of this flow belongs to."""
        return next((known for known in self._by_slug.values() if known.flow_id == flow_id), None)

    async def find(self, name: str) -> Workflow | None:
        """The workflow with this slug or alias; for one that is not known, Prefect is asked anew."""
        if self.get(name) is None:
            with suppress(ProviderUnavailableError):
                await self.refresh()
        return self.get(name)

    async def load(self) -> None:
        """Know what was kept."""
        async with self._database.all_tenants() as connection:
            rows = (await connection.execute(select(workflows))).all()
        self._take(tuple(_from_row(row.slug, row.deployment_id, row.deployment) for row in rows))

    async def refresh(self) -> None:
        """Ask Prefect, unless somebody did within the last second; keep what is new.

        Raises:
            PrefectUnavailableError: Prefect has no answer; what was known stays known.
        """
        async with self._asking:
            if monotonic() - self._asked_at < _LEAST_SECONDS_BETWEEN:
                return
            self._asked_at = monotonic()
            deployed = await self._prefect.deployments()
            seen = tuple(sorted((one for one in deployed if one.name == one.flow_name), key=lambda d: d.name))
            if not seen:
                raise PrefectUnavailableError("Prefect's server has no workflows yet: it is being set up")
            if seen != self._known:
                await self._keep(seen)
                self._take(seen)

    async def keep_fresh(self) -> None:
        """Ask Prefect every few seconds until cancelled."""
        while True:
            try:
                await self.refresh()
            except (ProviderUnavailableError, DBAPIError) as away:
                _log.debug("The catalogue stays as it is: %s", away)
            await asyncio.sleep(_REFRESH_SECONDS)

    def _take(self, deployed: tuple[DeployedFlow, ...]) -> None:
        self._known = deployed
        self._by_slug = {one.name: Workflow.of(one) for one in deployed}

    async def _keep(self, deployed: tuple[DeployedFlow, ...]) -> None:
        upsert = insert(workflows)
        upsert = upsert.on_conflict_do_update(
            index_elements=[workflows.c.slug],
            set_={
                "deployment_id": upsert.excluded.deployment_id,
                "deployment": upsert.excluded.deployment,
                "seen_at": upsert.excluded.seen_at,
            },
        )
        async with self._database.all_tenants() as connection:
            await connection.execute(upsert, [_row(one) for one in deployed])
            gone = workflows.c.slug.not_in([one.name for one in deployed])
            await connection.execute(delete(workflows).where(gone))
