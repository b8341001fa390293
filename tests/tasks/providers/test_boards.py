"""Asking a board: the sandbox's real HTTP, with everything that may come instead of an answer."""

import json

import httpx
import pytest

from tasks.errors import ChangedBoardError, ProviderBusyError, ProviderRefusedError, ProviderUnavailableError
from tasks.jobs.boards.drift import fill_rates, why_quarantined
from tasks.jobs.boards.terms import BOARDS_BY_NAME
from tasks.jobs.mending import mend_all
from tasks.providers import boards
from tasks.providers.boards import BoardAnswer, Version
from tests.sandbox_server import Sandbox

REMOTEOK, FEED = "remoteok/api", "weworkremotely/remote-jobs.rss"


def fetch(sandbox: Sandbox, path: str, known: Version | None = None) -> BoardAnswer:
    return boards.fetch(f"{sandbox.url}/job-boards/{path}", known)


def content(sandbox: Sandbox, path: str) -> bytes:
    found = fetch(sandbox, path).content
    assert found is not None
    return found


def spoil(sandbox: Sandbox, kind: str, **details: object) -> None:
    httpx.post(f"{sandbox.url}/job-boards/_spoilings", json={"kind": kind} | details).raise_for_status()


@pytest.mark.parametrize("path", [REMOTEOK, FEED])
def test_nothing_is_sent_again_while_nothing_changed(sandbox: Sandbox, path: str) -> None:
    first = fetch(sandbox, path)
    assert first.content is not None
    assert fetch(sandbox, path, first.version) == BoardAnswer(None, first.version)


def test_who_asks_says_who_they_are(sandbox: Sandbox) -> None:
    fetch(sandbox, REMOTEOK)
    state = httpx.get(f"{sandbox.url}/job-boards/_state").json()
    assert state["user_agents"][0].startswith("Caddie/")
    assert state["calls"] == {"remoteok": 1}


def test_a_board_that_is_down_or_busy_may_be_asked_later(sandbox: Sandbox) -> None:
    spoil(sandbox, "outage", retry_after=7)
    with pytest.raises(ProviderUnavailableError, match="503") as down:
        fetch(sandbox, REMOTEOK)
    assert down.value.retry_after == 7
    spoil(sandbox, "throttled", retry_after=60)
    with pytest.raises(ProviderBusyError, match="429"):
        fetch(sandbox, REMOTEOK)


def test_half_an_answer_is_none(sandbox: Sandbox) -> None:
    spoil(sandbox, "half")
    with pytest.raises(ProviderUnavailableError, match="did not answer"):
        fetch(sandbox, REMOTEOK)


def test_a_slow_board_is_given_up(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "TIMEOUT", httpx.Timeout(0.2))
    spoil(sandbox, "slow")
    with pytest.raises(ProviderUnavailableError, match="ReadTimeout"):
        fetch(sandbox, REMOTEOK)
    httpx.delete(f"{sandbox.url}/job-boards/_state").raise_for_status()


def test_two_hundred_megabytes_are_cut_off(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "MOST_BYTES", 3_000_000)
    spoil(sandbox, "huge")
    with pytest.raises(ProviderRefusedError, match="more than 3 MB: it was cut off"):
        fetch(sandbox, REMOTEOK)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("http://169.254.10.10/latest", "away from https"),
        ("https://127.0.0.1/latest", "no machine of the open internet"),
        ("https://[::1]/latest", "no machine of the open internet"),
        ("https://user:password@example.com/", "away from https"),
        ("file:///etc/passwd", "away from https"),
    ],
)
def test_a_redirect_inside_is_not_followed(sandbox: Sandbox, target: str, told: str) -> None:
    spoil(sandbox, "redirect", target=target)
    with pytest.raises(ProviderRefusedError, match=told):
        fetch(sandbox, REMOTEOK)


def test_a_redirect_on_the_same_host_is_followed_but_not_for_ever(sandbox: Sandbox) -> None:
    spoil(sandbox, "redirect", target="/job-boards/remoteok/api")
    assert b"legal" in content(sandbox, REMOTEOK)
    spoil(sandbox, "redirect", target="/job-boards/remoteok/api", count=9)
    with pytest.raises(ProviderRefusedError, match="redirects more than"):
        fetch(sandbox, REMOTEOK)


@pytest.mark.parametrize(
    ("kind", "board", "path"), [("html", "remoteok", REMOTEOK), ("bomb", "weworkremotely", FEED)]
)
def test_what_is_no_answer_is_told_apart_when_it_is_read(
    sandbox: Sandbox, kind: str, board: str, path: str
) -> None:
    spoil(sandbox, kind)
    with pytest.raises(ChangedBoardError, match=board):
        BOARDS_BY_NAME[board].parse(content(sandbox, path))


@pytest.mark.parametrize("kind", ["nameless", "renamed"])
@pytest.mark.parametrize(("board", "path"), [("remoteok", REMOTEOK), ("weworkremotely", FEED)])
def test_entries_without_employers_or_titles_quarantine_the_answer(
    sandbox: Sandbox, kind: str, board: str, path: str
) -> None:
    spoil(sandbox, kind)
    found = BOARDS_BY_NAME[board].parse(content(sandbox, path))
    assert "entries are no postings" in why_quarantined(fill_rates(found), None)


@pytest.mark.parametrize(("board", "path"), [("remoteok", REMOTEOK), ("weworkremotely", FEED)])
def test_hostile_titles_are_mended_into_plain_ones(sandbox: Sandbox, board: str, path: str) -> None:
    spoil(sandbox, "hostile")
    postings, _ = mend_all(BOARDS_BY_NAME[board].parse(content(sandbox, path)).postings)
    assert postings
    assert not {"<", ">", "\u202e", "\u202c"} & set("".join(one.title + one.company for one in postings))
    assert not any("alert" in one.title for one in postings)


def test_drift_shows_in_the_fill_rates(sandbox: Sandbox) -> None:
    before = fill_rates(BOARDS_BY_NAME["remoteok"].parse(content(sandbox, REMOTEOK)))
    spoil(sandbox, "drift")
    after = fill_rates(BOARDS_BY_NAME["remoteok"].parse(content(sandbox, REMOTEOK)))
    assert (after.salary, after.place, after.tags) == (0.0, 0.0, 0.0)
    assert before.place > 0.8


def test_the_caller_stands_in_remote_oks_answer_and_nowhere_after(sandbox: Sandbox) -> None:
    answer = content(sandbox, REMOTEOK)
    assert "MTI3LjAuMC4x" in json.loads(answer)[1]["description"]
    postings, counted = mend_all(BOARDS_BY_NAME["remoteok"].parse(answer).postings)
    assert counted["honeypot"] == len(postings)
    assert not any("MTI3LjAuMC4x" in one.description for one in postings)
