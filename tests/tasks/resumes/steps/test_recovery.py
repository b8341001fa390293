from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Cancelled, Completed, Crashed, Failed, Pending, Running, Scheduled

from tasks.crashed_runs import TOO_LATE
from tasks.resumes.steps.recovery import why_over

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def run(state: State[Any]) -> FlowRun:
    return FlowRun(flow_id=uuid4(), state=state)


@pytest.mark.parametrize("state", [Pending(), Running(), Scheduled(), Crashed(timestamp=NOW)])
def test_a_run_that_may_still_write_keeps_its_place(state: State[Any]) -> None:
    assert why_over(run(state), NOW) is None


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (Failed(message="It crashed its worker 6 times"), "It crashed its worker 6 times"),
        (Cancelled(), "cancelled"),
        (Completed(), "gone"),
        (Crashed(timestamp=NOW - TOO_LATE - timedelta(seconds=1)), "gone"),
    ],
)
def test_a_run_that_is_over_says_why(state: State[Any], reason: str) -> None:
    assert reason in (why_over(run(state), NOW) or "")


def test_a_run_that_prefect_does_not_have_is_over() -> None:
    assert why_over(None, NOW)
