"""Tenants are kept apart by PostgreSQL itself, even from a query that forgets to."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import ProgrammingError

from tasks.database import sessions
from tasks.database.sessions import transaction
from tasks.database.tables import tokens
from tasks.errors import SettingsError
from tasks.settings import settings
from tasks.values import Scope
from tests.databases import Database

ACME = Scope.of("acme", "production")
ACME_TESTS = Scope.of("acme", "test")
GLOBEX = Scope.of("globex", "production")


@pytest.fixture
def run_as(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Steps run as the role of this URL from now on."""

    def forget() -> None:
        if sessions.engine.cache_info().currsize:
            sessions.engine().dispose()
        sessions.engine.cache_clear()
        settings.cache_clear()

    def run(url: str) -> None:
        forget()
        monkeypatch.setenv("DATABASE_URL", url)

    yield run
    forget()


@pytest.fixture
def application(database: Database, run_as: Callable[[str], None]) -> Database:
    """A database in which steps run as the application's role."""
    run_as(database.app_url)
    return database


def keep(scope: Scope, as_: Scope | None = None) -> None:
    owner = as_ or scope
    row = {
        "tenant": owner.tenant,
        "environment": owner.environment,
        "name": "one",
        "hash": str(owner).encode(),
    }
    with transaction(scope) as connection:
        connection.execute(insert(tokens).values(row | {"scopes": []}))


def seen_by(scope: Scope) -> list[str]:
    with transaction(scope) as connection:
        return list(connection.scalars(select(tokens.c.tenant + "/" + tokens.c.environment)))


@pytest.mark.usefixtures("application")
def test_a_query_without_a_condition_sees_its_own_scope_alone() -> None:
    for scope in (ACME, ACME_TESTS, GLOBEX):
        keep(scope)
    assert seen_by(ACME) == ["acme/production"]
    assert seen_by(ACME_TESTS) == ["acme/test"]
    assert seen_by(GLOBEX) == ["globex/production"]


@pytest.mark.usefixtures("application")
def test_nobody_writes_into_another_scope() -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        keep(ACME, as_=GLOBEX)


@pytest.mark.usefixtures("application")
def test_the_scope_ends_with_its_transaction() -> None:
    keep(ACME)
    with sessions.engine().begin() as connection:
        assert connection.execute(select(tokens)).all() == []


def test_a_role_that_bypasses_row_level_security_is_refused(
    database: Database, run_as: Callable[[str], None]
) -> None:
    run_as(database.admin_url)
    with pytest.raises(SettingsError, match="bypasses row-level security"):
        sessions.engine()


def test_the_owner_of_the_tables_is_bound_too(application: Database, run_as: Callable[[str], None]) -> None:
    keep(ACME)
    run_as(application.owner_url)
    assert seen_by(GLOBEX) == []
