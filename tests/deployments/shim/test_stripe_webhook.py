"""Stripe's webhook: what is refused changes nothing, what is taken is taken once, with all it changes."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tasks.settings import SANDBOX_WEBHOOK_SECRET
from tests.deployments.shim.conftest import OpenDoor
from tests.deployments.shim.doors import DoorServer
from tests.deployments.shim.sold import (
    Sold,
    asked_for,
    completed,
    disputed,
    event,
    kept,
    offer,
    refunded,
    sell,
    signature,
    status,
    tell,
)

TOLERANCE = 5 * 60


@pytest.fixture
def door(shared: DoorServer) -> DoorServer:
    return shared


@pytest.fixture
def sold(door: DoorServer) -> Sold:
    return sell(door)


def left_alone(door: DoorServer, sold: Sold, event_id: str) -> bool:
    return (
        status(door, sold) == "pending_payment" and kept(door, event_id) == [] and asked_for(door, sold) == 0
    )


def test_a_payment_makes_the_monitor_active_and_asks_for_one_activation(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold)
    answer = tell(door, paid)
    assert (answer.status_code, answer.json()) == (200, {"received": True, "duplicate": False})
    assert status(door, sold) == "active"
    assert kept(door, paid["id"]) == ["pending_payment → active"]
    [(params, key)] = door.execute("SELECT params, idempotency_key FROM inbox WHERE tenant = %s", sold.tenant)
    assert (params, key) == ({"event_id": paid["id"]}, f"event:{paid['id']}")


def test_an_event_that_comes_again_is_taken_and_changes_nothing(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold)
    tell(door, paid)
    again = tell(door, paid)
    assert (again.status_code, again.json()["duplicate"]) == (200, True)
    assert asked_for(door, sold) == 1


def test_eight_deliveries_at_once_are_one_activation(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: tell(door, paid), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert sorted(answer.json()["duplicate"] for answer in answers) == [False] + [True] * 7
    assert asked_for(door, sold) == 1


@pytest.mark.parametrize("times", [1, 4])
def test_two_events_of_one_payment_at_once_are_one_activation(
    door: DoorServer, sold: Sold, times: int
) -> None:
    later = event("checkout.session.async_payment_succeeded", sold.session())
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda told: tell(door, told), [completed(sold), later] * times))
    assert {answer.status_code for answer in answers} == {200}
    assert (status(door, sold), asked_for(door, sold)) == ("active", 1)


# What Stripe did not send, or not so, or not now


def wrong_byte(body: str) -> str:
    return body.replace('"amount_total": 900', '"amount_total": 901')


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1,v1=abc",
        "t=now,v1=abc",
        "v1=abc",
        "a header that is none",
        "t=" + "9" * 40,
        ",".join(["v1=00"] * 3000),
    ],
)
def test_a_signature_that_is_none_is_refused(door: DoorServer, sold: Sold, header: str) -> None:
    paid = completed(sold)
    assert tell(door, paid, stripe_signature=header).status_code == 400
    assert left_alone(door, sold, paid["id"])


def test_a_signature_header_beyond_ascii_is_refused(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold)
    body = json.dumps(paid)
    spoilt = signature(body).encode() + ",v1=Ärger".encode()
    assert tell(door, body, stripe_signature=spoilt).status_code == 400
    assert left_alone(door, sold, paid["id"])


def test_a_request_without_a_signature_is_refused(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold)
    with door.client(None) as anybody:
        assert anybody.post("/stripe/webhook", json=paid).status_code == 400
    with door.client() as with_a_token:
        assert with_a_token.post("/stripe/webhook", json=paid).status_code == 400
    assert left_alone(door, sold, paid["id"])


def test_a_body_that_differs_by_a_byte_is_refused(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold)
    body = json.dumps(paid)
    assert tell(door, wrong_byte(body), stripe_signature=signature(body)).status_code == 400
    assert left_alone(door, sold, paid["id"])


@pytest.mark.parametrize("late", [TOLERANCE + 10, -TOLERANCE - 10, 10**9])
def test_a_signature_of_another_time_is_refused(door: DoorServer, sold: Sold, late: int) -> None:
    paid = completed(sold)
    body = json.dumps(paid)
    old = signature(body, moment=int(time.time()) - late)
    assert tell(door, body, stripe_signature=old).status_code == 400
    assert left_alone(door, sold, paid["id"])


@pytest.mark.parametrize("late", [TOLERANCE - 20, 20 - TOLERANCE])
def test_a_clock_that_is_off_by_less_than_five_minutes_does_no_harm(
    door: DoorServer, sold: Sold, late: int
) -> None:
    body = json.dumps(completed(sold))
    assert tell(door, body, stripe_signature=signature(body, moment=int(time.time()) - late)).is_success


def test_a_signature_with_two_moments_is_refused(door: DoorServer, sold: Sold) -> None:
    body = json.dumps(completed(sold))
    old = signature(body, moment=1_000_000)
    assert tell(door, body, stripe_signature=f"{old},t={int(time.time())}").status_code == 400


def test_a_secret_that_is_rolled_is_good_as_long_as_it_is_named(open_door: OpenDoor) -> None:
    door = open_door(STRIPE_WEBHOOK_SECRET=" whsec_new , whsec_old\n")
    for secret in ("whsec_new", "whsec_old"):
        body = json.dumps(completed(sell(door)))
        assert tell(door, body, stripe_signature=signature(body, secret)).is_success
    body = json.dumps(completed(sell(door)))
    both = signature(body, "whsec_other") + "," + signature(body, "whsec_old").partition(",")[2]
    assert tell(door, body, stripe_signature=both).is_success
    for secret in ("whsec_other", SANDBOX_WEBHOOK_SECRET, "whsec_new , whsec_old"):
        body = json.dumps(completed(sell(door)))
        assert tell(door, body, stripe_signature=signature(body, secret)).status_code == 400


def test_a_body_of_two_megabytes_is_refused(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold) | {"padding": "x" * 2_000_000}
    assert tell(door, paid).status_code == 413
    assert left_alone(door, sold, paid["id"])


def envelope(**changes: Any) -> dict[str, Any]:
    return {"id": "e", "object": "event", "type": "x", "livemode": False, "created": 1} | changes


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        "null",
        "7",
        '"evt_1"',
        "{",
        '{"object": "event"}',
        json.dumps(envelope()),
        json.dumps(envelope(id=1, data={"object": {}})),
        json.dumps(envelope(id="", data={"object": {}})),
        json.dumps(envelope(livemode=0, data={"object": {}})),
        json.dumps(envelope(data={"object": []})),
        json.dumps(envelope(type="x\0", data={"object": {}})),
        json.dumps(envelope(created=2**70, data={"object": {}})),
        json.dumps(envelope(object="v2.core.event", created="today")),
        json.dumps(envelope(type="checkout.session.completed", data={"object": {"id": "cs_1"}})),
        "[" * 100_000,
    ],
)
def test_a_signed_text_that_is_no_event_is_refused(door: DoorServer, body: str) -> None:
    answer = tell(door, body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert door.execute("SELECT 1 FROM provider_events WHERE id IN ('e', '')") == []


# What Stripe sent and does not fit


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_total": 1},
        {"amount_total": None},
        {"amount_total": 90000},
        {"currency": "jpy"},
        {"currency": None},
        {"mode": "subscription"},
        {"line_items": {"data": [{"price": {"id": "price_of_something_else"}}]}},
    ],
)
def test_a_payment_of_something_else_is_refused(
    door: DoorServer, sold: Sold, changes: dict[str, Any]
) -> None:
    paid = completed(sold, **changes)
    assert tell(door, paid).status_code == 422
    assert left_alone(door, sold, paid["id"])


def test_an_event_of_the_other_mode_is_refused(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold) | {"livemode": True}
    assert tell(door, paid).status_code == 422
    assert left_alone(door, sold, paid["id"])


def test_a_session_that_names_somebody_elses_monitor_is_refused(door: DoorServer, sold: Sold) -> None:
    victim = sell(door)
    names_victim = {"userSearchPreferenceId": victim.preference_id}
    stolen = completed(sold, metadata=names_victim, client_reference_id=victim.preference_id)
    assert tell(door, stolen).status_code == 422
    foreign = completed(sold, id="cs_test_of_nobody", metadata=names_victim, client_reference_id=None)
    assert tell(door, foreign).status_code == 422
    for one in (sold, victim):
        assert left_alone(door, one, stolen["id"])
        assert left_alone(door, one, foreign["id"])


def test_refusals_are_logged_without_personal_data(door: DoorServer, sold: Sold) -> None:
    paid = completed(sold, amount_total=1)
    tell(door, paid)
    tell(door, completed(sold), stripe_signature="t=1,v1=0")
    line = next(line for line in door.log.splitlines() if paid["id"] in line)
    assert "amount" in line
    assert sold.email not in door.log
    assert "example.com" not in door.log


# What comes too early, and what is not ours


@pytest.mark.parametrize(
    "event_type", ["checkout.session.completed", "checkout.session.async_payment_succeeded"]
)
def test_an_event_for_a_monitor_not_there_yet_comes_again(door: DoorServer, event_type: str) -> None:
    nobody = Sold("nobody", "0f0e0d0c-0b0a-4908-8706-050403020100", "", "x@example.com", "cs_test_early")
    early = event(event_type, nobody.session())
    answer = tell(door, early)
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert kept(door, early["id"]) == []


def test_an_event_that_is_faster_than_our_own_commit_comes_again(door: DoorServer) -> None:
    sold = sell(door, state="pending")
    paid = completed(sold)
    assert tell(door, paid).status_code == 503
    assert left_alone(door, sold, paid["id"])
    door.execute(
        "UPDATE checkout_attempts SET state = 'open', session_id = %s, amount_total = 900, currency = 'usd'"
        " WHERE user_search_preference_id = %s",
        sold.session_id,
        sold.preference_id,
    )
    assert tell(door, paid).status_code == 200
    assert (status(door, sold), asked_for(door, sold)) == ("active", 1)


def test_events_of_other_types_are_kept_and_ignored(door: DoorServer) -> None:
    odd = event("product.created", {"id": "prod_1", "object": "product"})
    odder = event("a.type.of.next.year", {})
    thin = {
        "id": f"evt_test_{odd['id']}",
        "object": "v2.core.event",
        "type": "v2.core.account.created",
        "livemode": False,
        "created": "2026-11-21T00:00:00.000Z",
    }
    for told in (odd, odder, thin):
        assert tell(door, told).status_code == 200
        assert kept(door, str(told["id"])) == ["ignored: it moves no monitor"]


def test_a_session_of_another_shop_of_the_same_account_is_kept_and_ignored(door: DoorServer) -> None:
    foreign = Sold("nobody", "", "", "x@example.com", "cs_test_foreign")
    paid = event(
        "checkout.session.completed", foreign.session(metadata={"order": "7"}, client_reference_id="order-7")
    )
    assert tell(door, paid).status_code == 200
    assert kept(door, paid["id"]) == ["ignored: it names no monitor"]


# What undoes a payment, in any order


@pytest.mark.parametrize("undo", [refunded, disputed])
def test_money_that_goes_back_stops_the_monitor(door: DoorServer, sold: Sold, undo: Any) -> None:
    tell(door, completed(sold))
    assert tell(door, undo(sold)).status_code == 200
    assert (status(door, sold), asked_for(door, sold)) == ("refunded", 2)


@pytest.mark.parametrize("undo", [refunded, disputed])
def test_money_that_goes_back_before_its_payment_is_told_of_stops_the_monitor_too(
    door: DoorServer, sold: Sold, undo: Any
) -> None:
    assert tell(door, undo(sold)).status_code == 200
    assert status(door, sold) == "pending_payment"
    paid = completed(sold)
    tell(door, paid)
    assert status(door, sold) == "refunded"
    assert kept(door, paid["id"]) == ["pending_payment → active → refunded"]


def test_a_refund_and_its_payment_at_once_end_refunded(door: DoorServer) -> None:
    several = [sell(door) for _ in range(6)]
    told = [make(sold) for sold in several for make in (completed, refunded)]
    with ThreadPoolExecutor(8) as threads:
        assert {taken.status_code for taken in threads.map(lambda one: tell(door, one), told)} == {200}
    assert {status(door, sold) for sold in several} == {"refunded"}


def test_a_part_of_the_money_changes_nothing(door: DoorServer, sold: Sold) -> None:
    tell(door, completed(sold))
    tell(door, refunded(sold, refunded=False, amount_refunded=100))
    assert status(door, sold) == "active"


@pytest.mark.parametrize("ended", ["cancelled", "refunded", "ended"])
def test_a_replayed_payment_does_not_revive_a_monitor_that_has_ended(door: DoorServer, ended: str) -> None:
    sold = sell(door, status=ended)
    paid = completed(sold)
    assert tell(door, paid).status_code == 200
    assert (status(door, sold), asked_for(door, sold)) == (ended, 0)
    assert "look whether the money must go back" in kept(door, paid["id"])[0]


def test_an_unpaid_session_waits_for_its_bank(door: DoorServer, sold: Sold) -> None:
    tell(door, completed(sold, payment_status="unpaid"))
    assert (status(door, sold), asked_for(door, sold)) == ("pending_payment", 0)
    tell(door, event("checkout.session.async_payment_succeeded", sold.session()))
    assert (status(door, sold), asked_for(door, sold)) == ("active", 1)


def test_a_bank_that_says_no_lets_the_monitor_be_offered_again(door: DoorServer, sold: Sold) -> None:
    tell(door, completed(sold, payment_status="unpaid"))
    tell(door, event("checkout.session.async_payment_failed", sold.session(payment_status="unpaid")))
    assert status(door, sold) == "expired"


def test_an_expired_session_expires_the_monitor_unless_a_later_one_is_on_offer(
    door: DoorServer, sold: Sold
) -> None:
    door.execute(
        "UPDATE checkout_attempts SET state = 'expired' WHERE user_search_preference_id = %s",
        sold.preference_id,
    )
    second = offer(door, sold, 2)
    tell(door, event("checkout.session.expired", sold.session(status="expired", payment_status="unpaid")))
    assert status(door, sold) == "pending_payment"
    tell(door, completed(second))
    tell(door, event("checkout.session.expired", second.session(status="expired", payment_status="unpaid")))
    assert status(door, sold) == "active"


def test_a_subscription_that_ends_stops_the_monitor_and_nothing_old_revives_it(door: DoorServer) -> None:
    sold = sell(door)
    door.execute(
        """UPDATE checkout_attempts SET params = '{"mode": "subscription"}' WHERE tenant = %s""", sold.tenant
    )
    subscription = {"id": f"sub_{sold.session_id}", "object": "subscription"}
    session = sold.session(
        mode="subscription", payment_intent=None, subscription=subscription["id"], client_reference_id=None
    )

    def now(kind: str, state: str) -> dict[str, Any]:
        return event(f"customer.subscription.{kind}", subscription | {"status": state})

    tell(door, event("checkout.session.completed", session))
    for state in ("active", "past_due"):
        tell(door, now("updated", state))
        assert status(door, sold) == "active"
    tell(door, now("deleted", "canceled"))
    assert status(door, sold) == "cancelled"
    for late in (now("updated", "active"), event("checkout.session.completed", session)):
        tell(door, late)
        assert status(door, sold) == "cancelled"


def test_a_subscription_that_ended_before_its_payment_was_told_of_stops_the_monitor(door: DoorServer) -> None:
    sold = sell(door)
    door.execute(
        """UPDATE checkout_attempts SET params = '{"mode": "subscription"}' WHERE tenant = %s""", sold.tenant
    )
    subscription = f"sub_{sold.session_id}"
    tell(door, event("customer.subscription.deleted", {"id": subscription, "status": "canceled"}))
    session = sold.session(mode="subscription", payment_intent=None, subscription=subscription)
    tell(door, event("checkout.session.completed", session))
    assert status(door, sold) == "cancelled"


def test_a_thin_event_is_kept_and_has_its_object_looked_up(door: DoorServer, sold: Sold) -> None:
    thin = {
        "id": f"evt_test_{sold.session_id}",
        "object": "v2.core.event",
        "context": None,
        "created": "2026-11-21T00:00:00.000Z",
        "livemode": False,
        "reason": None,
        "related_object": {
            "id": sold.session_id,
            "type": "checkout.session",
            "url": f"/v1/checkout/sessions/{sold.session_id}",
        },
        "type": "v1.checkout.session.completed",
    }
    assert [tell(door, thin).json()["duplicate"] for _ in range(2)] == [False, True]
    assert status(door, sold) == "pending_payment"
    asked = door.execute("SELECT params FROM inbox WHERE idempotency_key = %s", f"event:{thin['id']}")
    assert asked == [({"event_id": thin["id"]},)]
