"""Customers of a running stack: they order monitors, pay or do not, and Stripe tells of it as it pleases."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import psycopg
from psycopg.rows import dict_row

from deployments.sandbox.stripe_checkout.objects import RECURRING_PRICE_ID
from deployments.state_folder import Addresses
from tests.patience import until

PLACE = {"zip_code": "94103", "search_date": "2030-05-01"}
STRIPE_KEY = {"Authorization": "Bearer sk_test_sandbox"}
PATIENCE = 60.0


@dataclass(frozen=True)
class Order:
    """A monitor that waits for its payment."""

    email: str
    preference_id: str
    session_id: str
    run_id: str


@dataclass(frozen=True)
class Market:
    """The stack, seen from outside."""

    stack: Addresses
    door: httpx.Client

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(str(self.stack.admin_database_url), row_factory=dict_row) as connection:
            return connection.execute(cast("Any", query), values).fetchall()

    def execute(self, statement: str, *values: object) -> None:
        """Change rows as no code of ours would."""
        with psycopg.connect(str(self.stack.admin_database_url)) as connection:
            connection.execute(cast("Any", statement), values)

    def prefect(self, method: str, path: str, **body: Any) -> Any:
        url = f"{self.stack.prefect}/api{path}"
        answer = httpx.request(method, url, timeout=60, **body).raise_for_status()
        return answer.json() if answer.content else None

    def start_killed(self, workflow: str, params: dict[str, Any], point: str, marker: Path) -> str:
        """A run that kills itself once, at a point that tests/chaos/killer understands."""
        return self.start_with({"CADDIE_KILL": f"{point}@{marker}"}, workflow, params)

    def start_with(self, environment: dict[str, str], workflow: str, params: dict[str, Any]) -> str:
        """A run with an environment of its own."""
        deployment = self.prefect("GET", f"/deployments/name/{workflow}/{workflow}")
        body = {
            "parameters": params,
            "job_variables": {"env": environment},
            "state": {"type": "SCHEDULED"},
        }
        made = self.prefect("POST", f"/deployments/{deployment['id']}/create_flow_run", json=body)
        return str(made["id"])

    def run(self, workflow: str, run_id: str) -> dict[str, Any]:
        found = self.door.get(f"/v1/workflows/{workflow}/runs/{run_id}").raise_for_status()
        return cast("dict[str, Any]", found.json())

    def taken_up(self, workflow: str, run_id: str) -> dict[str, Any]:
        """A killed run once it has been taken up again, by recovery or by hand, and has completed."""
        [run] = self.all_taken_up(workflow, [run_id])
        return run

    def all_taken_up(self, workflow: str, run_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Killed runs, at least one, once all have been taken up again and have completed."""

        def look(run_id: str) -> dict[str, Any]:
            run = self.run(workflow, run_id)
            if run["status"] == "errored":
                self.door.post(f"/v1/runs/{run_id}/retry")  # or recovery has been faster
            return run

        def all_complete() -> bool:
            for run in threads.map(look, [run_id for run_id in run_ids if run_id not in complete]):
                if run["status"] == "complete":
                    complete[run["id"]] = run
            return len(complete) == len(run_ids)

        complete: dict[str, dict[str, Any]] = {}
        with ThreadPoolExecutor(4) as threads:
            until(all_complete, f"killed runs of {workflow} to complete", 4 * PATIENCE, pause=0.5)
        runs = [complete[run_id] for run_id in run_ids]
        assert all(run["attempts"] >= 2 for run in runs)
        return runs

    def run_again(self, workflow: str, run_id: str) -> None:
        """A complete run, once more."""
        run = self.run(workflow, run_id)
        flow_run_id = run["links"]["ui"].rpartition("/")[2]
        again = {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}, "force": True}
        self.prefect("POST", f"/flow_runs/{flow_run_id}/set_state", json=again)

        def ended() -> bool:
            seen = self.run(workflow, run_id)
            return bool(seen["attempts"] > run["attempts"] and seen["status"] == "complete")

        until(ended, f"the run of {workflow} to complete once more")

    def stripe(self, method: str, path: str, **body: Any) -> Any:
        answer = httpx.request(
            method, f"{self.stack.sandbox}/stripe{path}", headers=STRIPE_KEY, timeout=60, **body
        )
        return answer.raise_for_status().json() if answer.content else None

    def order(self, email: str | None = None, **params: Any) -> Order:
        """A customer orders a monitor, and sees the page to pay on."""
        email = email or f"{uuid4().hex}@example.com"
        body = {"params": {"email": email, "search_criteria": PLACE} | params}
        answer = self.door.post(
            "/v1/workflows/monitor-creation/runs", json=body, headers={"Prefer": "wait=30"}
        )
        run = answer.json()
        assert run["status"] == "complete", run
        return self.order_of(email, run["output"]["user_search_preference_id"], run["id"])

    def order_subscription(self) -> Order:
        """A customer orders a monitor where its price is charged every month."""
        email = f"{uuid4().hex}@example.com"
        monthly = {"STRIPE_PRICE_ID": RECURRING_PRICE_ID}
        run_id = self.start_with(monthly, "monitor-creation", {"email": email, "search_criteria": PLACE})
        run = until(lambda: self._completed("monitor-creation", run_id), "the subscription's page")
        return self.order_of(email, run["output"]["user_search_preference_id"], run_id)

    def _completed(self, workflow: str, run_id: str) -> dict[str, Any]:
        """The run once it is complete; nothing before."""
        run = self.run(workflow, run_id)
        return run if run["status"] == "complete" else {}

    def order_of(self, email: str, preference_id: str, run_id: str) -> Order:
        [attempt] = self.rows(
            "SELECT session_id FROM checkout_attempts WHERE user_search_preference_id = %s"
            " ORDER BY attempt DESC LIMIT 1",
            preference_id,
        )
        return Order(email, preference_id, attempt["session_id"], run_id)

    def hold(self) -> None:
        """Let Stripe tell nothing by itself."""
        self.stripe("POST", "/_webhooks", json={"hold": True})

    def let_go(self) -> None:
        self.stripe("POST", "/_webhooks", json={"hold": False, "drop": 0, "thin": False})

    def happens(self, order: Order, what: str, **details: Any) -> list[dict[str, Any]]:
        """Something happens at Stripe; the events that tell of it."""
        wanted = {"session": order.session_id, "type": what} | details
        return cast("list[dict[str, Any]]", self.stripe("POST", "/_cause", json=wanted))

    def tell(self, *events: dict[str, Any], **manner: Any) -> list[int | None]:
        """Stripe tells these events now; the door's answers."""
        wanted = {"events": [event["id"] for event in events]} | manner
        told = self.stripe("POST", "/_webhooks/deliveries", json=wanted)
        return [each["status"] for each in told]

    def pays(self, order: Order) -> list[int | None]:
        """The customer pays, and Stripe tells of it at once."""
        return self.tell(*self.happens(order, "paid"))

    def monitor(self, order: Order) -> dict[str, Any]:
        return cast(
            "dict[str, Any]", self.door.get(f"/monitor/{order.preference_id}").raise_for_status().json()
        )

    def activations(self, order: Order) -> list[dict[str, Any]]:
        """The runs that events about a monitor have caused, once all of them have ended."""

        runs: list[dict[str, Any]] = []

        def all_ended() -> bool:
            runs[:] = self.door.get(f"/v1/refs/monitor/{order.preference_id}").json()["runs"]
            return all(run["status"] in {"complete", "errored", "terminated"} for run in runs)

        until(all_ended, "the runs of a monitor to end")
        return runs

    def settled(self, order: Order) -> dict[str, Any]:
        """The monitor once everything that was told has had its effect."""
        assert {run["status"] for run in self.activations(order)} <= {"complete"}
        return self.monitor(order)

    def schedules(self, order: Order) -> list[dict[str, Any]]:
        return self.rows(
            "SELECT * FROM monitor_schedules WHERE user_search_preference_id = %s", order.preference_id
        )

    def mails(self, order: Order) -> list[dict[str, Any]]:
        """What the customer's inbox holds."""
        answer = httpx.get(f"{self.stack.sandbox}/resend/_inbox", params={"to": order.email}, timeout=60)
        return cast("list[dict[str, Any]]", answer.raise_for_status().json())

    def confirmations(self, order: Order) -> int:
        """How many confirmations the customer got; each that waits is waited for."""
        waiting = "SELECT 1 FROM mails WHERE recipient = %s AND state = 'pending'"
        until(lambda: not self.rows(waiting, order.email), "mails to go out")
        return len([mail for mail in self.mails(order) if mail["subject"].startswith("Watching")])

    def is_watched(self, order: Order) -> bool:
        [schedule] = self.schedules(order)
        return schedule["next_check_at"] is not None


def assert_active_once(market: Market, order: Order) -> None:
    """A monitor was paid for: it is watched by one schedule, and its customer was told so in one mail."""
    monitor = market.settled(order)
    [schedule] = market.schedules(order)
    assert (monitor["status"], monitor["schedule_id"]) == ("active", str(schedule["id"]))
    assert schedule["next_check_at"] is not None
    assert market.confirmations(order) == 1


def assert_stopped(market: Market, order: Order, status: str) -> None:
    """Nothing watches for a monitor any more."""
    assert market.settled(order)["status"] == status
    assert all(schedule["next_check_at"] is None for schedule in market.schedules(order))
