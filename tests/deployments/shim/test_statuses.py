from typing import Any

import pytest
from prefect.client.schemas.objects import State, StateType
from prefect.states import (
    AwaitingConcurrencySlot,
    AwaitingRetry,
    Cancelled,
    Cancelling,
    Completed,
    Crashed,
    Failed,
    Late,
    Paused,
    Pending,
    Retrying,
    Running,
    Scheduled,
    Suspended,
)

from deployments.shim.statuses import RunStatus, Words, state_types, words

# seed-contracts 6.1: Prefect's state, then Cloudflare's, Flowflare's run and step, Temporal's, Inngest's word
TABLE: list[tuple[State[Any], Words]] = [
    (Scheduled(), Words(RunStatus.QUEUED, "Pending", "Pending", "Running", "Scheduled")),
    (Late(), Words(RunStatus.QUEUED, "Pending", "Pending", "Running", "Scheduled")),
    (AwaitingConcurrencySlot(), Words(RunStatus.QUEUED, "Pending", "Pending", "Running", "Scheduled")),
    (AwaitingRetry(), Words(RunStatus.WAITING, "Sleeping", "Retrying", "Running", "Running")),
    (Pending(), Words(RunStatus.QUEUED, "Pending", "Pending", "Running", "Scheduled")),
    (Pending(name="Submitting"), Words(RunStatus.QUEUED, "Pending", "Pending", "Running", "Scheduled")),
    (Running(), Words(RunStatus.RUNNING, "Running", "Running", "Running", "Running")),
    (Retrying(), Words(RunStatus.RUNNING, "Running", "Running", "Running", "Running")),
    (Paused(), Words(RunStatus.PAUSED, "Sleeping", "Running", "Running", "Running")),
    (Suspended(), Words(RunStatus.WAITING, "Sleeping", "Running", "Running", "Running")),
    (Paused(name="Sleeping"), Words(RunStatus.WAITING, "Sleeping", "Running", "Running", "Running")),
    (Cancelling(), Words(RunStatus.RUNNING, "Running", "Running", "Running", "Running")),
    (Cancelled(), Words(RunStatus.TERMINATED, "Errored", "Failed", "Canceled", "Cancelled")),
    (Failed(), Words(RunStatus.ERRORED, "Errored", "Failed", "Failed", "Failed")),
    (Failed(name="TimedOut"), Words(RunStatus.ERRORED, "Errored", "Failed", "TimedOut", "Failed")),
    (Crashed(), Words(RunStatus.ERRORED, "Errored", "Failed", "Failed", "Failed")),
    (Completed(), Words(RunStatus.COMPLETE, "Completed", "Completed", "Completed", "Completed")),
    (Completed(name="Cached"), Words(RunStatus.COMPLETE, "Completed", "Completed", "Completed", "Completed")),
]


@pytest.mark.parametrize(("state", "spoken"), TABLE)
def test_each_state_has_its_word_in_every_dialect(state: State[Any], spoken: Words) -> None:
    assert words(state.type.value, state.name or "") == spoken


@pytest.mark.parametrize("kind", StateType)
def test_no_state_is_without_words_whatever_its_name(kind: StateType) -> None:
    assert words(kind.value, "a name that nobody foresaw").status in RunStatus


@pytest.mark.parametrize("status", RunStatus)
def test_a_search_for_a_status_misses_no_state_of_it(status: RunStatus) -> None:
    assert {state.type.value for state, spoken in TABLE if spoken.status is status} <= set(
        state_types(status)
    )
