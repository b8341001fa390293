"""The programs of a stack: how each is started, and how it is asked whether it is ready."""

import asyncio
import logging
import os
import sys
import time
from dataclasses import replace
from types import MappingProxyType

import httpx
import psutil

from deployments.plan import HOST, Plan
from deployments.server_settings import PREFECT_SERVER
from deployments.supervisor import Part, Question
from deployments.work_pool import WORK_POOL
from deployments.workflow_file import deployment_names

log = logging.getLogger("caddie.stack")

_WORKER_NAME = "local"
_ANSWER_SECONDS = 5
_ASK_AGAIN_SECONDS = 0.05
_DRAIN_SECONDS = 5
_NEWS_SECONDS = 30
_REPORT_SECONDS = 8


class Parts:
    """Every program of one stack but PostgreSQL."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._environment = MappingProxyType(plan.environment())
        key = os.environ.get("PREFECT_API_KEY")
        self._prefect = httpx.AsyncClient(
            base_url=plan.prefect_api,
            headers={} if key is None or plan.starts_prefect else {"Authorization": f"Bearer {key}"},
            trust_env=not plan.starts_prefect,
            timeout=_ANSWER_SECONDS,
        )
        self._local = httpx.AsyncClient(trust_env=False, timeout=_ANSWER_SECONDS)
        self._heartbeat_before: str | None = None
        self._workflows = deployment_names()

    async def close(self) -> None:
        """Ask nothing more."""
        await self._prefect.aclose()
        await self._local.aclose()

    def _part(self, name: str, command: tuple[str, ...], **more: str) -> Part:
        """One that starts in the state folder, where neither a `.env` nor a pyproject.toml changes it."""
        return Part(name, command, self._environment | more, folder=self._plan.folder.path)

    def prefect_server(self) -> Part:
        """Prefect's server without its command line, which asks questions first."""
        assert self._plan.postgres is not None, "a server of our own keeps its rows in our own PostgreSQL"
        return self._part(
            "prefect",
            _uvicorn(
                "prefect.server.api.server:create_app",
                self._plan.settings.caddie_prefect_port,
                *("--timeout-keep-alive", "5", "--log-level", "warning"),
            ),
            **PREFECT_SERVER,
            PREFECT_SERVER_DATABASE_CONNECTION_URL=self._plan.postgres.prefect_url,
        )

    def migrations(self) -> Part:
        """Brings our tables to what this version needs: the only part that may become their owner."""
        return self._part("migrations", _caddie("migrate"), DATABASE_OWNER_URL=self._plan.owner_url)

    def deployments(self) -> Part:
        """Makes the work pool and deploys what prefect.yaml lists."""
        return self._part("deployments", _caddie("deploy"))

    def worker(self) -> Part:
        """Takes scheduled runs from every queue and gives each a process: a fork, or a Python of its own."""
        warm = self._plan.settings.caddie_runner == "warm"
        kind, poll_seconds = ("caddie-warm", "10") if warm else ("process", "0.5")  # events wake the warm one
        command = ("worker", "start", "--pool", WORK_POOL, "--type", kind, "--name", _WORKER_NAME)
        part = self._part(
            "worker",
            (sys.executable, "-m", "prefect", "--no-prompt", *command, "--install-policy", "never"),
            PREFECT_WORKER_QUERY_SECONDS=poll_seconds,
        )
        drain = self._drain_warm if warm else self._drain_stock
        return replace(part, before=self._remember_heartbeat, before_stop=drain, stop_seconds=20)

    def door(self) -> Part:
        """The webhook shim. Its access log stays off: some dialects carry a key in the path."""
        return self._part(
            "door",
            _uvicorn(
                "deployments.shim.app:create_app",
                self._plan.settings.caddie_webhook_port,
                *("--no-access-log", "--timeout-graceful-shutdown", "3"),
            ),
        )

    def sandbox(self) -> Part:
        """The stand-in for every provider that has no key."""
        return self._part(
            "sandbox",
            _uvicorn(
                "deployments.sandbox.app:create_app",
                self._plan.settings.caddie_sandbox_port,
                *("--no-access-log", "--timeout-graceful-shutdown", "3"),
            ),
        )

    async def prefect_answers(self) -> bool:
        """Whether Prefect's server takes requests."""
        return await _answers(self._prefect, "/health")

    async def door_accepts(self) -> bool:
        """Whether the door takes runs and Prefect will get them."""
        return await _answers(self._local, f"{self._plan.addresses.webhook}/ready")

    async def wait_for_workflows(self) -> None:
        """Return when the door, which asks Prefect every few seconds, knows all that was deployed."""
        if not await _comes_true(self._door_knows_workflows, _NEWS_SECONDS):
            log.warning("the door does not know every workflow of prefect.yaml yet")

    async def _door_knows_workflows(self) -> bool:
        token = {"Authorization": f"Bearer {self._plan.addresses.token}"}
        try:
            answer = await self._local.get(f"{self._plan.addresses.webhook}/v1/workflows", headers=token)
        except httpx.TransportError:
            return False
        if not answer.is_success:
            return False
        return self._workflows <= {workflow["slug"] for workflow in answer.json()["data"]}

    async def sandbox_answers(self) -> bool:
        """Whether the sandbox takes requests."""
        return await _answers(self._local, f"{self._plan.addresses.sandbox}/health")

    async def worker_is_online(self) -> bool:
        """Whether the present worker, rather than the one before it, has spoken to the work pool."""
        return await self._heartbeat() not in {None, self._heartbeat_before}

    async def _remember_heartbeat(self) -> None:
        self._heartbeat_before = await self._heartbeat()

    async def _drain_warm(self, worker: int) -> None:
        """Let runs end; those that take too long go down with the worker, whose fork server says so."""
        process = psutil.Process(worker)
        process.terminate()  # it takes nothing new, and ends with its last run

        async def has_ended() -> bool:
            return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE

        if await _comes_true(has_ended, _DRAIN_SECONDS):
            return
        log.info("runs were still busy: crashed, to be taken up again with retry")
        process.kill()
        await _comes_true(self._no_run_goes_on, _REPORT_SECONDS)

    async def _drain_stock(self, worker: int) -> None:
        """Let runs end, and have those that take too long noted as crashed, so that `retry` takes them up.

        For Prefect's own process worker: told to stop, it ends its runs and leaves them Running for ever.
        """
        runs = psutil.Process(worker).children()

        async def all_ended() -> bool:
            return not any(run.is_running() for run in runs)

        if await _comes_true(all_ended, _DRAIN_SECONDS):
            return
        late = [run for run in runs if run.is_running()]
        log.info("%d runs were still busy: crashed, to be taken up again with retry", len(late))
        for run in late:
            run.kill()
        await _comes_true(self._no_run_goes_on, _REPORT_SECONDS)

    async def _no_run_goes_on(self) -> bool:
        """Whether Prefect takes no run of the pool for running; an error is no reason to wait."""
        filters = {
            "flow_runs": {"state": {"type": {"any_": ["PENDING", "RUNNING", "CANCELLING"]}}},
            "work_pools": {"name": {"any_": [WORK_POOL]}},
        }
        try:
            response = await self._prefect.post("/flow_runs/count", json=filters)
        except httpx.TransportError:
            return True
        return response.is_error or int(response.text) == 0

    async def _heartbeat(self) -> str | None:
        """When our worker last spoke to the work pool, if it has."""
        try:
            response = await self._prefect.post(f"/work_pools/{WORK_POOL}/workers/filter", json={})
            response.raise_for_status()
        except httpx.HTTPError:
            return None
        return next(
            (str(w["last_heartbeat_time"]) for w in response.json() if w["name"] == _WORKER_NAME), None
        )


def _uvicorn(factory: str, port: int, *options: str) -> tuple[str, ...]:
    server = (sys.executable, "-m", "uvicorn", "--factory", factory)
    return (*server, "--host", HOST, "--port", str(port), *options)


def _caddie(command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "deployments.cli", command)


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False


async def _comes_true(question: Question, seconds: float) -> bool:
    """Whether it does within its time."""
    deadline = time.monotonic() + seconds
    while not await question():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
    return True
