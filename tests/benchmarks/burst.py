"""Five hundred runs submitted at once: all of them complete, and memory comes back to where it was.

`make bench`, or `python -m tests.benchmarks.burst [--runs N] [--bursts N]`. Runs of two steps on our worker,
beside Prefect's server on embedded PostgreSQL.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.databases import scratch_cluster
from tests.deployments.runner.rig import WARM, Rig, RunningWorker, prefect_server

RUNS = 500
BURSTS = 2
"""What a second burst adds is a leak; what only the first adds is a cache."""
LONGEST_SECONDS = 1_200
SETTLING_SECONDS = 20
"""A run's process outlives its last state by a second, and memory that was let go of comes back later."""
_ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass
class Memory:
    """Private memory of each part in MiB, and the most that runs took together."""

    parts: Mapping[str, psutil.Process]
    most: Counter[str] = field(default_factory=Counter)
    most_runs: int = 0

    def now(self) -> dict[str, float]:
        return {name: sum(map(_private, _with_children(name, part))) for name, part in self.parts.items()}

    def watch(self, worker: RunningWorker) -> None:
        for name, mib in self.now().items():
            self.most[name] = max(self.most[name], round(mib))
        runs = worker.runs()
        self.most_runs = max(self.most_runs, len(runs))
        self.most["runs"] = max(self.most["runs"], round(sum(map(_private, runs))))


def _with_children(name: str, part: psutil.Process) -> list[psutil.Process]:
    return [part, *part.children()] if name == "PostgreSQL" else [part]


def _private(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().uss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def states(rig: Rig, runs: list[str]) -> Counter[str]:
    """How many runs are in which state."""
    counted: Counter[str] = Counter()
    for kind in _ENDED:
        for first in range(0, len(runs), 200):
            wanted = {"id": {"any_": runs[first : first + 200]}, "state": {"type": {"any_": [kind]}}}
            counted[kind] += int(rig.api.post("/flow_runs/count", json={"flow_runs": wanted}).json())
    return counted


def submit(rig: Rig, deployment: str, count: int) -> list[str]:
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(lambda _: rig.trigger(deployment, count=2), range(count)))


def until_ended(rig: Rig, runs: list[str], memory: Memory, worker: RunningWorker) -> Counter[str]:
    deadline = time.monotonic() + LONGEST_SECONDS
    while (ended := states(rig, runs)).total() < len(runs) and time.monotonic() < deadline:
        memory.watch(worker)
        time.sleep(1)
    return ended


def main() -> None:
    """Submit, wait, print one table, and say whether it holds what is promised."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--bursts", type=int, default=BURSTS)
    given = options.parse_args()
    count: int = given.runs
    console = Console(width=100)
    with scratch_cluster() as postgres, tempfile.TemporaryDirectory(prefix="caddie-bench-") as folder:
        url = postgres.empty().admin_url.replace("postgresql://", "postgresql+asyncpg://")
        with prefect_server(url, Path(folder)) as rig:
            deployment = rig.deploy("steps")["steps"]
            server = next(child for child in psutil.Process().children() if "--factory" in child.cmdline())
            with rig.worker(WARM, settings={"PREFECT_WORKER_QUERY_SECONDS": "10"}) as worker:
                for run in submit(rig, deployment, 20):  # whatever happens only once
                    rig.finish(run)
                forks = worker.fork_server()
                assert forks is not None
                database = psutil.Process(postgres.process_id)
                parts = {"Prefect's server": server, "worker": worker.tree, "fork server": forks}
                memory = Memory(parts | {"PostgreSQL": database})
                looks = [memory.now()]
                kept = True
                for _ in range(given.bursts):
                    began = time.monotonic()
                    runs = submit(rig, deployment, count)
                    ended = until_ended(rig, runs, memory, worker)
                    took = time.monotonic() - began
                    time.sleep(SETTLING_SECONDS)
                    looks.append(memory.now())
                    left = worker.runs()
                    twice = sum(rig.run(run)["run_count"] != 1 for run in runs)
                    console.print(
                        f"ended: {dict(+ended)}; run more than once: {twice}; {60 * count / took:.0f} runs a"
                        f" minute; processes left {SETTLING_SECONDS} s later: {len(left)}"
                    )
                    kept = kept and ended["COMPLETED"] == count and not twice and not left

    table = Table(title=f"private memory in MiB, {count} runs at once, {given.bursts} times")
    for heading in ("", "most", "before", *(f"after {number}" for number in range(1, len(looks)))):
        table.add_column(heading, justify="right" if heading else "left")
    for name in memory.parts:
        table.add_row(name, str(memory.most[name]), *(f"{look[name]:.0f}" for look in looks))
    table.add_row(f"runs (at most {memory.most_runs} at once)", str(memory.most["runs"]), *["0"] * len(looks))
    console.print(table)
    if not kept:
        raise SystemExit("not as promised")


if __name__ == "__main__":
    main()
