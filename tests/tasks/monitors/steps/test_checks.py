"""What a sweep does for monitors and to their customers, step by step, beside a source of the test's own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.monitor_check import Sweep
from tasks.mail_delivery import send_mails
from tasks.monitors.steps.checks import (
    ask_tee_time_source,
    claim_due_monitors,
    end_finished_monitors,
    tell_customers,
)
from tests.local_providers import Fault
from tests.monitor_world import MonitorWorld, become_another_run, opening


def sweep(most: int = 100) -> Sweep:
    """The steps of one run, in their order."""
    become_another_run()
    ended = end_finished_monitors.fn()
    areas = claim_due_monitors.fn(most)
    told = tell_customers.fn(ask_tee_time_source.fn(areas))
    return Sweep(ended=ended, areas=len(areas), told=told, mails=send_mails.fn())


def test_a_new_opening_is_mailed_and_not_a_second_time(world: MonitorWorld) -> None:
    monitor = world.add_monitor()
    world.providers.offers = [opening(1)]
    assert sweep().mails.sent == 1
    world.make_due()
    assert sweep().mails.sent == 0

    [mail] = world.providers.inbox
    assert mail["to"] == "ann@example.com"
    assert mail["subject"] == "10:15 AM Sat May 10 at Course 1, $80"
    assert "https://book.example.com/1" in mail["text"]
    assert "https://book.example.com/1" in mail["html"]
    schedule = world.schedule(monitor)
    assert schedule["next_check_at"] > datetime.now(UTC) > schedule["last_check_at"]
    assert schedule["claimed_by"] is None


def test_one_sweep_is_one_mail_with_the_favourite_first(world: MonitorWorld) -> None:
    world.add_monitor(priority_courses=(3, 2))
    world.providers.offers = [opening(1), opening(2), opening(3)]
    sweep()
    [mail] = world.providers.inbox
    assert mail["subject"] == "10:45 AM Sat May 10 at Course 3, $80 and 2 more"
    places = [mail["text"].index(f"Course {number}") for number in (3, 2, 1)]
    assert places == sorted(places)


def test_what_appears_later_is_mailed_alone(world: MonitorWorld) -> None:
    world.add_monitor()
    world.providers.offers = [opening(1)]
    sweep()
    world.providers.offers = [opening(1), opening(2)]
    world.make_due()
    sweep()
    assert "Course 1" not in world.providers.inbox[1]["text"]
    assert "Course 2" in world.providers.inbox[1]["text"]


def test_an_opening_that_flickers_is_told_once(world: MonitorWorld) -> None:
    world.add_monitor()
    for offers in ([opening(1)], [], [opening(1)]):
        world.providers.offers = offers
        world.make_due()
        sweep()
    assert len(world.providers.inbox) == 1


def test_an_opening_that_was_gone_for_an_hour_is_told_again(world: MonitorWorld) -> None:
    world.add_monitor()
    for offers in ([opening(1)], []):
        world.providers.offers = offers
        world.make_due()
        sweep()
    hour_ago = (datetime.now(UTC) - timedelta(minutes=61)).isoformat()
    world.rows(
        "UPDATE tee_time_areas SET appearances = jsonb_set(appearances, '{0,missing_since}',"
        " to_jsonb(%s::text))",
        hour_ago,
    )
    world.providers.offers = [opening(1)]
    world.make_due()
    sweep()
    assert len(world.providers.inbox) == 2


def test_an_opening_that_becomes_cheap_enough_is_told(world: MonitorWorld) -> None:
    world.add_monitor(max_price=50)
    world.providers.offers = [opening(1, price_cents=5_001)]
    sweep()
    assert world.providers.inbox == []
    world.providers.offers = [opening(1, price_cents=5_000)]
    world.make_due()
    sweep()
    assert len(world.providers.inbox) == 1


def test_monitors_that_ask_the_same_are_one_question(world: MonitorWorld) -> None:
    for number in range(5):
        world.add_monitor(email=f"{number}@example.com", tenant=f"tenant-{number}", max_price=70 + number * 5)
    world.add_monitor(email="far@example.com", latitude=33.45, longitude=-112.07, time_zone="America/Phoenix")
    world.providers.offers = [opening(1)]
    done = sweep()
    assert (done.areas, len(world.providers.asked), done.told.monitors) == (2, 2, 6)
    assert {mail["to"] for mail in world.providers.inbox} >= {"2@example.com", "4@example.com"}
    assert "0@example.com" not in {mail["to"] for mail in world.providers.inbox}


def test_who_wants_no_mail_gets_none_then_or_later(world: MonitorWorld) -> None:
    monitor = world.add_monitor(notify_enabled=False)
    world.providers.offers = [opening(1)]
    sweep()
    world.rows("UPDATE user_search_preferences SET notify_enabled = true WHERE id = %s", monitor)
    world.make_due()
    sweep()
    assert world.providers.inbox == []


def test_the_links_of_a_mail_need_no_login_and_one_click_pauses(world: MonitorWorld) -> None:
    world.add_monitor()
    world.providers.offers = [opening(1)]
    sweep()
    [mail] = world.providers.inbox
    assert mail["text"].count("http://127.0.0.1:8787/m/") == 2
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_area_that_fails_is_parked_longer_each_time_and_fails_no_other(world: MonitorWorld) -> None:
    broken = world.add_monitor(email="broken@example.com", latitude=40.0)
    world.add_monitor()
    world.providers.broken_zips = {"40.0000"}
    world.providers.offers = [opening(1)]
    sweep()
    assert [mail["to"] for mail in world.providers.inbox] == ["ann@example.com"]
    assert world.schedule(broken)["last_check_at"] is None

    def pause() -> timedelta:
        [area] = world.rows("SELECT parked_until - now() AS pause FROM tee_time_areas WHERE failures > 0")
        pause = area["pause"]
        assert isinstance(pause, timedelta)
        return pause

    first = pause()
    world.make_due()
    sweep()
    assert pause() > first + timedelta(seconds=30)
    world.providers.broken_zips = set()
    world.make_due()
    sweep()
    assert [mail["to"] for mail in world.providers.inbox] == ["ann@example.com", "broken@example.com"]


def test_a_parked_area_is_not_asked(world: MonitorWorld) -> None:
    monitor = world.add_monitor(latitude=40.0)
    world.providers.broken_zips = {"40.0000"}
    sweep()
    asked = len(world.providers.asked)
    world.rows("UPDATE monitor_schedules SET next_check_at = now()")
    sweep()
    assert len(world.providers.asked) == asked
    [area] = world.rows("SELECT parked_until FROM tee_time_areas")
    assert world.schedule(monitor)["next_check_at"] > area["parked_until"]


def test_a_source_that_was_away_makes_nothing_new(world: MonitorWorld) -> None:
    world.add_monitor(latitude=40.0)
    world.providers.offers = [opening(1)]
    sweep()
    world.providers.broken_zips = {"40.0000"}
    for _ in range(3):
        world.make_due()
        sweep()
    world.rows("UPDATE tee_time_areas SET answered_at = answered_at - interval '3 hours'")
    world.providers.broken_zips = set()
    world.make_due()
    sweep()
    assert len(world.providers.inbox) == 1


def test_a_source_that_is_down_is_not_asked_for_every_area(world: MonitorWorld) -> None:
    for number in range(70):
        world.add_monitor(email=f"{number}@example.com", latitude=30 + number / 10)
    world.providers.source_faults.extend(Fault(503) for _ in range(1_000))
    done = sweep()
    assert len(world.providers.source_faults) >= 1_000 - 40
    assert done.told.mails == 0
    [left] = world.rows("SELECT count(*) AS due FROM monitor_schedules WHERE next_check_at <= now()")
    assert left["due"] > 0


def test_a_busy_source_is_left_alone_as_long_as_it_says(world: MonitorWorld) -> None:
    for number in range(40):
        world.add_monitor(email=f"{number}@example.com", latitude=30 + number / 10)
    world.providers.source_faults.extend(Fault(429, headers={"Retry-After": "600"}) for _ in range(100))
    sweep()
    parked = world.rows("SELECT parked_until - now() AS pause FROM tee_time_areas")
    assert len(parked) == 40
    assert min(row["pause"] for row in parked) > timedelta(minutes=9)


def test_an_unchanged_source_is_asked_conditionally(world: MonitorWorld) -> None:
    world.add_monitor()
    world.providers.etags = True
    world.providers.offers = [opening(1)]
    for _ in range(3):
        world.make_due()
        sweep()
    assert world.providers.not_modified == 2
    assert len(world.providers.inbox) == 1


def test_sweeps_that_were_missed_are_made_up_for_by_one_check(world: MonitorWorld) -> None:
    monitor = world.add_monitor()
    world.rows("UPDATE monitor_schedules SET next_check_at = now() - interval '3 hours'")
    assert sweep().told.monitors == 1
    assert sweep().told.monitors == 0
    assert timedelta() < world.schedule(monitor)["next_check_at"] - datetime.now(UTC) <= timedelta(minutes=5)


def test_the_longest_overdue_come_first_when_there_are_too_many(world: MonitorWorld) -> None:
    late = world.add_monitor(email="late@example.com")
    early = world.add_monitor(email="early@example.com")
    world.rows(
        "UPDATE monitor_schedules SET next_check_at = now() - interval '1 hour'"
        " WHERE user_search_preference_id = %s",
        early,
    )
    assert sweep(most=1).told.monitors == 1
    assert world.schedule(early)["last_check_at"] is not None
    assert world.schedule(late)["last_check_at"] is None


@pytest.mark.parametrize("status", ["active", "paused"])
def test_a_monitor_ends_with_its_day(world: MonitorWorld, status: str) -> None:
    monitor = world.add_monitor(search_date=date(2026, 1, 2), status=status)
    world.providers.offers = [opening(1)]
    assert sweep().ended == 1
    [row] = world.rows("SELECT status, active FROM user_search_preferences")
    assert row == {"status": "ended", "active": False}
    schedule = world.schedule(monitor)
    assert schedule["next_check_at"] is None
    assert schedule["stopped_reason"] == "the search date is over"
    assert world.providers.asked == []


def test_a_monitor_that_is_stopped_during_a_sweep_is_told_nothing(world: MonitorWorld) -> None:
    world.add_monitor()
    world.providers.offers = [opening(1)]
    become_another_run()
    asked = ask_tee_time_source.fn(claim_due_monitors.fn(10))
    world.rows("UPDATE monitor_schedules SET next_check_at = NULL, stopped_at = now(), claimed_until = NULL")
    assert tell_customers.fn(asked).monitors == 0
    assert world.rows("SELECT * FROM mails") == []


def test_two_sweeps_at_once_take_different_monitors(world: MonitorWorld) -> None:
    for number in range(4):
        world.add_monitor(email=f"{number}@example.com")
    become_another_run()
    first = claim_due_monitors.fn(3)
    become_another_run()
    claim_due_monitors.fn(3)
    assert len(first) == 1
    assert tell_customers.fn([]).monitors == 1
