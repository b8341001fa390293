"""Doors and Prefect servers of a test's own: real processes that can be stopped, killed and started again."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deployments.deploy import deploy
from deployments.process_tree import dying_with_parent
from tasks.settings import Settings
from tests.databases import Database
from tests.patience import until

ALL_SCOPES = ("runs:start", "runs:read", "runs:manage")
ONE_TOKEN = "the-one-token-of-these-tests"
CRITERIA = {"zip_code": "94103", "search_date": "2030-05-01"}
PARAMS = {"email": "ann@example.com", "search_criteria": CRITERIA}
RUNS = "/v1/workflows/monitor-creation/runs"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=60, trust_env=False).is_success
    except httpx.TransportError:
        return False


def _environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of Caddie's or Prefect's, and with these."""
    ours = {name.upper() for name in Settings.model_fields}
    return {
        name: value for name, value in os.environ.items() if name not in ours and "PREFECT" not in name
    } | settings


@dataclass
class Server:
    """A uvicorn of its own, in a folder without a .env."""

    factory: str
    health: str
    folder: Path
    environment: Mapping[str, str]
    port: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / f"{self.port}.log").read_text()

    def start(self) -> None:
        command = ("-m", "uvicorn", "--factory", self.factory, "--port", str(self.port), "--no-access-log")
        with (self.folder / f"{self.port}.log").open("ab") as log:
            process = subprocess.Popen(
                (sys.executable, *command),
                cwd=self.folder,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
                preexec_fn=dying_with_parent(signal.SIGKILL),  # noqa: PLW1509  one system call
            )
        self.process = process

        def up() -> bool:
            assert process.poll() is None, self.log
            return _answers(self.url + self.health)

        until(up, f"{self.factory} to answer", 60)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None


class PrefectServer(Server):
    """Prefect's server on a PostgreSQL database, with our workflows deployed."""

    def __init__(self, database: Database, folder: Path) -> None:
        database_url = database.admin_url.replace("postgresql://", "postgresql+asyncpg://")
        environment = _environment(
            PREFECT_HOME=str(folder),
            PREFECT_SERVER_ANALYTICS_ENABLED="false",
            PREFECT_SERVER_DATABASE_CONNECTION_URL=database_url,
            PREFECT__SERVER_FINAL="1",
        )
        super().__init__("prefect.server.api.server:create_app", "/api/health", folder, environment)

    @property
    def api(self) -> str:
        return f"{self.url}/api"

    def deploy(self) -> None:
        deploy(self.api)

    def ask(self, path: str, **body: Any) -> Any:
        answer = httpx.post(self.api + path, json=body, timeout=60, trust_env=False)
        return answer.raise_for_status().json()

    def runs_of(self, inbox_ids: Iterable[str]) -> list[dict[str, Any]]:
        """The flow runs that doors made of these rows."""
        keys = list(inbox_ids)
        found: list[dict[str, Any]] = []
        while True:
            wanted = {"idempotency_key": {"any_": keys}}
            page = self.ask("/flow_runs/filter", flow_runs=wanted, sort="ID_DESC", offset=len(found))
            if not page:
                return found
            found += page

    def set_state(self, flow_run_id: str, kind: str, **state: Any) -> None:
        """Play the worker."""
        self.ask(f"/flow_runs/{flow_run_id}/set_state", state={"type": kind} | state, force=True)

    def start_by_hand(self, tags: Iterable[str] = (), **more: Any) -> dict[str, Any]:
        """A run that a person started in Prefect's UI."""
        name = "/deployments/name/monitor-creation/monitor-creation"
        deployment = httpx.get(self.api + name, trust_env=False).raise_for_status().json()
        made = self.ask(
            f"/deployments/{deployment['id']}/create_flow_run", parameters=PARAMS, tags=list(tags), **more
        )
        assert isinstance(made, dict)
        return made


class DoorServer(Server):
    """A door on a migrated database."""

    def __init__(self, database: Database, prefect_api: str, folder: Path, **settings: str) -> None:
        environment = _environment(
            PREFECT_HOME=str(folder),
            DATABASE_URL=database.app_url,
            PREFECT_API_URL=prefect_api,
            WORKFLOWS_AUTH_TOKEN=ONE_TOKEN,
            **({"CADDIE_RATE_LIMIT": "1000000"} | settings),
        )
        super().__init__("deployments.shim.app:create_app", "/health", folder, environment)
        self._database = database

    def client(self, token: str | None = ONE_TOKEN) -> httpx.Client:
        """Somebody at this door; None has no token."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)

    def caller(self, **details: Any) -> httpx.Client:
        """Somebody of a tenant that nobody else belongs to, unless said otherwise."""
        return self.client(self.new_token(**details))

    def new_token(
        self,
        *,
        tenant: str | None = None,
        environment: str = "test",
        scopes: Iterable[str] = ALL_SCOPES,
        ended: str = "",
    ) -> str:
        """A token of the table. `ended` names a moment that has passed: expires_at or revoked_at."""
        token = secrets.token_urlsafe()
        self.execute(
            "INSERT INTO tokens (tenant, environment, name, hash, scopes) VALUES (%s, %s, %s, %s, %s)",
            tenant or f"tenant-{secrets.token_hex(8)}",
            environment,
            secrets.token_hex(8),
            sha256(token.encode()).digest(),
            list(scopes),
        )
        if ended:
            self.execute(
                f"UPDATE tokens SET {ended} = now() WHERE hash = %s", sha256(token.encode()).digest()
            )
        return token

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What a statement gives, over all tenants."""
        with psycopg.connect(self._database.admin_url, autocommit=True) as connection:
            answer = connection.execute(statement.encode(), values)
            return answer.fetchall() if answer.description else []

    def inbox_size(self) -> int:
        return int(self.execute("SELECT count(*) FROM inbox")[0][0])
