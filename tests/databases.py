"""Databases of their own for tests: real PostgreSQL, migrated once and cloned for each."""

import itertools
from dataclasses import dataclass

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
