"""What a crash left undone is found and mended by itself, and shown; what crashes for ever is given up."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tasks.crashed_runs import MOST_REVIVALS, SETTLES
from tests.patience import until
from tests.promises.market import Market
from tests.runs import RECOVERY, clockless, finished

ALWAYS = ""


@pytest.fixture(autouse=True)
def _no_recovery_by_itself(market: Market) -> Iterator[None]:
    """A recovery that starts beside another is cancelled, so these alone start one."""
    with clockless(market, RECOVERY):
        yield


def recover(market: Market) -> list[dict[str, Any]]:
    """One run of recovery; its findings."""
    run = finished(market.door, RECOVERY, {})
    assert run["status"] == "complete", run
    return list(run["output"])


def about_crashes(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [finding for finding in findings if finding["what"] == "crashed runs"]


def test_a_run_that_kills_its_process_every_time_is_taken_up_five_times_and_ends_failed_with_the_reason(
    market: Market,
) -> None:
    run_id = market.start_with(
        {"CADDIE_KILL": f"look_up_event:call@{ALWAYS}"}, "monitor-activation", {"event_id": "evt_of_nobody"}
    )
    findings: list[dict[str, Any]] = []

    def has_failed() -> bool:
        findings.extend(about_crashes(recover(market)))
        return bool(market.prefect("GET", f"/flow_runs/{run_id}")["state_type"] == "FAILED")

    until(has_failed, "the run to be given up", 120)
    error = str(market.run("monitor-activation", run_id)["error"])
    assert f"crashed its worker {MOST_REVIVALS + 1} times" in error
    assert "out of memory" in error
    assert any("ended as failed" in (finding["problem"] or "") for finding in findings)

    states = market.prefect("GET", "/flow_run_states/", params={"flow_run_id": run_id})
    states.sort(key=lambda state: str(state["timestamp"]))
    assert [state["type"] for state in states].count("CRASHED") == MOST_REVIVALS + 1
    revived = 0
    for before, after in pairwise(states):
        if str(after["message"] or "").startswith("Taken up again after a crash"):
            revived += 1
            assert after["message"].endswith(f"({revived} of {MOST_REVIVALS})")
            assert moment(after) - moment(before) >= SETTLES
    assert revived == MOST_REVIVALS

    shown = {"artifacts": {"key": {"any_": ["recovery"]}}, "sort": "CREATED_DESC"}
    [*tables] = market.prefect("POST", "/artifacts/filter", json=shown)
    assert any("crashed runs" in str(table["data"]) for table in tables)


def moment(state: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(state["timestamp"])


def test_what_was_mended_is_no_finding_the_next_time(market: Market) -> None:
    order = market.order()
    market.pays(order)
    market.settled(order)
    market.execute(
        "UPDATE user_search_preferences SET schedule_id = NULL, updated_at = now() - interval '1 hour'"
        " WHERE id = %s",
        order.preference_id,
    )
    market.execute(
        "UPDATE inbox SET created_at = created_at - interval '1 hour' WHERE ref_id = %s", order.preference_id
    )
    recover(market)
    until(lambda: market.monitor(order)["schedule_id"], "the schedule to be mended")
    [schedule] = market.schedules(order)
    assert market.settled(order)["schedule_id"] == str(schedule["id"])
    assert market.confirmations(order) == 1
    unfit = [one for one in recover(market) if one["what"] == "monitors whose schedule does not fit"]
    assert unfit == []
