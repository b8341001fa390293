"""GitHub's answers as rows: real database."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tasks.profiles.kept_answers import KeptAnswers
from tasks.profiles.steps import forget_old_answers
from tasks.providers.repositories import Kept
from tasks.values import Scope, Slug
from tests.databases import Database
from tests.monitor_world import forget

ANSWER = Kept(200, "{}", '"1"', "2026-05-04", None)


@pytest.fixture
def days_pass(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    forget()

    def pass_by(days: int) -> None:
        with psycopg.connect(database.admin_url) as connection:
            connection.execute(
                "UPDATE github_answers SET asked_at = asked_at - make_interval(days => %s)", [days]
            )

    yield pass_by
    monkeypatch.undo()
    forget()


def test_what_no_sync_has_asked_for_in_90_days_is_forgotten(days_pass: Callable[[int], None]) -> None:
    answers = KeptAnswers("https://api.example.com", Scope(Slug("default"), Slug("default")))
    for path in ("/in-use", "/left"):
        answers.keep(path, ANSWER)
    days_pass(60)
    assert answers.recall("/in-use") == ANSWER
    days_pass(60)
    assert forget_old_answers.fn() == 1
    assert answers.recall("/left") is None
    assert answers.recall("/in-use") == ANSWER
