"""The nineteen ways in which payment and monitor could come apart: nothing is lost, nothing is doubled.

They are numbered as in the list that they were taken from, and each plays on the whole stack: real
PostgreSQL, Prefect, the door, and a Stripe that tells what it wants, when it wants, as often as it wants.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from deployments.scratch_stack import ScratchStack
from tests.looking import part
from tests.patience import until
from tests.promises.market import PLACE, Market, Order, assert_active_once, assert_stopped
from tests.runs import RECOVERY, clockless


@pytest.fixture
def undisturbed(market: Market) -> Iterator[None]:
    """No recovery asks Stripe meanwhile, and gets the failure that was meant for an order."""
    with clockless(market, RECOVERY):
        yield


def ordered_by_a_run_killed_at(market: Market, point: str, marker: Path) -> Order:
    """A monitor whose run was killed there, and taken up again."""
    email = f"{uuid4().hex}@example.com"
    run_id = market.start_killed(
        "monitor-creation", {"email": email, "search_criteria": PLACE}, point, marker
    )
    run = market.taken_up("monitor-creation", run_id)
    return market.order_of(email, run["output"]["user_search_preference_id"], run_id)


def sessions_of(market: Market, order: Order) -> list[dict[str, Any]]:
    listed = market.stripe(
        "GET", "/v1/checkout/sessions", params={"customer_details[email]": order.email, "limit": 100}
    )
    return list(listed["data"])


def attempts_of(market: Market, order: Order) -> list[str]:
    rows = market.rows(
        "SELECT state FROM checkout_attempts WHERE user_search_preference_id = %s ORDER BY attempt",
        order.preference_id,
    )
    return [row["state"] for row in rows]


def test_a_paid_monitor_is_watched_and_confirmed(market: Market) -> None:
    order = market.order()
    assert market.monitor(order)["status"] == "pending_payment"
    assert market.pays(order) == [200]
    assert_active_once(market, order)
    assert market.monitor(order)["next_check_at"] is not None


def test_01_a_crash_after_stripe_made_the_session_leaves_one_session(market: Market, tmp_path: Path) -> None:
    order = ordered_by_a_run_killed_at(
        market, "create_checkout_session>_session_of:return", tmp_path / "killed"
    )
    [session] = sessions_of(market, order)
    assert session["id"] == order.session_id
    market.pays(order)
    assert_active_once(market, order)


def test_02_a_crash_before_the_call_leaves_one_session(market: Market, tmp_path: Path) -> None:
    order = ordered_by_a_run_killed_at(
        market, "create_checkout_session>_live_attempt:return", tmp_path / "killed"
    )
    assert len(sessions_of(market, order)) == 1
    market.pays(order)
    assert_active_once(market, order)


@pytest.mark.usefixtures("undisturbed")
def test_03_a_retry_sends_the_same_parameters_to_the_letter(market: Market) -> None:
    market.stripe(
        "POST", "/_faults", json={"kind": "drop_after", "count": 1, "path": "/v1/checkout/sessions"}
    )
    order = market.order()
    [session] = sessions_of(market, order)
    [attempt] = market.rows(
        "SELECT params FROM checkout_attempts WHERE user_search_preference_id = %s", order.preference_id
    )
    assert session["expires_at"] == attempt["params"]["expires_at"]
    assert market.run("monitor-creation", order.run_id)["output"]["checkout_url"] == session["url"]


@pytest.mark.usefixtures("undisturbed")
def test_04_a_failure_that_stripe_keeps_for_a_key_is_got_round(market: Market) -> None:
    market.stripe(
        "POST", "/_faults", json={"kind": "status_500", "count": 1, "path": "/v1/checkout/sessions"}
    )
    order = market.order()
    assert attempts_of(market, order) == ["expired", "open"]
    assert len(sessions_of(market, order)) == 1
    market.pays(order)
    assert_active_once(market, order)


@pytest.mark.usefixtures("undisturbed")
def test_05_a_storm_of_429_ends_in_one_session(market: Market) -> None:
    market.stripe(
        "POST", "/_faults", json={"kind": "status_429", "count": 2, "path": "/v1/checkout/sessions"}
    )
    order = market.order()
    assert len(sessions_of(market, order)) == 1
    assert attempts_of(market, order) == ["open"]
    *_, step = market.run("monitor-creation", order.run_id)["steps"]
    assert (step["status"], step["attempts"]) == ("complete", 3)
    for retry in step["retries"]:
        assert retry["error"].startswith("ProviderUnavailableError")
        assert retry["next_try_at"] > retry["at"]


def test_06_one_request_sent_twice_at_once_is_one_session(market: Market) -> None:
    email, key = f"{uuid4().hex}@example.com", uuid4().hex
    body = {"params": {"email": email, "search_criteria": PLACE}}

    def order(_: int) -> dict[str, Any]:
        answer = market.door.post(
            "/v1/workflows/monitor-creation/runs",
            json=body,
            headers={"Prefer": "wait=30", "Idempotency-Key": key},
        )
        return dict(answer.json())

    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(order, range(4)))
    assert len({run["id"] for run in runs}) == 1
    output = runs[0]["output"]
    assert len(sessions_of(market, market.order_of(email, output["user_search_preference_id"], ""))) == 1


def test_07_one_event_told_eight_times_at_once_is_one_schedule_and_one_mail(market: Market) -> None:
    order = market.order()
    paid = market.happens(order, "paid")
    assert market.tell(*paid, times=8, together=True) == [200] * 8
    assert_active_once(market, order)
    assert len(market.activations(order)) == 1


def test_08_two_different_events_of_one_payment_are_one_schedule(market: Market) -> None:
    order = market.order()
    completed = market.happens(order, "paid_later")
    succeeded = market.happens(order, "checkout.session.async_payment_succeeded")
    market.tell(*completed, event_changes={"id": f"evt_{uuid4().hex}"})
    assert market.tell(*succeeded, *completed, times=4, together=True) == [200] * 8
    assert_active_once(market, order)


def test_09_an_event_before_our_commit_is_refused_and_taken_when_it_comes_again(market: Market) -> None:
    order = market.order()
    market.execute(
        "UPDATE checkout_attempts SET state = 'pending', session_id = NULL WHERE session_id = %s",
        order.session_id,
    )
    paid = market.happens(order, "paid")
    assert market.tell(*paid) == [503]
    assert market.rows("SELECT 1 FROM provider_events WHERE id = %s", paid[0]["id"]) == []
    market.execute(
        "UPDATE checkout_attempts SET state = 'open', session_id = %s WHERE user_search_preference_id = %s",
        order.session_id,
        order.preference_id,
    )
    assert market.tell(*paid) == [200]
    assert_active_once(market, order)


@pytest.mark.parametrize("first", ["the payment", "the refund"])
def test_10_what_ends_a_monitor_ends_it_in_any_order_and_a_replay_revives_nothing(
    market: Market, first: str
) -> None:
    order = market.order()
    paid, refunded = market.happens(order, "paid"), market.happens(order, "charge.refunded")
    told = [*paid, *refunded] if first == "the payment" else [*refunded, *paid]
    assert set(market.tell(*told)) == {200}
    assert_stopped(market, order, "refunded")
    assert market.tell(*paid, *paid, event_changes={"id": f"evt_{uuid4().hex}"}) == [200, 200]
    assert_stopped(market, order, "refunded")


def test_10b_a_replayed_payment_does_not_revive_a_monitor_that_its_customer_cancelled(market: Market) -> None:
    order = market.order()
    paid = market.happens(order, "paid")
    market.tell(*paid)
    market.settled(order)
    market.door.post(f"/monitor/{order.preference_id}/cancel").raise_for_status()
    market.tell(*paid, event_changes={"id": f"evt_{uuid4().hex}"})
    assert_stopped(market, order, "cancelled")
    assert market.confirmations(order) == 1


def test_11_a_subscription_that_ended_is_not_revived_by_what_is_older(market: Market) -> None:
    order = market.order_subscription()
    paid = market.happens(order, "paid")
    goes_on = market.happens(order, "customer.subscription.updated", status="active")
    is_late = market.happens(order, "invoice.payment_failed")
    ends = market.happens(order, "customer.subscription.deleted")
    market.tell(*paid, *is_late)
    assert_active_once(market, order)
    assert set(market.tell(*ends, *goes_on, *paid, *is_late)) == {200}
    assert_stopped(market, order, "cancelled")
    assert market.confirmations(order) == 1


def test_11b_a_subscription_that_ended_before_its_payment_is_told_of_begins_nothing(market: Market) -> None:
    order = market.order_subscription()
    paid = market.happens(order, "paid")
    ends = market.happens(order, "customer.subscription.deleted")
    assert market.tell(*ends, *paid) == [200, 200]
    assert_stopped(market, order, "cancelled")
    assert market.confirmations(order) == 0


def test_12_what_is_spoilt_old_or_from_the_future_is_refused_and_a_rolled_secret_is_not(
    market: Market,
) -> None:
    order = market.order()
    paid = market.happens(order, "paid")
    good = "whsec_sandbox_caddie_knows_and_so_may_everybody"
    for manner in (
        {"seconds_ago": 400},
        {"seconds_ago": -400},
        {"secrets": ["whsec_wrong"]},
        {"unsigned": True},
        {"altered": True},
        {"signature": "t=1,v1=ä"},
    ):
        assert market.tell(*paid, **manner) == [400], manner
    assert market.monitor(order)["status"] == "pending_payment"
    assert market.tell(*paid, secrets=["whsec_new", good]) == [200]
    assert_active_once(market, order)


def test_13_a_payment_that_was_tampered_with_moves_nothing(market: Market) -> None:
    order, victim = market.order(), market.order()
    paid = market.happens(order, "paid")
    names_victim = {"userSearchPreferenceId": victim.preference_id}
    for changes in (
        {"amount_total": 1},
        {"currency": "jpy"},
        {"mode": "subscription"},
        {"metadata": names_victim, "client_reference_id": victim.preference_id},
        {"id": "cs_test_of_nobody"},
    ):
        assert market.tell(*paid, object_changes=changes) == [422], changes
    assert market.tell(*paid, event_changes={"livemode": True}) == [422]
    assert market.monitor(order)["status"] == market.monitor(victim)["status"] == "pending_payment"
    assert market.activations(order) == market.activations(victim) == []


def test_14_an_unpaid_session_whose_bank_says_no_can_be_paid_again(market: Market) -> None:
    order = market.order()
    market.tell(*market.happens(order, "paid_later"))
    assert market.monitor(order)["status"] == "pending_payment"
    market.tell(*market.happens(order, "checkout.session.async_payment_failed"))
    assert_stopped(market, order, "expired")
    assert market.confirmations(order) == 0


def test_15_a_second_attempt_after_an_expired_one_is_paid_for_the_same_monitor(market: Market) -> None:
    first = market.order()
    market.stripe("POST", f"/v1/checkout/sessions/{first.session_id}/expire")
    [expired] = [
        event
        for event in market.stripe("GET", "/v1/events", params={"type": "checkout.session.expired"})["data"]
        if event["data"]["object"]["id"] == first.session_id
    ]
    market.tell(expired)
    assert market.settled(first)["status"] == "expired"

    market.run_again("monitor-creation", first.run_id)
    second = market.order_of(first.email, first.preference_id, first.run_id)
    assert second.session_id != first.session_id
    assert market.monitor(second)["status"] == "pending_payment"
    market.tell(*market.happens(second, "paid"))
    market.tell(expired, event_changes={"id": f"evt_{uuid4().hex}"})
    assert_active_once(market, second)


def test_16_an_event_that_comes_while_prefect_is_down_is_taken_and_works_when_it_is_back(
    market: Market, running_stack: ScratchStack
) -> None:
    order = market.order()
    paid = market.happens(order, "paid")
    part(running_stack, "prefect.server").kill()
    assert market.door.get("/ready").json()["prefect"] == "down"
    assert market.tell(*paid) == [200]
    assert market.monitor(order)["status"] == "active"
    until(lambda: market.door.get("/ready").json()["prefect"] == "up", "Prefect's server to be back")
    until(lambda: market.schedules(order), "the schedule")
    assert_active_once(market, order)


def test_17_two_monitors_of_one_address_are_paid_and_stopped_each_for_itself(market: Market) -> None:
    email = f"{uuid4().hex}@example.com"
    first, second = market.order(email), market.order(email)
    market.pays(first)
    assert market.settled(first)["status"] == "active"
    assert market.monitor(second)["status"] == "pending_payment"
    market.pays(second)
    market.settled(second)
    assert market.schedules(first)[0]["id"] != market.schedules(second)[0]["id"]
    assert market.confirmations(first) == 2
    market.tell(*market.happens(first, "charge.refunded"))
    assert_stopped(market, first, "refunded")
    assert market.monitor(second)["status"] == "active"
    assert market.is_watched(second)


def test_18_a_crash_between_the_schedule_and_its_id_leaves_one_schedule(
    market: Market, tmp_path: Path
) -> None:
    order = market.order()
    market.pays(order)
    market.settled(order)
    [schedule] = market.schedules(order)
    market.execute("UPDATE user_search_preferences SET schedule_id = NULL WHERE id = %s", order.preference_id)
    [event] = market.rows(
        "SELECT id FROM provider_events WHERE user_search_preference_id = %s", order.preference_id
    )
    run_id = market.start_killed(
        "monitor-activation",
        {"event_id": event["id"]},
        "keep_schedule_in_step>_store_schedule_id:call",
        tmp_path / "killed",
    )
    market.taken_up("monitor-activation", run_id)
    assert market.monitor(order)["schedule_id"] == str(schedule["id"])
    assert_active_once(market, order)


@pytest.mark.parametrize("undo", ["charge.refunded", "charge.dispute.created"])
def test_19_money_that_goes_back_stops_the_checks(market: Market, undo: str) -> None:
    order = market.order()
    market.pays(order)
    assert_active_once(market, order)
    market.tell(*market.happens(order, undo))
    assert_stopped(market, order, "refunded")
    [schedule] = market.schedules(order)
    assert schedule["stopped_reason"] in {"refunded in full", "disputed"}


def test_a_thin_event_is_looked_up_and_does_the_same(market: Market) -> None:
    order = market.order()
    paid = market.happens(order, "paid")
    assert market.tell(*paid, thin=True) == [200]
    until(lambda: market.monitor(order)["status"] == "active", "the event to be looked up")
    assert market.tell(*paid) == [200]
    until(lambda: market.schedules(order), "the schedule")
    assert_active_once(market, order)


def test_a_monitor_that_is_cancelled_before_it_is_paid_can_no_longer_be_paid(market: Market) -> None:
    order = market.order()
    market.door.post(f"/monitor/{order.preference_id}/cancel").raise_for_status()
    assert market.settled(order)["status"] == "cancelled"
    assert market.stripe("GET", f"/v1/checkout/sessions/{order.session_id}")["status"] == "expired"
    assert market.schedules(order) == []
