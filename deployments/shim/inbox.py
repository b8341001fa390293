"""The inbox: what was accepted, from the commit that answers the caller until Prefect has its run.

A row's life: waiting → claimed by a drainer → delivered (it has a flow run), refused for good, or cancelled.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tasks.database.sessions import AsyncDatabase
from tasks.database.tables import inbox
from tasks.values import Scope

KEY_LIFETIME = timedelta(hours=24)
CLAIM = timedelta(seconds=30)
INSTANCE = "instance:"
_HEADER = "key:"

_MAY_HAVE_A_RUN = inbox.c.tries > 0
_UNSETTLED = and_(
    inbox.c.flow_run_id.is_(None),
    inbox.c.refusal.is_(None),
    or_(inbox.c.cancelled_at.is_(None), _MAY_HAVE_A_RUN),
)
_UNCLAIMED = or_(inbox.c.claimed_until.is_(None), inbox.c.claimed_until < func.now())


class KeyTakenError(ValueError):
    """An idempotency key stands for another request."""


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A run that somebody asks for, its parameters as the workflow spells them.

    `key` is None, or from `header_key` or `instance_key`.
    """

    workflow: str
    params: Mapping[str, JsonValue]
    ref_type: str | None = None
    ref_id: str | None = None
    metadata: Mapping[str, JsonValue] | None = None
    delay: timedelta = timedelta()
    key: str | None = None

    @property
    def fingerprint(self) -> bytes:
        """The same for the same request, and for no other."""
        parts = [
            self.params,
            self.ref_type,
            self.ref_id,
            self.metadata or {},
            self.delay.total_seconds(),
        ]
        return sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).digest()


def header_key(sent: str | None) -> str | None:
    """An `Idempotency-Key` as the inbox keeps it. It is free again after a day."""
    return None if sent is None else _HEADER + sent


def instance_key(sent: str | None) -> str | None:
    """A caller's own name for a run as the inbox keeps it. It stays the run's."""
    return None if sent is None else INSTANCE + sent


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One accepted request."""

    id: UUID
    scope: Scope
    workflow: str
    params: Mapping[str, Any]
    fingerprint: bytes
    key: str | None
    ref_type: str | None
    ref_id: str | None
    metadata: Mapping[str, Any]
    created_at: datetime
    start_at: datetime
    tries: int
    flow_run_id: UUID | None
    cancelled_at: datetime | None
    refusal: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """A row of the table."""
        return cls(
            id=row.id,
            scope=Scope.of(row.tenant, row.environment),
            workflow=row.workflow,
            params=row.params,
            fingerprint=row.fingerprint,
            key=row.idempotency_key,
            ref_type=row.ref_type,
            ref_id=row.ref_id,
            metadata=row.metadata,
            created_at=row.created_at,
            start_at=row.start_at,
            tries=row.tries,
            flow_run_id=row.flow_run_id,
            cancelled_at=row.cancelled_at,
            refusal=row.refusal,
        )

    @property
    def caller_id(self) -> str:
        """The name that its caller gave the run, or else its id."""
        named = self.key is not None and self.key.startswith(INSTANCE)
        return self.key.removeprefix(INSTANCE) if self.key and named else str(self.id)


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows a list shows; None does not narrow. `before` is a place: (start_at, id)."""

    workflow: str | None
    ref_type: str | None
    ref_id: str | None
    before: tuple[datetime, UUID] | None
    limit: int


class Inbox:
    """The table's only reader and writer for callers, each within their scope."""

    def __init__(self, database: AsyncDatabase) -> None:
        self._database = database

    async def accept(self, scope: Scope, asked: StartRequest) -> tuple[InboxRow, bool]:
        """Keep a request for good.

        Returns:
            Its row, and whether it is a new one: False if the key already stood for the same request.

        Raises:
            KeyTakenError: The key stands for another request.
        """
        added = (
            upsert(inbox)
            .values(
                tenant=scope.tenant,
                environment=scope.environment,
                workflow=asked.workflow,
                params=dict(asked.params),
                fingerprint=asked.fingerprint,
                idempotency_key=asked.key,
                ref_type=asked.ref_type,
                ref_id=asked.ref_id,
                metadata=dict(asked.metadata or {}),
                start_at=func.now() + asked.delay,
            )
            .on_conflict_do_nothing()
            .returning(inbox)
        )
        same_key = and_(
            inbox.c.tenant == scope.tenant,
            inbox.c.environment == scope.environment,
            inbox.c.workflow == asked.workflow,
            inbox.c.idempotency_key == asked.key,
        )
        async with self._database.transaction(scope) as connection:
            if asked.key is not None and asked.key.startswith(_HEADER):
                expired = and_(same_key, inbox.c.created_at < func.now() - KEY_LIFETIME)
                await connection.execute(update(inbox).where(expired).values(idempotency_key=None))
            new = (await connection.execute(added)).one_or_none()
            if new is not None:
                return InboxRow.of(new), True
            first = InboxRow.of((await connection.execute(select(inbox).where(same_key))).one())
        if first.fingerprint != asked.fingerprint:
            raise KeyTakenError
        return first, False

    async def find(self, scope: Scope, any_id: UUID) -> InboxRow | None:
        """The row with this id, or whose flow run has it."""
        return await self._one(scope, or_(inbox.c.id == any_id, inbox.c.flow_run_id == any_id))

    async def find_instance(self, scope: Scope, workflow: str, name: str) -> InboxRow | None:
        """The row that its caller named so."""
        named = inbox.c.idempotency_key == instance_key(name)
        return await self._one(scope, and_(inbox.c.workflow == workflow, named))

    async def with_ids(self, scope: Scope, ids: Sequence[UUID]) -> dict[UUID, InboxRow]:
        """Those of these rows that are the scope's, by id."""
        return {row.id: row for row in await self._all(scope, inbox.c.id.in_(ids))}

    async def upcoming(self, scope: Scope, query: RowQuery, now: datetime) -> list[InboxRow]:
        """Rows that have no run yet or are due after `now`: latest first, by start and id."""
        conditions = [or_(inbox.c.flow_run_id.is_(None), inbox.c.start_at > now)]
        wanted = (
            (inbox.c.workflow, query.workflow),
            (inbox.c.ref_type, query.ref_type),
            (inbox.c.ref_id, query.ref_id),
        )
        conditions += [column == value for column, value in wanted if value is not None]
        if query.before is not None:
            conditions.append(tuple_(inbox.c.start_at, inbox.c.id) < tuple_(*map(literal, query.before)))
        return await self._all(scope, and_(*conditions), query.limit)

    async def waiting(self) -> int:
        """How many rows of all tenants Prefect has yet to hear of."""
        async with self._database.all_tenants() as connection:
            return int((await connection.scalar(select(func.count()).where(_UNSETTLED))) or 0)

    async def cancel(self, scope: Scope, row_id: UUID) -> bool:
        """Cancel a row that has no run yet; False if it is too late for that.

        A row that a drainer had in hand may have a run all the same: the next drainer looks and ends it.
        """
        open_row = and_(
            inbox.c.id == row_id,
            inbox.c.flow_run_id.is_(None),
            inbox.c.refusal.is_(None),
            inbox.c.cancelled_at.is_(None),
        )
        return await self._change(scope, open_row, {"cancelled_at": func.now()})

    async def revive(self, scope: Scope, row_id: UUID) -> bool:
        """Let a row that was cancelled or refused before it had a run wait again; False if it cannot."""
        ended = and_(
            inbox.c.id == row_id,
            inbox.c.flow_run_id.is_(None),
            or_(inbox.c.refusal.is_not(None), inbox.c.cancelled_at.is_not(None)),
            _UNCLAIMED,
        )
        return await self._change(
            scope, ended, {"cancelled_at": None, "refusal": None, "claimed_until": None}
        )

    async def _change(self, scope: Scope, which: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
        async with self._database.transaction(scope) as connection:
            changed = await connection.execute(update(inbox).where(which).values(**values))
        return changed.rowcount == 1

    async def _one(self, scope: Scope, which: ColumnElement[bool]) -> InboxRow | None:
        return next(iter(await self._all(scope, which, 1)), None)

    async def _all(
        self, scope: Scope, which: ColumnElement[bool], limit: int | None = None
    ) -> list[InboxRow]:
        newest_first = inbox.c.start_at.desc(), inbox.c.id.desc()
        async with self._database.transaction(scope) as connection:
            rows = await connection.execute(select(inbox).where(which).order_by(*newest_first).limit(limit))
            return [InboxRow.of(row) for row in rows]


class Deliveries:
    """The same table for drainers, who carry every tenant's rows."""

    def __init__(self, database: AsyncDatabase) -> None:
        self._database = database

    async def claim(self) -> InboxRow | None:
        """Take the oldest row that nobody has in hand, for CLAIM from now."""
        oldest = (
            select(inbox.c.id)
            .where(_UNSETTLED, _UNCLAIMED)
            .order_by(inbox.c.created_at)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        taken = (
            update(inbox)
            .where(inbox.c.id == oldest)
            .values(claimed_until=func.now() + CLAIM, tries=inbox.c.tries + 1)
            .returning(inbox)
        )
        async with self._database.all_tenants() as connection:
            row = (await connection.execute(taken)).one_or_none()
        return None if row is None else InboxRow.of(row)

    async def deliver(self, row_id: UUID, flow_run_id: UUID) -> bool:
        """Note the row's run; False, and nothing noted, if the row was cancelled meanwhile."""
        wanted = and_(inbox.c.id == row_id, inbox.c.cancelled_at.is_(None))
        values = {"flow_run_id": flow_run_id, "claimed_until": None}
        async with self._database.all_tenants() as connection:
            noted = await connection.execute(update(inbox).where(wanted).values(**values))
        return noted.rowcount == 1

    async def settle_cancelled(self, row_id: UUID, flow_run_id: UUID | None) -> None:
        """Note that a cancelled row's run has been ended, or that it has none."""
        await self._set(row_id, {"flow_run_id": flow_run_id, "tries": 0, "claimed_until": None})

    async def refuse(self, row_id: UUID, why: str) -> None:
        """Note why Prefect will never take the row."""
        await self._set(row_id, {"refusal": why, "claimed_until": None})

    async def put_off(self, row_id: UUID, pause: timedelta) -> None:
        """Let anybody take a claimed row after a pause."""
        await self._set(row_id, {"claimed_until": func.now() + pause})

    async def _set(self, row_id: UUID, values: Mapping[str, Any]) -> None:
        async with self._database.all_tenants() as connection:
            await connection.execute(update(inbox).where(inbox.c.id == row_id).values(**values))
