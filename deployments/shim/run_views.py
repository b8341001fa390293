"""A run as callers see it, put together from its inbox row and from what Prefect tells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from deployments.shim.drainer import REF_ID_TAG, REF_TYPE_TAG
from deployments.shim.inbox import InboxRow
from deployments.shim.seen import SeenRun, SeenState, SeenStep
from deployments.shim.statuses import RunStatus, words

# Prefect tells of an exception as "Flow run encountered an exception: ValueError: text".
_EXCEPTION = re.compile(r"encountered an exception:? (?:[\w.]*\.)?(\w+)(?:: |$)(.*)", re.DOTALL)


class RunError(BaseModel):
    """Why a run ended badly."""

    name: str = Field(description="the exception's name, or the kind of end: Crashed, TimedOut, Refused")
    message: str


class Retry(BaseModel):
    """An attempt of a step that failed."""

    attempt: int = Field(description="counted from 1")
    error: str
    at: datetime
    next_try_at: datetime | None = Field(None, description="absent if it was the last attempt")


class Step(BaseModel):
    """A step of a run's latest attempt. Steps that an earlier attempt finished are complete at once."""

    name: str
    status: RunStatus
    attempts: int
    started_at: datetime | None
    completed_at: datetime | None
    retries: list[Retry]


class Links(BaseModel):
    """Where to go from here."""

    status: str = Field(description="this run at the door")
    ui: str | None = Field(None, description="this run in Prefect's UI; its workflow until it has one")


class RunSummary(BaseModel):
    """A run in a line."""

    id: str
    workflow: str
    status: RunStatus
    ref_id: str | None
    ref_type: str | None
    metadata: dict[str, JsonValue]
    created_at: datetime
    start_at: datetime = Field(description="when it was to start")
    started_at: datetime | None
    completed_at: datetime | None
    attempts: int
    error: RunError | None
    links: Links


class RunDetails(RunSummary):
    """A run with all that is known of it."""

    flow_run_id: UUID | None = Field(description="Prefect's own id; null until Prefect has the run")
    params: dict[str, JsonValue]
    output: JsonValue = Field(description="what it returned, once it is complete")
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class KnownRun:
    """One run: its inbox row if it came in by a door, its flow run if Prefect has it; never neither."""

    workflow: str
    row: InboxRow | None
    run: SeenRun | None
    page: str | None

    @property
    def id(self) -> UUID:
        """The id that callers know it by."""
        if self.row is not None:
            return self.row.id
        return self._seen.public_id

    @property
    def start_at(self) -> datetime:
        """When it was to start: with its id, its place in every list."""
        return self.row.start_at if self.row is not None else self._seen.due_at

    @property
    def status(self) -> RunStatus:
        """What it is doing."""
        if self.run is not None:
            return words(self.run.state.kind, self.run.state.name).status
        assert self.row is not None
        if self.row.refusal is not None:
            return RunStatus.ERRORED
        return RunStatus.QUEUED if self.row.cancelled_at is None else RunStatus.TERMINATED

    @property
    def error(self) -> RunError | None:
        """Why it ended badly, if it did."""
        if self.run is not None and self.status is RunStatus.ERRORED:
            return _error(self.run.state)
        if self.run is None and self.row is not None and self.row.refusal is not None:
            return RunError(name="Refused", message=self.row.refusal)
        return None

    @property
    def _seen(self) -> SeenRun:
        assert self.run is not None, "a run without an inbox row is known from Prefect"
        return self.run

    def summary(self) -> RunSummary:
        """The run in a line."""
        return RunSummary(**self._line())

    def details(
        self, steps: Sequence[SeenStep], retries: Mapping[UUID, Sequence[Retry]], output: JsonValue
    ) -> RunDetails:
        """The run with all that is known of it.

        Args:
            steps: The steps of its latest attempt.
            retries: Failed attempts, by task run.
            output: What it returned.
        """
        params = self.run.parameters if self.run is not None else self.row.params if self.row else {}
        return RunDetails(
            **self._line(),
            flow_run_id=None if self.run is None else self.run.id,
            params=dict(params),
            output=output,
            steps=[_step(step, retries.get(step.id, ())) for step in steps],
        )

    def _line(self) -> dict[str, Any]:
        row, run = self.row, self.run
        return {
            "id": str(self.id),
            "workflow": self.workflow,
            "status": self.status,
            "ref_id": row.ref_id if row else _tagged(self._seen.tags, REF_ID_TAG),
            "ref_type": row.ref_type if row else _tagged(self._seen.tags, REF_TYPE_TAG),
            "metadata": dict(row.metadata) if row else {},
            "created_at": row.created_at if row else self._seen.created_at,
            "start_at": self.start_at,
            "started_at": run and run.started_at,
            "completed_at": run.completed_at if run else row and row.cancelled_at,
            "attempts": run.attempts if run else 0,
            "error": self.error,
            "links": Links(status=f"/v1/workflows/{self.workflow}/runs/{self.id}", ui=self.page),
        }


def _tagged(tags: Sequence[str], prefix: str) -> str | None:
    return next((tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)), None)


def _error(state: SeenState) -> RunError:
    exception = _EXCEPTION.search(state.message)
    if exception is None:
        return RunError(name=state.name, message=state.message)
    return RunError(name=exception[1], message=exception[2])


def _step(step: SeenStep, retries: Sequence[Retry]) -> Step:
    return Step(
        name=step.name,
        status=words(step.state.kind, step.state.name).status,
        attempts=step.attempts,
        started_at=step.started_at,
        completed_at=step.completed_at,
        retries=list(retries),
    )
