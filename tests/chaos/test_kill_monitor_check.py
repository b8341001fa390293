"""`kill -9` anywhere in monitor-check loses no news and tells none twice: at each boundary, in each step."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.monitor_world import opening
from tests.patience import until
from tests.promises.market import Market
from tests.promises.watching import CHECK, Watch, no_sweeps_by_themselves
from tests.runs import RECOVERY, clockless

POINTS = [
    "end_finished_monitors:call",
    "end_finished_monitors:return",
    "claim_due_monitors:call",
    "claim_due_monitors>do_commit:call",
    "claim_due_monitors>do_commit:return",
    "claim_due_monitors:return",
    "ask_tee_time_source:call",
    "_ask:return",
    "ask_tee_time_source>_keep:call",
    "ask_tee_time_source>_keep:return",
    "ask_tee_time_source:return",
    "tell_customers:call",
    "tell_customers>unknown:return",
    "tell_customers>enqueue_all:return",
    "tell_customers>put_off:return",
    "_tell>do_commit:call",
    "_tell>do_commit:return",
    "tell_customers:return",
    "send_mails:call",
    "send_mails>claim_waiting:return",
    "_send>send:call",
    "_send>send:return",
    "_send>mark_sent:call",
    "_send>mark_sent:return",
    "send_mails:return",
    "show_trouble:return",
    "monitor_check:return",
]


@dataclass(frozen=True)
class Swept:
    """A monitor whose sweep was killed."""

    preference_id: UUID
    email: str


@pytest.fixture(scope="module")
def watch(stack: Addresses) -> Iterator[Watch]:
    headers = {"Authorization": f"Bearer {stack.token}"}
    with httpx.Client(base_url=stack.webhook, headers=headers, timeout=60, trust_env=False) as door:
        market = Market(stack, door)
        with no_sweeps_by_themselves(market) as watching:
            yield watching


@pytest.fixture(scope="module")
def swept(watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Swept]:
    """For each point a monitor with news and a sweep that was killed there; all are taken up at the end.

    So a sweep finds, beside its own monitor, whatever the dead ones before it have left.
    """
    folder = tmp_path_factory.mktemp("killed")
    places = {point: (30.0 + number, -90.0) for number, point in enumerate(POINTS)}
    watch.offer(
        *(
            opening(second, id=f"{number}-{second}", latitude=place[0], longitude=place[1], holes=18)
            for number, place in enumerate(places.values())
            for second in (1, 2)
        )
    )
    killed, run_ids = {}, []
    with clockless(watch.market, RECOVERY):  # a sweep taken up early might do the next one's work
        for number, (point, place) in enumerate(places.items()):
            email, marker = f"swept-{number}@example.com", folder / str(number)
            monitor = watch.world.add_monitor(email=email, latitude=place[0], longitude=place[1])
            killed[point] = Swept(monitor, email)
            run_ids.append(watch.market.start_killed(CHECK, {}, point, marker))
            until(marker.exists, f"the sweep to be killed at {point}")
        for run_id in run_ids:  # one at a time: a sweep that starts beside another is cancelled
            watch.market.taken_up(CHECK, run_id)
    # A mail that a killed run had in hand is free in two minutes: let them be over.
    watch.world.rows("UPDATE mails SET claimed_until = NULL WHERE state = 'pending'")
    watch.sweep()
    return killed


@pytest.mark.parametrize("point", POINTS)
def test_a_sweep_killed_there_tells_everything_once(
    point: str, watch: Watch, swept: dict[str, Swept]
) -> None:
    monitor, number = swept[point], POINTS.index(point)
    [mail] = watch.news(monitor.email)
    assert mail["subject"].endswith("at Course 1, $80 and 1 more")
    assert watch.told(monitor.preference_id) == [(f"{number}-1", 1), (f"{number}-2", 1)]
    [row] = watch.market.rows("SELECT state FROM mails WHERE recipient = %s", monitor.email)
    assert row["state"] == "sent"
    schedule = watch.world.schedule(monitor.preference_id)
    assert (schedule["claimed_by"], schedule["claimed_until"]) == (None, None)
    assert schedule["last_check_at"] is not None
