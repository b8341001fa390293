"""The steps of resume-parsing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect import Flow, State
from prefect.client.schemas.objects import FlowRun
from prefect.logging import get_run_logger
from pydantic import TypeAdapter

from tasks import policies
from tasks.current_run import current_run_id, current_scope, scope_of
from tasks.database.sessions import transaction
from tasks.errors import CaddieError, UnreadableDocumentError
from tasks.providers import file_folder, files
from tasks.reports import show_picture, show_table
from tasks.resumes import resume_rows
from tasks.resumes.confined_reading import draw_confined, read_confined
from tasks.resumes.evidence import confidence_of, diff_of, table_of, text_of
from tasks.resumes.merging import merge
from tasks.resumes.model import ReadResume
from tasks.resumes.parsing_results import (
    ExtractedText,
    FetchedFile,
    FileType,
    ParsedResume,
    StructuredResume,
)
from tasks.resumes.profile import counted_skills, profile_of
from tasks.resumes.resume_rows import ResumeEnd, Upload
from tasks.resumes.steps import model_engine
from tasks.resumes.structured import structured_data
from tasks.settings import settings
from tasks.values import FileUrl, ResumeId, UserId

_NOTHING_TO_READ = (
    "The file holds pictures of pages and no text: run text recognition (OCR) over it, or upload the"
    " document that it was made from"
)
_A_PAGE_IS_A_PICTURE = "A page of the file is a picture: what stands on it was not read"
_READ: TypeAdapter[ReadResume] = TypeAdapter(ReadResume)


@contextmanager
def noting_failure(user_id: UserId, resume_id: ResumeId) -> Iterator[None]:
    """If the block fails, the résumé's row says so before the run does."""
    try:
        yield
    except Exception as error:
        mark_failed(user_id, resume_id, str(error) or type(error).__name__)
        raise


def note_cancellation(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001  Prefect's
    """For the flow: somebody cancels the run, and the résumé's row says so."""
    user_id, resume_id = flow_run.parameters["user_id"], flow_run.parameters["resume_id"]
    with transaction(scope_of(flow_run.tags, settings().default_scope)) as connection:
        resume_rows.fail_resume(connection, user_id, resume_id, "Reading it was cancelled: start it again")


@policies.provider_call
def fetch_file(user_id: UserId, resume_id: ResumeId, file_url: FileUrl, file_type: FileType) -> FetchedFile:
    """The résumé's file, kept where every worker finds it.

    Raises:
        ForeignResumeError: The résumé is another user's (terminal, as are the next three).
        RefusedFileUrlError: Files are not fetched from there.
        FileGoneError: The link has expired, or there is no such file.
        FileTooLargeError: It is larger than any that is taken.
        ProviderUnavailableError: Not now (retryable).
    """
    scope = current_scope()
    with transaction(scope) as connection:
        resume_rows.claim_resume(connection, scope, Upload(user_id, resume_id, file_url, file_type))
    content = files.fetch(file_url)
    return FetchedFile(file=file_folder.keep(content), size=len(content))


@policies.file_work
def extract_text(fetched: FetchedFile) -> ExtractedText:
    """Lines, and what the built-in engine makes of them; shows it on the pages.

    Raises:
        UnreadableDocumentError: The file cannot be read within its limits (terminal).
    """
    content = file_folder.kept(fetched.file)
    read = read_confined(content)
    _show_pages(content)
    return ExtractedText(reading=_keep(read), extracted_length=len(text_of(read)), needs_ocr=read.needs_ocr)


@model_engine.POLICY
def parse_resume(fetched: FetchedFile, text: ExtractedText) -> StructuredResume:
    """The reading that counts; shows what was read as what, how surely, and from which lines.

    Raises:
        UnreadableDocumentError: There is text, and nothing in it that a résumé says.
        RetryableError: The language model did not answer; on the last try the built-in engine does.
    """
    best = model_engine.best_reading(_kept(text.reading), fetched.file)
    read = best.read
    if not read.values and not read.needs_ocr:
        raise UnreadableDocumentError("Nothing in the file reads as a résumé: check that it is the right one")
    show_table("reading", table_of(read), "What was read as what, how surely (0 to 1), from which lines")
    return StructuredResume(
        reading=_keep(read),
        extracted_length=len(text_of(read)),
        engine=read.engine,
        needs_ocr=read.needs_ocr,
        is_transcribed=best.is_transcribed,
        confidence=confidence_of(read),
        note=best.note,
    )


@policies.database_call
def update_profile(user_id: UserId, resume_id: ResumeId, structured: StructuredResume) -> ParsedResume:
    """Fill the profile from the reading, keep what that changes, and end the résumé: all or nothing.

    What a model has read off pictures changes nothing: it is proposed, for the person to decide.

    Raises:
        ForeignResumeError: The résumé is another user's.
    """
    read, scope = _kept(structured.reading), current_scope()
    source_id, is_anything_read = f"{resume_id}@{current_run_id()}", bool(read.values)
    with transaction(scope) as connection:
        resume_rows.lock_resume(connection, user_id, resume_id)
        if is_anything_read:
            known = resume_rows.lock_profile(connection, scope, user_id)
            merged = merge(
                known, profile_of(read.resume), resume_rows.written_by_readings(connection, user_id)
            )
            diff = diff_of(merged.changes, read, resume_id)
            if structured.is_transcribed:
                resume_rows.propose_changes(connection, scope, user_id, source_id, diff)
            elif merged.changes:
                resume_rows.save_profile(connection, user_id, merged)
                resume_rows.keep_changes(connection, scope, user_id, source_id, diff)
        resume_rows.end_resume(connection, user_id, resume_id, _end(read))
        profile_changes = resume_rows.count_changes(connection, source_id)
    resume = read.resume
    return ParsedResume(
        success=is_anything_read,
        extracted_length=structured.extracted_length,
        skills_count=counted_skills([skill.model_dump() for skill in resume.skills]),
        experience_count=len(resume.work),
        education_count=len(resume.education),
        engine=structured.engine,
        needs_ocr=structured.needs_ocr,
        confidence=structured.confidence,
        profile_changes=profile_changes,
        is_proposed=structured.is_transcribed,
        note=_note(structured, is_anything_read),
    )


@policies.database_call
def mark_failed(user_id: UserId, resume_id: ResumeId, reason: str) -> None:
    """The résumé could not be read, and its row says why; somebody else's résumé is left alone."""
    with transaction(current_scope()) as connection:
        resume_rows.fail_resume(connection, user_id, resume_id, reason.replace("\x00", "")[:2_000])


def _show_pages(content: bytes) -> None:
    """Show the pages with what was read of them; nobody's run fails for want of a picture."""
    try:
        picture = files.store(f"readings/{current_run_id()}.png", draw_confined(content), "image/png")
    except CaddieError as error:
        get_run_logger().info("There is no picture of the pages: %s", error)
    else:
        show_picture("pages", picture.link, "The pages, with a box around each line that was read")


def _note(structured: StructuredResume, is_anything_read: bool) -> str | None:
    if not is_anything_read:
        return _NOTHING_TO_READ
    return structured.note or (_A_PAGE_IS_A_PICTURE if structured.needs_ocr else None)


def _end(read: ReadResume) -> ResumeEnd:
    if not read.values:
        return ResumeEnd("needs_ocr", error_message=_NOTHING_TO_READ, engine=read.engine)
    return ResumeEnd(
        "parsed",
        parsed_content=text_of(read),
        structured_data=structured_data(read),
        engine=read.engine,
    )


def _keep(read: ReadResume) -> FileUrl:
    return file_folder.keep(_READ.dump_json(read))


def _kept(reference: FileUrl) -> ReadResume:
    return _READ.validate_json(file_folder.kept(reference))
