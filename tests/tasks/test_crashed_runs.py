"""Which crashed runs are taken up again, how soon and how often."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefect.client.schemas.objects import State, StateType

from tasks.crashed_runs import MOST_REVIVALS, SETTLES, TOO_LATE, verdict, was_being_cancelled

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


def history(*types: str) -> list[State[Any]]:
    return [
        State(type=StateType(kind), timestamp=NOW + timedelta(seconds=second))
        for second, kind in enumerate(types)
    ]


def test_a_crash_settles_for_two_seconds() -> None:
    assert timedelta(seconds=2) <= SETTLES
    assert verdict(NOW - SETTLES + timedelta(milliseconds=1), 0, NOW) == "wait"
    assert verdict(NOW - SETTLES, 0, NOW) == "revive"


def test_a_run_is_taken_up_five_times_and_then_given_up() -> None:
    assert MOST_REVIVALS == 5
    said = [verdict(NOW - SETTLES, revivals, NOW) for revivals in range(7)]
    assert said == ["revive"] * 5 + ["give up"] * 2


def test_what_crashed_long_ago_is_let_lie() -> None:
    assert verdict(NOW - TOO_LATE - timedelta(seconds=1), 0, NOW) == "let lie"


def test_what_was_being_cancelled_is_let_lie() -> None:
    assert verdict(NOW - SETTLES, 0, NOW, unwanted=True) == "let lie"


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("SCHEDULED", "PENDING", "RUNNING", "CRASHED"), False),
        (("SCHEDULED", "PENDING", "RUNNING", "CANCELLING", "CRASHED"), True),
        # It was cancelled, then somebody wanted it after all.
        (("SCHEDULED", "RUNNING", "CANCELLING", "CRASHED", "SCHEDULED", "RUNNING", "CRASHED"), False),
    ],
)
def test_only_the_last_attempt_says_whether_it_was_being_cancelled(
    types: Sequence[str], expected: bool
) -> None:
    states = history(*types)
    assert was_being_cancelled(states) == was_being_cancelled(states[::-1]) == expected


@given(st.integers(0, 10), st.timedeltas(timedelta(), timedelta(days=3)), st.booleans())
def test_nothing_is_taken_up_too_soon_too_late_or_too_often(
    revivals: int, age: timedelta, unwanted: bool
) -> None:
    if verdict(NOW - age, revivals, NOW, unwanted=unwanted) == "revive":
        assert SETTLES <= age <= TOO_LATE
        assert revivals < MOST_REVIVALS
        assert not unwanted
