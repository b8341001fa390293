"""Somebody has uploaded a résumé: what stands in it becomes part of their profile."""

from prefect import flow

from tasks.reports import track_progress
from tasks.resumes.parsing_results import FileType, ParsedResume
from tasks.resumes.steps.parsing import (
    extract_text,
    fetch_file,
    note_cancellation,
    noting_failure,
    parse_resume,
    update_profile,
)
from tasks.values import FileUrl, ResumeId, UserId


@flow(
    name="resume-parsing",
    flow_run_name="résumé {resume_id} of {user_id}",
    persist_result=True,
    result_serializer="json",
    on_cancellation=[note_cancellation],
)
def resume_parsing(
    user_id: UserId, resume_id: ResumeId, file_url: FileUrl, file_type: FileType
) -> ParsedResume:
    """Read an uploaded résumé into its person's profile: fill what is empty, overwrite nothing of theirs.

    A file without text, such as a scan, ends as `needs_ocr`; one that cannot be read fails and says why.

    Args:
        user_id: Whose résumé it is, and whose profile is filled.
        resume_id: The uploaded résumé. If the app keeps no row of it here, one is made.
        file_url: Where the file lies: the app's storage, an allowed https host, or a file that Caddie keeps.
        file_type: What the app takes it for; what is in the file decides.
    """
    track_progress(steps=4)
    with noting_failure(user_id, resume_id):
        file = fetch_file(user_id, resume_id, file_url, file_type)
        text = extract_text(file)
        structured = parse_resume(file, text)
        return update_profile(user_id, resume_id, structured)
