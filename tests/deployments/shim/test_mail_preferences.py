"""Links in mails and Resend's webhook: who chooses, who is believed, and what follows at once."""

import base64
import hmac
import json
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from tasks.settings import SANDBOX_MAIL_SECRET, Settings
from tasks.summaries.links import Person, preference_links
from tasks.values import Scope, UserId
from tests.deployments.shim.doors import ONE_TOKEN, DoorServer

_JSON = {"content-type": "application/json"}


@pytest.fixture
def person(shared: DoorServer) -> Person:
    """Somebody with a profile, of a tenant of their own."""
    person = Person(Scope.of(f"t-{uuid4().hex[:8]}", "default"), UserId("ann"))
    shared.execute(
        "INSERT INTO profiles (tenant, environment, user_id, email) VALUES (%s, %s, %s, %s)",
        person.scope.tenant,
        person.scope.environment,
        person.user_id,
        f"{person.scope.tenant}@example.com",
    )
    return person


def link(door: DoorServer, person: Person, *, unsubscribe: bool = False) -> str:
    links = preference_links(
        person, Settings(workflows_auth_token=SecretStr(ONE_TOKEN)).link_secrets[0], door.url
    )
    return links.unsubscribe if unsubscribe else links.preferences


def wanted(door: DoorServer, person: Person) -> dict[str, bool]:
    [(chosen,)] = door.execute(
        "SELECT email_preferences FROM profiles WHERE tenant = %s", person.scope.tenant
    )
    return dict(chosen)


def test_a_mail_client_unsubscribes_with_one_click_and_no_login(shared: DoorServer, person: Person) -> None:
    address = link(shared, person, unsubscribe=True)
    answer = httpx.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert wanted(shared, person) == {"weeklySummary": False}
    assert httpx.post(address).status_code == 200


def test_a_scanner_that_follows_the_links_changes_nothing(shared: DoorServer, person: Person) -> None:
    for unsubscribe in (True, False):
        address = link(shared, person, unsubscribe=unsubscribe)
        assert httpx.get(address).status_code == 200
        assert httpx.head(address).status_code in (200, 405)
    assert wanted(shared, person) == {}


def test_the_page_shows_and_takes_all_five_switches(shared: DoorServer, person: Person) -> None:
    address = link(shared, person)
    page = httpx.get(address).text
    assert page.count('type="checkbox"') == 5
    assert page.count(" checked") == 4  # offers are off for who never chose
    assert 'name="sent" value="yes"' in page
    httpx.post(address, data={"weeklySummary": "on", "marketingEmails": "on", "admin": "on", "sent": "yes"})
    assert wanted(shared, person) == {
        "jobMatches": False,
        "resumeReady": False,
        "weeklySummary": True,
        "applicationUpdates": False,
        "marketingEmails": True,
    }


@pytest.mark.parametrize(
    "body", [b"", b'{"weeklySummary": true}', b"sent=yes&x=" + b"x" * 600_000, b"\xff\x00"]
)
def test_what_is_not_the_page_s_form_changes_nothing(shared: DoorServer, person: Person, body: bytes) -> None:
    assert httpx.post(link(shared, person), content=body).status_code == 400
    assert wanted(shared, person) == {}


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "A" + t[1:], lambda _: "x", lambda t: t * 2])
def test_a_link_that_nobody_signed_leads_nowhere(shared: DoorServer, person: Person, spoil: Any) -> None:
    base, _, token = link(shared, person).rpartition("/")
    for path in ("", "/unsubscribe"):
        assert httpx.get(f"{base}/{spoil(token)}{path}").status_code in (404, 422)
        assert httpx.post(f"{base}/{spoil(token)}{path}").status_code in (404, 422)
    assert wanted(shared, person) == {}


def test_a_link_of_somebody_who_is_gone_leads_nowhere(shared: DoorServer, person: Person) -> None:
    shared.execute("DELETE FROM profiles WHERE tenant = %s", person.scope.tenant)
    assert httpx.get(link(shared, person)).status_code == 404
    assert httpx.post(link(shared, person, unsubscribe=True)).status_code == 404


def signed(body: bytes, *, moment: float | None = None, secret: str = SANDBOX_MAIL_SECRET) -> dict[str, str]:
    """Svix' headers (https://docs.svix.com/receiving/verifying-payloads/how-manual)."""
    event_id, stamp = f"msg_{uuid4().hex}", str(int(moment or time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{event_id}.{stamp}.".encode() + body, "sha256")
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return _JSON | {"svix-id": event_id, "svix-timestamp": stamp, "svix-signature": signature}


def told(kind: str, person: Person, **more: Any) -> bytes:
    data = {"email_id": str(uuid4()), "to": [f"{person.scope.tenant}@Example.com"]} | more
    return json.dumps({"type": kind, "created_at": "2026-11-23T09:00:01Z", "data": data}).encode()


def suppressed(door: DoorServer, person: Person) -> list[tuple[str, ...]]:
    address = f"{person.scope.tenant}@example.com"
    return door.execute("SELECT reason FROM email_suppressions WHERE email = %s", address)


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("email.bounced", {"bounce": {"type": "Permanent"}}, [("bounced",)]),
        ("email.bounced", {"bounce": {"type": "Transient"}}, []),
        ("email.complained", {}, [("complained",)]),
        ("email.suppressed", {}, [("suppressed",)]),
        ("email.delivery_delayed", {}, []),
        ("email.opened", {}, []),
    ],
)
def test_who_takes_no_mail_is_left_alone_for_good(
    shared: DoorServer, person: Person, kind: str, more: dict[str, Any], reason: list[tuple[str]]
) -> None:
    body = told(kind, person, **more)
    headers = signed(body)
    answer = httpx.post(f"{shared.url}/resend/webhook", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"received": True, "duplicate": False})
    assert suppressed(shared, person) == reason
    again = httpx.post(f"{shared.url}/resend/webhook", content=body, headers=headers)
    assert (again.status_code, again.json()["duplicate"]) == (200, True)


def test_an_address_is_suppressed_however_it_is_written(shared: DoorServer, person: Person) -> None:
    body = told("email.complained", person, to=[f"Ann <{person.scope.tenant}@Example.com>", ""])
    assert httpx.post(f"{shared.url}/resend/webhook", content=body, headers=signed(body)).is_success
    assert suppressed(shared, person) == [("complained",)]


def test_what_came_of_a_mail_in_the_end_stays_whatever_is_told_later(
    shared: DoorServer, person: Person
) -> None:
    mail_id = str(uuid4())
    shared.execute(
        "INSERT INTO weekly_summaries (tenant, environment, user_id, week, starts_at, ends_at, before_at,"
        " state, provider_id) VALUES (%s, 'default', 'ann', '2026-W47', now(), now(), now(), 'sent', %s)",
        person.scope.tenant,
        mail_id,
    )
    for kind in ("delivery_delayed", "bounced", "delivery_delayed"):
        body = told(f"email.{kind}", person, email_id=mail_id, bounce={"type": "Permanent"})
        assert httpx.post(f"{shared.url}/resend/webhook", content=body, headers=signed(body)).is_success
    found = shared.execute("SELECT delivery FROM weekly_summaries WHERE provider_id = %s", mail_id)
    assert found == [("bounced",)]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: (body + b" ", signed(body)),
        lambda body: (body, _JSON),
        lambda body: (body, signed(body, moment=time.time() - 600)),
        lambda body: (body, signed(body, moment=time.time() + 600)),
        lambda body: (body, signed(body, secret="whsec_b3RoZXI=")),
        lambda body: (body, signed(body) | {"svix-signature": "v1,é".encode()}),
        lambda _: (b"[]", signed(b"[]")),
        lambda _: (b'{"type": 7}', signed(b'{"type": 7}')),
        lambda _: (b"\xff{", signed(b"\xff{")),
        lambda body: (body + b" " * 600_000, signed(body)),
    ],
)
def test_what_resend_did_not_say_changes_nothing(shared: DoorServer, person: Person, spoil: Any) -> None:
    body, headers = spoil(told("email.complained", person))
    answer = httpx.post(f"{shared.url}/resend/webhook", content=body, headers=headers)
    assert answer.status_code in (400, 413)
    assert suppressed(shared, person) == []
