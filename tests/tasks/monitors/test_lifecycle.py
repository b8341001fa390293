from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.monitors.lifecycle import TERMINAL, TRANSITIONS, Event, Status, after

STATUSES = st.sampled_from(get_args(Status))
EVENTS = st.lists(st.sampled_from(get_args(Event)), max_size=30)


def history(start: Status, events: list[Event]) -> list[Status]:
    seen = [start]
    for event in events:
        seen.append(after(seen[-1], event))
    return seen


@given(STATUSES, EVENTS)
def test_whatever_comes_in_whatever_order_nothing_leaves_a_terminal_state(
    start: Status, events: list[Event]
) -> None:
    seen = history(start, events)
    ended = next((place for place, status in enumerate(seen) if status in TERMINAL), len(seen))
    assert len(set(seen[ended:])) <= 1


@given(EVENTS)
def test_a_monitor_is_active_only_once_it_was_paid(events: list[Event]) -> None:
    seen = history("pending_payment", events)
    for place, status in enumerate(seen):
        assert status not in {"active", "paused"} or "paid" in events[:place]


@given(STATUSES, st.sampled_from(get_args(Event)))
def test_what_happens_twice_happened_once(start: Status, event: Event) -> None:
    once = after(start, event)
    assert after(once, event) == once


def test_the_table_names_every_status_and_leads_to_no_other() -> None:
    assert set(TRANSITIONS) == set(get_args(Status))
    assert {to for moves in TRANSITIONS.values() for to in moves.values()} <= set(get_args(Status))


def test_cancelled_refunded_and_ended_are_for_good() -> None:
    assert {"cancelled", "refunded", "ended"} == TERMINAL


@pytest.mark.parametrize("status", [status for status in get_args(Status) if status not in TERMINAL])
def test_every_monitor_that_goes_on_can_be_cancelled_and_ends_with_its_date(status: Status) -> None:
    assert after(status, "cancelled") == "cancelled"
    assert after(status, "date_over") == "ended"
