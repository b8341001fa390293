"""Sweeps of a running stack when the test says so, beside its tee-time source."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import httpx

from tests.databases import Database
from tests.local_providers import LocalProviders
from tests.monitor_world import MonitorWorld, opening
from tests.promises.market import Market
from tests.runs import clockless, finished

CHECK = "monitor-check"


@dataclass(frozen=True)
class Watch:
    """A market whose monitors are checked when the test says so."""

    market: Market

    @property
    def world(self) -> MonitorWorld:
        """The stack's database, to add monitors to that were paid for elsewhere."""
        stack = self.market.stack
        return MonitorWorld(
            Database("", str(stack.database_url), str(stack.admin_database_url)), LocalProviders()
        )

    def offer(self, *openings: dict[str, Any]) -> None:
        """Offer nothing but these."""
        state = (
            httpx.get(f"{self.market.stack.sandbox}/tee-time-source/_state", timeout=60)
            .raise_for_status()
            .json()
        )
        gone = [each for each in state["openings"] if each not in {one["id"] for one in openings}]
        change = {"made_up": False, "remove": gone, "add": openings}
        self._source("POST", "/_openings", json=change)

    def offer_near(self, latitude: float, longitude: float, *numbers: int) -> None:
        """Offer openings with these numbers at one place, and nothing else."""
        self.offer(
            *(
                opening(number, latitude=latitude, longitude=longitude, course_id=number, holes=18)
                for number in numbers
            )
        )

    def sweep(self) -> dict[str, Any]:
        """One run of monitor-check, waited for, with every monitor due; what came of it."""
        self.world.make_due()
        run = finished(self.market.door, CHECK, {})
        assert run["status"] == "complete", run
        return cast("dict[str, Any]", run["output"])

    def news(self, email: str) -> list[dict[str, Any]]:
        """The mails about openings in an inbox, oldest first."""
        answer = httpx.get(f"{self.market.stack.sandbox}/resend/_inbox", params={"to": email}, timeout=60)
        mails = cast("list[dict[str, Any]]", answer.raise_for_status().json())
        return [mail for mail in mails if " at Course " in mail["subject"]]

    def told(self, preference_id: UUID | str) -> list[tuple[str, int]]:
        rows = self.market.rows(
            "SELECT opening_id, appearance FROM monitor_openings WHERE user_search_preference_id = %s"
            " ORDER BY opening_id",
            preference_id,
        )
        return [(row["opening_id"], row["appearance"]) for row in rows]

    def _source(self, method: str, path: str, **body: Any) -> None:
        url = f"{self.market.stack.sandbox}/tee-time-source{path}"
        httpx.request(method, url, timeout=60, **body).raise_for_status()


@contextmanager
def no_sweeps_by_themselves(market: Market) -> Iterator[Watch]:
    """Let no sweep start by the clock while the block lasts."""
    with clockless(market, CHECK):
        yield Watch(market)
