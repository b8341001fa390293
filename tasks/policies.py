"""Every rule of retry, cache and time-out, by name. A step wears one as its decorator.

A failed attempt is written to `step_attempts` with its error and the time of the next try, because
Prefect's own AwaitingRetry state keeps neither.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import INPUTS, NO_CACHE, RUN_ID, CacheKeyFnPolicy, CachePolicy
from prefect.client.schemas.objects import State, TaskRun
from prefect.logging import get_run_logger
from prefect.runtime import task_run
from sqlalchemy.exc import DBAPIError

from tasks.database.attempts import FailedAttempt, remember
from tasks.database.sessions import may_succeed_later
from tasks.errors import RetryableError
from tasks.reports import step_done

P = ParamSpec("P")
R = TypeVar("R")


def may_be_retried(error: BaseException) -> bool:
    """Whether the same call may succeed later: our own word, lost connections, time-outs, deadlocks."""
    if isinstance(error, DBAPIError):
        return may_succeed_later(error)
    return isinstance(error, RetryableError | ConnectionError | TimeoutError)


class _Delays(list[float]):
    """The waits that Prefect reads by index, each replaced by what was decided for this very attempt.

    Prefect asks the retry condition and then looks the delay up, in the same thread; so the condition
    can honour a Retry-After and note the exact time of the next try.
    """

    def __init__(self, planned: list[float]) -> None:
        super().__init__(planned)
        self._decided = threading.local()

    def decide(self, seconds: float) -> None:
        self._decided.seconds = seconds

    def __getitem__(self, index: Any) -> Any:
        return getattr(self._decided, "seconds", super().__getitem__(index))


@dataclass(frozen=True, slots=True)
class Policy:
    """How a step is retried, cached and bounded in time; called with a function, it makes the step."""

    attempts: int = 3
    first_delay: timedelta = timedelta(seconds=5)
    longest_delay: timedelta = timedelta(minutes=5)
    jitter: float = 0.2
    time_limit: timedelta = timedelta(minutes=1)
    cache_policy: CachePolicy = field(default_factory=lambda: INPUTS + RUN_ID)
    cache_for: timedelta | None = None

    def delay(self, attempt: int, retry_after: float | None, luck: float) -> float:
        """Seconds to wait after a failed attempt.

        Args:
            attempt: The one that failed, counted from 1.
            retry_after: Seconds the other side asked for; honoured up to the longest delay.
            luck: Where in the jitter's range to land, 0..1.
        """
        longest = self.longest_delay.total_seconds()
        planned = min(self.first_delay.total_seconds() * 2.0 ** (attempt - 1), longest)
        jittered = planned * (1 + self.jitter * (2 * luck - 1))
        return min(max(jittered, retry_after or 0.0), longest)

    def is_last_try(self) -> bool:
        """Whether the step that asks, which wears this policy, is not tried again if it fails now."""
        tries: int = task_run.run_count
        return tries >= self.attempts

    def __call__(self, function: Callable[P, R]) -> Task[P, R]:
        """The step: `function` as a Prefect task under this policy."""
        delays = _Delays([self.delay(n, None, 0.5) for n in range(1, self.attempts)])

        def retry(_task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
            error = state.data
            if not isinstance(error, BaseException) or not may_be_retried(error):
                return False
            seconds = self.delay(run.run_count, getattr(error, "retry_after", None), random.random())  # noqa: S311 (jitter is no secret)
            delays.decide(seconds)
            _remember(run, error, next_try_at=datetime.now(UTC) + timedelta(seconds=seconds))
            return True

        def note_failure(_task: Task[..., Any], run: TaskRun, state: State[Any]) -> None:
            error = getattr(state.data, "result", state.data)
            _remember(run, error if isinstance(error, BaseException) else RuntimeError(state.message))

        def show_progress(_task: Task[..., Any], run: TaskRun, _state: State[Any]) -> None:
            step_done(run.flow_run_id)

        return task(
            retries=self.attempts - 1,
            retry_delay_seconds=delays,
            retry_condition_fn=retry,
            timeout_seconds=self.time_limit.total_seconds(),
            cache_policy=_of_this_step(self.cache_policy, function),
            cache_expiration=self.cache_for,
            persist_result=True,
            result_serializer="json",
            on_failure=[note_failure],
            on_completion=[show_progress],
        )(function)


def _of_this_step(cache_policy: CachePolicy, function: Callable[..., Any]) -> CachePolicy:
    """The policy with the step's name in its key: INPUTS alone gives one step the result of another."""
    if cache_policy == NO_CACHE:
        return cache_policy
    name = f"{function.__module__}.{function.__qualname__}"
    return cache_policy + CacheKeyFnPolicy(cache_key_fn=lambda _context, _parameters: name)


def _remember(run: TaskRun, error: BaseException, *, next_try_at: datetime | None = None) -> None:
    """Write the attempt down; a failure to do so is logged, never raised: the step matters more."""
    try:
        remember(FailedAttempt.of(run, error, retryable=may_be_retried(error), next_try_at=next_try_at))
    except Exception:  # noqa: BLE001 (the last line of defence: remembering must not fail the step)
        get_run_logger().warning("The failed attempt could not be written down", exc_info=True)


database_call = Policy(first_delay=timedelta(seconds=1), time_limit=timedelta(seconds=30))
"""One transaction of our own. Finished, it is not run again when the run is taken up again."""

provider_call = Policy()
"""A call to a provider whose answer belongs to this run."""

shared_lookup = Policy(cache_policy=INPUTS, cache_for=timedelta(days=30))
"""An answer that is the same for everybody: cached across runs and tenants for a month."""

file_work = Policy(attempts=2, first_delay=timedelta(seconds=1))
"""Work of our own on a file: reading one, making one. Nobody is asked."""

sweep = Policy(first_delay=timedelta(seconds=1), time_limit=timedelta(minutes=5))
"""Work for many at once: all who are due, every mail that waits. What one of them lacks fails no other."""

model_call = Policy(
    first_delay=timedelta(seconds=10), longest_delay=timedelta(minutes=1), time_limit=timedelta(minutes=5)
)
"""A question to the language model. Its answer is kept by what was asked, so a retry is not billed again."""

reservation = Policy(
    first_delay=timedelta(seconds=1), time_limit=timedelta(seconds=30), cache_policy=NO_CACHE
)
"""A place that a row of its own holds, or frees: idempotent, and asked for anew whenever the run is."""

many_calls = Policy(time_limit=timedelta(minutes=10))
"""Many calls of a provider, one after another. Each answer is kept, so a retry goes on where it stopped."""

payment_call = Policy(attempts=5, cache_policy=NO_CACHE)
"""A call about money. Its own row makes it idempotent, so it is asked anew whenever the run is."""

bulk_mail = Policy(first_delay=timedelta(seconds=5), time_limit=timedelta(hours=2), cache_policy=NO_CACHE)
"""A mail to each of very many people, as fast as the provider takes them; its own row makes each go once."""
