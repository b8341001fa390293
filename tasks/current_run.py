"""What a step may know of the run it belongs to: whose it is, and which."""

from uuid import UUID

from prefect.runtime import flow_run

from tasks.settings import settings
from tasks.values import Scope

TENANT_TAG = "tenant:"
ENVIRONMENT_TAG = "environment:"


def scope_of(tags: list[str], default: Scope) -> Scope:
    """Whose a run with these tags is; what they leave out, the default says."""

    def named(prefix: str, otherwise: str) -> str:
        return next((tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)), otherwise)

    return Scope.of(named(TENANT_TAG, default.tenant), named(ENVIRONMENT_TAG, default.environment))


def current_scope() -> Scope:
    """Whose the current run is: from its tags alone, never from a parameter that a caller could set."""
    return scope_of(flow_run.tags, settings().default_scope)


def current_run_id() -> UUID:
    """The current flow run's id. It stays the same when a crashed run is taken up again."""
    return UUID(flow_run.id)
