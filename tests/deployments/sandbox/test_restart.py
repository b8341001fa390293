from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import stripe

from deployments.sandbox.app import create_app
from deployments.sandbox.journal import BrokenJournalError
from tasks.settings import SANDBOX_PRICE_ID
from tests.sandbox_server import Clock, Sandbox, Stage


def open_session(sandbox: Sandbox, key: str) -> stripe.checkout.Session:
    monitor = {
        "mode": "payment",
        "line_items": [{"price": SANDBOX_PRICE_ID, "quantity": 1}],
        "customer_email": "ann@example.com",
        "success_url": "https://app.example.com/paid",
    }
    return sandbox.stripe.v1.checkout.sessions.create(cast("Any", monitor), {"idempotency_key": key})


def seen(sandbox: Sandbox) -> list[Any]:
    sessions = sandbox.stripe.v1.checkout.sessions.list().to_dict()["data"]
    for session in sessions:
        session["url"] = session["url"] and httpx.URL(session["url"]).path
    return [*sessions, *sandbox.stripe.v1.events.list().to_dict()["data"]]


def journal_in(home: Path) -> Path:
    return home / "stripe.jsonl"


def test_a_restart_forgets_nothing(tmp_path: Path, clock: Clock, stage: Stage) -> None:
    sandbox = stage.play(tmp_path, clock)
    paid, open_one, expired = (open_session(sandbox, key) for key in "abc")
    httpx.post(str(paid.url))
    sandbox.stripe.v1.checkout.sessions.expire(expired.id)
    before = seen(sandbox)
    sandbox = stage.play(tmp_path, clock)
    assert seen(sandbox) == before
    assert open_session(sandbox, "b").id == open_one.id
    assert len(seen(sandbox)) == len(before)


def test_what_was_due_while_it_was_down_is_made_up_for(tmp_path: Path, clock: Clock, stage: Stage) -> None:
    sandbox = stage.play(tmp_path, clock)
    session = open_session(sandbox, "a")
    clock.now += 48 * 3600
    sandbox = stage.play(tmp_path, clock)
    [event] = sandbox.stripe.v1.events.list().data
    assert (event.type, event.created) == ("checkout.session.expired", session.expires_at)


def test_a_line_cut_off_by_a_kill_is_as_if_it_had_never_been(
    tmp_path: Path, clock: Clock, stage: Stage
) -> None:
    sandbox = stage.play(tmp_path, clock)
    first = open_session(sandbox, "a")
    open_session(sandbox, "b")
    written = journal_in(tmp_path).read_bytes()
    journal_in(tmp_path).write_bytes(written[:-40])
    sandbox = stage.play(tmp_path, clock)
    [kept] = sandbox.stripe.v1.checkout.sessions.list().data
    assert kept.id == first.id
    again = open_session(sandbox, "b")
    sandbox = stage.play(tmp_path, clock)
    assert [s.id for s in sandbox.stripe.v1.checkout.sessions.list().data] == [again.id, first.id]


def test_the_very_first_line_may_be_cut_off_too(tmp_path: Path) -> None:
    journal_in(tmp_path).write_bytes(b'{"purchases": [')
    create_app(tmp_path)
    assert journal_in(tmp_path).read_bytes() == b""


def test_a_journal_broken_in_the_middle_is_named_and_left_alone(tmp_path: Path) -> None:
    journal_in(tmp_path).write_bytes(b"{}\nnot json\n{}\n")
    with pytest.raises(BrokenJournalError, match="line 2 cannot be read"):
        create_app(tmp_path)
    assert journal_in(tmp_path).read_bytes() == b"{}\nnot json\n{}\n"
