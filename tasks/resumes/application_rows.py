"""The application that a résumé is written for: its row follows the run that writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Update, case, func, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import job_applications
from tasks.errors import ForeignApplicationError
from tasks.values import ApplicationId, JobId, Scope, UserId

LONGEST_MESSAGE = 1_000
_columns = job_applications.c


@dataclass(frozen=True, slots=True)
class Application:
    """Whose application to which posting, and which run writes its résumé."""

    application_id: str
    user_id: UserId
    job_id: JobId
    run_id: UUID

    @classmethod
    def of(cls, application_id: ApplicationId | None, user_id: UserId, job_id: JobId, run_id: UUID) -> Self:
        """The one that waits, or else one that the run makes and that bears its id."""
        return cls(application_id or str(run_id), user_id, job_id, run_id)


def open_application(connection: Connection, scope: Scope, application: Application) -> None:
    """See that it is there, is the person's own for this posting, and waits.

    Raises:
        ForeignApplicationError: It is somebody else's, or for another posting.
    """
    row = insert(job_applications).values(
        tenant=scope.tenant,
        environment=scope.environment,
        application_id=application.application_id,
        user_id=application.user_id,
        job_id=application.job_id,
        flow_run_id=str(application.run_id),
        status="generating",
    )
    opened = connection.execute(
        row.on_conflict_do_update(
            index_elements=["tenant", "environment", "application_id"],
            set_={
                "status": case((_is_done_by(application), "ready"), else_="generating"),
                "error_message": None,
                "flow_run_id": str(application.run_id),
                "updated_at": func.now(),
            },
            where=(_columns.user_id == application.user_id) & (_columns.job_id == application.job_id),
        ).returning(_columns.id)
    ).one_or_none()
    if opened is None:
        raise ForeignApplicationError(
            f"Application {application.application_id} is not one of user {application.user_id}"
            f" to job {application.job_id}"
        )


def _is_done_by(application: Application) -> ColumnElement[bool]:
    """Whether this very run was killed after it had written it."""
    return (_columns.status == "ready") & (_columns.flow_run_id == str(application.run_id))


def end_application(
    connection: Connection,
    application: Application,
    status: Literal["failed", "limit_exceeded"],
    message: str,
) -> None:
    """Say why there is no résumé for it; one that another run has in hand is left alone."""
    connection.execute(
        _own(application)
        .where(_columns.status == "generating")
        .values(status=status, error_message=message[:LONGEST_MESSAGE])
    )


def end_abandoned(connection: Connection, run_id: UUID, message: str) -> bool:
    """Say why there is none for the application that a run, which is over, still had in hand."""
    ended = connection.execute(
        update(job_applications)
        .where(_columns.flow_run_id == str(run_id), _columns.status == "generating")
        .values(status="failed", error_message=message[:LONGEST_MESSAGE], updated_at=func.now())
    )
    return ended.rowcount == 1


def complete_application(
    connection: Connection, application: Application, columns: Mapping[str, Any]
) -> None:
    """Put what was written into it: it is ready."""
    connection.execute(
        _own(application).values(status="ready", error_message=None, ready_at=func.now(), **columns)
    )


def _own(application: Application) -> Update:
    return (
        update(job_applications)
        .where(
            _columns.application_id == application.application_id,
            _columns.user_id == application.user_id,
            _columns.job_id == application.job_id,
            _columns.flow_run_id == str(application.run_id),
        )
        .values(updated_at=func.now())
    )
