"""The failed attempts of steps, one row each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from prefect.client.schemas.objects import TaskRun
from sqlalchemy.dialects.postgresql import insert

from tasks.current_run import current_scope
from tasks.database.sessions import transaction
from tasks.database.tables import step_attempts

LONGEST_ERROR = 2_000


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """One attempt of one step that did not succeed."""

    flow_run_id: UUID | None
    task_run_id: UUID
    step: str
    attempt: int
    error: str
    retryable: bool
    next_try_at: datetime | None

    @classmethod
    def of(cls, run: TaskRun, error: BaseException, *, retryable: bool, next_try_at: datetime | None) -> Self:
        """What there is to remember of a task run that just failed."""
        text = f"{type(error).__name__}: {error}"[:LONGEST_ERROR].replace("\x00", "")
        return cls(
            flow_run_id=run.flow_run_id,
            task_run_id=run.id,
            step=run.name.rpartition("-")[0] or run.name,
            attempt=max(run.run_count, 1),
            error=text,
            retryable=retryable,
            next_try_at=next_try_at,
        )


def remember(failed: FailedAttempt) -> None:
    """Write it down once; a task outside of a flow has no run to tell of and is left out."""
    if failed.flow_run_id is None:
        return
    scope = current_scope()
    row = insert(step_attempts).values(
        tenant=scope.tenant,
        environment=scope.environment,
        flow_run_id=failed.flow_run_id,
        task_run_id=failed.task_run_id,
        step=failed.step,
        attempt=failed.attempt,
        error=failed.error,
        retryable=failed.retryable,
        next_try_at=failed.next_try_at,
    )
    with transaction(scope) as connection:
        connection.execute(row.on_conflict_do_nothing(index_elements=["task_run_id", "attempt"]))
