from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from tasks.database import sessions
from tasks.database.sessions import transaction
from tasks.resumes.usage import Usage
from tasks.resumes.usage_rows import confirm, give_back, reserve
from tasks.settings import settings
from tasks.values import Scope, UserId
from tests.databases import Database

SCOPE = Scope.of("default", "default")
ANN = UserId("ann")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def forget() -> None:
    if sessions.engine.cache_info().currsize:
        sessions.engine().dispose()
    sessions.engine.cache_clear()
    settings.cache_clear()


@pytest.fixture(autouse=True)
def _database(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    forget()
    sessions.engine()  # one for all threads
    yield
    monkeypatch.undo()
    forget()


def reserved(run: UUID | None = None, user: UserId = ANN, now: datetime = NOW) -> Usage:
    with transaction(SCOPE) as connection:
        return reserve(connection, SCOPE, user, run or uuid4(), now)


def confirmed(run: UUID) -> None:
    with transaction(SCOPE) as connection:
        confirm(connection, run)


def given_back(run: UUID) -> bool:
    with transaction(SCOPE) as connection:
        return give_back(connection, run)


def subscribe(database: Database, tier: str, status: str) -> None:
    with psycopg.connect(database.admin_url) as connection:
        connection.execute(
            "INSERT INTO user_subscriptions (tenant, environment, user_id, tier, status)"
            " VALUES ('default', 'default', 'ann', %s, %s)",
            (tier, status),
        )


def test_ten_at_once_never_pass_the_limit() -> None:
    with ThreadPoolExecutor(10) as threads:
        usages = list(threads.map(lambda _: reserved(), range(10)))
    assert sum(usage.is_reserved for usage in usages) == 5
    assert all("(5/5)" in usage.message for usage in usages if not usage.is_reserved)


def test_one_run_at_once_with_itself_holds_one_place() -> None:
    run = uuid4()
    with ThreadPoolExecutor(5) as threads:
        assert all(usage.is_reserved for usage in threads.map(lambda _: reserved(run), range(5)))
    confirmed(run)
    confirmed(run)
    assert reserved(run).is_reserved
    assert reserved().used == 1


def test_a_place_that_is_given_back_is_free_and_can_be_taken_again() -> None:
    runs = [uuid4() for _ in range(5)]
    assert all(reserved(run).is_reserved for run in runs)
    assert not reserved().is_reserved
    assert given_back(runs[0])
    assert not given_back(runs[0])
    assert reserved(runs[0]).is_reserved
    assert not reserved().is_reserved


def test_what_is_written_is_not_given_back() -> None:
    run = uuid4()
    reserved(run)
    confirmed(run)
    assert not given_back(run)
    assert reserved().used == 1


def test_a_new_week_starts_anew() -> None:
    for _ in range(5):
        reserved()
    assert not reserved().is_reserved
    assert reserved(now=NOW + timedelta(days=7)).used == 0


def test_a_run_of_last_week_that_is_tried_again_counts_in_this_one() -> None:
    run = uuid4()
    reserved(run)
    given_back(run)
    later = NOW + timedelta(days=7)
    assert reserved(run, now=later).resets_at > later
    confirmed(run)
    assert reserved(now=later).used == 1
    assert reserved(now=NOW).used == 0


def test_a_run_that_reserved_nothing_counts_nothing() -> None:
    confirmed(uuid4())
    assert reserved().used == 0


def test_nobody_uses_anothers_week() -> None:
    for _ in range(5):
        reserved()
    assert reserved(user=UserId("bob")).is_reserved
    other = Scope.of("acme", "default")
    with transaction(other) as connection:
        assert reserve(connection, other, ANN, uuid4(), NOW).is_reserved


@pytest.mark.parametrize(
    ("tier", "status", "limit"),
    [
        ("pro", "active", 50),
        ("pro", "trialing", 50),
        ("premium", "active", -1),
        ("pro", "past_due", 5),
        ("premium", "canceled", 5),
        ("gold", "active", 5),
        ("free", "active", 5),
    ],
)
def test_a_plan_counts_while_it_is_active_or_trialing(
    tier: str, status: str, limit: int, database: Database
) -> None:
    subscribe(database, tier, status)
    assert reserved().limit == limit
