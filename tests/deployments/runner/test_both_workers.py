"""What a stock worker does, ours does: one list of promises, kept by both."""

import signal
from pathlib import Path

import pytest

from tests.deployments.runner.rig import Kind, Rig, RunningWorker
from tests.patience import until

pytestmark = pytest.mark.usefixtures("worker")


def written(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def names(rig: Rig, run: str) -> list[str]:
    return [state["name"] for state in rig.states(run)]


def not_kept_by_stock(kind: Kind, request: pytest.FixtureRequest, reason: str) -> None:
    """Where ours does more than the worker that it stands in for."""
    request.applymarker(pytest.mark.xfail(kind == "process", reason=reason, strict=False))


def patience(kind: Kind) -> float:
    """Seconds to wait for what the stock worker does not do."""
    return 10 if kind == "caddie-warm" else 3


def test_a_run_goes_through_every_state_and_knows_its_worker(rig: Rig, kind: Kind, pool: str) -> None:
    run = rig.finish(rig.trigger(rig.deploy("steps", pool=pool)["steps"]))
    submitting = [] if kind == "caddie-warm" else ["Submitting"]  # ours says so where it takes time
    assert names(rig, run["id"]) == ["Scheduled", "Pending", *submitting, "Running", "Completed"]
    assert run["labels"]["prefect.worker.type"] == kind
    assert run["labels"]["prefect.work-pool.name"] == pool
    assert run["infrastructure_pid"]


def test_an_async_flow_runs(rig: Rig, pool: str) -> None:
    deployment = rig.deploy("asynchronous", pool=pool)["asynchronous"]
    assert rig.finish(rig.trigger(deployment))["state_type"] == "COMPLETED"


def test_a_running_run_sends_heartbeats(rig: Rig, pool: str, diary: Path) -> None:
    deployment = rig.deploy("waits_for", pool=pool)["waits_for"]
    run = rig.trigger(deployment, path=str(diary))
    wanted = {
        "event": {"name": ["prefect.flow-run.heartbeat"]},
        "resource": {"id": [f"prefect.flow-run.{run}"]},
    }
    until(lambda: rig.api.post("/events/filter", json={"filter": wanted}).json()["total"], "a heartbeat")
    diary.touch()
    assert rig.finish(run)["state_type"] == "COMPLETED"


def test_cancelling_a_running_run_lets_it_clean_up(rig: Rig, pool: str, diary: Path) -> None:
    run = rig.trigger(rig.deploy("cleaning_up", pool=pool)["cleaning_up"], diary=str(diary))
    until(lambda: written(diary), "the first tick")
    rig.cancel(run)
    assert rig.finish(run)["state_name"] == "Cancelled"
    assert names(rig, run)[-2:] == ["Cancelling", "Cancelled"]
    assert written(diary.with_suffix(".clean")) == "yes"
    assert written(diary.with_suffix(".hooks")).startswith("Cancelling")
    assert len(written(diary.with_suffix(".hooks")).splitlines()) == 1


def test_cancelling_a_run_that_is_only_pending_stops_it(
    rig: Rig, kind: Kind, pool: str, diary: Path, request: pytest.FixtureRequest
) -> None:
    not_kept_by_stock(kind, request, "3.8.8 loses what is cancelled while Python starts: Cancelling for ever")
    run = rig.trigger(rig.deploy("ticking", pool=pool)["ticking"], diary=str(diary))
    rig.wait_until(run, "PENDING", "RUNNING")
    rig.cancel(run)
    assert rig.finish(run, seconds=patience(kind))["state_type"] == "CANCELLED"


def test_a_suspended_run_stops_before_its_next_step_and_goes_on_when_resumed(
    rig: Rig, pool: str, diary: Path
) -> None:
    run = rig.trigger(rig.deploy("stepping", pool=pool)["stepping"], diary=str(diary))
    rig.wait_until(run, "RUNNING")
    until(lambda: rig.suspend(run) == "ACCEPT", "its suspension")
    until(diary.with_suffix(".left").exists, "the process to stop")
    assert names(rig, run)[-1] == "Suspended"
    diary.touch()
    rig.resume(run)
    assert rig.finish(run)["state_type"] == "COMPLETED"
    assert names(rig, run).count("Running") == 2


def test_a_time_limit_fails_the_run(rig: Rig, pool: str, diary: Path) -> None:
    run = rig.finish(rig.trigger(rig.deploy("too_long", pool=pool)["too_long"], diary=str(diary)))
    assert run["state_type"] == "FAILED"
    assert run["state_name"] == "TimedOut"


def test_an_exit_code_is_in_the_crash(rig: Rig, kind: Kind, pool: str, worker: RunningWorker) -> None:
    run = rig.finish(rig.trigger(rig.deploy("exits", pool=pool)["exits"], code=3))
    assert run["state_type"] == "CRASHED"
    assert "status code" in run["state"]["message"]
    assert "3" in run["state"]["message"]
    until(lambda: "last words before exit 3" in worker.output(), "the last line in the worker's output")
    if kind == "caddie-warm":
        until(lambda: "last words before exit 3" in rig.logs(run["id"]), "the last line in the run's log")
        assert names(rig, run["id"]).count("Crashed") == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_signal_is_in_the_crash(rig: Rig, kind: Kind, pool: str, number: signal.Signals) -> None:
    run = rig.finish(rig.trigger(rig.deploy("dies", pool=pool)["dies"], number=int(number)))
    assert run["state_type"] == "CRASHED"
    if number is not signal.SIGTERM:  # that one the engine reports by itself
        assert f"-{int(number)}" in run["state"]["message"]
    if kind == "caddie-warm":
        assert names(rig, run["id"]).count("Crashed") == 1


def test_a_limit_holds(rig: Rig, kind: Kind, diary: Path) -> None:
    pool = f"limited-{kind}"
    deployment = rig.deploy("waits_for", pool=pool)["waits_for"]
    with rig.worker(kind, "--limit", "2", pool=pool):
        runs = [rig.trigger(deployment, path=str(diary)) for _ in range(4)]

        def types() -> list[str]:
            return [rig.run(run)["state_type"] for run in runs]

        until(lambda: types().count("RUNNING") == 2, "two runs at once")
        assert sorted(types()) == ["RUNNING", "RUNNING", "SCHEDULED", "SCHEDULED"]
        diary.touch()
        for run in runs:
            assert rig.finish(run)["state_type"] == "COMPLETED"


def test_sigterm_lets_runs_finish_and_starts_no_more(
    rig: Rig, kind: Kind, diary: Path, request: pytest.FixtureRequest
) -> None:
    not_kept_by_stock(kind, request, "3.8.8 kills its runs as it stops: Running for ever")
    pool = f"draining-{kind}"
    deployment = rig.deploy("waits_for", pool=pool)["waits_for"]
    with rig.worker(kind, pool=pool) as worker:
        run = rig.trigger(deployment, path=str(diary))
        rig.wait_until(run, "RUNNING")
        worker.process.terminate()
        until(lambda: "Received SIGTERM" in worker.output(), "the signal's arrival")
        later = rig.trigger(deployment, path=str(diary))
        diary.touch()
        assert rig.finish(run, seconds=patience(kind))["state_type"] == "COMPLETED"
        assert worker.process.wait(60) == 0
        assert rig.run(later)["state_type"] == "SCHEDULED"
