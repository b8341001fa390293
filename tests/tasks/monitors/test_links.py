from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.monitors.links import CustomerAction, action_links, link_token, read_link_token

ACTIONS: list[CustomerAction] = ["pause", "resume", "cancel"]
MONITOR = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")


@given(st.uuids(), st.sampled_from(ACTIONS), st.text(min_size=1))
def test_a_token_leads_back_to_its_monitor_and_its_action(
    monitor: UUID, action: CustomerAction, secret: str
) -> None:
    secret = secret.encode(errors="replace").decode()
    assert read_link_token(link_token(monitor, action, secret), ["another", secret]) == (monitor, action)


@given(st.integers(0, 43), st.sampled_from("ABCxyz019-_"))
def test_a_token_that_differs_in_one_place_leads_nowhere(place: int, other: str) -> None:
    token = link_token(MONITOR, "pause", "secret")
    changed = token[:place] + other + token[place + 1 :]
    assert changed == token or read_link_token(changed, ["secret"]) is None


@given(st.text())
def test_reading_any_text_never_raises(text: str) -> None:
    assert read_link_token(text, ["secret"]) is None


def test_a_token_signed_with_another_secret_leads_nowhere() -> None:
    assert read_link_token(link_token(MONITOR, "pause", "old"), ["new"]) is None
    assert read_link_token(link_token(MONITOR, "pause", "old"), []) is None


@pytest.mark.parametrize("public_url", ["https://caddie.example.com", "https://caddie.example.com/"])
def test_links_lead_to_the_door(public_url: str) -> None:
    links = action_links(MONITOR, "secret", public_url)
    token = links.cancel.removeprefix("https://caddie.example.com/m/")
    assert read_link_token(token, ["secret"]) == (MONITOR, "cancel")
    assert len({links.pause, links.resume, links.cancel}) == 3
