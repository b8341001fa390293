"""The steps of recovery that look after monitors: what a crash, or a provider, left undone is mended.

Each finding says how many there were. What a provider's absence keeps from being mended is found again.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, String, and_, cast, exists, func, or_, select, update

from tasks import policies
from tasks.database.sessions import all_tenants
from tasks.database.tables import (
    checkout_attempts,
    inbox,
    monitor_schedules,
    user_search_preferences,
)
from tasks.errors import CaddieError, ProviderRefusedError, ProviderUnavailableError
from tasks.findings import Finding
from tasks.monitors import ledger, stripe_ledger
from tasks.monitors.checkout import SESSION_LIFE
from tasks.monitors.ledger import ACTIVATION, REF_TYPE, Moved
from tasks.monitors.stripe_events import HANDLED_TYPES, NoEventError
from tasks.providers import payments
from tasks.settings import settings
from tasks.values import Scope

SETTLED_AFTER: Final = timedelta(minutes=1)
"""Younger rows are in somebody's hands."""

ASKED_AGAIN_AFTER: Final = timedelta(minutes=15)
EVENTS_SINCE: Final = timedelta(days=3)
_MOST_LOOK_UPS = 20
_MOST_MONITORS = 500
_preferences, _schedules = user_search_preferences.c, monitor_schedules.c
_attempts, _inbox = checkout_attempts.c, inbox.c


@policies.sweep
def mend_schedules() -> list[Finding]:
    """See that exactly the monitors that are paid for and active are watched."""
    with all_tenants() as connection:
        astray = connection.execute(
            select(_preferences.id, _preferences.status)
            .join_from(monitor_schedules, user_search_preferences)
            .where(_schedules.next_check_at.is_not(None), _preferences.status != "active", _is_settled())
            .limit(_MOST_MONITORS)
        ).all()
        for row in astray:
            ledger.stop_checks(connection, row.id, f"the monitor is {row.status.replace('_', ' ')}")
        out_of_step = _out_of_step(connection)
        for row in out_of_step:
            scope = Scope.of(row.tenant, row.environment)
            still = Moved(row.id, scope, row.status, row.status)
            ledger.follow_up(connection, still, "out_of_step", f"its schedule does not fit: {row.status}")
    return [
        Finding(what="schedules without an active monitor", found=len(astray), mended=len(astray)),
        Finding(what="monitors whose schedule does not fit", found=len(out_of_step), mended=len(out_of_step)),
    ]


def _is_settled() -> ColumnElement[bool]:
    return _preferences.updated_at < func.now() - SETTLED_AFTER


def _out_of_step(connection: Connection) -> Sequence[Row[Any]]:
    """Monitors that are active and watched by nobody, or not active and watched outside.

    Left out are those that an activation was asked for lately: it may still be on its way, or trying.
    """
    own = cast(_schedules.id, String) == _preferences.schedule_id
    watched_by_us = exists().where(own, _schedules.next_check_at.is_not(None))
    watched_outside = and_(_preferences.schedule_id.is_not(None), ~exists().where(own))
    is_active = _preferences.status == "active"
    asked_lately = exists().where(
        _inbox.workflow == ACTIVATION,
        _inbox.ref_type == REF_TYPE,
        _inbox.ref_id == cast(_preferences.id, String),
        _inbox.created_at > func.now() - ASKED_AGAIN_AFTER,
    )
    return connection.execute(
        select(_preferences.id, _preferences.tenant, _preferences.environment, _preferences.status)
        .where(
            or_(
                and_(is_active, ~watched_by_us, ~watched_outside),
                and_(~is_active, watched_outside),
            ),
            _is_settled(),
            ~asked_lately,
        )
        .limit(_MOST_MONITORS)
    ).all()


@policies.sweep
def take_in_undelivered_events() -> Finding:
    """Take in the events that Stripe could not deliver, by the rules of the webhook."""
    what = "events that Stripe could not deliver"
    now = datetime.now(UTC)
    try:
        missed = payments.undelivered_events(HANDLED_TYPES, now - EVENTS_SINCE, now - SETTLED_AFTER)
    except (ProviderUnavailableError, ProviderRefusedError) as error:
        return Finding(what=what, problem=str(error))
    new, refusals = 0, []
    for event in missed:
        came = _receive(event)
        if isinstance(came, str):
            refusals.append(came)
        else:
            new += came
    problem = None if not refusals else f"{len(refusals)} do not fit, such as: {refusals[0]}"
    return Finding(what=what, found=new + len(refusals), mended=new, problem=problem)


def _receive(event: dict[str, Any]) -> bool | str:
    """Whether the event was new; a text says why it does not fit."""
    configured = settings()
    try:
        with all_tenants() as connection:
            return stripe_ledger.receive(
                connection,
                event,
                live=configured.payments_are_live,
                default_scope=configured.default_scope,
            ).is_new
    except (NoEventError, stripe_ledger.NotYetError, stripe_ledger.UnfitEventError) as unfit:
        return f"{event.get('id')}: {unfit}"


@policies.sweep
def ask_after_checkouts() -> Finding:
    """Ask Stripe what became of Checkout Sessions that are open for long, or were never seen.

    A few at a time, those that were asked after longest ago first.
    """
    what = "Checkout attempts that wait for long"
    with all_tenants() as connection:
        waiting = connection.execute(
            select(checkout_attempts)
            .where(
                _attempts.state.in_(("pending", "open")),
                _attempts.updated_at < func.now() - ASKED_AGAIN_AFTER,
            )
            .order_by(_attempts.updated_at)
            .limit(_MOST_LOOK_UPS)
        ).all()
    mended, problem = 0, None
    for attempt in waiting:
        try:
            mended += _ask_after(attempt)
        except CaddieError as error:
            problem = str(error)
            if isinstance(error, ProviderUnavailableError):
                break
    return Finding(what=what, found=len(waiting), mended=mended, problem=problem)


def _ask_after(attempt: Row[Any]) -> bool:
    """Whether the attempt is another now."""
    if attempt.session_id is None:
        return _find_lost(attempt)
    about = payments.fetch_object(f"/v1/checkout/sessions/{attempt.session_id}")
    moved = about.get("status") != "open" and _take_in(attempt, about)
    if not moved:
        _touch(attempt)
    return moved


def _find_lost(attempt: Row[Any]) -> bool:
    found = payments.find_checkout_session(attempt.params, attempt.created_at - timedelta(minutes=5))
    if found is not None:
        _touch(
            attempt,
            state="open",
            session_id=found.id,
            url=found.url,
            amount_total=found.amount_total,
            currency=found.currency,
        )
        return True
    if datetime.now(UTC) > attempt.created_at + SESSION_LIFE:
        with all_tenants() as connection:
            ledger.move(
                connection,
                attempt.user_search_preference_id,
                "checkout_expired",
                "its Checkout was never made",
            )
        _touch(attempt, state="expired")
        return True
    _touch(attempt)
    return False


def _take_in(attempt: Row[Any], about: dict[str, Any]) -> bool:
    """Let the webhook's rules decide, as if Stripe had told of the session as it is now."""
    is_expired = about.get("status") == "expired"
    happened = "checkout.session.expired" if is_expired else "checkout.session.completed"
    event = {
        "id": f"own_{attempt.session_id}_{about.get('status')}_{about.get('payment_status')}",
        "object": "event",
        "type": happened,
        "livemode": about.get("livemode"),
        "created": int(datetime.now(UTC).timestamp()),
        "data": {"object": about},
    }
    came = _receive(event)
    if isinstance(came, str):
        raise ProviderRefusedError(came)
    return came


def _touch(attempt: Row[Any], **values: Any) -> None:
    with all_tenants() as connection:
        connection.execute(
            update(checkout_attempts)
            .where(_attempts.id == attempt.id, _attempts.state == attempt.state)
            .values(updated_at=func.now(), **values)
        )


@policies.sweep
def count_waiting_requests() -> Finding:
    """Requests that the door accepted and that Prefect has not heard of yet. The door itself mends that."""
    unsettled = and_(
        _inbox.flow_run_id.is_(None),
        _inbox.refusal.is_(None),
        _inbox.cancelled_at.is_(None),
        _inbox.created_at < func.now() - SETTLED_AFTER,
    )
    with all_tenants() as connection:
        waiting = connection.execute(select(func.count()).where(unsettled)).scalar_one()
    problem = "no door drains its inbox: is one running?" if waiting else None
    return Finding(what="requests that no run was made for", found=waiting, problem=problem)
