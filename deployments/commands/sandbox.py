"""`caddie sandbox fill`: made-up people in the database of DATABASE_URL, or of the running stack."""

import os
import sys
from typing import Annotated

from cyclopts import App, Parameter, validators

from deployments.commands.output import print_json
from deployments.filling import fill as fill_rows
from deployments.state_folder import StateFolder
from tasks.settings import settings
from tasks.values import Scope, Slug

sandbox = App(name="sandbox", result_action="return_value")

_SEED = Slug("caddie")
Users = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=100_000))]


@sandbox.command
def fill(
    *,
    users: Users = 100,
    seed: Slug = _SEED,
    tenant: Slug | None = None,
    environment: Slug | None = None,
    json: bool = False,
) -> None:
    """Make up people with profiles, lists of jobs, applications and a past week. A second call adds none.

    Args:
        users: How many there are to be of this seed.
        seed: The same seed gives the same people.
        tenant: Whose users they are; CADDIE_TENANT, which the stack's own token belongs to, if not said.
        environment: In which environment; CADDIE_ENVIRONMENT if not said.
        json: What was added, as `{"users", "postings", "jobs", "applications"}`.
    """
    if settings().database_url is None:
        os.environ["DATABASE_URL"] = StateFolder(settings().caddie_home).addresses().database_url
        settings.cache_clear()
    scope = Scope(tenant or settings().caddie_tenant, environment or settings().caddie_environment)
    filled = fill_rows(scope, users, seed, lambda line: print(line, file=sys.stderr))
    if json:
        print_json(filled)
    else:
        print(
            f"{filled.users} people, {filled.postings} postings, {filled.jobs} jobs on their lists and"
            f" {filled.applications} applications added"
        )
