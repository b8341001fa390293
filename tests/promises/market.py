"""Customers of a running stack: they order monitors, pay or do not, and Stripe tells of it as it pleases."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import httpx

from deployments.sandbox.stripe_checkout.objects import RECURRING_PRICE_ID
from tests.looking import STRIPE_KEY, changed, rows
from tests.patience import until
from tests.runs import ENDS, Runs, finished

PLACE = {"zip_code": "94103", "search_date": "2030-05-01"}


@dataclass(frozen=True)
class Order:
    """A monitor that waits for its payment."""

    email: str
    preference_id: str
    session_id: str
    run_id: str


@dataclass(frozen=True)
class Market(Runs):
    """The stack and its runs, seen from outside, with those who buy monitors."""

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        return rows(self.stack, query, *values)

    def execute(self, statement: str, *values: object) -> None:
        """Change rows as no code of ours would."""
        changed(self.stack, statement, *values)

    def stripe(self, method: str, path: str, **body: Any) -> Any:
        answer = httpx.request(
            method, f"{self.stack.sandbox}/stripe{path}", headers=STRIPE_KEY, timeout=60, **body
        )
        return answer.raise_for_status().json() if answer.content else None

    def order(self, email: str | None = None, **params: Any) -> Order:
        """A customer orders a monitor, and sees the page to pay on."""
        email = email or f"{uuid4().hex}@example.com"
        wanted = {"email": email, "search_criteria": PLACE} | params
        run = finished(self.door, "monitor-creation", wanted)
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
            return all(run["status"] in ENDS for run in runs)

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
