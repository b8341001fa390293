"""The step that takes crashed runs up again: the same runs, whose finished steps keep their results."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final, Literal
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import AwaitingRetry, Failed
from sqlalchemy import text

from tasks import policies
from tasks.current_run import current_run_id
from tasks.database.sessions import all_tenants
from tasks.findings import Finding

MOST_REVIVALS: Final = 5
SETTLES: Final = timedelta(seconds=2)
"""The stock worker writes Crashed twice, and its late second word would end the new attempt."""

TOO_LATE: Final = timedelta(hours=24)
REVIVED: Final = "Taken up again after a crash"
_MOST_RUNS = 100
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:run_id, 0))")

Verdict = Literal["wait", "revive", "give up", "let lie"]


def verdict(crashed_at: datetime, revivals: int, now: datetime, *, unwanted: bool = False) -> Verdict:
    """What is to be done about a crashed run.

    Args:
        crashed_at: When it crashed last.
        revivals: How often it was taken up again already.
        now: Aware, as all moments.
        unwanted: It was being cancelled when it crashed.
    """
    if unwanted:
        return "let lie"
    if now - crashed_at < SETTLES:
        return "wait"
    if now - crashed_at > TOO_LATE:
        return "let lie"
    return "give up" if revivals >= MOST_REVIVALS else "revive"


def was_being_cancelled(states: Sequence[State[object]]) -> bool:
    """Whether somebody had asked for the end of the last attempt, among these states in any order."""
    in_order = sorted(states, key=lambda state: state.timestamp)
    of_attempt = takewhile(lambda state: not state.is_scheduled(), reversed(in_order))
    return any(state.is_cancelling() for state in of_attempt)


@policies.sweep
def take_up_crashed_runs() -> Finding:
    """Give crashed runs back to the workers; one that crashes time after time ends as failed, and says so."""
    revived = given_up = waiting = 0
    with get_client(sync_client=True) as client:
        for run in _crashed(client):
            came = _see_to(client, run.id)
            revived += came == "revive"
            given_up += came == "give up"
            waiting += came == "wait"
    problem = f"{given_up} crashed {MOST_REVIVALS + 1} times and ended as failed" if given_up else None
    return Finding(what="crashed runs", found=revived + given_up + waiting, mended=revived, problem=problem)


def _crashed(client: SyncPrefectClient) -> Sequence[FlowRun]:
    """Those that a worker could run again; never this one itself."""
    crashed = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.CRASHED])))
    runs = client.read_flow_runs(
        flow_run_filter=crashed, sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=_MOST_RUNS
    )
    mine = client.read_flow_run(current_run_id()).flow_id
    # A crashed recovery needs none: the next one does what it left.
    return [run for run in runs if run.deployment_id is not None and run.flow_id != mine]


def _see_to(client: SyncPrefectClient, run_id: UUID) -> Verdict:
    """What was done about a run, alone with it: at the door somebody may be changing it too."""
    with all_tenants() as connection:
        if not connection.execute(_LOCK, {"run_id": str(run_id)}).scalar_one():
            return "wait"
        state = client.read_flow_run(run_id).state
        if state is None or not state.is_crashed():
            return "let lie"
        states = client.read_flow_run_states(run_id)
        revivals = sum((one.message or "").startswith(REVIVED) for one in states)
        now = datetime.now(UTC)
        decided = verdict(state.timestamp, revivals, now, unwanted=was_being_cancelled(states))
        next_state = _next_state(decided, revivals, now)
        if next_state is not None:
            client.set_flow_run_state(run_id, next_state, force=True)
    return decided


def _next_state(decided: Verdict, revivals: int, now: datetime) -> State[object] | None:
    if decided == "revive":
        message = f"{REVIVED} ({revivals + 1} of {MOST_REVIVALS})"
        return AwaitingRetry(scheduled_time=now, message=message)
    if decided == "give up":
        crashes = revivals + 1
        return Failed(
            message=f"This run crashed its worker {crashes} times and was taken up again {revivals} times:"
            " it is not tried any more. The worker's log says what killed it (out of memory, often);"
            " mend that, then retry the run."
        )
    return None
