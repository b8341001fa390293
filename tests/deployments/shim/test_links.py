"""The links in mails: no login, nothing happens by looking, and who copies half of one gets nowhere."""

from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from tasks.monitors.links import CustomerAction, link_token
from tasks.settings import Settings
from tests.deployments.shim.doors import ONE_TOKEN, DoorServer
from tests.deployments.shim.sold import Sold, asked_for, sell, status

[SECRET] = Settings.model_validate({"workflows_auth_token": ONE_TOKEN}).link_secrets


@pytest.fixture
def sold(shared: DoorServer) -> Sold:
    return sell(shared, state="paid", status="active")


def link(sold: Sold, action: CustomerAction) -> str:
    return f"/m/{link_token(UUID(sold.preference_id), action, SECRET)}"


@pytest.fixture
def anybody(shared: DoorServer) -> Iterator[httpx.Client]:
    with shared.client(None) as client:
        yield client


@pytest.mark.parametrize("action", ["pause", "resume", "cancel"])
def test_a_scanner_that_follows_links_changes_nothing(
    shared: DoorServer, sold: Sold, anybody: httpx.Client, action: CustomerAction
) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        anybody.request(method, link(sold, action))
    page = anybody.get(link(sold, action))
    assert page.status_code == 200
    assert '<form method="post">' in page.text
    assert "94103" in page.text
    assert sold.email not in page.text
    assert (status(shared, sold), asked_for(shared, sold)) == ("active", 0)


def test_a_page_is_kept_out_of_caches_indexes_and_other_sites(sold: Sold, anybody: httpx.Client) -> None:
    headers = anybody.get(link(sold, "cancel")).headers
    assert "noindex" in headers["x-robots-tag"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_person_pauses_goes_on_and_cancels_with_one_button_each(
    shared: DoorServer, sold: Sold, anybody: httpx.Client
) -> None:
    steps: list[tuple[CustomerAction, str]] = [
        ("pause", "paused"),
        ("resume", "active"),
        ("cancel", "cancelled"),
    ]
    for action, becomes in steps:
        for _ in range(2):  # twice is once
            assert anybody.post(link(sold, action)).status_code == 200
            assert status(shared, sold) == becomes
    assert asked_for(shared, sold) == 3


def test_who_has_paused_is_shown_how_to_go_on(sold: Sold, anybody: httpx.Client) -> None:
    way_back = link(sold, "resume").removeprefix("/m/")
    assert f'href="{way_back}"' in anybody.post(link(sold, "pause")).text


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        ('--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
         "multipart/form-data; boundary=b"),
        ("", "text/plain"),
    ],
)  # fmt: skip
def test_a_mail_programs_one_click_pauses(
    shared: DoorServer, sold: Sold, anybody: httpx.Client, body: str, media_type: str
) -> None:
    done = anybody.post(link(sold, "pause"), content=body, headers={"Content-Type": media_type})
    assert done.status_code == 200
    assert status(shared, sold) == "paused"


def test_what_has_ended_offers_no_button_and_stays_ended(shared: DoorServer, anybody: httpx.Client) -> None:
    over = sell(shared, state="over", status="refunded")
    page = anybody.get(link(over, "resume"))
    assert page.status_code == 200
    assert "refunded" in page.text
    assert "<form" not in page.text
    assert anybody.post(link(over, "resume")).status_code == 409
    assert status(shared, over) == "refunded"


def test_a_link_that_lost_a_part_leads_nowhere(shared: DoorServer, sold: Sold, anybody: httpx.Client) -> None:
    whole = link(sold, "cancel")
    other = "/m/" + link_token(UUID(sold.preference_id), "cancel", "another secret")
    for spoilt in (whole[:-1], whole[:-2] + "AA", whole + "A", whole.lower(), other):
        for method in ("GET", "POST"):
            answer = anybody.request(method, spoilt)
            assert answer.status_code == 404, spoilt
            assert answer.headers["content-type"].startswith("text/html")
    assert status(shared, sold) == "active"


def test_links_are_told_to_no_log(shared: DoorServer, sold: Sold, anybody: httpx.Client) -> None:
    anybody.post(link(sold, "pause"))
    assert link(sold, "pause").removeprefix("/m/") not in shared.log
    assert sold.email not in shared.log
