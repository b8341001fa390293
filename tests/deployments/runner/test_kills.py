"""`kill -9` in the middle of a step: Crashed within two seconds, written once, and nobody goes on working."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.deployments.runner.rig import WARM, Rig, RunningWorker
from tests.patience import on_this_machine, until

SECONDS = 2.0  # on a quiet machine


def ticks(diary: Path) -> int:
    return len(diary.read_text().splitlines()) if diary.exists() else 0


def child(worker: RunningWorker, run: psutil.Process) -> psutil.Process:
    del worker
    return run


def server(worker: RunningWorker, run: psutil.Process) -> psutil.Process:
    del run
    return fork_server(worker)


def itself(worker: RunningWorker, run: psutil.Process) -> psutil.Process:
    del run
    return worker.tree


Victim = Callable[[RunningWorker, psutil.Process], psutil.Process]


def fork_server(worker: RunningWorker) -> psutil.Process:
    found = worker.fork_server()
    assert found is not None
    return found


def process_of(rig: Rig, run: str) -> psutil.Process:
    return psutil.Process(int(until(lambda: rig.run(run)["infrastructure_pid"], "the run's process")))


@pytest.fixture(scope="module")
def hardy(rig: Rig) -> Iterator[RunningWorker]:
    """A worker that the module's tests share, since it outlives what they kill."""
    rig.deploy(pool="hardy")
    with rig.worker(WARM, pool="hardy") as running:
        yield running


@pytest.fixture
def mortal(rig: Rig, victim: Victim, request: pytest.FixtureRequest) -> Iterator[tuple[RunningWorker, str]]:
    """The worker whose victim is to be killed, and its pool."""
    if victim is not itself:
        yield request.getfixturevalue("hardy"), "hardy"
        return
    rig.deploy(pool="mortal")
    with rig.worker(WARM, pool="mortal") as worker:
        yield worker, "mortal"


@pytest.mark.parametrize("victim", [child, server, itself])
def test_a_kill_is_reported_once_and_leaves_no_orphan(
    rig: Rig, diary: Path, mortal: tuple[RunningWorker, str], victim: Victim
) -> None:
    worker, pool = mortal
    run = rig.trigger(rig.deploy("ticking", pool=pool)["ticking"], diary=str(diary))
    until(lambda: ticks(diary), "the first tick")
    process = process_of(rig, run)
    victim(worker, process).send_signal(signal.SIGKILL)
    crashed = rig.finish(run, seconds=SECONDS)
    assert crashed["state_type"] == "CRASHED"
    process.wait(on_this_machine(SECONDS))
    written = ticks(diary)
    until(lambda: diary.with_suffix(".hooks").exists(), "the crash hook")
    assert [state["name"] for state in rig.states(run)].count("Crashed") == 1
    assert len(diary.with_suffix(".hooks").read_text().splitlines()) == 1
    assert ticks(diary) == written, "nobody goes on working"


@pytest.mark.parametrize("victim", [child, server, itself])
def test_a_kill_while_a_cancelled_run_cleans_up_leaves_it_cancelled(
    rig: Rig, diary: Path, mortal: tuple[RunningWorker, str], victim: Victim
) -> None:
    worker, pool = mortal
    run = rig.trigger(rig.deploy("slow_to_leave", pool=pool)["slow_to_leave"], diary=str(diary))
    until(lambda: ticks(diary), "the first tick")
    process = process_of(rig, run)
    rig.cancel(run)
    until(diary.with_suffix(".leaving").exists, "the run's cleaning up")
    victim(worker, process).send_signal(signal.SIGKILL)
    rig.finish(run)
    process.wait(on_this_machine(SECONDS))
    names = [state["name"] for state in rig.states(run)]
    assert names[-2:] == ["Cancelling", "Cancelled"], "a crashed run would be taken up again"


def test_a_crashed_run_is_taken_up_again(rig: Rig, diary: Path, hardy: RunningWorker) -> None:
    assert hardy
    run = rig.trigger(rig.deploy("waits_for", pool="hardy")["waits_for"], path=str(diary))
    rig.wait_until(run, "RUNNING")
    process_of(rig, run).kill()
    rig.wait_until(run, "CRASHED", seconds=SECONDS)
    rig.api.post(f"/flow_runs/{run}/set_state", json={"state": {"type": "SCHEDULED"}, "force": True})
    rig.wait_until(run, "RUNNING")
    diary.touch()
    again = rig.finish(run)
    assert again["state_type"] == "COMPLETED"
    assert again["run_count"] == 2


def test_the_next_run_after_the_servers_death_is_warm_again(rig: Rig, hardy: RunningWorker) -> None:
    deployment = rig.deploy("steps", pool="hardy")["steps"]
    dead = fork_server(hardy)
    dead.kill()
    dead.wait(on_this_machine(SECONDS))
    assert rig.finish(rig.trigger(deployment))["state_type"] == "COMPLETED"
    assert fork_server(hardy) != dead
    assert "cold" not in hardy.output()


def test_two_workers_of_both_kinds_share_a_pool_and_no_run_runs_twice(rig: Rig) -> None:
    deployment = rig.deploy("steps", pool="shared")["steps"]
    with rig.worker("process", pool="shared"), rig.worker(WARM, pool="shared"):
        runs = [rig.trigger(deployment, count=1) for _ in range(12)]
        finished = [rig.finish(run, seconds=60) for run in runs]
    assert {run["state_type"] for run in finished} == {"COMPLETED"}
    assert {run["run_count"] for run in finished} == {1}
