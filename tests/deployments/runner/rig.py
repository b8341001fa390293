"""A Prefect server, workers of both kinds, and the workload's flows deployed: all real, all scratch."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from types import MappingProxyType
from typing import Any, Literal

import httpx
import psutil

from deployments.process_tree import dying_with_parent
from deployments.server_settings import PREFECT_SERVER
from tests.patience import until

Kind = Literal["process", "caddie-warm"]
WARM: Kind = "caddie-warm"

WORKLOAD = Path(__file__).parent / "workload"
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Rig:
    """A Prefect server's API and where things are put."""

    api: httpx.Client
    environment: Mapping[str, str]
    folder: Path

    def deploy(self, *names: str, pool: str = "trials", **more: Any) -> dict[str, str]:
        """Deploy flows of the workload to a pool of type process; their deployments' ids by name."""
        self.api.post("/work_pools/", json=process_pool(pool))
        return {name: self._deploy(name, pool, more) for name in names}

    def _deploy(self, name: str, pool: str, more: dict[str, Any]) -> str:
        flow = self.api.post("/flows/", json={"name": name.replace("_", "-")}).json()
        body = {
            "name": name,
            "flow_id": flow["id"],
            "entrypoint": f"flows.trials.{name}",
            "pull_steps": [],
            "work_pool_name": pool,
            "job_variables": {"command": "python -m prefect.engine"},
            "enforce_parameter_schema": False,
        }
        answer = self.api.post("/deployments/", json=body | more)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def trigger(self, deployment: str, **parameters: Any) -> str:
        """Start a run; its id."""
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        answer = self.api.post(f"/deployments/{deployment}/create_flow_run", json=body)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def run(self, run: str) -> dict[str, Any]:
        """The run as Prefect's API tells it."""
        found: dict[str, Any] = self.api.get(f"/flow_runs/{run}").json()
        return found

    def states(self, run: str) -> list[dict[str, Any]]:
        """Every state that the run has had, oldest first."""
        found = self.api.get("/flow_run_states/", params={"flow_run_id": run}).json()
        return sorted(found, key=lambda state: str(state["timestamp"]))

    def wait_until(self, run: str, *types: str, seconds: float = 60) -> dict[str, Any]:
        """The run as soon as its state is one of these types."""

        def look() -> dict[str, Any] | None:
            found = self.run(run)
            return found if found["state_type"] in types else None

        return until(look, f"{types} of {run} (now {self.run(run)['state']})", seconds)

    def finish(self, run: str, seconds: float = 60) -> dict[str, Any]:
        """The run when it has ended."""
        return self.wait_until(run, *FINAL, seconds=seconds)

    def cancel(self, run: str) -> None:
        """As `prefect flow-run cancel` does."""
        state = {"type": "CANCELLING", "name": "Cancelling"}
        self.api.post(f"/flow_runs/{run}/set_state", json={"state": state}).raise_for_status()

    def suspend(self, run: str) -> str:
        """As Prefect's UI does; whether Prefect agreed."""
        details = {"pause_reschedule": True, "pause_timeout": "2100-01-01T00:00:00Z"}
        state = {"type": "PAUSED", "name": "Suspended", "state_details": details}
        answer = self.api.post(f"/flow_runs/{run}/set_state", json={"state": state})
        return str(answer.raise_for_status().json()["status"])

    def resume(self, run: str) -> None:
        """As Prefect's UI does."""
        self.api.post(f"/flow_runs/{run}/resume").raise_for_status()

    def logs(self, run: str) -> str:
        """The run's log."""
        body = {"logs": {"flow_run_id": {"any_": [run]}}, "sort": "TIMESTAMP_ASC"}
        return "\n".join(line["message"] for line in self.api.post("/logs/filter", json=body).json())

    @contextmanager
    def worker(
        self,
        kind: Kind,
        *options: str,
        pool: str = "trials",
        warm: bool = True,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> Iterator["RunningWorker"]:
        """A worker of this kind, ready, and killed with all that it started when the test is over.

        Without `warm` nobody waits until it can fork.
        """
        log = self.folder / f"worker-{time.monotonic_ns()}.log"
        command = [sys.executable, "-m", "prefect", "--no-prompt", "worker", "start", "--pool", pool]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--type", kind, *options],
                env={**self.environment, **settings},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=dying_with_parent(signal.SIGTERM),  # noqa: PLW1509  SIGINT as a terminal gives it
            )
        worker = RunningWorker(psutil.Process(process.pid), process, log)
        try:
            until(lambda: "started!" in worker.output() or process.poll(), "the worker's start", 60)
            if kind == WARM and warm:
                until(lambda: "Runs are forked from" in worker.output(), "the fork server's start", 60)
            yield worker
        finally:
            worker.end()


@dataclass(slots=True)
class RunningWorker:
    """A worker's processes and what they write."""

    tree: psutil.Process
    process: subprocess.Popen[bytes]
    log: Path
    _seen: set[psutil.Process] = field(default_factory=set)

    def output(self) -> str:
        """Everything written so far."""
        return self.log.read_text(errors="replace")

    def fork_server(self) -> psutil.Process | None:
        """The fork server among its children."""
        for child in self.tree.children():
            with child.oneshot():
                if "deployments.runner.fork_server" in child.cmdline():
                    return child
        return None

    def runs(self) -> list[psutil.Process]:
        """The processes that carry runs."""
        server = self.fork_server()
        return server.children() if server else [child for child in self.tree.children() if is_engine(child)]

    def end(self) -> None:
        """Kill what is left."""
        everyone = [self.tree, *self.tree.children(recursive=True)] if self.tree.is_running() else []
        for process in everyone:
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        self.process.wait(60)


def is_engine(process: psutil.Process) -> bool:
    """Whether this is a stock run's process."""
    return "prefect.engine" in process.cmdline()


def process_pool(name: str) -> dict[str, Any]:
    """A work pool of type process as Prefect's command line makes it."""
    from prefect.workers.process import ProcessWorker  # noqa: PLC0415 (slow, and only needed here)

    return {
        "name": name,
        "type": "process",
        "base_job_template": ProcessWorker.get_default_base_job_template(),
    }


def free_port() -> int:
    with socket(AF_INET, SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def prefect_server(database_url: str, folder: Path) -> Iterator[Rig]:
    """A Prefect server on that database, for as long as the block lasts."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/api"
    base = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "CADDIE_"))}
    environment = base | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": address,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database_url,
        "PREFECT_LOCAL_STORAGE_PATH": str(folder / "results"),
        "PREFECT_WORKER_QUERY_SECONDS": "0.5",
        "PYTHONPATH": str(WORKLOAD),
        "PYTHONWARNINGS": "default",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port), "--timeout-keep-alive", "60", "--log-level", "warning"],
            env=environment | PREFECT_SERVER,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=dying_with_parent(signal.SIGKILL),  # noqa: PLW1509  one system call
        )
    try:
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as api:
            until(lambda: answers(api) or server.poll(), "the Prefect server's start", 60)
            assert server.poll() is None, (folder / "server.log").read_text()[-2000:]
            yield Rig(api, environment, folder)
    finally:
        server.kill()
        server.wait(60)


def answers(api: httpx.Client) -> bool:
    """Whether the server answers."""
    try:
        return api.get("/health").is_success
    except httpx.TransportError:
        return False
