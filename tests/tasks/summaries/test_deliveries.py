"""What came of a mail stands on its row, whether it is told before the id is noted, after, or twice."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

from tasks.database.sessions import all_tenants
from tasks.summaries import batches, deliveries
from tasks.summaries.batches import Outcome
from tasks.summaries.deliveries import delivery_event, receive
from tests.patience import until
from tests.summary_world import SummaryWorld, crowd, die_while_sending, tell


def told(kind: str, mail: str) -> bool:
    """Resend's webhook comes in; whether it was new."""
    payload = {"type": f"email.{kind}", "data": {"email_id": mail, "bounce": {"type": "Permanent"}}}
    with all_tenants() as connection:
        return receive(connection, f"{mail}-{kind}", delivery_event(payload))


def test_a_bounce_that_comes_before_the_id_is_noted_is_on_the_row_with_it(world: SummaryWorld) -> None:
    crowd(world, 3)
    die_while_sending(world)  # Resend took them, and nobody noted its ids
    bounced, late, fine = (mail["id"] for mail in sorted(world.inbox, key=lambda mail: str(mail["to"])))
    assert [told(kind, bounced) for kind in ("bounced", "delivery_delayed", "bounced")] == [True, True, False]
    assert told("delivery_delayed", late)
    assert tell(world).sent == 3
    rows = world.rows("SELECT provider_id, delivery FROM weekly_summaries")
    assert {row["provider_id"]: row["delivery"] for row in rows} == {
        bounced: "bounced",
        late: "delayed",
        fine: None,
    }


def test_the_order_in_which_a_mails_events_and_its_id_come_changes_nothing(world: SummaryWorld) -> None:
    orders = list(permutations(("delivery_delayed", "bounced", "complained", "its id")))
    crowd(world, len(orders))
    die_while_sending(world, after_the_call=False)
    with all_tenants() as connection:
        batch = batches.take_up(connection, world.week)
    assert batch is not None
    ids = [f"mail-{place}" for place, _ in enumerate(orders)]
    for step in range(4):
        for mail, order in zip(ids, orders, strict=True):
            if order[step] != "its id":
                told(order[step], mail)
        with all_tenants() as connection:
            deliveries.one_at_a_time(connection)
            noted = [mail for mail, order in zip(ids, orders, strict=True) if order[step] == "its id"]
            members = tuple(batch.mails[ids.index(mail)] for mail in noted)
            part = batches.Batch(batch.key, members, batch.claimed_until)
            batches.settle(connection, part, [Outcome(mail) for mail in noted])
            deliveries.note(connection, noted)
    rows = world.rows("SELECT provider_id, delivery FROM weekly_summaries")
    assert {row["provider_id"]: row["delivery"] for row in rows} == dict.fromkeys(ids, "complained")


def test_a_bounce_that_comes_just_as_the_id_is_noted_waits_for_it(world: SummaryWorld) -> None:
    crowd(world, 1)
    die_while_sending(world, after_the_call=False)
    with all_tenants() as connection:
        batch = batches.take_up(connection, world.week)
    assert batch is not None
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
    with ThreadPoolExecutor(1) as webhook:
        with all_tenants() as connection:
            deliveries.one_at_a_time(connection)
            batches.settle(connection, batch, [Outcome("mail-1")])
            deliveries.note(connection, ["mail-1"])
            bounce = webhook.submit(told, "bounced", "mail-1")
            until(lambda: world.rows(waiting), "the webhook to wait for the id")
        assert bounce.result(30)
    assert world.summary("user-0000")["delivery"] == "bounced"


def test_what_is_told_of_a_mail_that_is_not_ours_is_kept_and_changes_nothing(world: SummaryWorld) -> None:
    crowd(world, 1)
    tell(world)
    assert told("bounced", "somebody's")
    assert world.summary("user-0000")["delivery"] is None
    [event] = world.rows("SELECT about, payload FROM provider_events")
    assert event == {"about": "somebody's", "payload": {"email_id": "somebody's"}}
