from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefect import Task
from prefect.cache_policies import CachePolicy
from psycopg.errors import DeadlockDetected, UniqueViolation
from sqlalchemy.exc import DBAPIError

from tasks import policies
from tasks.errors import ProviderRefusedError, ProviderUnavailableError, UnknownZipCodeError
from tasks.policies import Policy, may_be_retried


@given(
    attempt=st.integers(1, 50),
    retry_after=st.none() | st.floats(0, 1e9),
    luck=st.floats(0, 1),
    first=st.integers(1, 60),
)
def test_no_wait_is_longer_than_the_longest(
    attempt: int, retry_after: float | None, luck: float, first: int
) -> None:
    policy = Policy(first_delay=timedelta(seconds=first))
    assert 0 < policy.delay(attempt, retry_after, luck) <= policy.longest_delay.total_seconds()


def test_waits_double_from_five_seconds() -> None:
    policy = Policy(attempts=5)
    assert [policy.delay(attempt, None, 0.5) for attempt in (1, 2, 3, 4)] == [5, 10, 20, 40]


def test_jitter_spreads_the_waits_of_a_crowd() -> None:
    policy = Policy()
    assert policy.delay(1, None, 0.0) == pytest.approx(4.0)
    assert policy.delay(1, None, 1.0) == pytest.approx(6.0)


def test_what_the_other_side_asks_for_is_honoured_up_to_the_cap() -> None:
    policy = Policy()
    assert policy.delay(1, 42.0, 0.5) == 42.0
    assert policy.delay(1, 86_400.0, 0.5) == policy.longest_delay.total_seconds()


@pytest.mark.parametrize(
    "error",
    [
        ProviderUnavailableError("busy"),
        ConnectionResetError(),
        TimeoutError(),
        DBAPIError("SELECT 1", {}, DeadlockDetected()),
    ],
)
def test_what_may_succeed_later_is_retried(error: Exception) -> None:
    assert may_be_retried(error)


@pytest.mark.parametrize(
    "error",
    [
        ProviderRefusedError("no"),
        UnknownZipCodeError("00000"),
        ValueError("a bug"),
        DBAPIError("INSERT", {}, UniqueViolation()),
    ],
)
def test_what_fails_the_same_way_is_not(error: Exception) -> None:
    assert not may_be_retried(error)


@pytest.mark.parametrize("policy", [policies.database_call, policies.shared_lookup, policies.sweep])
def test_steps_with_the_same_inputs_do_not_share_their_results(policy: Policy) -> None:
    def count() -> int:
        return 1

    def tell() -> int:
        return 2

    def key(step: Task[[], int]) -> str | None:
        assert isinstance(step.cache_policy, CachePolicy)
        run = cast("Any", SimpleNamespace(task_run=SimpleNamespace(flow_run_id="one and the same")))
        return step.cache_policy.compute_key(run, {}, {})

    assert key(policy(count)) == key(policy(count))
    assert key(policy(count)) != key(policy(tell))
