"""`kill -9` in the middle of a step: Crashed within two seconds, written once, and nobody goes on working."""

import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.deployments.runner.rig import WARM, Rig, RunningWorker, eventually

SECONDS = 2.0


def ticks(diary: Path) -> int:
    return len(diary.read_text().splitlines()) if diary.exists() else 0


def child(worker: RunningWorker) -> psutil.Process:
    return worker.runs()[0]


def server(worker: RunningWorker) -> psutil.Process:
    found = worker.fork_server()
    assert found is not None
    return found


def itself(worker: RunningWorker) -> psutil.Process:
    return worker.tree


@pytest.mark.parametrize("victim", [child, server, itself])
def test_a_kill_is_reported_once_and_leaves_no_orphan(
    rig: Rig, diary: Path, victim: Callable[[RunningWorker], psutil.Process]
) -> None:
    pool = f"killed-{victim.__name__}"
    deployment = rig.deploy("ticking", pool=pool)["ticking"]
    with rig.worker(WARM, pool=pool) as worker:
        run = rig.trigger(deployment, diary=str(diary))
        eventually(lambda: ticks(diary), "the first tick")
        process = child(worker)
        victim(worker).send_signal(signal.SIGKILL)
        crashed = rig.finish(run, seconds=SECONDS)
        assert crashed["state_type"] == "CRASHED"
        process.wait(SECONDS)
        assert ticks(diary) == ticks(diary)
        eventually(lambda: diary.with_suffix(".hooks").exists(), "the crash hook")
        assert [state["name"] for state in rig.states(run)].count("Crashed") == 1
        assert len(diary.with_suffix(".hooks").read_text().splitlines()) == 1


def test_a_crashed_run_is_taken_up_again(rig: Rig, diary: Path) -> None:
    deployment = rig.deploy("waits_for", pool="revived")["waits_for"]
    with rig.worker(WARM, pool="revived") as worker:
        run = rig.trigger(deployment, path=str(diary))
        rig.wait_until(run, "RUNNING")
        child(worker).kill()
        rig.wait_until(run, "CRASHED", seconds=SECONDS)
        rig.api.post(f"/flow_runs/{run}/set_state", json={"state": {"type": "SCHEDULED"}, "force": True})
        rig.wait_until(run, "RUNNING")
        diary.touch()
        again = rig.finish(run)
    assert again["state_type"] == "COMPLETED"
    assert again["run_count"] == 2


def test_the_next_run_after_the_servers_death_is_warm_again(rig: Rig) -> None:
    deployment = rig.deploy("steps", pool="restarted")["steps"]
    with rig.worker(WARM, pool="restarted") as worker:
        dead = server(worker)
        dead.kill()
        dead.wait(SECONDS)
        assert rig.finish(rig.trigger(deployment))["state_type"] == "COMPLETED"
        assert server(worker) != dead
        assert "cold" not in worker.output()


def test_two_workers_of_both_kinds_share_a_pool_and_no_run_runs_twice(rig: Rig) -> None:
    deployment = rig.deploy("steps", pool="shared")["steps"]
    with rig.worker("process", pool="shared"), rig.worker(WARM, pool="shared"):
        runs = [rig.trigger(deployment, count=1) for _ in range(12)]
        finished = [rig.finish(run, seconds=60) for run in runs]
    assert {run["state_type"] for run in finished} == {"COMPLETED"}
    assert {run["run_count"] for run in finished} == {1}
