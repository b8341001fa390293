"""What recovery finds undone, and mends: real rows, and a Stripe that knows what we do not."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from tasks.findings import Finding
from tasks.monitors.checkout import CheckoutAttempt, Offer, new_attempt
from tasks.monitors.steps import recovery
from tasks.providers import payments
from tasks.settings import SANDBOX_PRICE_ID, settings
from tests.monitor_world import MonitorWorld
from tests.sandbox_server import Clock, Sandbox

OFFER = Offer(SANDBOX_PRICE_ID, "https://app.example.com/paid", "https://app.example.com/back")
UNDELIVERED = "events that Stripe could not deliver"
WAITING = "Checkout attempts that wait for long"


@dataclass(frozen=True)
class Shop:
    """Monitors for sale, at a Stripe that tells nobody by itself."""

    world: MonitorWorld
    sandbox: Sandbox
    clock: Clock

    def offer(self, *, known: bool = True, asked: bool = True, **row: Any) -> tuple[UUID, str]:
        """A monitor that waits for its payment, and its Checkout Session's id.

        Args:
            known: We have Stripe's answer.
            asked: Stripe was asked at all.
            row: Of the attempt's columns, those that are to be another.
        """
        monitor = self.world.add_monitor(status="pending_payment")
        self.world.rows("DELETE FROM monitor_schedules WHERE user_search_preference_id = %s", monitor)
        now = datetime.fromtimestamp(self.clock.now, UTC)
        attempt = new_attempt(1, monitor, "ann@example.com", OFFER, now)
        session_id = ""
        if asked:
            session_id = payments.create_checkout_session(attempt.params, attempt.idempotency_key).id
        self.world.add_attempt(monitor, **_columns(attempt, session_id if known else None) | row)
        return monitor, session_id

    def happens(self, session_id: str, what: str) -> None:
        wanted = {"session": session_id, "type": what}
        httpx.post(f"{self.sandbox.url}/stripe/_cause", json=wanted).raise_for_status()

    def status(self, monitor: UUID) -> str:
        [row] = self.world.rows("SELECT status FROM user_search_preferences WHERE id = %s", monitor)
        return str(row["status"])

    def attempt(self, monitor: UUID) -> dict[str, Any]:
        [row] = self.world.rows(
            "SELECT * FROM checkout_attempts WHERE user_search_preference_id = %s", monitor
        )
        return row

    def let_time_pass(self) -> None:
        """Everything is a quarter of an hour older, and so in nobody's hands any more."""
        for table in ("user_search_preferences", "checkout_attempts"):
            self.world.rows(f"UPDATE {table} SET updated_at = updated_at - interval '16 minutes'")
        self.world.rows("UPDATE inbox SET created_at = created_at - interval '16 minutes'")

    def asked_for(self, monitor: UUID) -> int:
        """How many activations are on their way."""
        return len(self.world.rows("SELECT 1 FROM inbox WHERE ref_id = %s", str(monitor)))


def _columns(attempt: CheckoutAttempt, session_id: str | None) -> dict[str, Any]:
    common = {
        "attempt": attempt.attempt,
        "idempotency_key": attempt.idempotency_key,
        "params": attempt.params,
        "price_id": attempt.price_id,
        "expires_at": attempt.expires_at,
        "created_at": attempt.made_at,
    }
    if session_id is None:
        return common | {"state": "pending"}
    return common | {"state": "open", "session_id": session_id, "amount_total": 900, "currency": "usd"}


@pytest.fixture
def shop(
    world: MonitorWorld, sandbox: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    clock.now = int(time.time()) - 600
    for name in ("STRIPE_SECRET_KEY", "STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CADDIE_SANDBOX_PORT", str(sandbox.port))
    httpx.post(f"{sandbox.url}/stripe/_webhooks", json={"hold": True}).raise_for_status()
    forget()
    yield Shop(world, sandbox, clock)
    forget()


def forget() -> None:
    settings.cache_clear()
    payments._client.cache_clear()  # noqa: SLF001  a process makes one client; a test is many processes


def test_what_stripe_could_not_deliver_is_taken_in_once(shop: Shop) -> None:
    monitor, session_id = shop.offer()
    shop.happens(session_id, "paid")
    assert recovery.take_in_undelivered_events.fn() == Finding(what=UNDELIVERED, found=1, mended=1)
    assert (shop.status(monitor), shop.asked_for(monitor)) == ("active", 1)
    assert recovery.take_in_undelivered_events.fn() == Finding(what=UNDELIVERED)
    assert shop.asked_for(monitor) == 1


def test_an_event_that_stripe_may_still_be_delivering_is_left_to_it(shop: Shop) -> None:
    monitor, session_id = shop.offer()
    shop.clock.now = int(time.time()) - 5
    shop.happens(session_id, "paid")
    assert recovery.take_in_undelivered_events.fn().found == 0
    assert shop.status(monitor) == "pending_payment"


def test_an_undelivered_event_that_fits_nothing_is_told_to_a_person(shop: Shop) -> None:
    monitor, session_id = shop.offer(amount_total=1)
    shop.happens(session_id, "paid")
    finding = recovery.take_in_undelivered_events.fn()
    assert (finding.found, finding.mended) == (1, 0)
    assert finding.problem is not None
    assert "amount" in finding.problem
    assert "@" not in finding.problem
    assert shop.status(monitor) == "pending_payment"


@pytest.mark.parametrize(
    ("what", "becomes"), [("paid", "active"), ("paid_later", "pending_payment"), ("expired", "expired")]
)
def test_a_checkout_that_nobody_told_of_is_asked_after(shop: Shop, what: str, becomes: str) -> None:
    monitor, session_id = shop.offer()
    if what == "expired":
        shop.sandbox.stripe.v1.checkout.sessions.expire(session_id)
    else:
        shop.happens(session_id, what)
    assert recovery.ask_after_checkouts.fn().found == 0, "it is too young to be asked after"
    shop.let_time_pass()
    assert recovery.ask_after_checkouts.fn() == Finding(what=WAITING, found=1, mended=1)
    assert shop.status(monitor) == becomes
    shop.let_time_pass()
    assert recovery.ask_after_checkouts.fn().found == 0


def test_what_stripe_tells_later_of_a_checkout_that_was_asked_after_changes_nothing(shop: Shop) -> None:
    monitor, session_id = shop.offer()
    shop.happens(session_id, "paid")
    shop.let_time_pass()
    recovery.ask_after_checkouts.fn()
    recovery.take_in_undelivered_events.fn()
    assert (shop.status(monitor), shop.asked_for(monitor)) == ("active", 1)


def test_a_page_that_can_still_be_paid_waits_a_quarter_of_an_hour_for_the_next_look(shop: Shop) -> None:
    monitor, _ = shop.offer()
    shop.let_time_pass()
    assert recovery.ask_after_checkouts.fn() == Finding(what=WAITING, found=1, mended=0)
    assert recovery.ask_after_checkouts.fn() == Finding(what=WAITING)
    assert (shop.status(monitor), shop.attempt(monitor)["state"]) == ("pending_payment", "open")


def test_a_session_whose_answer_was_lost_is_found_again(shop: Shop) -> None:
    monitor, session_id = shop.offer(known=False)
    shop.let_time_pass()
    assert recovery.ask_after_checkouts.fn() == Finding(what=WAITING, found=1, mended=1)
    attempt = shop.attempt(monitor)
    assert (attempt["state"], attempt["session_id"]) == ("open", session_id)
    assert (attempt["amount_total"], attempt["currency"]) == (900, "usd")


def test_a_session_that_was_never_made_is_waited_for_as_long_as_it_could_be(shop: Shop) -> None:
    monitor, _ = shop.offer(known=False, asked=False)
    shop.let_time_pass()
    assert recovery.ask_after_checkouts.fn() == Finding(what=WAITING, found=1, mended=0)
    assert shop.status(monitor) == "pending_payment"
    shop.let_time_pass()
    shop.world.rows("UPDATE checkout_attempts SET created_at = created_at - interval '1 day'")
    assert recovery.ask_after_checkouts.fn() == Finding(what=WAITING, found=1, mended=1)
    assert shop.status(monitor) == "expired"


def test_a_stripe_that_is_away_is_told_of_and_asked_again(shop: Shop) -> None:
    _, session_id = shop.offer()
    shop.happens(session_id, "paid")
    shop.let_time_pass()
    shop.sandbox.arm("status_503", count=2)
    for step in (recovery.take_in_undelivered_events, recovery.ask_after_checkouts):
        finding = step.fn()
        assert (finding.mended, "Stripe" in (finding.problem or "")) == (0, True)
    assert recovery.take_in_undelivered_events.fn().mended == 1


def test_a_schedule_of_a_monitor_that_is_not_active_is_stopped(shop: Shop) -> None:
    monitor = shop.world.add_monitor(status="refunded")
    assert [finding.found for finding in recovery.mend_schedules.fn()] == [0, 0], "it may be on its way"
    shop.let_time_pass()
    stopped, _ = recovery.mend_schedules.fn()
    assert (stopped.found, stopped.mended) == (1, 1)
    schedule = shop.world.schedule(monitor)
    assert (schedule["next_check_at"], schedule["stopped_reason"]) == (None, "the monitor is refunded")
    assert recovery.mend_schedules.fn()[0].found == 0


@pytest.mark.parametrize("lacks", ["its schedule", "its schedule's id", "the next check"])
def test_an_active_monitor_that_nobody_watches_is_activated_once_more(shop: Shop, lacks: str) -> None:
    monitor = shop.world.add_monitor()
    if lacks != "the next check":
        shop.world.rows("UPDATE user_search_preferences SET schedule_id = NULL")
    if lacks == "its schedule":
        shop.world.rows("DELETE FROM monitor_schedules")
    if lacks == "the next check":
        shop.world.rows("UPDATE monitor_schedules SET next_check_at = NULL, stopped_at = now()")
    shop.let_time_pass()
    _, found = recovery.mend_schedules.fn()
    assert (found.found, found.mended, shop.asked_for(monitor)) == (1, 1, 1)
    assert recovery.mend_schedules.fn()[1].found == 0, "it was asked for a moment ago"
    shop.let_time_pass()
    assert recovery.mend_schedules.fn()[1].found == 1, "nobody came"


def test_a_monitor_as_it_should_be_is_no_finding(shop: Shop) -> None:
    shop.world.add_monitor()
    shop.let_time_pass()
    assert [finding.found for finding in recovery.mend_schedules.fn()] == [0, 0]


def test_requests_that_no_door_drains_are_counted(shop: Shop) -> None:
    monitor = shop.world.add_monitor()
    shop.world.rows("UPDATE user_search_preferences SET schedule_id = NULL")
    shop.world.rows("DELETE FROM monitor_schedules")
    shop.let_time_pass()
    recovery.mend_schedules.fn()
    assert recovery.count_waiting_requests.fn().found == 0, "a door may be about to"
    shop.let_time_pass()
    finding = recovery.count_waiting_requests.fn()
    assert (finding.found, finding.mended, shop.asked_for(monitor)) == (1, 0, 1)
    assert "door" in (finding.problem or "")


def test_findings_that_are_none_are_not_worth_telling() -> None:
    assert not Finding(what="anything").is_worth_telling
    assert Finding(what="anything", found=1).is_worth_telling
    assert Finding(what="anything", problem="Stripe is away").is_worth_telling
