"""People with a week behind them, in a database of the test's own, beside the sandbox's Resend."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tasks.database.sessions import all_tenants
from tasks.letters import Letter
from tasks.providers import mail
from tasks.summaries import batches
from tasks.summaries.batches import Written
from tasks.summaries.steps import Sent, choose_users, gather_numbers, send_summaries
from tasks.summaries.weeks import last_ended
from tasks.values import IsoWeek, UserId
from tests.databases import Database
from tests.monitor_world import forget
from tests.sandbox_server import Sandbox

WEEK = last_ended(datetime.now(UTC))
MONDAY = datetime.combine(WEEK.monday, datetime.min.time(), UTC)


@dataclass(frozen=True)
class SummaryWorld:
    """What steps work with, and what a test looks at."""

    database: Database
    sandbox: Sandbox
    week: IsoWeek = WEEK
    monday: datetime = MONDAY

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.database.admin_url, row_factory=dict_row) as connection:
            cursor = connection.execute(cast("Any", query), values)
            return cursor.fetchall() if cursor.description else []

    def add_person(self, user_id: str, tenant: str = "default", **changed: Any) -> None:
        """Somebody who wants the summary, at `{user_id}@example.com`."""
        values = {
            "tenant": tenant,
            "environment": "default",
            "user_id": user_id,
            "email": f"{user_id}@example.com",
            "email_verified_at": self.monday - timedelta(days=100),
            "full_name": user_id.title(),
        } | changed
        self._insert("profiles", values)

    def add_job(self, user_id: str, number: int = 1, tenant: str = "default", **changed: Any) -> None:
        """A job that was found for them on Wednesday."""
        values = {
            "tenant": tenant,
            "environment": "default",
            "job_id": f"{user_id}-{number}",
            "user_id": user_id,
            "source": "remoteok",
            "source_url": f"https://jobs.example.com/{user_id}/{number}",
            "title": f"Job {number} of {user_id}",
            "company": "Lark",
            "description": "Work.",
            "match_score": 80,
            "match_reasons": ["2 of 2 required: Python, SQL"],
            "discovered_at": self.monday + timedelta(days=2),
        } | changed
        self._insert("jobs", values)

    def add_application(self, user_id: str, number: int = 1, **changed: Any) -> None:
        """A résumé for that job, ready on Thursday."""
        values = {
            "tenant": "default",
            "environment": "default",
            "application_id": f"{user_id}-{number}",
            "user_id": user_id,
            "job_id": f"{user_id}-{number}",
            "status": "ready",
            "ready_at": self.monday + timedelta(days=3),
        } | changed
        self._insert("job_applications", values)

    def summary(self, user_id: str) -> dict[str, Any]:
        [row] = self.rows("SELECT * FROM weekly_summaries WHERE user_id = %s", user_id)
        return row

    def arm(self, kind: str, **details: object) -> None:
        """Let the next calls of Resend go wrong."""
        httpx.post(f"{self.sandbox.url}/resend/_faults", json={"kind": kind} | details).raise_for_status()

    def switch(self, name: str, body: dict[str, object]) -> None:
        httpx.put(f"{self.sandbox.url}/resend/{name}", json=body).raise_for_status()

    @property
    def inbox(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", httpx.get(f"{self.sandbox.url}/resend/_inbox").json())

    @property
    def recipients(self) -> list[str]:
        return sorted(address for mail in self.inbox for address in mail["to"])

    def _insert(self, table: str, values: dict[str, Any]) -> None:
        names, places = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
        kept = [Jsonb(value) if isinstance(value, dict | list) else value for value in values.values()]
        self.rows(f"INSERT INTO {table} ({names}) VALUES ({places})", *kept)


@pytest.fixture
def world(database: Database, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[SummaryWorld]:
    environment = {
        "DATABASE_URL": database.app_url,
        "CADDIE_SANDBOX_PORT": str(sandbox.port),
        "WORKFLOWS_AUTH_TOKEN": "a-token-of-a-test",
        "PREFECT__RUNTIME__FLOW_RUN__ID": str(uuid4()),
    }
    for name in ("RESEND_API_KEY", "RESEND_API_URL", "CADDIE_LINK_SECRET", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    forget()
    yield SummaryWorld(database, sandbox)
    monkeypatch.undo()
    forget()


def crowd(world: SummaryWorld, people: int) -> list[str]:
    """So many people with a job each; their addresses."""
    world.rows(
        "INSERT INTO profiles (tenant, environment, user_id, email, email_verified_at)"
        " SELECT 'default', 'default', u, u || '@example.com', now()"
        " FROM (SELECT 'user-' || to_char(n, 'FM0000') AS u FROM generate_series(0, %s - 1) n) named",
        people,
    )
    world.rows(
        "INSERT INTO jobs (tenant, environment, job_id, user_id, source, source_url, title, company,"
        " description, discovered_at)"
        " SELECT tenant, environment, user_id || '-1', user_id, 'remoteok',"
        " 'https://jobs.example.com/' || id, 'Gardener', 'Lark', 'Work.', %s"
        " FROM profiles WHERE user_id LIKE 'user-%%'",
        world.monday,
    )
    return [f"user-{number:04}@example.com" for number in range(people)]


def die_while_sending(world: SummaryWorld, *, after_the_call: bool = True) -> None:
    """As a process that is killed after Resend took its batch, or before, and before it noted that."""
    choose_users.fn(world.week, None)
    gather_numbers.fn(world.week, None)
    with all_tenants() as connection:
        found = batches.claim_pending(connection, world.week, None)
        mails = [
            Written(one.id, one.recipient, Letter("Your week", "<p>News</p>", "News"), {}) for one in found
        ]
        batch = batches.freeze(connection, world.week, mails)
    if after_the_call:
        messages = [
            mail.Message(one.recipient, one.letter.subject, one.letter.html, one.letter.text) for one in mails
        ]
        mail.send_batch(messages, batch.key)
    world.rows("UPDATE weekly_summaries SET claimed_until = now() WHERE batch_key = %s", batch.key)


def tell(world: SummaryWorld, user_id: UserId | None = None) -> Sent:
    """The steps of one run, in their order."""
    os.environ["PREFECT__RUNTIME__FLOW_RUN__ID"] = str(uuid4())
    choose_users.fn(world.week, user_id)
    gather_numbers.fn(world.week, user_id)
    return send_summaries.fn(world.week, user_id)
