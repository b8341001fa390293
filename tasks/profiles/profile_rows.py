"""The rows that a sync reads and writes: a person's profile, and what changed there or waits for them.

The functions take an open connection and open nothing, so that what belongs together commits together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.tables import profile_changes, profiles
from tasks.profiles.changes import Change, Changes, KnownProfile
from tasks.values import Scope, UserId

SOURCE: Final = "profile-sync"
_profiles, _changes = profiles.c, profile_changes.c


def stored_handle(connection: Connection, user_id: UserId) -> str | None:
    """The GitHub handle that the profile names; None if it names none, or if there is no profile."""
    found = select(_profiles.github_handle).where(_profiles.user_id == user_id)
    return connection.execute(found).scalar_one_or_none()


def users_with_handle(connection: Connection) -> Iterable[tuple[Scope, UserId]]:
    """Every active user whom the connection may see and whose profile names a GitHub handle."""
    found = select(_profiles.tenant, _profiles.environment, _profiles.user_id).where(
        _profiles.active, func.coalesce(_profiles.github_handle, "") != ""
    )
    for tenant, environment, user_id in connection.execute(found):
        yield Scope.of(tenant, environment), UserId(user_id)


def lock_profile(connection: Connection, scope: Scope, user_id: UserId) -> KnownProfile:
    """The user's profile, to ourselves until the transaction ends; an empty one is made if there is none."""
    connection.execute(
        insert(profiles)
        .values(tenant=scope.tenant, environment=scope.environment, user_id=user_id)
        .on_conflict_do_nothing(index_elements=["tenant", "environment", "user_id"])
    )
    row = connection.execute(
        select(
            _profiles.full_name,
            _profiles.summary,
            _profiles.location,
            _profiles.github_handle,
            _profiles.portfolio_urls,
            _profiles.skills,
            _profiles.more,
            _profiles.edited_by_hand,
        )
        .where(_profiles.user_id == user_id)
        .with_for_update()
    ).one()
    return KnownProfile(
        full_name=row.full_name,
        summary=row.summary,
        location=row.location,
        github_handle=row.github_handle,
        portfolio_urls=_entries(row.portfolio_urls),
        skills=_entries(row.skills),
        more=row.more if isinstance(row.more, dict) else {},
        edited_by_hand=frozenset(_entries(row.edited_by_hand)),
    )


def _entries(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else ()


def proposed_before(connection: Connection, user_id: UserId) -> Mapping[str, frozenset[str]]:
    """By field, the names that syncs have proposed, whether the person has decided or not."""
    rows = connection.scalars(
        select(_changes.diff).where(
            _changes.user_id == user_id, _changes.source == SOURCE, _changes.state != "applied"
        )
    )
    names: dict[str, frozenset[str]] = {}
    for change in (change for diff in rows for change in diff):
        proposed = frozenset(str(one.get("name")) for one in change.get("evidence") or ())
        names[change["field"]] = names.get(change["field"], frozenset()) | proposed
    return names


def save(connection: Connection, scope: Scope, user_id: UserId, source_id: str, decided: Changes) -> None:
    """Fill the profile, and keep what that changed beside what waits for the person."""
    if decided.applied:
        connection.execute(
            update(profiles)
            .where(_profiles.user_id == user_id)
            .values(**decided.columns, updated_at=func.now())
        )
    for state, kept in (("applied", decided.applied), ("proposed", decided.proposed)):
        if kept:
            _keep(connection, scope, user_id, (source_id, state), kept)


def _keep(
    connection: Connection, scope: Scope, user_id: UserId, source: tuple[str, str], kept: Sequence[Change]
) -> None:
    source_id, state = source
    row = insert(profile_changes).values(
        tenant=scope.tenant,
        environment=scope.environment,
        user_id=user_id,
        source=SOURCE,
        source_id=f"{source_id} {state}",
        state=state,
        diff=[asdict(change) for change in kept],
    )
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["tenant", "environment", "source", "source_id"],
            set_={"diff": _changes.diff + row.excluded.diff},
        )
    )
