"""What activation does for a monitor: the world is brought in step with its rows, however often it is run."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from tasks.database.sessions import all_tenants
from tasks.errors import ProviderRefusedError, ProviderUnavailableError, UnknownEventError
from tasks.monitors import ledger
from tasks.monitors.steps import activation
from tasks.monitors.steps.checks import claim_due_monitors
from tasks.settings import settings
from tests.monitor_world import MonitorWorld, become_another_run
from tests.outside_scheduler import KEY, OutsideScheduler, outside_scheduler

ANN, OUTSIDE_ID = "ann@example.com", "tee-time-search-ann@example.com"


@pytest.fixture(autouse=True)
def _nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the UI is shown needs a Prefect."""
    monkeypatch.setattr(activation, "show_table", lambda *_: None)


@pytest.fixture
def outside(world: MonitorWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[OutsideScheduler]:
    """An outside service watches the monitors of this world."""
    assert world
    with outside_scheduler() as running:
        monkeypatch.setenv("LGG_API_URL", running.url)
        monkeypatch.setenv("LGG_API_KEY", KEY)
        settings.cache_clear()
        yield running


def paid(world: MonitorWorld, email: str = ANN, **changed: Any) -> UUID:
    """A monitor that was paid for, and that nothing more has happened to."""
    monitor = world.add_monitor(email, **changed)
    world.rows("UPDATE user_search_preferences SET schedule_id = NULL WHERE id = %s", monitor)
    world.rows("DELETE FROM monitor_schedules WHERE user_search_preference_id = %s", monitor)
    return monitor


def activate(world: MonitorWorld, monitor: UUID, tenant: str = "default") -> Any:
    """What a run does after an event about this monitor."""
    event_id = f"evt_{uuid4().hex}"
    world.rows(
        "INSERT INTO provider_events (id, provider, type, livemode, payload, occurred_at, outcome, tenant,"
        " environment, user_search_preference_id)"
        " VALUES (%s, 'stripe', 'x', false, '{}', now(), 'done', %s, 'default', %s)",
        event_id,
        tenant,
        monitor,
    )
    return activation.keep_schedule_in_step.fn(event_id)


def wish(monitor: UUID, action: Any) -> None:
    """The customer presses a button."""
    with all_tenants() as connection:
        ledger.act(connection, monitor, action)


def confirmations(world: MonitorWorld) -> int:
    return len(world.rows("SELECT 1 FROM mails WHERE kind = 'monitor-confirmation'"))


def test_a_paid_monitor_gets_one_schedule_and_one_confirmation_however_often(world: MonitorWorld) -> None:
    monitor = paid(world)
    for _ in range(3):
        came = activate(world, monitor)
    schedule = world.schedule(monitor)
    assert (came.status, came.schedule_id, came.is_watched) == ("active", str(schedule["id"]), True)
    assert (schedule["interval"], schedule["time_zone"]) == ("PT5M", "America/New_York")
    assert confirmations(world) == 1


def test_a_monitor_whose_day_is_over_is_not_begun(world: MonitorWorld) -> None:
    monitor = paid(world, search_date=date(2020, 1, 1))
    assert activate(world, monitor).status == "ended"
    assert world.rows("SELECT 1 FROM monitor_schedules") == []
    assert confirmations(world) == 0


def test_a_monitor_of_somebody_else_is_none_of_this_run(world: MonitorWorld) -> None:
    monitor = paid(world, tenant="somebody-else")
    assert activate(world, monitor, "somebody-else") is None
    assert world.rows("SELECT 1 FROM monitor_schedules") == []


def test_an_event_that_the_door_never_kept_is_refused(world: MonitorWorld) -> None:
    assert world
    with pytest.raises(UnknownEventError, match="evt_made_up"):
        activation.look_up_event.fn("evt_made_up")


def test_resuming_goes_on_with_the_same_schedule(world: MonitorWorld) -> None:
    monitor = paid(world)
    activate(world, monitor)
    first = world.schedule(monitor)["id"]
    wish(monitor, "pause")
    assert not activate(world, monitor).is_watched or world.schedule(monitor)["next_check_at"] is None
    wish(monitor, "resume")
    activate(world, monitor)
    schedule = world.schedule(monitor)
    assert (schedule["id"], schedule["stopped_reason"]) == (first, None)
    assert schedule["next_check_at"] is not None
    assert confirmations(world) == 1


def test_an_outside_service_watches_instead_of_us(world: MonitorWorld, outside: OutsideScheduler) -> None:
    monitor = paid(world, priority_courses=(7, 3), search_date=date(2031, 10, 1))
    assert activate(world, monitor).schedule_id == OUTSIDE_ID
    asked = outside.watches[ANN]
    assert (asked["interval"], asked["paymentEnabled"]) == ("PT5M", True)
    assert asked["searchCriteria"]["searchDate"] == "Oct 1 2031"
    assert asked["searchCriteria"]["priorityCourses"] == [7, 3]
    assert world.rows("SELECT 1 FROM monitor_schedules WHERE next_check_at IS NOT NULL") == []
    become_another_run()
    assert claim_due_monitors.fn(10) == [], "our own checks are off"
    assert confirmations(world) == 1


def test_a_schedule_that_the_service_has_already_counts_as_done(
    world: MonitorWorld, outside: OutsideScheduler
) -> None:
    first, second = paid(world), paid(world)
    for monitor in (first, first, second):
        assert activate(world, monitor).schedule_id == OUTSIDE_ID
    stored = world.rows("SELECT schedule_id FROM user_search_preferences")
    assert [row["schedule_id"] for row in stored] == [OUTSIDE_ID] * 2, "each preference has its id"
    assert list(outside.watches) == [ANN]
    assert confirmations(world) == 2


def test_the_service_stops_when_the_last_monitor_of_an_address_does(
    world: MonitorWorld, outside: OutsideScheduler
) -> None:
    first, second = paid(world), paid(world)
    for monitor in (first, second):
        activate(world, monitor)
    wish(first, "cancel")
    assert activate(world, first).schedule_id is None
    assert list(outside.watches) == [ANN], "the other one lives by it"
    wish(second, "pause")
    activate(world, second)
    assert outside.watches == {}
    wish(second, "resume")
    assert activate(world, second).schedule_id == OUTSIDE_ID
    assert list(outside.watches) == [ANN]


def test_monitors_that_we_watched_go_over_to_the_service_when_it_is_named(
    world: MonitorWorld, outside: OutsideScheduler
) -> None:
    monitor = world.add_monitor()
    assert activate(world, monitor).schedule_id == OUTSIDE_ID
    schedule = world.schedule(monitor)
    assert (schedule["next_check_at"], schedule["stopped_reason"]) == (None, "an outside service watches")
    assert list(outside.watches) == [ANN]


@pytest.mark.parametrize(
    ("fault", "error"),
    [(503, ProviderUnavailableError), (None, ProviderUnavailableError), (400, ProviderRefusedError)],
)
def test_a_service_that_does_not_do_it_confirms_nothing(
    world: MonitorWorld, outside: OutsideScheduler, fault: int | None, error: type[Exception]
) -> None:
    monitor = paid(world)
    outside.faults.append(fault)
    with pytest.raises(error):
        activate(world, monitor)
    assert confirmations(world) == 0
    assert activate(world, monitor).schedule_id == OUTSIDE_ID
    assert confirmations(world) == 1
