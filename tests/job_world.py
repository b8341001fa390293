"""People who look for work, in a database of the test's own, beside the sandbox's job boards."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tasks.jobs.discovery import DiscoveredJobs, SearchCriteria
from tasks.jobs.steps import (
    deduplicate,
    fetch_preferences,
    match_scores,
    save_jobs,
    search_other_boards,
    search_remoteok,
    search_weworkremotely,
)
from tasks.values import UserId
from tests.databases import Database
from tests.monitor_world import forget
from tests.sandbox_server import Sandbox

DEVELOPER = {
    "headline": "Senior Backend Developer",
    "location": "Austin, Texas, United States",
    "skills": [{"name": "Python"}, {"name": "PostgreSQL"}, {"name": "Docker"}],
    "experience": [{"position": "Backend Developer", "name": "Larkfield", "startDate": "2015"}],
    "more": {"languages": [{"language": "English"}]},
}


@dataclass(frozen=True)
class JobWorld:
    """What steps work with, and what a test looks at."""

    database: Database
    sandbox: Sandbox

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.database.admin_url, row_factory=dict_row) as connection:
            cursor = connection.execute(cast("Any", query), values)
            return cursor.fetchall() if cursor.description else []

    def add_person(self, user_id: str, tenant: str = "default", **changed: Any) -> None:
        """A backend developer in Texas, unless it is said otherwise."""
        values = {"tenant": tenant, "environment": "default", "user_id": user_id} | DEVELOPER | changed
        names, places = ", ".join(values), ", ".join(["%s"] * len(values))
        kept = [Jsonb(value) if isinstance(value, dict | list) else value for value in values.values()]
        self.rows(f"INSERT INTO profiles ({names}) VALUES ({places})", *kept)

    def jobs(self, user_id: str) -> list[dict[str, Any]]:
        return self.rows(
            "SELECT * FROM jobs WHERE user_id = %s ORDER BY match_score DESC, source_url", user_id
        )

    def spoil(self, kind: str, **details: object) -> None:
        """Let the next answers of the boards go wrong."""
        httpx.post(
            f"{self.sandbox.url}/job-boards/_spoilings", json={"kind": kind} | details
        ).raise_for_status()

    def another_day(self, hours_ahead: int = 24) -> None:
        """The boards have new postings, and may be asked again."""
        httpx.put(
            f"{self.sandbox.url}/job-boards/_world", json={"hours_ahead": hours_ahead}
        ).raise_for_status()
        self.an_hour_later()

    def an_hour_later(self) -> None:
        """The boards may be asked again."""
        self.rows("UPDATE board_answers SET asked_at = asked_at - interval '1 hour'")

    @property
    def calls(self) -> dict[str, int]:
        """How often each board was asked."""
        state = httpx.get(f"{self.sandbox.url}/job-boards/_state").json()
        return cast("dict[str, int]", state["calls"])


@pytest.fixture
def world(database: Database, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobWorld]:
    environment = {
        "DATABASE_URL": database.app_url,
        "CADDIE_SANDBOX_PORT": str(sandbox.port),
        "PREFECT__RUNTIME__FLOW_RUN__ID": str(uuid4()),
        "PREFECT__RUNTIME__TASK_RUN__RUN_COUNT": "3",
    }
    for name in ("REMOTEOK_URL", "WEWORKREMOTELY_URLS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    forget()
    yield JobWorld(database, sandbox)
    monkeypatch.undo()
    forget()


def discover(user_id: UserId | None = None, **criteria: Any) -> DiscoveredJobs:
    """The steps of one run, in their order."""
    os.environ["PREFECT__RUNTIME__FLOW_RUN__ID"] = str(uuid4())
    fetch_preferences.fn(user_id)
    searched = [search_remoteok.fn(), search_weworkremotely.fn(), *search_other_boards.fn()]
    compared = deduplicate.fn()
    matched = match_scores.fn(user_id, SearchCriteria(**criteria))
    return save_jobs.fn(user_id, searched, compared, matched)
