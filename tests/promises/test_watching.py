"""A monitor that is paid for watches: it tells what is new, once, until its customer or its day says stop."""

from collections.abc import Iterator

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.monitor_world import DAY
from tests.promises.market import Market
from tests.promises.watching import Watch, no_sweeps_by_themselves

BOSTON = {"zip_code": "02134", "search_date": DAY.isoformat()}
ALLSTON = (42.3584, -71.1259)


@pytest.fixture
def watch(stack: Addresses, door: httpx.Client) -> Iterator[Watch]:
    market = Market(stack, door)
    market.hold()
    with no_sweeps_by_themselves(market) as watching:
        yield watching
    market.let_go()


def test_a_customer_who_pays_is_told_of_each_opening_once(watch: Watch) -> None:
    market = watch.market
    order = market.order(search_criteria=BOSTON)
    market.pays(order)
    assert market.settled(order)["status"] == "active"

    watch.offer_near(*ALLSTON, 1, 2)
    watch.sweep()
    watch.sweep()
    [first] = watch.news(order.email)
    assert first["subject"] == "10:15 AM Sat May 10 at Course 1, $80 and 1 more"

    watch.offer_near(*ALLSTON, 1, 2, 3)
    watch.sweep()
    watch.sweep()
    [_, second] = watch.news(order.email)
    assert second["subject"] == "10:45 AM Sat May 10 at Course 3, $80"
    assert watch.told(order.preference_id) == [("tt-1", 1), ("tt-2", 1), ("tt-3", 1)]
    seen = market.monitor(order)
    assert seen["last_check_at"] is not None
    assert seen["next_check_at"] > seen["last_check_at"]


def test_a_paused_monitor_is_told_nothing_and_goes_on_when_resumed(watch: Watch) -> None:
    market = watch.market
    order = market.order(search_criteria=BOSTON)
    market.pays(order)
    market.settled(order)
    market.door.post(f"/monitor/{order.preference_id}/pause").raise_for_status()
    watch.offer_near(*ALLSTON, 4)
    watch.sweep()
    assert watch.news(order.email) == []
    market.door.post(f"/monitor/{order.preference_id}/resume").raise_for_status()
    market.settled(order)
    watch.sweep()
    assert len(watch.news(order.email)) == 1


def test_ready_and_an_artifact_tell_of_parked_areas(watch: Watch) -> None:
    watch.world.add_monitor(email="parked@example.com", latitude=61.2, longitude=-149.9)
    url = f"{watch.market.stack.sandbox}/tee-time-source/_faults"
    near = {"kind": "down", "lat": 61.2, "lng": -149.9}
    httpx.post(url, json=near, timeout=60).raise_for_status()
    try:
        watch.sweep()
        ready = watch.market.door.get("/ready").raise_for_status().json()
        assert ready["parked_areas"] == 1
        shown = {"artifacts": {"key": {"any_": ["tee-time-areas-in-trouble"]}}, "sort": "CREATED_DESC"}
        latest, *_ = watch.market.prefect("POST", "/artifacts/filter", json=shown)
        assert "61.2" in latest["data"]
    finally:
        httpx.delete(url, timeout=60).raise_for_status()
    watch.sweep()
    assert watch.market.door.get("/ready").json()["parked_areas"] == 0
