"""`kill -9` anywhere in monitor-check loses no news and tells none twice: at each boundary, in each step."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deployments.state_folder import Addresses
from tests.promises.market import Market
from tests.promises.watching import CHECK, Watch, no_sweeps_by_themselves

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


@pytest.fixture(scope="module")
def watch(stack: Addresses) -> Iterator[Watch]:
    headers = {"Authorization": f"Bearer {stack.token}"}
    with httpx.Client(base_url=stack.webhook, headers=headers, timeout=60, trust_env=False) as door:
        market = Market(stack, door)
        with no_sweeps_by_themselves(market) as watching:
            yield watching


@pytest.mark.parametrize("point", POINTS)
def test_a_sweep_killed_there_tells_everything_once(point: str, watch: Watch, tmp_path: Path) -> None:
    number = POINTS.index(point)
    place, email = (30.0 + number, -90.0), f"swept-{number}@example.com"
    monitor = watch.world.add_monitor(email=email, latitude=place[0], longitude=place[1])
    watch.offer_near(*place, 1, 2)

    marker = tmp_path / "once"
    run_id = watch.market.start_killed(CHECK, {}, point, marker)
    watch.market.taken_up(CHECK, run_id)
    assert marker.exists(), "it was never killed"
    # A mail that the killed run had in hand is free in two minutes: let them be over.
    watch.world.rows("UPDATE mails SET claimed_until = NULL WHERE recipient = %s", email)
    watch.sweep()

    [mail] = watch.news(email)
    assert mail["subject"].endswith("at Course 1, $80 and 1 more")
    assert watch.told(monitor) == [("tt-1", 1), ("tt-2", 1)]
    [row] = watch.market.rows("SELECT state, tries FROM mails WHERE recipient = %s", email)
    assert row["state"] == "sent"
    schedule = watch.world.schedule(monitor)
    assert (schedule["claimed_by"], schedule["claimed_until"]) == (None, None)
    assert schedule["last_check_at"] is not None
