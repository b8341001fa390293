"""What a step may know of the run it belongs to: whose it is, and which."""

from uuid import UUID

from prefect.runtime import flow_run, task_run

from tasks.settings import settings
from tasks.values import Scope

TENANT_TAG = "tenant:"
ENVIRONMENT_TAG = "environment:"
SCHEDULED_TAG = "auto-scheduled"
"""What Prefect tags the runs with that a schedule made."""


def scope_of(tags: list[str], default: Scope) -> Scope:
    """Whose a run with these tags is; what they leave out, the default says."""

    def named(prefix: str, otherwise: str) -> str:
        return next((tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)), otherwise)

    return Scope.of(named(TENANT_TAG, default.tenant), named(ENVIRONMENT_TAG, default.environment))


def current_scope() -> Scope:
    """Whose the current run is: from its tags alone, never from a parameter that a caller could set."""
    return scope_of(flow_run.tags, settings().default_scope)


def current_reach() -> Scope | None:
    """Whose rows a run for everybody may see: None is every tenant's, and only a schedule reaches that far.

    Who starts such a run, over HTTP or by hand, reaches their own.
    """
    tags = flow_run.tags
    is_somebodys = any(tag.startswith(TENANT_TAG) for tag in tags)
    return None if SCHEDULED_TAG in tags and not is_somebodys else current_scope()


def current_run_id() -> UUID:
    """The current flow run's id. It stays the same when a crashed run is taken up again."""
    return UUID(flow_run.id)


def current_attempt() -> int:
    """Which try of its step this is, counted from 1."""
    return int(task_run.run_count)
