import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import stripe

from deployments.sandbox.app import create_app
from deployments.sandbox.stripe_checkout.webhooks import Endpoint
from tasks.settings import SANDBOX_PRICE_ID, SANDBOX_WEBHOOK_SECRET
from tests.deployments.sandbox.shop import Letter, Shop
from tests.patience import until
from tests.sandbox_server import Clock, Sandbox, Stage

TOLERANCE = 300


@pytest.fixture(scope="module")
def open_shop() -> Iterator[Shop]:
    with Shop() as shop:
        yield shop


@pytest.fixture
def shop(open_shop: Shop, sandbox: Sandbox) -> Shop:
    open_shop.begin()
    switch(sandbox, url=open_shop.url)
    return open_shop


def switch(sandbox: Sandbox, **switches: object) -> dict[str, Any]:
    answer = httpx.post(f"{sandbox.url}/stripe/_webhooks", json=switches).raise_for_status()
    return dict(answer.json())


def deliver(sandbox: Sandbox, *events: str, **manner: object) -> list[dict[str, Any]]:
    wanted = {"events": events} | manner
    answer = httpx.post(f"{sandbox.url}/stripe/_webhooks/deliveries", json=wanted).raise_for_status()
    return list(answer.json())


def open_session(sandbox: Sandbox) -> stripe.checkout.Session:
    monitor = {
        "mode": "payment",
        "line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 1}],
        "customer_email": "ann@example.com",
        "success_url": "https://app.example.com/paid",
    }
    return sandbox.stripe.v1.checkout.sessions.create(cast("Any", monitor))


def pay(sandbox: Sandbox) -> stripe.checkout.Session:
    session = open_session(sandbox)
    assert httpx.post(str(session.url)).status_code == 303
    return session


def untold(sandbox: Sandbox) -> list[str]:
    return [event.id for event in sandbox.stripe.v1.events.list({"delivery_success": False}).data]


def test_an_event_is_delivered_signed_as_the_sdk_wants_it(sandbox: Sandbox, shop: Shop) -> None:
    session = pay(sandbox)
    letter = shop.next_letter()
    event = sandbox.stripe.construct_event(letter.body, letter.signature, SANDBOX_WEBHOOK_SECRET)
    assert event.type == "checkout.session.completed"
    assert event.data.object.to_dict()["id"] == session.id
    until(lambda: untold(sandbox) == [], "the sandbox to get there", 10)
    assert sandbox.stripe.v1.events.retrieve(event.id).pending_webhooks == 0


def test_an_event_comes_again_until_it_is_taken(sandbox: Sandbox, shop: Shop) -> None:
    shop.answers(500, 404, None)
    pay(sandbox)
    letters = [shop.next_letter() for _ in range(4)]
    assert len({letter.event["id"] for letter in letters}) == 1
    until(lambda: untold(sandbox) == [], "the sandbox to get there", 10)
    tried = switch(sandbox)["tried"]
    assert [(each["attempt"], each["status"]) for each in tried] == [(1, 500), (2, 404), (3, None), (4, 200)]


def test_a_restart_tells_what_is_untold(
    tmp_path: Path, clock: Clock, stage: Stage, sandbox: Sandbox, shop: Shop
) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    [event] = untold(sandbox)
    again = stage.play(tmp_path, clock)
    switch(again, url=shop.url)
    assert shop.next_letter().event["id"] == event


def test_a_server_that_starts_tells_what_is_untold_and_what_expired_meanwhile(
    tmp_path: Path, clock: Clock, sandbox: Sandbox, shop: Shop
) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    open_session(sandbox)
    clock.now += 2 * 86_400

    async def letters() -> list[Letter]:
        app = create_app(tmp_path, clock, Endpoint(url=shop.url))
        async with app.router.lifespan_context(app):
            return [await asyncio.to_thread(shop.next_letter) for _ in range(2)]

    told = {letter.event["type"] for letter in asyncio.run(letters())}
    assert told == {"checkout.session.completed", "checkout.session.expired"}


def test_held_events_wait_and_go_out_in_any_order_as_often_as_asked(sandbox: Sandbox, shop: Shop) -> None:
    switch(sandbox, hold=True)
    sessions = [pay(sandbox), pay(sandbox)]
    waiting = switch(sandbox)["waiting"]
    assert [each["object"] for each in waiting] == [session.id for session in sessions]
    first, second = (each["id"] for each in waiting)
    assert [each["status"] for each in deliver(sandbox, second, first, second)] == [200] * 3
    assert [shop.next_letter().event["id"] for _ in range(3)] == [second, first, second]
    assert untold(sandbox) == []
    assert shop.is_empty


def test_one_event_can_come_eight_times_at_once(sandbox: Sandbox, shop: Shop) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    [event] = untold(sandbox)
    assert [each["status"] for each in deliver(sandbox, event, times=8, together=True)] == [200] * 8
    assert {shop.next_letter().event["id"] for _ in range(8)} == {event}


def test_what_was_held_goes_out_when_it_is_let_go(sandbox: Sandbox, shop: Shop) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    assert shop.is_empty
    switch(sandbox, hold=False)
    assert shop.next_letter().event["type"] == "checkout.session.completed"


def test_a_dropped_event_is_found_among_the_undelivered(sandbox: Sandbox, shop: Shop) -> None:
    switch(sandbox, drop=1)
    pay(sandbox)
    pay(sandbox)
    told = shop.next_letter().event["id"]
    until(lambda: len(untold(sandbox)) == 1, "the sandbox to get there", 10)
    assert told not in untold(sandbox)
    assert switch(sandbox)["waiting"] == []
    assert shop.is_empty


@pytest.mark.parametrize(
    ("manner", "refusal"),
    [
        ({"unsigned": True}, "No Stripe-Signature"),
        ({"altered": True}, "No signatures found matching"),
        ({"secrets": ["whsec_other"]}, "No signatures found matching"),
        ({"seconds_ago": TOLERANCE + 10}, "outside the tolerance"),
        ({"signature": "t=1,v0=abc"}, "No signatures found"),
    ],
)
def test_a_spoilt_delivery_is_one_that_the_sdk_refuses(
    sandbox: Sandbox, shop: Shop, manner: dict[str, Any], refusal: str
) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    deliver(sandbox, untold(sandbox)[0], **manner)
    letter = shop.next_letter()
    assert json.loads(letter.body)["object"] == "event"
    with pytest.raises(stripe.SignatureVerificationError, match=refusal):
        sandbox.stripe.construct_event(letter.body, letter.signature, SANDBOX_WEBHOOK_SECRET)


def test_a_secret_can_be_rolled(sandbox: Sandbox, shop: Shop) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    deliver(sandbox, untold(sandbox)[0], secrets=["whsec_old", "whsec_new"])
    letter = shop.next_letter()
    for secret in ("whsec_old", "whsec_new"):
        assert sandbox.stripe.construct_event(letter.body, letter.signature, secret).id


def test_a_delivery_can_come_from_the_future_and_with_a_header_that_is_not_ascii(
    sandbox: Sandbox, shop: Shop
) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    [event] = untold(sandbox)
    deliver(sandbox, event, seconds_ago=-3600)
    assert int(shop.next_letter().signature.split(",")[0].removeprefix("t=")) > time.time() + 3000
    deliver(sandbox, event, signature="t=1,v1=ä")
    assert not shop.next_letter().signature.isascii()


def test_contents_can_be_changed_before_they_are_signed(sandbox: Sandbox, shop: Shop) -> None:
    switch(sandbox, hold=True)
    pay(sandbox)
    shop.answers(400)
    [event] = untold(sandbox)
    changes = {"object_changes": {"amount_total": 1}, "event_changes": {"livemode": True}}
    deliver(sandbox, event, **changes)
    letter = shop.next_letter()
    told = sandbox.stripe.construct_event(letter.body, letter.signature, SANDBOX_WEBHOOK_SECRET)
    assert (told.livemode, told.data.object.to_dict()["amount_total"]) == (True, 1)
    deliver(sandbox, body="[1]")
    assert shop.next_letter().body == b"[1]"
    assert untold(sandbox) == [event]


def test_a_thin_event_leads_to_its_object_and_its_snapshot(sandbox: Sandbox, shop: Shop) -> None:
    switch(sandbox, thin=True)
    session = pay(sandbox)
    letter = shop.next_letter()
    told = sandbox.stripe.parse_event_notification(letter.body, letter.signature, SANDBOX_WEBHOOK_SECRET)
    assert isinstance(told, stripe.events.V1CheckoutSessionCompletedEventNotification)
    assert told.fetch_related_object().id == session.id
    fetched = told.fetch_event()
    assert fetched.type == "v1.checkout.session.completed"
    snapshot = sandbox.stripe.v1.events.retrieve(str(fetched.snapshot_event))
    assert snapshot.type == "checkout.session.completed"
    assert fetched.id != snapshot.id


def test_a_person_has_the_same_switches(sandbox: Sandbox, shop: Shop) -> None:
    httpx.post(f"{sandbox.url}/stripe/webhooks/hold")
    session = pay(sandbox)
    [event] = untold(sandbox)
    page = httpx.get(f"{sandbox.url}/stripe/webhooks").text
    for text in ("Everything is held", "checkout.session.completed", "not told yet", "Altered by a byte"):
        assert text in page
    assert httpx.post(f"{sandbox.url}/stripe/webhooks/{event}/twice").status_code == 303
    assert [shop.next_letter().event["data"]["object"]["id"] for _ in range(2)] == [session.id] * 2
    assert ">told<" in httpx.get(f"{sandbox.url}/stripe/webhooks").text
    assert httpx.post(f"{sandbox.url}/stripe/webhooks/evt_none/once").status_code == 404
