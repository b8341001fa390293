"""The steps of profile-sync."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from tasks import policies
from tasks.current_run import ENVIRONMENT_TAG, TENANT_TAG, current_reach, current_scope
from tasks.database.sessions import all_tenants, transaction
from tasks.errors import UnknownAccountError
from tasks.profiles import profile_rows
from tasks.profiles.changes import changes
from tasks.profiles.kept_answers import KeptAnswers, forget_unused
from tasks.profiles.model import (
    Account,
    Repository,
    Shown,
    ShownSkill,
    StartedSyncs,
    SyncedProfile,
)
from tasks.profiles.projects import projects_shown
from tasks.profiles.reading import read_repositories
from tasks.profiles.skills import skills_shown
from tasks.profiles.spread import hour_of_week, own_hour
from tasks.providers.repositories import Repositories, open_repositories
from tasks.reports import show_table
from tasks.settings import settings
from tasks.values import GitHubHandle, IsoWeek, Scope, UserId

DEPLOYMENT = "profile-sync/profile-sync"
CALLS_WITHOUT_TOKEN = 60
"""What one sync may cost where there is no token: GitHub grants as many an hour."""

CALLS_FOR_LISTS, PAGE = 3, 100
"""The page, the first list of repositories and one that was moved; another list for each hundred."""

_SHOWN_SKILLS, _SHOWN_EVIDENCE = 60, 3


@policies.provider_call
def fetch_github_profile(user_id: UserId, github_handle: GitHubHandle | None) -> Account:
    """The person's page on GitHub, by the given handle or else the one in their profile.

    Raises:
        UnknownAccountError: There is no handle, or GitHub knows nobody of this name (terminal).
        NotBeforeError: GitHub's quota is spent until then.
        ProviderUnavailableError: GitHub did not answer or broke (retryable).
    """
    scope = current_scope()
    handle = github_handle or _stored_handle(scope, user_id)
    with _github(scope) as github:
        return Account.model_validate(github.account(handle.login), from_attributes=True)


@policies.provider_call
def fetch_repositories(login: str) -> list[Repository]:
    """The person's public repositories, each with the language that most of it is written in.

    Raises:
        NotBeforeError, ProviderUnavailableError: As for the page.
    """
    with _github(current_scope()) as github:
        return [Repository.model_validate(listed, from_attributes=True) for listed in github.listed(login)]


@policies.many_calls
def extract_skills(login: str, repositories: list[Repository]) -> Shown:
    """What languages, manifests and READMEs show; without a token, as much as 60 calls tell.

    Only what was pushed to since is asked again. What stays unread is read by the next sync.

    Raises:
        NotBeforeError, ProviderUnavailableError: As for the page.
    """
    today = datetime.now(UTC).date()
    with _github(current_scope(), spent=CALLS_FOR_LISTS + len(repositories) // PAGE) as github:
        readings = read_repositories(github, login, repositories, today)
    skills = skills_shown(readings, today)
    return Shown(
        skills=skills,
        projects=projects_shown(readings, skills, today),
        repositories=len(readings),
        unread=sum(reading.languages is None for reading in readings),
    )


@policies.database_call
def update_profile(user_id: UserId, account: Account, shown: Shown) -> SyncedProfile:
    """Fill what is empty in the profile and propose the rest; shows the skills with their evidence."""
    scope = current_scope()
    week = IsoWeek.of(datetime.now(UTC).date())
    with transaction(scope) as connection:
        known = profile_rows.lock_profile(connection, scope, user_id)
        decided = changes(known, account, shown, profile_rows.proposed_before(connection, user_id))
        profile_rows.save(connection, scope, user_id, f"{user_id}: {account.login} {week}", decided)
    show_table(
        "skills",
        [_row(skill) for skill in shown.skills[:_SHOWN_SKILLS]],
        f"What the repositories of {account.login} show: weight 0 to 1, and where it shows",
    )
    return SyncedProfile(
        github_login=account.login,
        skills_extracted=len(shown.skills),
        projects_found=len(shown.projects),
        profile_changes=len(decided.applied),
        proposed=sum(len(change.evidence) for change in decided.proposed),
        repositories=shown.repositories,
        repositories_unread=shown.unread,
    )


@policies.sweep
def start_due_syncs() -> StartedSyncs:
    """Start a run for each user whose hour of the week it is; started again, it starts none twice."""
    due_at = flow_run.scheduled_start_time.astimezone(UTC)
    hour, week = hour_of_week(due_at), IsoWeek.of(due_at.date())
    reach = current_reach()
    with all_tenants() if reach is None else transaction(reach) as connection:
        due = [
            (scope, user_id)
            for scope, user_id in profile_rows.users_with_handle(connection)
            if own_hour(scope, user_id) == hour
        ]
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name(DEPLOYMENT)
        for scope, user_id in due:
            client.create_flow_run_from_deployment(
                deployment.id,
                parameters={"user_id": user_id},
                tags=[f"{TENANT_TAG}{scope.tenant}", f"{ENVIRONMENT_TAG}{scope.environment}"],
                idempotency_key=f"weekly {week} {scope.tenant}/{scope.environment}/{user_id}",
            )
    return StartedSyncs(hour_of_week=hour, users=len(due))


@policies.sweep
def forget_old_answers() -> int:
    """Drop what GitHub answered about things that no sync has asked for in 90 days; how many they were."""
    return forget_unused()


def _stored_handle(scope: Scope, user_id: UserId) -> GitHubHandle:
    with transaction(scope) as connection:
        stored = (profile_rows.stored_handle(connection, user_id) or "").strip()
    try:
        return GitHubHandle(stored)
    except ValueError as error:
        said = f"is {stored!r}, which is none: {error}" if stored else "names no GitHub handle"
        raise UnknownAccountError(
            f"The profile of {user_id} {said}. Put it there, or pass github_handle"
        ) from None


@contextmanager
def _github(scope: Scope, spent: int = 0) -> Iterator[Repositories]:
    """GitHub with what it answered before, and as many calls as a sync without a token has left."""
    configured = settings()
    allowance = max(0, CALLS_WITHOUT_TOKEN - spent) if configured.github_token is None else None
    with open_repositories(KeptAnswers(configured.github_url, scope), allowance) as github:
        yield github


def _row(skill: ShownSkill) -> dict[str, object]:
    shown = [
        " ".join(filter(None, (one.repository, one.file, one.version)))
        for one in skill.evidence[:_SHOWN_EVIDENCE]
    ]
    used = max((one.last_used for one in skill.evidence if one.last_used), default="")
    return {"skill": skill.name, "weight": skill.weight, "evidence": "; ".join(shown), "last used": used}
