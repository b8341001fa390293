"""Somebody applies for a job: a résumé and a cover letter for it, from what their profile says."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.reports import track_progress
from tasks.resumes.generated import GeneratedResume
from tasks.resumes.steps.generation import (
    analyse_requirements,
    check_usage_limit,
    fetch_job,
    fetch_profile,
    freeing_the_place_on_failure,
    save_resume,
    score_resume,
    write_resume,
)
from tasks.resumes.steps.recovery import let_go_when_cancelled
from tasks.values import ApplicationId, JobId, UserId

OnlyUnlimited = Annotated[bool, Field(json_schema_extra={"x-caddie-scope": "resumes:unlimited"})]


@flow(
    name="resume-generation",
    flow_run_name="résumé of {user_id} for job {job_id}",
    persist_result=True,
    result_serializer="json",
    on_cancellation=[let_go_when_cancelled],
)
def resume_generation(
    user_id: UserId,
    job_id: JobId,
    application_id: ApplicationId | None = None,
    skip_usage_check: OnlyUnlimited = False,
) -> GeneratedResume:
    """Write a résumé and a cover letter for one person and one posting, from facts in the profile alone.

    Where the week's limit is reached nothing is written: that is the run's result, not an error.

    Args:
        user_id: Whose profile the résumé is written from.
        job_id: The posting that it is tailored to, on the person's own list.
        application_id: The application that waits for it; without one, the run makes one.
        skip_usage_check: Write it even if this week's limit is reached, and count nothing.
    """
    track_progress(steps=7)
    with freeing_the_place_on_failure(user_id, job_id, application_id):
        refused = check_usage_limit(user_id, job_id, application_id, skip_usage_check)
        if refused is not None:
            return refused
        job = fetch_job(user_id, job_id)
        profile = fetch_profile(user_id)
        requirements = analyse_requirements(job)
        written = write_resume(profile, job, requirements)
        finished = score_resume(profile, job, written)
        return save_resume(user_id, job_id, application_id, written, finished)
