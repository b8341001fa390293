"""`caddie token create`, `list` and `revoke`: in the database of DATABASE_URL, or of the running stack."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from cyclopts import App
from sqlalchemy import Connection

from deployments.commands.database import reach_database
from deployments.commands.output import print_json, print_table
from deployments.tokens import TokenScope, create_token, list_tokens, revoke_token
from tasks.database.sessions import transaction
from tasks.settings import settings
from tasks.values import Scope, Slug

token = App(name="token")

_USUAL_SCOPES: tuple[TokenScope, ...] = ("runs:start", "runs:read", "runs:manage")


@dataclass(frozen=True, slots=True)
class _Created:
    name: str
    token: str


@token.command
def create(
    name: Slug,
    /,
    *,
    tenant: Slug | None = None,
    environment: Slug | None = None,
    scopes: tuple[TokenScope, ...] = _USUAL_SCOPES,
    expires: datetime | None = None,
    json: bool = False,
) -> None:
    """Make a bearer token and print it. It is kept as a hash, so nobody can print it again.

    Args:
        name: What people call it: lower-case letters, digits, - and _.
        tenant: Whose runs it starts and sees; CADDIE_TENANT if not said.
        environment: In which environment; CADDIE_ENVIRONMENT if not said.
        scopes: What it opens; all of runs, and no way past limits, if not said.
        expires: From then on it is void, in UTC if it names no zone; never if not said.
        json: As `{"name", "token"}`.
    """
    scope = _scope(tenant, environment)
    aware = expires if expires is None or expires.tzinfo else expires.replace(tzinfo=UTC)
    with _rows_of(scope) as connection:
        made = create_token(connection, scope, name, scopes, aware)
    if json:
        print_json(_Created(name, made))
    else:
        print(made)
        print(f"This is {name!r}, shown once. Send it as `Authorization: Bearer …`.", file=sys.stderr)


@token.command(name="list")
def list_(*, tenant: Slug | None = None, environment: Slug | None = None, json: bool = False) -> None:
    """List a tenant's tokens, the revoked ones too, without what opens the door.

    Args:
        tenant: Whose; CADDIE_TENANT if not said.
        environment: In which environment; CADDIE_ENVIRONMENT if not said.
        json: As a list of `{name, tenant, environment, scopes, created_at, expires_at, revoked_at}`.
    """
    with _rows_of(_scope(tenant, environment)) as connection:
        found = list_tokens(connection)
    if json:
        print_json(found)
        return
    print_table(
        ("name", "tenant", "environment", "scopes", "created", "expires", "revoked"),
        [
            (
                one.name,
                one.tenant,
                one.environment,
                " ".join(one.scopes),
                _day(one.created_at),
                _day(one.expires_at),
                _day(one.revoked_at),
            )
            for one in found
        ],
    )


@token.command
def revoke(name: Slug, /, *, tenant: Slug | None = None, environment: Slug | None = None) -> None:
    """Have a token open nothing from now on.

    Args:
        name: What people call it.
        tenant: Whose it is; CADDIE_TENANT if not said.
        environment: In which environment; CADDIE_ENVIRONMENT if not said.
    """
    with _rows_of(_scope(tenant, environment)) as connection:
        revoke_token(connection, name)
    print(f"{name!r} opens nothing any more", file=sys.stderr)


@contextmanager
def _rows_of(scope: Scope) -> Iterator[Connection]:
    """One transaction there."""
    reach_database()
    with transaction(scope) as connection:
        yield connection


def _scope(tenant: Slug | None, environment: Slug | None) -> Scope:
    return Scope(tenant or settings().caddie_tenant, environment or settings().caddie_environment)


def _day(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
