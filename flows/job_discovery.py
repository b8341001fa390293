"""Every morning, what the job boards offer is held against everybody's profile."""

from prefect import flow
from prefect.runtime import flow_run

from tasks.jobs.discovery import DiscoveredJobs, SearchCriteria
from tasks.jobs.steps import (
    deduplicate,
    fetch_preferences,
    match_scores,
    save_jobs,
    search_other_boards,
    search_remoteok,
    search_weworkremotely,
    show_discovery,
)
from tasks.reports import track_progress
from tasks.values import UserId

EVERYTHING = SearchCriteria()


def _run_name() -> str:
    return f"jobs for {flow_run.parameters.get('user_id') or 'everybody'}"


@flow(
    name="job-discovery",
    flow_run_name=_run_name,
    persist_result=True,
    result_serializer="json",
)
def job_discovery(
    user_id: UserId | None = None, search_criteria: SearchCriteria | None = None
) -> DiscoveredJobs:
    """Find the jobs that suit people best, and put them on their lists.

    Boards are asked at most once an hour and for everybody; one that is down fails nothing. Started twice,
    it adds nothing the second time. What a person marked on their list stays as it is.

    Args:
        user_id: Whom to find jobs for; empty is every active user.
        search_criteria: Which postings to look at; empty is all of them.
    """
    track_progress(steps=8)
    fetch_preferences(user_id)
    searched = [search_remoteok(), search_weworkremotely(), *search_other_boards()]
    compared = deduplicate()
    matched = match_scores(user_id, search_criteria or EVERYTHING)
    saved = save_jobs(user_id, searched, compared, matched)
    show_discovery(user_id, searched, compared, matched)
    return saved
