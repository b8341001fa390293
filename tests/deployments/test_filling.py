"""`caddie sandbox fill`: made-up people, always the same, never twice."""

from collections.abc import Iterator

import psycopg
import pytest

from deployments.filling import Filled, fill
from deployments.made_people import made_person
from tasks.values import Scope
from tests.databases import Database
from tests.monitor_world import forget

ACME = Scope.of("acme", "production")


@pytest.fixture
def filled(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    forget()
    yield database
    monkeypatch.undo()
    forget()


def people(database: Database) -> list[tuple[str, str, str]]:
    with psycopg.connect(database.admin_url) as connection:
        rows = connection.execute("SELECT tenant, user_id, email FROM profiles ORDER BY user_id")
        return [(row[0], row[1], row[2]) for row in rows.fetchall()]


def test_a_seed_makes_the_same_people_once_and_more_of_them_if_asked(filled: Database) -> None:
    first = fill(ACME, 6, "oak", print)
    assert first.users == 6
    assert first.postings > 0
    assert first.jobs > first.applications > 0
    there = people(filled)
    assert {tenant for tenant, _, _ in there} == {"acme"}
    assert all(email.endswith("@example.com") for _, _, email in there)
    assert len({email for _, _, email in there}) == 6
    assert fill(ACME, 6, "oak", print) == Filled()
    assert people(filled) == there
    assert fill(ACME, 8, "oak", print).users == 2


def test_people_of_a_seed_are_the_same_wherever_they_are_made() -> None:
    assert made_person("oak", 3) == made_person("oak", 3)
    assert made_person("oak", 3) != made_person("elm", 3)


def test_each_has_a_past_week_with_jobs_that_suit_them(filled: Database) -> None:
    fill(ACME, 5, "oak", print)
    with psycopg.connect(filled.admin_url) as connection:
        lists = connection.execute(
            "SELECT count(*), min(match_score), max(discovered_at) < now() FROM jobs GROUP BY user_id"
        ).fetchall()
    assert len(lists) == 5
    assert all(0 < jobs <= 12 and least > 0 and past for jobs, least, past in lists)
