"""Runs of a running stack, seen from outside: started, killed at a point, taken up again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import httpx

from deployments.state_folder import Addresses
from tests.patience import until

RECOVERY = "recovery"
NOTHING: Mapping[str, str] = MappingProxyType({})
PATIENCE = 240.0
ENDS = {"complete", "errored", "terminated"}


@dataclass(frozen=True)
class Runs:
    """The runs of a stack whose PYTHONPATH has tests/chaos/killer."""

    stack: Addresses
    door: httpx.Client

    def prefect(self, method: str, path: str, **body: Any) -> Any:
        url = f"{self.stack.prefect}/api{path}"
        answer = httpx.request(method, url, timeout=60, **body).raise_for_status()
        return answer.json() if answer.content else None

    def start_with(self, environment: Mapping[str, str], workflow: str, params: dict[str, Any]) -> str:
        """A run with an environment of its own."""
        deployment = self.prefect("GET", f"/deployments/name/{workflow}/{workflow}")
        body = {
            "parameters": params,
            "job_variables": {"env": dict(environment)},
            "state": {"type": "SCHEDULED"},
        }
        made = self.prefect("POST", f"/deployments/{deployment['id']}/create_flow_run", json=body)
        return str(made["id"])

    def start_killed(
        self,
        workflow: str,
        params: dict[str, Any],
        point: str,
        marker: Path,
        environment: Mapping[str, str] = NOTHING,
    ) -> str:
        """A run that kills itself once, at a point that tests/chaos/killer understands."""
        return self.start_with({"CADDIE_KILL": f"{point}@{marker}", **environment}, workflow, params)

    def run(self, workflow: str, run_id: str) -> dict[str, Any]:
        """The run as the door tells it."""
        found = self.door.get(f"/v1/workflows/{workflow}/runs/{run_id}").raise_for_status()
        return cast("dict[str, Any]", found.json())

    def taken_up(self, workflow: str, run_id: str) -> dict[str, Any]:
        """A killed run once it has been taken up again, by recovery or by hand, and has completed."""
        [run] = self.all_taken_up(workflow, [run_id])
        return run

    def all_taken_up(self, workflow: str, run_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Killed runs, at least one, once all have been taken up again and have completed.

        Args:
            workflow: Whose runs they are.
            run_ids: What Prefect calls them.
        """
        wanted = {"flow_runs": {"id": {"any_": list(run_ids)}}}

        def all_complete() -> bool:
            left = [
                run
                for run in self.prefect("POST", "/flow_runs/filter", json=wanted)
                if run["state_type"] != "COMPLETED"
            ]
            ended = [run["state"] for run in left if run["state_type"] in {"FAILED", "CANCELLED"}]
            assert not ended, f"taken up again, runs of {workflow} came to a bad end: {ended}"
            crashed = [run["id"] for run in left if run["state_type"] == "CRASHED"]
            list(threads.map(self._retry, crashed))
            return not left

        with ThreadPoolExecutor(4) as threads:
            until(all_complete, f"killed runs of {workflow} to complete", PATIENCE, pause=0.2)
            runs = list(threads.map(lambda run_id: self.run(workflow, run_id), run_ids))
        assert all(run["attempts"] >= 2 for run in runs), "each was killed once"
        return runs

    def _retry(self, run_id: str) -> None:
        """As a person does at the door; or recovery has been faster."""
        self.door.post(f"/v1/runs/{run_id}/retry")

    def killed_and_taken_up(
        self,
        workflow: str,
        params: Mapping[str, dict[str, Any]],
        folder: Path,
        environment: Mapping[str, str] = NOTHING,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> dict[str, dict[str, Any]]:
        """For each point a run that was killed there, taken up again and completed.

        Args:
            workflow: What is started.
            params: Each run's parameters, by the point where it is to be killed.
            folder: An empty one.
            environment: What else the runs' processes get.
            meanwhile: Called when all of them are dead.
        """
        markers = {point: folder / str(number) for number, point in enumerate(params)}
        with clockless(self, RECOVERY):
            run_ids = [
                self.start_killed(workflow, of_run, point, markers[point], environment)
                for point, of_run in params.items()
            ]
            for point, marker in markers.items():
                until(marker.exists, f"a run of {workflow} to be killed at {point}", PATIENCE)
            meanwhile()
            return dict(zip(params, self.all_taken_up(workflow, run_ids), strict=True))

    def run_again(self, workflow: str, run_id: str) -> None:
        """A complete run, once more."""
        run = self.run(workflow, run_id)
        flow_run_id = run["links"]["ui"].rpartition("/")[2]
        again = {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}, "force": True}
        self.prefect("POST", f"/flow_runs/{flow_run_id}/set_state", json=again)

        def ended() -> bool:
            seen = self.run(workflow, run_id)
            return bool(seen["attempts"] > run["attempts"] and seen["status"] == "complete")

        until(ended, f"the run of {workflow} to complete once more")


def finished(door: httpx.Client, workflow: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """A run that was started at the door, once it has ended, well or badly."""
    place = f"/v1/workflows/{workflow}/runs"
    started = door.post(place, json={"params": params}, headers={"Prefer": "wait=30"})  # and no longer
    assert started.is_success, started.text
    run = cast("dict[str, Any]", started.json())

    def ended() -> bool:
        if run["status"] not in ENDS:
            run.update(door.get(f"{place}/{run['id']}").raise_for_status().json())
        return run["status"] in ENDS

    until(ended, f"the run of {workflow} to end", 120)
    return run


@contextmanager
def clockless(runs: Runs, *workflows: str) -> Iterator[None]:
    """Let none of these workflows start by the clock while the block lasts, nor be under way as it begins."""
    paths = [
        f"/deployments/{runs.prefect('GET', f'/deployments/name/{name}/{name}')['id']}" for name in workflows
    ]
    for path in paths:
        runs.prefect("POST", f"{path}/pause_deployment")
    under_way = {
        "flows": {"name": {"any_": list(workflows)}},
        "flow_runs": {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}},
    }
    until(lambda: not runs.prefect("POST", "/flow_runs/count", json=under_way), "runs by the clock to end")
    try:
        yield
    finally:
        for path in paths:
            runs.prefect("POST", f"{path}/resume_deployment")
