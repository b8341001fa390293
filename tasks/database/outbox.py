"""Runs that a transaction of our own asks for: rows of the door's inbox, which its drainer turns into runs.

So a change and the run that it causes are one commit, and nothing is lost while Prefect is away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from pydantic import JsonValue
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import inbox
from tasks.values import Scope, Slug


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A run to be started.

    Attributes:
        workflow: Its slug.
        params: As the workflow spells them.
        key: Unique within scope and workflow, for ever.
        ref_type: Together with `ref_id`: the business object that it is about.
    """

    workflow: Slug
    params: Mapping[str, JsonValue]
    key: str
    ref_type: str
    ref_id: str


def ask_for_run(connection: Connection, scope: Scope, asked: RunRequest) -> bool:
    """Have a run started once the connection's transaction has committed; False if its key is known."""
    added = (
        insert(inbox)
        .values(
            tenant=scope.tenant,
            environment=scope.environment,
            workflow=asked.workflow,
            params=dict(asked.params),
            fingerprint=sha256(asked.key.encode()).digest(),
            idempotency_key=asked.key,
            ref_type=asked.ref_type,
            ref_id=asked.ref_id,
            metadata={},
        )
        .on_conflict_do_nothing()
        .returning(inbox.c.id)
    )
    return connection.execute(added).one_or_none() is not None
