"""Monitors that are paid for, in a database of the test's own, beside providers of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tasks.database import sessions
from tasks.monitors.schedule import watch_ends
from tasks.providers import mail
from tasks.settings import settings
from tests.databases import Database
from tests.local_providers import LocalProviders

ZONE = "America/New_York"
DAY = date(2031, 5, 10)


def forget() -> None:
    """Let this process read its settings and open its connections anew."""
    if sessions.engine.cache_info().currsize:
        sessions.engine().dispose()
    sessions.engine.cache_clear()
    settings.cache_clear()
    mail._sender.cache_clear()  # noqa: SLF001  a process has one sender; a test is many processes


def opening(number: int = 1, **changed: Any) -> dict[str, Any]:
    """A tee time as the source offers it: ten in the morning, a quarter of an hour later for each number."""
    starts_at = datetime(DAY.year, DAY.month, DAY.day, 10, tzinfo=ZoneInfo(ZONE))
    return {
        "id": f"tt-{number}",
        "course_id": str(number),
        "course_name": f"Course {number}",
        "starts_at": (starts_at + timedelta(minutes=15 * number)).isoformat(),
        "players_available": 4,
        "price_cents": 8_000,
        "currency": "USD",
        "booking_url": f"https://book.example.com/{number}",
    } | changed


@dataclass(frozen=True)
class MonitorWorld:
    """What steps work with, and what a test looks at."""

    database: Database
    providers: LocalProviders

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.database.admin_url, row_factory=dict_row) as connection:
            cursor = connection.execute(cast("Any", query), values)
            return cursor.fetchall() if cursor.description else []

    def add_monitor(self, email: str = "ann@example.com", tenant: str = "default", **changed: Any) -> UUID:
        """A monitor that is active and due; its preference's id."""
        criteria: dict[str, Any] = {
            "zip_code": "02134",
            "latitude": 42.35,
            "longitude": -71.13,
            "time_zone": ZONE,
            "radius_miles": 25,
            "search_date": DAY,
            "number_of_players": 2,
            "preferred_time_start": 5,
            "preferred_time_end": 21,
            "max_price": None,
            "hot_deals_only": False,
            "holes": 3,
        }
        wishes = {"notify_enabled": True, "schedule_interval": "PT5M", "status": "active"}
        criteria |= {name: value for name, value in changed.items() if name in criteria}
        wishes |= {name: value for name, value in changed.items() if name in wishes}
        whose = {"tenant": tenant, "environment": "default"}
        criteria_id = self._insert("search_criteria", criteria | whose | {"request_id": uuid4()})
        preference_id = self._insert(
            "user_search_preferences",
            wishes
            | whose
            | {
                "email": email,
                "search_criteria_id": criteria_id,
                "active": wishes["status"] == "active",
            },
        )
        for position, facility in enumerate(changed.get("priority_courses", ())):
            course = {"search_criteria_id": criteria_id, "facility_id": facility, "position": position}
            self._insert("priority_courses", course | whose)
        ends_at = watch_ends(criteria["search_date"], criteria["preferred_time_end"], criteria["time_zone"])
        schedule_id = self._insert(
            "monitor_schedules",
            whose
            | {
                "user_search_preference_id": preference_id,
                "interval": wishes["schedule_interval"],
                "time_zone": criteria["time_zone"],
                "ends_at": ends_at,
                "next_check_at": datetime.now(UTC) - timedelta(seconds=1),
            },
        )
        self.rows(
            "UPDATE user_search_preferences SET schedule_id = %s WHERE id = %s",
            str(schedule_id),
            preference_id,
        )
        return preference_id

    def add_attempt(self, preference_id: UUID, **columns: Any) -> None:
        """A try to sell a monitor."""
        whose = {"tenant": "default", "environment": "default", "user_search_preference_id": preference_id}
        self._insert("checkout_attempts", whose | columns | {"params": Jsonb(columns["params"])})

    def make_due(self) -> None:
        """Let every monitor that is checked at all be due now."""
        self.rows("UPDATE monitor_schedules SET next_check_at = now() WHERE next_check_at IS NOT NULL")
        self.rows("UPDATE tee_time_areas SET parked_until = NULL")

    def schedule(self, preference_id: UUID) -> dict[str, Any]:
        [row] = self.rows(
            "SELECT * FROM monitor_schedules WHERE user_search_preference_id = %s", preference_id
        )
        return row

    def _insert(self, table: str, values: dict[str, Any]) -> UUID:
        names, places = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
        query = f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id"
        [row] = self.rows(query, *values.values())
        return cast("UUID", row["id"])


@contextmanager
def monitor_world(
    database: Database, providers: LocalProviders, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MonitorWorld]:
    """This process is a worker that runs steps of a flow run, in this database, with these providers."""
    environment = {
        "DATABASE_URL": database.app_url,
        "TEE_TIME_API_URL": providers.url,
        "RESEND_API_URL": providers.url,
        "WORKFLOWS_AUTH_TOKEN": "a-token-of-a-test",
        "PREFECT__RUNTIME__FLOW_RUN__ID": str(uuid4()),
    }
    for name in ("RESEND_API_KEY", "CADDIE_LINK_SECRET", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    forget()
    yield MonitorWorld(database, providers)
    monkeypatch.undo()
    forget()


def become_another_run() -> None:
    """This process runs the steps of another flow run from now on."""
    os.environ["PREFECT__RUNTIME__FLOW_RUN__ID"] = str(uuid4())
