"""Stripe's events, taken in: each once, by the rows that say what was sold, in one transaction.

Which rules hold is told in `stripe_events` (what an event says) and `lifecycle` (what may move what).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from tasks.database.tables import checkout_attempts, provider_events, user_search_preferences
from tasks.errors import RetryableError, TerminalError
from tasks.monitors import stripe_events
from tasks.monitors.ledger import REF_TYPE, Moved, Noted, ask_for_activation, move, note, settle
from tasks.monitors.lifecycle import Event
from tasks.monitors.stripe_events import (
    CheckoutDone,
    CheckoutLost,
    Happening,
    MoneyBack,
    NothingToDo,
    SubscriptionOver,
)
from tasks.values import Scope

TO_LOOK_UP: Final = "its object is to be looked up"
_attempts, _preferences, _events = checkout_attempts.c, user_search_preferences.c, provider_events.c


class NotYetError(RetryableError):
    """An event tells of a monitor that is not there yet: it must be told again, so nothing is kept of it."""


class UnfitEventError(TerminalError):
    """An event does not fit what was sold. Nothing is kept of it, and a person must look."""


@dataclass(frozen=True, slots=True)
class Received:
    """What came of an event. `moved` is None if it concerned no monitor that is known."""

    is_new: bool
    outcome: str
    moved: Moved | None = None
    asked_for_run: bool = False


def receive(
    connection: Connection, payload: Mapping[str, Any], *, live: bool, default_scope: Scope
) -> Received:
    """Take in one verified event of Stripe's; the second time it changes nothing.

    Args:
        connection: Within a transaction over all tenants, since an event says nothing of tenants.
        payload: The event, as Stripe sent it.
        live: Whether our payments are of Stripe's live mode.
        default_scope: Whose the run is that looks a thin event's object up.

    Raises:
        NoEventError: It is none.
        NotYetError: Its monitor is not there yet. Roll back.
        UnfitEventError: It is not what was sold. Roll back.
    """
    envelope = stripe_events.envelope_of(payload)
    if envelope.livemode != live:
        raise UnfitEventError("The event is of Stripe's other mode (live or test)")
    event = Noted(
        id=envelope.id,
        provider="stripe",
        type=envelope.type,
        livemode=envelope.livemode,
        payload=payload,
        occurred_at=envelope.occurred_at,
    )
    if not note(connection, event):
        return Received(is_new=False, outcome="known already")
    if envelope.looks_at is not None:
        settle(connection, envelope.id, TO_LOOK_UP)
        asked = ask_for_activation(connection, default_scope, envelope.id, ("event", envelope.id))
        return Received(is_new=True, outcome=TO_LOOK_UP, asked_for_run=asked)
    about = payload.get("data", {}).get("object", {})
    return _apply(connection, envelope.id, stripe_events.read(envelope.type, about))


def look_up(connection: Connection, event_id: str, about: Mapping[str, Any]) -> Received:
    """Take in what a thin event is about, once that has been fetched. Raises as `receive` does."""
    row = connection.execute(
        select(_events.type, _events.payload, _events.outcome).where(_events.id == event_id).with_for_update()
    ).one()
    if row.outcome != TO_LOOK_UP:
        return Received(is_new=False, outcome=row.outcome)
    seen = row.payload | {"data": {"object": dict(about)}}
    connection.execute(update(provider_events).where(_events.id == event_id).values(payload=seen))
    return _apply(connection, event_id, stripe_events.read(row.type, about))


def _apply(connection: Connection, event_id: str, happening: Happening) -> Received:
    match happening:
        case NothingToDo(why):
            moved, outcome = None, f"ignored: {why}"
        case CheckoutDone():
            moved, outcome = _checkout_done(connection, happening)
        case CheckoutLost():
            moved, outcome = _checkout_lost(connection, happening)
        case MoneyBack(payment, why):
            moved, outcome = _paid_no_more(connection, event_id, payment, "refunded", why)
        case SubscriptionOver(payment, why):
            moved, outcome = _paid_no_more(connection, event_id, payment, "cancelled", why)
    settle(connection, event_id, outcome, moved)
    if moved is None or not moved.changed:
        return Received(is_new=True, outcome=outcome, moved=moved)
    asked = ask_for_activation(connection, moved.scope, event_id, (REF_TYPE, str(moved.preference_id)))
    return Received(is_new=True, outcome=outcome, moved=moved, asked_for_run=asked)


def _told(moved: Moved | None, otherwise: str) -> str:
    return f"{moved.before} → {moved.after}" if moved is not None and moved.changed else otherwise


def _checkout_done(connection: Connection, done: CheckoutDone) -> tuple[Moved | None, str]:
    if done.payment is not None:
        _hold(connection, done.payment)
    attempt = _own_attempt(connection, _attempts.session_id == done.session_id)
    if attempt is None:
        return None, _not_ours(connection, done.names, is_paid=done.is_paid)
    preference_id = attempt.user_search_preference_id
    _refuse_unfit(attempt, done)
    if attempt.state in {"paid", "over"}:
        return _still(connection, preference_id), "paid already"
    _set_attempt(connection, attempt.id, state="paid" if done.is_paid else "complete", payment=done.payment)
    if not done.is_paid:
        return _still(connection, preference_id), "submitted, but the bank has yet to pay"
    moved = move(connection, preference_id, "paid", "")
    if moved is not None and not moved.changed:
        return moved, f"paid, but the monitor is {moved.after}: look whether the money must go back"
    if moved is None or done.payment is None:
        return moved, _told(moved, "paid")
    return _catch_up(connection, done.payment, moved)


def _catch_up(connection: Connection, payment: str, paid: Moved) -> tuple[Moved, str]:
    """Let happen now what came before its time and was kept: a refund, say, before the payment."""
    early = connection.execute(
        select(_events.id, _events.type, _events.payload)
        .where(_events.about == payment)
        .order_by(_events.occurred_at, _events.id)
    ).all()
    for event in early:
        _apply(connection, event.id, stripe_events.read(event.type, event.payload["data"]["object"]))
    now = _still(connection, paid.preference_id)
    if now is None or now.after == paid.after:
        return paid, _told(paid, "")
    return replace(paid, after=now.after), f"{_told(paid, '')} → {now.after}"


def _checkout_lost(connection: Connection, lost: CheckoutLost) -> tuple[Moved | None, str]:
    attempt = _own_attempt(connection, _attempts.session_id == lost.session_id)
    if attempt is None:
        return None, _not_ours(connection, lost.names, is_paid=False)
    preference_id = attempt.user_search_preference_id
    if attempt.state in {"paid", "over"}:
        return _still(connection, preference_id), "it was paid all the same"
    _set_attempt(connection, attempt.id, state="expired")
    latest = connection.scalar(
        select(func.max(_attempts.attempt)).where(_attempts.user_search_preference_id == preference_id)
    )
    if attempt.attempt != latest:
        return _still(connection, preference_id), "a later Checkout Session is on offer"
    moved = move(connection, preference_id, "checkout_expired", lost.why)
    return moved, _told(moved, lost.why)


def _paid_no_more(
    connection: Connection, event_id: str, payment: str, event: Event, why: str
) -> tuple[Moved | None, str]:
    _hold(connection, payment)
    attempt = _own_attempt(connection, _attempts.payment == payment)
    if attempt is None:
        connection.execute(update(provider_events).where(_events.id == event_id).values(about=payment))
        return None, "kept: no monitor is known to be paid by it"
    preference_id = attempt.user_search_preference_id
    _set_attempt(connection, attempt.id, state="over")
    another = connection.scalar(
        select(func.count()).where(
            _attempts.user_search_preference_id == preference_id, _attempts.state == "paid"
        )
    )
    if another:
        return _still(connection, preference_id), f"{why}, but it is paid by another payment too"
    moved = move(connection, preference_id, event, why)
    return moved, _told(moved, why)


def _still(connection: Connection, preference_id: UUID) -> Moved | None:
    """A monitor to which nothing happens."""
    row = connection.execute(
        select(_preferences.tenant, _preferences.environment, _preferences.status).where(
            _preferences.id == preference_id
        )
    ).one_or_none()
    if row is None:
        return None
    return Moved(preference_id, Scope.of(row.tenant, row.environment), row.status, row.status)


def _hold(connection: Connection, payment: str) -> None:
    """Let what tells of one payment happen one after the other: else each could miss the other's rows."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(payment, 0))))


def _own_attempt(connection: Connection, which: ColumnElement[bool]) -> Row[Any] | None:
    """Our own row of a session, with its monitor locked: what makes it ours, whatever its metadata says."""
    preference_id = connection.scalar(select(_attempts.user_search_preference_id).where(which))
    if preference_id is None:
        return None
    # In the order in which monitor-creation locks them.
    connection.execute(select(_preferences.id).where(_preferences.id == preference_id).with_for_update())
    return connection.execute(select(checkout_attempts).where(which).with_for_update()).one_or_none()


def _set_attempt(connection: Connection, attempt_id: UUID, **values: Any) -> None:
    connection.execute(
        update(checkout_attempts).where(_attempts.id == attempt_id).values(updated_at=func.now(), **values)
    )


def _not_ours(connection: Connection, names: UUID | None, *, is_paid: bool) -> str:
    """Why a session without a row of ours is let be.

    Raises:
        NotYetError: It may be one whose row is about to be written.
        UnfitEventError: It was paid, and names a monitor that never offered it.
    """
    if names is None:
        return "ignored: it names no monitor"
    known = connection.scalar(select(_preferences.id).where(_preferences.id == names))
    waiting = connection.scalar(
        select(_attempts.id).where(_attempts.user_search_preference_id == names, _attempts.state == "pending")
    )
    if known is None or waiting is not None:
        raise NotYetError("The event's monitor is not there yet: send it again later")
    if is_paid:
        raise UnfitEventError("The event's Checkout Session is none that its monitor was offered")
    return "ignored: its monitor was never offered this session"


def _refuse_unfit(attempt: Row[Any], done: CheckoutDone) -> None:
    sold = attempt.params
    checks = {
        "monitor": done.names in {None, attempt.user_search_preference_id},
        "amount": done.amount == attempt.amount_total,
        "currency": done.currency == attempt.currency,
        "mode": done.mode == sold["mode"],
        "price": set(done.prices) <= {attempt.price_id},
    }
    wrong = [name for name, fits in checks.items() if not fits]
    if wrong:
        raise UnfitEventError(f"The event does not fit what was sold: {', '.join(wrong)}")
