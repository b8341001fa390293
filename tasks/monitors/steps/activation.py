"""The steps of monitor-activation. Each brings the world in step with what the monitor's rows say now.

So it does not matter how often they are run, in which order, or beside which other run.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tasks import policies
from tasks.current_run import current_scope
from tasks.database.mails import Mail, enqueue
from tasks.database.sessions import all_tenants, transaction
from tasks.database.tables import (
    checkout_attempts,
    monitor_schedules,
    provider_events,
    user_search_preferences,
)
from tasks.errors import UnknownEventError
from tasks.monitors import ledger, stripe_ledger
from tasks.monitors.confirmation import confirmation_key, confirmation_letter
from tasks.monitors.lifecycle import TERMINAL
from tasks.monitors.links import action_links
from tasks.monitors.model import ActivatedMonitor
from tasks.monitors.monitor_rows import MonitorRow, favourite_courses, read_monitor
from tasks.monitors.outside_wish import outside_wish
from tasks.monitors.stripe_events import envelope_of
from tasks.providers import outside_schedules, payments
from tasks.reports import show_table
from tasks.settings import settings
from tasks.values import Scope

_preferences, _schedules = user_search_preferences.c, monitor_schedules.c
_attempts, _events = checkout_attempts.c, provider_events.c


@policies.payment_call
def look_up_event(event_id: str) -> str:
    """What came of an event; a thin one's object is fetched from Stripe and taken in first.

    Raises:
        UnknownEventError: No such event was ever kept.
        NotYetError: Its monitor is not there yet; may be retried.
        ProviderUnavailableError: Stripe did not answer; may be retried.
        UnfitEventError: What Stripe has does not fit what was sold.
    """
    with all_tenants() as connection:
        row = connection.execute(
            select(_events.payload, _events.outcome).where(_events.id == event_id)
        ).one_or_none()
    if row is None:
        raise UnknownEventError(f"No event {event_id} was kept: nothing that the door verified has this id")
    outcome: str = row.outcome
    if outcome == stripe_ledger.TO_LOOK_UP:
        path = envelope_of(row.payload).looks_at
        assert path is not None
        about = payments.fetch_object(path)
        with all_tenants() as connection:
            outcome = stripe_ledger.look_up(connection, event_id, about).outcome
    return outcome


@policies.payment_call
def keep_schedule_in_step(event_id: str) -> ActivatedMonitor | None:
    """See that the event's monitor is watched if it is active, and that it is not if it is not.

    An active monitor whose date is over ends here. The confirmation goes into the mails with the schedule.

    Returns:
        None if the event concerns no monitor of this run's tenant.

    Raises:
        ProviderUnavailableError: The outside scheduler did not do it now; may be retried.
        ProviderRefusedError: It refuses.
    """
    scope = current_scope()
    preference_id = _monitor_of(scope, event_id)
    if preference_id is None:
        return None
    with transaction(scope) as connection:
        monitor = _ended_if_over(connection, _locked(connection, preference_id))
        is_outside = monitor.watcher == "outside" or settings().lgg_api_url is not None
        if not is_outside:
            _watch_ourselves(connection, scope, monitor)
    if is_outside:
        _have_watched(scope, monitor)
    with transaction(scope) as connection:
        now = _locked(connection, preference_id)
    seen = ActivatedMonitor(
        user_search_preference_id=preference_id,
        status=now.status,
        schedule_id=now.schedule_id,
        is_watched=now.status == "active" and now.schedule_id is not None,
    )
    show_table("monitor", [{"column": name, "value": value} for name, value in seen], "The monitor now")
    return seen


@policies.payment_call
def close_checkout(event_id: str) -> int:
    """See that a monitor that has ended can no longer be paid; says how many pages were closed.

    Raises:
        ProviderUnavailableError: Stripe did not answer; may be retried.
    """
    scope = current_scope()
    preference_id = _monitor_of(scope, event_id)
    with transaction(scope) as connection:
        still_open = connection.execute(
            select(_attempts.id, _attempts.session_id)
            .join(user_search_preferences)
            .where(
                _preferences.id == preference_id,
                _preferences.status.in_(TERMINAL),
                _attempts.state == "open",
                _attempts.session_id.is_not(None),
            )
        ).all()
    for attempt in still_open:
        if payments.expire_checkout_session(attempt.session_id):
            with transaction(scope) as connection:
                connection.execute(
                    update(checkout_attempts)
                    .where(_attempts.id == attempt.id, _attempts.state == "open")
                    .values(state="expired", updated_at=func.now())
                )
    return len(still_open)


def _monitor_of(scope: Scope, event_id: str) -> UUID | None:
    with transaction(scope) as connection:
        return connection.scalar(select(_events.user_search_preference_id).where(_events.id == event_id))


def _locked(connection: Connection, preference_id: UUID) -> MonitorRow:
    monitor = read_monitor(connection, preference_id, lock=True)
    if monitor is None:
        raise UnknownEventError(f"The event's monitor {preference_id} is gone")
    return monitor


def _ended_if_over(connection: Connection, monitor: MonitorRow) -> MonitorRow:
    if monitor.status in TERMINAL or datetime.now(UTC) < monitor.ends_at:
        return monitor
    ledger.move(connection, monitor.preference_id, "date_over", "the search date is over")
    return _locked(connection, monitor.preference_id)


def _watch_ourselves(connection: Connection, scope: Scope, monitor: MonitorRow) -> None:
    if monitor.status != "active":
        ledger.stop_checks(connection, monitor.preference_id, f"the monitor is {monitor.status}")
        return
    known = connection.execute(
        select(_schedules.id, _schedules.next_check_at).where(
            _schedules.user_search_preference_id == monitor.preference_id
        )
    ).one_or_none()
    schedule_id: UUID = uuid4() if known is None else known.id
    now = datetime.now(UTC)
    runs = {
        "interval": monitor.interval,
        "time_zone": monitor.place.time_zone,
        "ends_at": monitor.ends_at,
        "next_check_at": now,  # somebody has just paid or resumed: look at once, then in its own turn
        "stopped_at": None,
        "stopped_reason": None,
        "updated_at": now,
    }
    if known is None:
        whose = {"tenant": scope.tenant, "environment": scope.environment}
        preference = {"id": schedule_id, "user_search_preference_id": monitor.preference_id}
        connection.execute(insert(monitor_schedules).values(**whose, **preference, **runs))
    elif known.next_check_at is None:
        connection.execute(update(monitor_schedules).where(_schedules.id == schedule_id).values(**runs))
    _store_schedule_id(connection, monitor, str(schedule_id))
    _confirm(connection, scope, monitor)


def _have_watched(scope: Scope, monitor: MonitorRow) -> None:
    """Start or stop the schedule at the outside service, which has one for each address.

    Runs for one address come one after the other, each going by the status that it then finds: a change
    in the meantime has a run of its own behind this one.
    """
    with transaction(scope) as connection:
        key = f"outside schedule of {monitor.email}"
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
        current = read_monitor(connection, monitor.preference_id, lock=False)
        if current is None:
            return
        if current.status == "active":
            favourites = favourite_courses(connection, current.preference_id)
            wish = outside_wish(current.criteria, current.place, favourites)
            given = outside_schedules.start(outside_schedules.Watch(current.email, current.interval, wish))
            ledger.stop_checks(connection, current.preference_id, "an outside service watches")
            _store_schedule_id(connection, current, given)
            _confirm(connection, scope, current)
        elif current.watcher == "outside":
            if not _shared(connection, current):
                outside_schedules.stop(current.email)
            _store_schedule_id(connection, current, None)


def _shared(connection: Connection, monitor: MonitorRow) -> bool:
    """Whether another active monitor lives by the same schedule."""
    others = select(func.count()).where(
        _preferences.schedule_id == monitor.schedule_id,
        _preferences.id != monitor.preference_id,
        _preferences.status == "active",
    )
    return bool(connection.scalar(others))


def _store_schedule_id(connection: Connection, monitor: MonitorRow, schedule_id: str | None) -> None:
    if monitor.schedule_id != schedule_id:
        connection.execute(
            update(user_search_preferences)
            .where(_preferences.id == monitor.preference_id)
            .values(schedule_id=schedule_id, updated_at=func.now())
        )


def _confirm(connection: Connection, scope: Scope, monitor: MonitorRow) -> None:
    configured = settings()
    links = action_links(monitor.preference_id, configured.link_secrets[0], configured.public_address)
    content = confirmation_letter(
        monitor.criteria, monitor.interval, monitor.ends_at, monitor.place.time_zone, links
    )
    enqueue(
        connection,
        scope,
        Mail(
            key=confirmation_key(monitor.preference_id),
            kind="monitor-confirmation",
            recipient=monitor.email,
            subject=content.subject,
            html=content.html,
            text=content.text,
        ),
    )
