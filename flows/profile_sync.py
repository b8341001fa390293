"""Once a week, what somebody's public repositories show of them becomes part of their profile."""

from prefect import flow

from tasks.profiles.model import StartedSyncs, SyncedProfile
from tasks.profiles.steps import (
    extract_skills,
    fetch_github_profile,
    fetch_repositories,
    forget_old_answers,
    start_due_syncs,
    update_profile,
)
from tasks.putting_off import putting_off
from tasks.reports import track_progress
from tasks.values import Everyone, GitHubHandle, UserId


@flow(
    name="profile-sync",
    flow_run_name="GitHub profile of {user_id}",
    persist_result=True,
    result_serializer="json",
)
def profile_sync(
    user_id: UserId | Everyone, github_handle: GitHubHandle | None = None
) -> SyncedProfile | StartedSyncs:
    """Keep a profile in step with GitHub: fill what is empty, propose the rest, overwrite nothing.

    Where GitHub takes no more calls, the run is put off until it does, and says until when.

    Args:
        user_id: Whose profile it is; * starts a run for each user whose hour of the week it is.
        github_handle: Their name on GitHub; empty is the one in the profile.
    """
    if isinstance(user_id, Everyone):
        forget_old_answers()
        return start_due_syncs()
    track_progress(steps=4)
    with putting_off():
        account = fetch_github_profile(user_id, github_handle)
        repositories = fetch_repositories(account.login)
        shown = extract_skills(account.login, repositories)
        return update_profile(user_id, account, shown)
