"""`kill -9` anywhere in monitor-activation loses no payment and confirms none twice: at each boundary."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from deployments.sandbox.stripe_checkout.thin_events import thin_id
from deployments.state_folder import Addresses
from tests.patience import until
from tests.promises.market import Market, Order, assert_active_once
from tests.promises.watching import Watch, no_sweeps_by_themselves
from tests.runs import RECOVERY, clockless

ACTIVATION = "monitor-activation"
PAID = [
    "look_up_event:call",
    "look_up_event:return",
    "keep_schedule_in_step:call",
    "_watch_ourselves:call",
    "_store_schedule_id:call",
    "_confirm:call",
    "_confirm>enqueue:return",
    "_watch_ourselves:return",  # before the commit
    "keep_schedule_in_step>show_table:call",  # after it
    "keep_schedule_in_step:return",
    "close_checkout:return",
    "send_mails:call",
    "send_mails>claim_waiting:return",
    "send_mails:return",
    "monitor_activation:return",
]
PAID_THIN = [
    "look_up_event>fetch_object:return",
    "look_up_event>look_up:call",
    "look_up_event>look_up:return",
    "look_up_event:return",
]
MAILED = [  # one at a time, or another run sends the mail
    "_send>send:call",
    "_send>send:return",
    "_send>mark_sent:call",
    "_send>mark_sent:return",
]
CANCELLED_UNPAID = [
    "keep_schedule_in_step:return",
    "close_checkout>expire_checkout_session:call",
    "close_checkout>expire_checkout_session:return",
    "close_checkout:return",
]
Ref = tuple[str, str]
Happens = Callable[[Market, Order], Ref]


def pays(market: Market, order: Order) -> Ref:
    assert market.pays(order) == [200]
    return "monitor", order.preference_id


def pays_and_stripe_tells_it_thinly(market: Market, order: Order) -> Ref:
    [paid] = market.happens(order, "paid")
    assert market.tell(paid, thin=True) == [200]
    return "event", thin_id(str(paid["id"]))  # whose monitor it is about is yet to be looked up


def cancels(market: Market, order: Order) -> Ref:
    market.door.post(f"/monitor/{order.preference_id}/cancel").raise_for_status()
    return "monitor", order.preference_id


@pytest.fixture(scope="module")
def market(stack: Addresses) -> Iterator[Market]:
    headers = {"Authorization": f"Bearer {stack.token}"}
    with httpx.Client(base_url=stack.webhook, headers=headers, timeout=60, trust_env=False) as door:
        market = Market(stack, door)
        market.hold()
        with no_sweeps_by_themselves(market):
            yield market
        market.let_go()


@contextmanager
def no_activation_starts(market: Market) -> Iterator[None]:
    deployment = market.prefect("GET", f"/deployments/name/{ACTIVATION}/{ACTIVATION}")
    queue = f"/work_queues/{deployment['work_queue_id']}"
    market.prefect("PATCH", queue, json={"is_paused": True})
    try:
        yield
    finally:
        market.prefect("PATCH", queue, json={"is_paused": False})


def flow_run_of(market: Market, ref: Ref) -> str:
    """The one run that came of it, once Prefect has it."""
    [row] = market.rows("SELECT flow_run_id FROM inbox WHERE ref_type = %s AND ref_id = %s", *ref)
    return str(row["flow_run_id"] or "")


def killed(market: Market, points: Sequence[str], happens: Happens, folder: Path) -> dict[str, Order]:
    """A monitor for each point; its activation was killed there, taken up again, and has completed."""
    with ThreadPoolExecutor(4) as threads:
        orders = dict(zip(points, threads.map(lambda _: market.order(), points), strict=True))
    run_ids: list[str] = []
    with clockless(market, RECOVERY):
        for together in (*([point] for point in points if point in MAILED), set(points) - set(MAILED)):
            markers = {point: folder / str(points.index(point)) for point in together}
            with no_activation_starts(market):
                for point, marker in markers.items():
                    ref = happens(market, orders[point])
                    flow_run = until(partial(flow_run_of, market, ref), "Prefect to have the run")
                    kill = {"env": {"CADDIE_KILL": f"{point}@{marker}"}}
                    market.prefect("PATCH", f"/flow_runs/{flow_run}", json={"job_variables": kill})
                    run_ids.append(flow_run)
            for point, marker in markers.items():
                until(marker.exists, f"the activation to be killed at {point}")
    market.all_taken_up(ACTIVATION, run_ids)
    # A mail that a killed run had in hand is free in two minutes: let them be over.
    market.execute("UPDATE mails SET claimed_until = NULL WHERE state = 'pending'")
    Watch(market).sweep()
    return orders


@pytest.fixture(scope="module")
def paid(market: Market, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Order]:
    return killed(market, [*MAILED, *PAID], pays, tmp_path_factory.mktemp("paid"))


@pytest.fixture(scope="module")
def paid_thin(market: Market, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Order]:
    return killed(market, PAID_THIN, pays_and_stripe_tells_it_thinly, tmp_path_factory.mktemp("thin"))


@pytest.fixture(scope="module")
def cancelled(market: Market, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Order]:
    return killed(market, CANCELLED_UNPAID, cancels, tmp_path_factory.mktemp("cancelled"))


@pytest.mark.parametrize("point", [*PAID, *MAILED])
def test_a_payment_whose_activation_was_killed_there_is_one_schedule_and_one_mail(
    point: str, paid: dict[str, Order], market: Market
) -> None:
    assert_active_once(market, paid[point])


@pytest.mark.parametrize("point", PAID_THIN)
def test_a_thin_event_whose_looking_up_was_killed_there_is_one_schedule_and_one_mail(
    point: str, paid_thin: dict[str, Order], market: Market
) -> None:
    assert_active_once(market, paid_thin[point])


@pytest.mark.parametrize("point", CANCELLED_UNPAID)
def test_a_monitor_whose_end_was_killed_there_can_no_longer_be_paid(
    point: str, cancelled: dict[str, Order], market: Market
) -> None:
    order = cancelled[point]
    assert market.monitor(order)["status"] == "cancelled"
    assert market.stripe("GET", f"/v1/checkout/sessions/{order.session_id}")["status"] == "expired"
    assert market.schedules(order) == []
    assert market.confirmations(order) == 0
