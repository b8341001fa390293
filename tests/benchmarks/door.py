"""The door beside Prefect's own API: how long a start takes to be accepted, and a run to complete.

`make bench`, or `python -m tests.benchmarks.door`. Both sides are asked in turn, over HTTP, from one
process, on one running stack; what counts is their ratio.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from deployments.scratch_stack import scratch_stack
from deployments.state_folder import Addresses

ACCEPTS = 300
RUNS = 40
PARAMS = {
    "email": "bench@example.com",
    "search_criteria": {"zip_code": "02134", "search_date": "2030-05-01"},
}
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True)
class Figures:
    """Seconds, one for each call."""

    seconds: list[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[98]

    @property
    def longest(self) -> float:
        return max(self.seconds)


def in_turn(count: int, *calls: Callable[[], object]) -> list[Figures]:
    """Time the calls one after another, A B A B …, so that a noisy moment meets all of them."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(count):
        for call, seconds in zip(calls, taken, strict=True):
            began = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - began)
    return [Figures(seconds) for seconds in taken]


def between(runs: list[dict[str, Any]], first: str, last: str) -> Figures:
    """What lies between two moments that each run itself tells of."""
    moments = [(datetime.fromisoformat(run[first]), datetime.fromisoformat(run[last])) for run in runs]
    return Figures([(end - begin).total_seconds() for begin, end in moments])


class Bench:
    """The two ways to start a run of monitor-creation on one stack."""

    def __init__(self, addresses: Addresses) -> None:
        headers = {"Authorization": f"Bearer {addresses.token}"}
        self._door = httpx.Client(base_url=addresses.webhook, headers=headers, timeout=60, trust_env=False)
        self._prefect = httpx.Client(base_url=addresses.prefect_api, timeout=60, trust_env=False)
        deployment = self._prefect.get("/deployments/name/monitor-creation/monitor-creation").json()
        self._create = f"/deployments/{deployment['id']}/create_flow_run"
        self._queue = deployment["work_queue_id"]

    def pause_queue(self, *, paused: bool) -> None:
        """Keep runs from starting while accepting alone is measured."""
        self._prefect.patch(f"/work_queues/{self._queue}", json={"is_paused": paused}).raise_for_status()

    def accept_at_door(self) -> dict[str, Any]:
        answer = self._door.post("/v1/workflows/monitor-creation/runs", json={"params": PARAMS})
        return dict(answer.raise_for_status().json())

    def create_at_prefect(self) -> dict[str, Any]:
        body = {"parameters": PARAMS, "state": {"type": "SCHEDULED"}}
        return dict(self._prefect.post(self._create, json=body).raise_for_status().json())

    def complete_from_door(self) -> dict[str, Any]:
        answer = self._door.post(
            "/v1/workflows/monitor-creation/runs", json={"params": PARAMS}, headers={"Prefer": "wait=30"}
        )
        assert answer.json()["status"] == "complete", answer.text
        return dict(answer.json())

    def complete_from_prefect(self) -> dict[str, Any]:
        run = self.create_at_prefect()
        while run["state"]["type"] not in FINAL:
            time.sleep(0.05)
            run = dict(self._prefect.get(f"/flow_runs/{run['id']}").json())
        assert run["state"]["type"] == "COMPLETED"
        return run

    def until_drained(self) -> None:
        while self._door.get("/ready").json()["inbox"]:
            time.sleep(0.1)


def row(what: str, ours: Figures, baseline: Figures) -> list[str]:
    cells = [
        f"{1000 * figure:.1f}"
        for figures in (ours, baseline)
        for figure in (figures.p50, figures.p99, figures.longest)
    ]
    return [what, *cells, f"{ours.p50 / baseline.p50:.2f}", f"{ours.p99 / baseline.p99:.2f}"]


def main() -> None:
    """Measure, and print one table."""
    console = Console(width=120)
    table = Table(title=f"milliseconds; {ACCEPTS} accepts and {RUNS} runs each, in turn")
    columns = ("what", "door p50", "p99", "max", "Prefect p50", "p99", "max", "ratio p50", "ratio p99")
    for column in columns:
        table.add_column(column, justify="left" if column == "what" else "right")
    with scratch_stack(said=sys.stderr.fileno()) as stack:
        bench = Bench(stack.addresses)
        bench.complete_from_door()
        bench.pause_queue(paused=True)
        in_turn(20, bench.accept_at_door, bench.create_at_prefect)
        accepted = in_turn(ACCEPTS, bench.accept_at_door, bench.create_at_prefect)
        bench.until_drained()
        table.add_row(*row("accept a start", *accepted))
    with scratch_stack(said=sys.stderr.fileno()) as stack:
        bench = Bench(stack.addresses)
        bench.complete_from_door()
        pairs = [(bench.complete_from_door(), bench.complete_from_prefect()) for _ in range(RUNS)]
        ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        for what, at_door, at_prefect in (
            ("trigger → running", "started_at", "start_time"),
            ("trigger → completed", "completed_at", "end_time"),
        ):
            table.add_row(
                *row(what, between(ours, "created_at", at_door), between(theirs, "created", at_prefect))
            )
    console.print(table)


if __name__ == "__main__":
    main()
