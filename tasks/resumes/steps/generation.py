"""The steps of resume-generation."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import select

from tasks import policies
from tasks.current_run import current_run_id, current_scope
from tasks.database.sessions import transaction
from tasks.database.tables import jobs
from tasks.errors import ForeignJobError, UnknownJobError, UnknownProfileError
from tasks.json_resume import JsonResume
from tasks.matching.requirements import Requirements, requirements_of
from tasks.plain_text import one_line, plain_text
from tasks.providers import file_folder, files
from tasks.reports import show_link, show_picture, show_table, show_text
from tasks.resumes import application_rows, usage_rows
from tasks.resumes.application_rows import Application
from tasks.resumes.documents.looks import Template
from tasks.resumes.draft import Draft
from tasks.resumes.finished import finish
from tasks.resumes.generated import (
    FileKind,
    FinishedFiles,
    GeneratedResume,
    Job,
    WrittenResume,
    limit_exceeded,
)
from tasks.resumes.profile_resume import resume_of
from tasks.resumes.resume_rows import find_profile
from tasks.resumes.steps import model_writer
from tasks.values import ApplicationId, JobId, Scope, UserId

TEMPLATE: Final[Template] = "classic"
_DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)
_FILES: dict[FileKind, tuple[str, str]] = {
    "pdf": ("resume.pdf", "application/pdf"),
    "docx": ("resume.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "json": ("resume.json", "application/json"),
    "report": ("report.json", "application/json"),
}


@contextmanager
def freeing_the_place_on_failure(
    user_id: UserId, job_id: JobId, application_id: ApplicationId | None
) -> Iterator[None]:
    """If the block fails, the application says why and the week's place is free, before the run fails."""
    try:
        yield
    except Exception as error:
        end_unwritten(user_id, job_id, application_id, str(error) or type(error).__name__)
        raise


@policies.reservation
def check_usage_limit(
    user_id: UserId, job_id: JobId, application_id: ApplicationId | None, skip_usage_check: bool
) -> GeneratedResume | None:
    """Reserve a place in the person's week. If it is full, the run's result, which the application says too.

    Raises:
        ForeignApplicationError: The application is somebody else's, or for another posting.
    """
    scope, application = current_scope(), _application(user_id, job_id, application_id)
    with transaction(scope) as connection:
        application_rows.open_application(connection, scope, application)
        if skip_usage_check:
            return None
        usage = usage_rows.reserve(connection, scope, user_id, application.run_id, datetime.now(UTC))
        if usage.is_reserved:
            return None
        application_rows.end_application(connection, application, "limit_exceeded", usage.message)
    return limit_exceeded(application.application_id, usage)


@policies.database_call
def fetch_job(user_id: UserId, job_id: JobId) -> Job:
    """The posting, without markup. Raises UnknownJobError, or ForeignJobError if it is somebody else's."""
    with transaction(current_scope()) as connection:
        row = connection.execute(select(jobs).where(jobs.c.job_id == job_id)).one_or_none()
    if row is None:
        raise UnknownJobError(f"There is no job {job_id}: save it before a résumé is written for it")
    if row.user_id != user_id:
        raise ForeignJobError(f"The job {job_id} is not one of the user {user_id}: check both ids")
    return Job(
        title=one_line(row.title),
        company=one_line(row.company),
        location=row.location and one_line(row.location),
        description=plain_text(row.description),
    )


@policies.database_call
def fetch_profile(user_id: UserId) -> JsonResume:
    """All that may be said of the person.

    Raises:
        UnknownProfileError: There is no profile, or nothing in it to write from.
        InvalidProfileError: Something in it cannot be understood.
    """
    with transaction(current_scope()) as connection:
        profile = find_profile(connection, user_id)
    if profile is None:
        raise UnknownProfileError(f"The user {user_id} has no profile: fill it in, or have a résumé parsed")
    return resume_of(profile)


@policies.file_work
def analyse_requirements(job: Job) -> Requirements:
    """What the posting asks for, each with its place in the text; shows it."""
    requirements = requirements_of(job.description, job.title)
    show_table(
        "requirements",
        [
            {
                "wanted": one.label,
                "importance": one.importance,
                "in the posting": requirements.text[one.start : one.end],
            }
            for one in requirements.wanted
        ],
        f"What the posting asks for: {job.title} at {job.company}",
    )
    return requirements


@model_writer.POLICY
def write_resume(profile: JsonResume, job: Job, requirements: Requirements) -> WrittenResume:
    """The draft: a selection of the profile, reworded where there is a model and its words hold.

    Nothing that the model does wrong fails the run: the built-in engine's draft stands then, and says why.

    Raises:
        RetryableError: The model did not answer, and this is not the last try.
    """
    best = model_writer.best_draft(profile, requirements, job.company)
    return WrittenResume(
        draft=file_folder.keep(_DRAFT.dump_json(best.draft)),
        engine=best.draft.engine,
        refused=len(best.draft.refused),
        fallback=best.fallback,
    )


@policies.file_work
def score_resume(profile: JsonResume, job: Job, written: WrittenResume) -> FinishedFiles:
    """The documents, and the three scores of what stands in them; shows how each came about.

    Raises:
        UnfaithfulDraftError: The draft says what the profile does not: our mistake, and it goes nowhere.
        UnwritableDocumentError: It cannot be set.
    """
    draft = _DRAFT.validate_json(file_folder.kept(written.draft))
    finished = finish(profile, draft, TEMPLATE, datetime.now(UTC).date(), job.company)
    scores = finished.scores
    show_text("match", finished.report_text, "What the posting asks for, and where the résumé shows it")
    return FinishedFiles(
        version=finished.version,
        match_score=round(scores.match.score),
        ats_score=round(scores.ats.score),
        quality_score=round(scores.quality.score),
        gaps=scores.match.gaps,
        resume_length=len(finished.text),
        kept={
            "pdf": file_folder.keep(finished.pdf),
            "docx": file_folder.keep(finished.docx),
            "json": file_folder.keep(finished.json),
            "report": file_folder.keep(finished.report_json),
        },
        picture=file_folder.keep(finished.picture),
        letter=file_folder.keep(finished.letter.encode()),
    )


@policies.provider_call
def save_resume(
    user_id: UserId,
    job_id: JobId,
    application_id: ApplicationId | None,
    written: WrittenResume,
    finished: FinishedFiles,
) -> GeneratedResume:
    """The files where the app finds them, the application ready, and the week's place counted: once.

    Raises:
        ProviderUnavailableError: The file storage, not now (retryable).
        ProviderRefusedError: The file storage refuses our key, or a file.
    """
    scope, application = current_scope(), _application(user_id, job_id, application_id)
    folder = _folder(scope, application, finished.version)
    stored = {
        kind: files.store(f"{folder}/{name}", file_folder.kept(finished.kept[kind]), media_type)
        for kind, (name, media_type) in _FILES.items()
    }
    picture = files.store(f"{folder}/first-page.png", file_folder.kept(finished.picture), "image/png")
    columns = {
        "tailored_resume": json.loads(file_folder.kept(finished.kept["json"])),
        "cover_letter": file_folder.kept(finished.letter).decode(),
        "files": {kind: file.url for kind, file in stored.items()},
        "version": finished.version,
        "match_score": finished.match_score,
        "ats_score": finished.ats_score,
        "quality_score": finished.quality_score,
        "gaps": list(finished.gaps),
        "engine": written.engine,
    }
    with transaction(scope) as connection:
        application_rows.complete_application(connection, application, columns)
        usage_rows.confirm(connection, application.run_id)
    show_link(
        "resume", stored["pdf"].link, "The résumé as PDF", f"Version {finished.version}, {written.engine}"
    )
    show_picture("first-page", picture.link, "The first page")
    return GeneratedResume(
        success=True,
        status="ready",
        application_id=application.application_id,
        match_score=finished.match_score,
        ats_score=finished.ats_score,
        quality_score=finished.quality_score,
        resume_length=finished.resume_length,
        files={kind: file.link for kind, file in stored.items()},
        gaps=finished.gaps,
        version=finished.version,
        engine=written.engine,
        refused=written.refused,
        fallback=written.fallback,
    )


@policies.reservation
def end_unwritten(user_id: UserId, job_id: JobId, application_id: ApplicationId | None, reason: str) -> None:
    """Nothing was written: the application says why, and the week's place is free again."""
    application = _application(user_id, job_id, application_id)
    with transaction(current_scope()) as connection:
        application_rows.end_application(connection, application, "failed", reason)
        usage_rows.give_back(connection, application.run_id)


def _application(user_id: UserId, job_id: JobId, application_id: ApplicationId | None) -> Application:
    return Application.of(application_id, user_id, job_id, current_run_id())


def _folder(scope: Scope, application: Application, version: str) -> str:
    """Where its files lie. No part of it can be `..`, whatever the app's ids are."""
    whose = f"{scope.tenant}/{scope.environment}/resumes/of-{application.user_id}"
    return f"{whose}/for-{application.application_id}/{version}"
