"""How fast runs start: the stock worker as it comes, the stock worker at its best, and ours, in one go.

`make bench`, or `python -m tests.benchmarks.runner [--quick]`. Seconds are this machine's; trust the ratios.
"""

import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from tests.databases import scratch_cluster
from tests.deployments.runner.rig import WARM, Kind, Rig, RunningWorker, prefect_server
from tests.patience import until

IDLE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A worker, how it is set up, and how often it is worth measuring."""

    name: str
    kind: Kind
    single_runs: int
    burst: int
    variables: dict[str, Any]
    settings: dict[str, str]


ENGINE = {"command": "python -m prefect.engine"}
CONTENDERS = (
    Contender("stock, defaults", "process", 3, 0, {}, {"PREFECT_WORKER_QUERY_SECONDS": "10"}),
    Contender("stock, best settings", "process", 10, 40, ENGINE, {"PREFECT_WORKER_QUERY_SECONDS": "0.2"}),
    Contender("ours", WARM, 40, 40, ENGINE, {"PREFECT_WORKER_QUERY_SECONDS": "10"}),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one contender; None where it was not."""

    to_running: Sequence[float]
    to_completed: Sequence[float]
    runs_a_minute: float | None
    forty_steps: float
    private_mib: float
    idle_percent: float


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all reaches."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def timestamps(rig: Rig, run: str) -> dict[str, float]:
    """When the run got each state, by its name."""
    return {
        state["name"]: datetime.fromisoformat(state["timestamp"]).timestamp() for state in rig.states(run)
    }


def trigger(rig: Rig, deployment: str, **parameters: Any) -> tuple[float, dict[str, float]]:
    """Start one run and wait for its end: when it was triggered, and when it got each state."""
    began = time.time()
    run = rig.trigger(deployment, **parameters)
    time.sleep(0.5)  # asking takes the server's time, which is what is measured
    rig.finish(run, 60)
    return began, timestamps(rig, run)


def single(rig: Rig, deployment: str, count: int) -> tuple[list[float], list[float]]:
    """Seconds from the trigger to Running and to Completed, one run after the other."""
    running, completed = [], []
    for _ in range(count):
        began, reached = trigger(rig, deployment, count=5)
        running.append(reached["Running"] - began)
        completed.append(reached["Completed"] - began)
    return running, completed


def burst(rig: Rig, deployment: str, count: int) -> float:
    """Runs a minute, all submitted at once."""
    began = time.time()
    runs = [rig.trigger(deployment, count=2) for _ in range(count)]
    wanted = {"flow_runs": {"id": {"any_": runs}, "state": {"type": {"any_": ["COMPLETED"]}}}}

    def done() -> bool:
        time.sleep(1)  # the run's own states say when it ended
        return bool(rig.api.post("/flow_runs/count", json=wanted).json() == count)

    until(done, "the last run's end", 300)
    return 60 * count / (max(timestamps(rig, run)["Completed"] for run in runs) - began)


def idle(worker: RunningWorker, bystanders: Sequence[psutil.Process]) -> float:
    """Percent of one core that everything takes while nothing is to do."""
    everyone = [worker.tree, *worker.tree.children(recursive=True)]
    for bystander in bystanders:
        everyone += [bystander, *bystander.children(recursive=True)]

    def spent() -> dict[psutil.Process, float]:
        return {process: sum(process.cpu_times()[:2]) for process in everyone if process.is_running()}

    before = spent()
    time.sleep(IDLE_SECONDS)
    after = spent()
    return 100 * sum(after[process] - before[process] for process in after) / IDLE_SECONDS


def measure(rig: Rig, contender: Contender, bystanders: Sequence[psutil.Process], share: float) -> Figures:
    """All figures of one contender."""
    pool = contender.name.replace(" ", "-").replace(",", "")
    found = rig.deploy("steps", "memory", pool=pool, job_variables=contender.variables)
    with rig.worker(contender.kind, pool=pool, settings=contender.settings) as worker:
        trigger(rig, found["steps"])  # whatever happens only once
        running, completed = single(rig, found["steps"], max(2, int(contender.single_runs * share)))
        began, reached = trigger(rig, found["steps"], count=40)
        memory = rig.finish(rig.trigger(found["memory"]))
        kib = json.loads(Path(memory["state"]["data"]["storage_key"]).read_text())
        rate = burst(rig, found["steps"], contender.burst) if contender.burst else None
        return Figures(
            to_running=running,
            to_completed=completed,
            runs_a_minute=rate,
            forty_steps=reached["Completed"] - began,
            private_mib=(kib["Private_Dirty"] + kib["Private_Clean"]) / 1024,
            idle_percent=idle(worker, bystanders),
        )


def table(figures: dict[str, Figures]) -> Table:
    """The one table."""
    drawn = Table(title="From trigger to running")
    for heading in ("", *figures, "ours against best"):
        drawn.add_column(heading, justify="right" if heading else "left")

    def row(name: str, values: Sequence[float | None], form: str, *, more_is_better: bool = False) -> None:
        *_, best, ours = values
        ratio = "" if not best or not ours else f"{ours / best if more_is_better else best / ours:.1f} x"
        drawn.add_row(name, *("-" if value is None else form.format(value) for value in values), ratio)

    every = figures.values()
    for label, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
        row(f"trigger to running, {label}", [quantile(of.to_running, share) for of in every], "{:.3f} s")
    for label, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
        row(
            f"to completed, five steps, {label}",
            [quantile(of.to_completed, share) for of in every],
            "{:.3f} s",
        )
    row(
        "two-step runs a minute, 40 at once",
        [of.runs_a_minute for of in every],
        "{:.0f}",
        more_is_better=True,
    )
    row("one run of 40 steps", [of.forty_steps for of in every], "{:.2f} s")
    row("private memory before the first step", [of.private_mib for of in every], "{:.1f} MiB")
    row("idle: all processes", [of.idle_percent for of in every], "{:.1f} % of a core")
    return drawn


def main() -> None:
    """Measure every contender and print the table."""
    share = 0.2 if "--quick" in sys.argv else 1.0
    progress = Console(stderr=True)
    figures: dict[str, Figures] = {}
    with scratch_cluster() as postgres, tempfile.TemporaryDirectory(prefix="caddie-bench-") as folder:
        url = postgres.empty().admin_url.replace("postgresql://", "postgresql+asyncpg://")
        with prefect_server(url, Path(folder)) as rig:
            database = psutil.Process(postgres.process_id)
            server = next(child for child in psutil.Process().children() if "--factory" in child.cmdline())
            for contender in CONTENDERS:
                progress.print(f"measuring {contender.name} …")
                figures[contender.name] = measure(rig, contender, (server, database), share)
    Console(width=130).print(table(figures))


if __name__ == "__main__":
    main()
