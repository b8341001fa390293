"""What the door asks Prefect for and hears from it, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeployedFlow:
    """A deployment, with its flow's name."""

    deployment_id: UUID
    flow_id: UUID
    name: str
    flow_name: str
    description: str
    parameter_schema: Mapping[str, Any]
    defaults: Mapping[str, Any]
    schedules: Sequence[Mapping[str, Any]]
    queue: str | None


@dataclass(frozen=True, slots=True)
class NewRun:
    """What a run is made of. The key makes it the only one of its kind."""

    deployment_id: UUID
    inbox_id: UUID
    parameters: Mapping[str, Any]
    tags: Sequence[str]
    start_at: datetime


@dataclass(frozen=True, slots=True)
class SeenState:
    """A state of Prefect's."""

    kind: str
    name: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SeenRun:
    """A flow run as Prefect tells of it."""

    id: UUID
    flow_id: UUID
    deployment_id: UUID | None
    inbox_id: UUID | None
    parameters: Mapping[str, Any]
    tags: Sequence[str]
    attempts: int
    state: SeenState
    created_at: datetime
    due_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @property
    def public_id(self) -> UUID:
        """What callers know it by: the inbox row's id if a door started it, else its own."""
        return self.inbox_id or self.id


@dataclass(frozen=True, slots=True)
class SeenStep:
    """A task run of a flow run's latest attempt."""

    id: UUID
    name: str
    attempts: int
    state: SeenState
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunQuery:
    """Which runs to look for; an empty part does not narrow."""

    flow_names: Sequence[str]
    tags: Sequence[str] = ()
    state_types: Sequence[str] = ()
