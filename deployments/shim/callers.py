"""Who asks, and what they may: bearer tokens, their scopes, and how often they may ask."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated, get_args

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select

from deployments.shim.door import Door, door
from deployments.shim.problems import Problem
from deployments.tokens import TokenScope
from tasks.database.sessions import AsyncDatabase
from tasks.database.tables import tokens
from tasks.settings import settings
from tasks.values import Scope

ALL_SCOPES: frozenset[TokenScope] = frozenset(get_args(TokenScope))
_LONGEST_TOKEN = 512
_bearer = HTTPBearer(auto_error=False, description="WORKFLOWS_AUTH_TOKEN, or a token from the table")


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that holds, and what it opens."""

    token_id: str
    scope: Scope
    may: frozenset[str]


async def caller_of(token: str, database: AsyncDatabase, now: datetime) -> Caller | None:
    """Whose token this is; None if nobody's, or no longer anybody's.

    Args:
        token: As it was sent.
        database: Where the table of tokens is.
        now: An aware moment: from `expires_at` on, a token is void.
    """
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return None
    digest = sha256(token.encode()).digest()
    own = settings().workflows_auth_token
    if own is not None and compare_digest(digest, sha256(own.get_secret_value().encode()).digest()):
        return Caller("WORKFLOWS_AUTH_TOKEN", settings().default_scope, ALL_SCOPES)
    async with database.all_tenants() as connection:
        row = (await connection.execute(select(tokens).where(tokens.c.hash == digest))).one_or_none()
    if row is None or not compare_digest(digest, row.hash) or row.revoked_at is not None:
        return None
    if row.expires_at is not None and row.expires_at <= now:
        return None
    return Caller(str(row.id), Scope.of(row.tenant, row.environment), frozenset(row.scopes))


async def _authenticated(
    request: Request,
    opened: Annotated[Door, Depends(door)],
    sent: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Caller:
    caller = sent and await caller_of(sent.credentials, opened.database, datetime.now(UTC))
    if not caller:
        raise Problem(
            401,
            "Unauthorized: missing or invalid authentication token",
            headers={"WWW-Authenticate": 'Bearer realm="caddie"'},
        )
    wait = opened.rate_limit.seconds_to_wait(caller.token_id)
    if wait:
        raise Problem(429, "This token asks too often; wait and go on", headers={"Retry-After": str(wait)})
    unsound: Problem | None = request.state.unsound
    if unsound is not None:
        raise unsound
    return caller


def check_scopes(caller: Caller, needed: Iterable[str]) -> None:
    """Raise 403 that names what a caller lacks."""
    for scope in needed:
        if scope not in caller.may:
            raise Problem(403, f"This token lacks the scope {scope}")


def _who_may(needed: TokenScope) -> Callable[[Caller], Awaitable[Caller]]:
    async def allowed(caller: Annotated[Caller, Depends(_authenticated)]) -> Caller:
        check_scopes(caller, [needed])
        return caller

    return allowed


Starter = Annotated[Caller, Depends(_who_may("runs:start"))]
Reader = Annotated[Caller, Depends(_who_may("runs:read"))]
Manager = Annotated[Caller, Depends(_who_may("runs:manage"))]
