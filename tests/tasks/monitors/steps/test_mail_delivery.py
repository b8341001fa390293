"""Mails that wait go out once, or are told of: real outbox, real HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tasks.database.mails import Mail, enqueue
from tasks.database.sessions import transaction
from tasks.mail_delivery import Delivery, send_left_mails, send_mails
from tasks.values import EmailAddress, Scope
from tests.local_providers import Fault
from tests.monitor_world import MonitorWorld

SCOPE = Scope.of("default", "default")


def write(key: str = "one") -> bool:
    mail = Mail(key, "test", EmailAddress("ann@example.com"), f"About {key}", "<p>hi</p>", "hi")
    with transaction(SCOPE) as connection:
        return enqueue(connection, SCOPE, mail)


def row(world: MonitorWorld, key: str = "one") -> dict[str, Any]:
    [found] = world.rows("SELECT * FROM mails WHERE key = %s", key)
    return found


def let_time_pass(world: MonitorWorld, interval: str) -> None:
    world.rows(
        "UPDATE mails SET claimed_until = claimed_until - %s::interval,"
        " created_at = created_at - %s::interval,"
        " first_tried_at = first_tried_at - %s::interval",
        interval,
        interval,
        interval,
    )


def test_a_key_is_one_mail(world: MonitorWorld) -> None:
    assert write()
    assert not write()
    assert send_mails.fn().sent == 1
    assert send_mails.fn() == Delivery()
    assert (row(world)["state"], row(world)["provider_id"]) == ("sent", "mail_1")
    assert len(world.providers.inbox) == 1


def test_an_answer_that_is_lost_doubles_nothing(world: MonitorWorld) -> None:
    write()
    world.providers.mail_faults.append(Fault(dropped=True))
    assert send_mails.fn().put_off == 1
    let_time_pass(world, "1 hour")
    assert send_mails.fn().sent == 1
    assert world.providers.mail_posts == 2
    assert len(world.providers.inbox) == 1


def test_after_a_day_an_unanswered_mail_is_given_up_rather_than_doubled(world: MonitorWorld) -> None:
    write()
    world.providers.mail_faults.append(Fault(dropped=True))
    send_mails.fn()
    let_time_pass(world, "25 hours")
    assert send_mails.fn().failed == 1
    assert world.providers.mail_posts == 1
    assert row(world)["state"] == "failed"
    assert "never said" in row(world)["error"]


def test_a_mail_that_was_turned_away_for_a_day_still_goes_out(world: MonitorWorld) -> None:
    write()
    world.providers.mail_faults.append(Fault(429, {"name": "rate_limit_exceeded", "message": "slow down"}))
    assert send_mails.fn().put_off == 1
    let_time_pass(world, "25 hours")
    assert send_mails.fn().sent == 1


@pytest.mark.parametrize("status", [500, 429])
def test_a_provider_that_takes_nothing_is_left_alone_after_three_mails(
    world: MonitorWorld, status: int
) -> None:
    for number in range(8):
        write(str(number))
    world.providers.mail_faults.extend(Fault(status, {"name": "down", "message": "down"}) for _ in range(50))
    assert send_mails.fn().put_off == 3
    assert world.providers.mail_posts == 3
    assert [mail["tries"] for mail in world.rows("SELECT tries FROM mails ORDER BY key")] == [1] * 3 + [0] * 5


def test_an_address_that_takes_no_mail_is_not_tried(world: MonitorWorld) -> None:
    world.rows("INSERT INTO email_suppressions VALUES ('ann@example.com', 'bounced', 'evt_1', now())")
    write()
    assert send_mails.fn() == Delivery(failed=1, problems=("the address takes no mail: bounced",))
    assert world.providers.mail_posts == 0
    assert row(world)["error"] == "the address takes no mail: bounced"


def test_a_refused_mail_holds_up_no_other(world: MonitorWorld) -> None:
    write("bad")
    write("good")
    world.providers.mail_faults.append(Fault(422, {"name": "validation_error", "message": "no such address"}))
    done = send_mails.fn()
    assert (done.sent, done.failed) == (1, 1)
    assert "no such address" in row(world, "bad")["error"]


def test_a_wrong_key_costs_no_mail(world: MonitorWorld) -> None:
    write()
    world.providers.mail_faults.append(Fault(403, {"name": "invalid_api_key", "message": "who are you"}))
    done = send_mails.fn()
    assert done.put_off == 1
    assert "RESEND_API_KEY" in done.problems[0]
    assert row(world)["state"] == "pending"


def test_many_senders_at_once_send_each_mail_once(world: MonitorWorld) -> None:
    for number in range(30):
        write(str(number))
    with ThreadPoolExecutor(4) as threads:
        deliveries = list(threads.map(lambda _: send_mails.fn(), range(4)))
    assert sum(delivery.sent for delivery in deliveries) == 30
    assert world.providers.mail_posts == 30


def test_recovery_sends_what_was_left_behind(world: MonitorWorld) -> None:
    write()
    assert send_left_mails.fn().found == 0
    let_time_pass(world, "5 minutes")
    finding = send_left_mails.fn()
    assert (finding.found, finding.mended) == (1, 1)
    assert len(world.providers.inbox) == 1
