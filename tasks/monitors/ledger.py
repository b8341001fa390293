"""What happens to monitors, each happening in one transaction with the event that says so.

Event row, state change and the run that follows from it commit together or not at all. The functions
take an open connection, so that the door and steps go by the same rules; they open nothing, and ask nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tasks.database.outbox import RunRequest, ask_for_run
from tasks.database.tables import monitor_schedules, provider_events, user_search_preferences
from tasks.errors import TerminalError
from tasks.monitors.lifecycle import Event, Status, after
from tasks.monitors.links import CustomerAction
from tasks.values import Scope, Slug

ACTIVATION: Final = Slug("monitor-activation")
REF_TYPE: Final = "monitor"
_ACTIONS: Final[dict[CustomerAction, tuple[Event, Status]]] = {
    "pause": ("paused", "paused"),
    "resume": ("resumed", "active"),
    "cancel": ("cancelled", "cancelled"),
}
_preferences, _events = user_search_preferences.c, provider_events.c


class ActionRefusedError(TerminalError):
    """A customer's wish that the monitor's status does not allow."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A monitor before and after a happening."""

    preference_id: UUID
    scope: Scope
    before: Status
    after: Status

    @property
    def changed(self) -> bool:
        """Whether it is another now."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Noted:
    """An event as it is kept: Stripe's own, a customer's wish, or something that we noticed ourselves."""

    id: str
    provider: Literal["stripe", "customer", "caddie"]
    type: str
    livemode: bool
    payload: Mapping[str, Any]
    occurred_at: datetime


def act(connection: Connection, preference_id: UUID, action: CustomerAction) -> Moved | None:
    """Do what a customer wishes; wishing it twice is wishing it once. None if there is no such monitor.

    Raises:
        ActionRefusedError: Its status does not allow it.
    """
    event, aim = _ACTIONS[action]
    moved = move(connection, preference_id, event, f"{aim} by the customer")
    if moved is None:
        return None
    if moved.after != aim:
        raise ActionRefusedError(f"This monitor is {moved.after.replace('_', ' ')}: it cannot {action}")
    if moved.changed:
        told = f"{moved.before} → {moved.after}"
        wish = Noted(
            id=f"act_{uuid4().hex}",
            provider="customer",
            type=f"monitor.{action}",
            livemode=False,
            payload={"user_search_preference_id": str(preference_id)},
            occurred_at=datetime.now(UTC),
        )
        note(connection, wish, moved, told)
        ask_for_activation(connection, moved.scope, wish.id, (REF_TYPE, str(preference_id)))
    return moved


def follow_up(connection: Connection, moved: Moved, what: str, outcome: str) -> None:
    """Have `monitor-activation` bring the world in step with a monitor, for a reason of our own.

    Args:
        connection: Within a transaction that may write the monitor's rows.
        moved: The monitor, changed or not.
        what: What was noticed, such as `unwatched`.
        outcome: What came of it, for a person.
    """
    noticed = Noted(
        id=f"own_{uuid4().hex}",
        provider="caddie",
        type=f"monitor.{what}",
        livemode=False,
        payload={"user_search_preference_id": str(moved.preference_id)},
        occurred_at=datetime.now(UTC),
    )
    note(connection, noticed, moved, outcome)
    ask_for_activation(connection, moved.scope, noticed.id, (REF_TYPE, str(moved.preference_id)))


def move(connection: Connection, preference_id: UUID, event: Event, why: str) -> Moved | None:
    """Let something happen to a monitor: its row is locked, and what it stops being stops its checks.

    Args:
        connection: Within a transaction that may write the monitor's rows.
        preference_id: Its user search preference.
        event: What happens; the table in `lifecycle` says what comes of it.
        why: Told to the customer as the reason why it stopped.

    Returns:
        None if there is no such monitor.
    """
    row = connection.execute(
        select(_preferences.tenant, _preferences.environment, _preferences.status)
        .where(_preferences.id == preference_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    moved = Moved(preference_id, Scope.of(row.tenant, row.environment), row.status, after(row.status, event))
    if moved.changed:
        connection.execute(
            update(user_search_preferences)
            .where(_preferences.id == preference_id)
            .values(status=moved.after, active=moved.after == "active", updated_at=func.now())
        )
        if moved.after != "active":
            stop_checks(connection, preference_id, why)
    return moved


def stop_checks(connection: Connection, preference_id: UUID, why: str) -> None:
    """See that our own checks of a monitor are stopped, if they are not."""
    schedules = monitor_schedules.c
    connection.execute(
        update(monitor_schedules)
        .where(schedules.user_search_preference_id == preference_id, schedules.stopped_at.is_(None))
        .values(
            next_check_at=None,
            claimed_until=None,
            stopped_at=func.now(),
            stopped_reason=why,
            updated_at=func.now(),
        )
    )


def note(connection: Connection, noted: Noted, moved: Moved | None = None, outcome: str = "") -> bool:
    """Keep an event; False if it is kept already. Of two transactions with it, the second waits."""
    added = (
        insert(provider_events)
        .values(
            id=noted.id,
            provider=noted.provider,
            type=noted.type,
            livemode=noted.livemode,
            payload=dict(noted.payload),
            occurred_at=noted.occurred_at,
            outcome=outcome,
            **_whose(moved),
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(_events.id)
    )
    return connection.execute(added).one_or_none() is not None


def settle(connection: Connection, event_id: str, outcome: str, moved: Moved | None = None) -> None:
    """Write down what came of a kept event, and whose it is if it is somebody's."""
    connection.execute(
        update(provider_events).where(_events.id == event_id).values(outcome=outcome, **_whose(moved))
    )


def _whose(moved: Moved | None) -> dict[str, Any]:
    if moved is None:
        return {}
    return {
        "tenant": moved.scope.tenant,
        "environment": moved.scope.environment,
        "user_search_preference_id": moved.preference_id,
        "about": None,
    }


def ask_for_activation(connection: Connection, scope: Scope, event_id: str, ref: tuple[str, str]) -> bool:
    """Have `monitor-activation` see to what an event changed; False if it was asked to already."""
    asked = RunRequest(ACTIVATION, {"event_id": event_id}, f"event:{event_id}", *ref)
    return ask_for_run(connection, scope, asked)
