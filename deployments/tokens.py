"""Bearer tokens: made once, shown once, kept as hashes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tasks.database.tables import tokens
from tasks.errors import TerminalError
from tasks.values import Scope, Slug

TokenScope = Literal["runs:start", "runs:read", "runs:manage", "resumes:unlimited"]


class TokenNameError(TerminalError):
    """A token of that name is there already, or is not there."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it may always be shown: without what opens the door."""

    name: str
    tenant: str
    environment: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: Row[tuple[object, ...]]) -> "Token":
        """The token that a row of the table holds."""
        return cls(
            name=row.name,
            tenant=row.tenant,
            environment=row.environment,
            scopes=tuple(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
        )


def create_token(
    connection: Connection,
    scope: Scope,
    name: Slug,
    may: Sequence[TokenScope],
    expires_at: datetime | None,
) -> str:
    """Make a token and return it: it cannot be read again.

    Args:
        connection: A transaction that sees the scope.
        scope: Whose it is.
        name: What people call it; unique within the scope, revoked ones included.
        may: What it opens.
        expires_at: From then on it is void, if ever.

    Raises:
        TokenNameError: There is one of that name.
    """
    token = f"caddie_{secrets.token_urlsafe(32)}"
    row = {
        "tenant": scope.tenant,
        "environment": scope.environment,
        "name": name,
        "hash": sha256(token.encode()).digest(),
        "scopes": sorted(set(may)),
        "expires_at": expires_at,
    }
    try:
        connection.execute(insert(tokens).values(row))
    except IntegrityError:
        raise TokenNameError(f"There is a token {name!r} already: choose another name") from None
    return token


def list_tokens(connection: Connection) -> list[Token]:
    """Every token that the transaction sees, oldest first, the revoked ones too."""
    return [Token.of(row) for row in connection.execute(select(tokens).order_by(tokens.c.created_at))]


def revoke_token(connection: Connection, name: Slug) -> None:
    """Have a token open nothing from now on; one that is revoked stays so.

    Raises:
        TokenNameError: The transaction sees none of that name.
    """
    revoked = connection.execute(
        update(tokens)
        .where(tokens.c.name == name)
        .values(revoked_at=func.coalesce(tokens.c.revoked_at, func.now()))
    )
    if revoked.rowcount == 0:
        raise TokenNameError(f"There is no token {name!r} (see `caddie token list`)")
