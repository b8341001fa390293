from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import resend
from resend.exceptions import (
    InvalidApiKeyError,
    MissingRequiredFieldsError,
    RateLimitError,
    ResendError,
    ValidationError,
)

from tests.sandbox_server import Clock, Sandbox, Stage

MAIL = {
    "from": "Caddie <caddie@example.com>",
    "to": "ann@example.com",
    "subject": "Two new tee times, the best at 7:10",
    "html": "<p>Book <b>now</b></p>",
    "text": "Book now: https://book.example.com/1",
    "headers": {"List-Unsubscribe": "<https://example.com/stop>"},
}


@pytest.fixture(autouse=True)
def sdk(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real SDK, told nothing but the address and a key; both are its module's globals."""
    monkeypatch.setattr(resend, "api_url", f"{sandbox.url}/resend")
    monkeypatch.setattr(resend, "api_key", "re_of_a_test")


def send(key: str | None = None, **changes: object) -> str:
    options = {} if key is None else {"idempotency_key": key}
    return str(resend.Emails.send(cast("Any", MAIL | changes), cast("Any", options))["id"])


def send_batch(mails: list[dict[str, Any]], key: str = "batch", **options: str) -> resend.Batch.SendResponse:
    return resend.Batch.send(cast("Any", mails), cast("Any", {"idempotency_key": key} | options))


def put(sandbox: Sandbox, switch: str, **values: object) -> None:
    httpx.put(f"{sandbox.url}/resend/{switch}", json=values).raise_for_status()


def arm(sandbox: Sandbox, kind: str, **details: object) -> None:
    httpx.post(f"{sandbox.url}/resend/_faults", json={"kind": kind} | details).raise_for_status()


def inbox(sandbox: Sandbox, **wanted: str) -> list[dict[str, Any]]:
    return list(httpx.get(f"{sandbox.url}/resend/_inbox", params=wanted).raise_for_status().json())


def test_a_mail_is_taken_and_found_by_its_recipient_its_key_and_its_id(
    sandbox: Sandbox, clock: Clock
) -> None:
    sent = send("key-1")
    send(to="bob@example.com")
    [found] = inbox(sandbox, to="ANN@example.com")
    assert found == {
        "id": sent,
        "to": ["ann@example.com"],
        "from": MAIL["from"],
        "subject": MAIL["subject"],
        "html": MAIL["html"],
        "text": MAIL["text"],
        "headers": MAIL["headers"],
        "key": "key-1",
        "created": clock.now,
    }
    assert inbox(sandbox, key="key-1") == [found]
    assert len(inbox(sandbox)) == 2
    shown = resend.Emails.get(sent)
    assert (shown["id"], shown["last_event"], shown["text"]) == (sent, "delivered", MAIL["text"])
    with pytest.raises(ResendError) as missing:
        resend.Emails.get("none")
    assert (int(missing.value.code), missing.value.error_type) == (404, "not_found")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"to": "nobody"}, ValidationError),
        ({"to": []}, ValidationError),
        ({"to": ["a@example.com"] * 51}, ValidationError),
        ({"from": "Caddie"}, ValidationError),
        ({"subject": "two\nlines"}, ValidationError),
        ({"headers": {"X-Bad": "a\r\nBcc: eve@example.com"}}, ValidationError),
        ({"tags": [{"name": "a b", "value": "c"}]}, ValidationError),
        ({"subjekt": "x"}, ValidationError),
        ({"subject": None}, ValidationError),
        ({"html": None, "text": None}, MissingRequiredFieldsError),
    ],
)
def test_a_mail_that_is_none_is_refused_and_its_key_is_free(
    sandbox: Sandbox, changes: dict[str, Any], kind: type[ResendError]
) -> None:
    with pytest.raises(kind) as refusal:
        send("key", **changes)
    assert int(refusal.value.code) == 422
    assert send("key")
    assert len(inbox(sandbox)) == 1


def test_what_is_not_there_is_named() -> None:
    without = {name: value for name, value in MAIL.items() if name != "to"}
    with pytest.raises(MissingRequiredFieldsError, match="`to`"):
        resend.Emails.send(cast("Any", without))


def test_only_keys_are_let_in(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resend, "api_key", "nonsense")
    with pytest.raises(InvalidApiKeyError):
        send()
    answer = httpx.post(f"{sandbox.url}/resend/emails", json=MAIL)
    assert (answer.status_code, answer.json()["name"]) == (401, "missing_api_key")


def test_the_same_key_sends_once_within_a_day(sandbox: Sandbox, clock: Clock) -> None:
    first = send("key")
    clock.now += 24 * 3600 - 1
    assert send("key") == first
    assert len(inbox(sandbox)) == 1
    clock.now += 1
    assert send("key") != first


def test_the_same_key_with_another_mail_is_refused(sandbox: Sandbox) -> None:
    send("key")
    with pytest.raises(ResendError) as refusal:
        send("key", subject="another")
    assert (int(refusal.value.code), refusal.value.error_type) == (409, "invalid_idempotent_request")
    assert len(inbox(sandbox)) == 1


def test_a_key_whose_first_call_is_at_work_is_in_use(sandbox: Sandbox) -> None:
    arm(sandbox, "hang", path="/emails")
    with ThreadPoolExecutor(1) as other:
        first = other.submit(send, "key")
        while "POST /emails" not in httpx.get(f"{sandbox.url}/resend/_state").json()["calls"]:
            pass
        with pytest.raises(ResendError) as refusal:
            send("key")
        httpx.delete(f"{sandbox.url}/resend/_faults")
        assert first.result(10) == send("key")
    assert (int(refusal.value.code), refusal.value.error_type) == (409, "concurrent_idempotent_requests")
    assert len(inbox(sandbox)) == 1


@pytest.mark.parametrize("length", [0, 257])
def test_a_key_has_an_end(length: int) -> None:
    with pytest.raises(ResendError) as refusal:
        send("k" * length)
    assert (int(refusal.value.code), refusal.value.error_type) == (400, "invalid_idempotency_key")


@pytest.mark.parametrize(("kind", "sent"), [("status_500", 0), ("error_after", 1), ("drop_after", 1)])
def test_an_answer_of_500_or_none_says_nothing_of_the_mail(sandbox: Sandbox, kind: str, sent: int) -> None:
    arm(sandbox, kind)
    with pytest.raises(ResendError) as broken:
        send("key")
    assert int(broken.value.code) == 500
    assert len(inbox(sandbox)) == sent
    send("key")
    assert len(inbox(sandbox)) == 1


def test_resend_throttles_and_says_how_long(sandbox: Sandbox) -> None:
    arm(sandbox, "status_429", retry_after=7)
    with pytest.raises(RateLimitError) as busy:
        send("key")
    assert (busy.value.error_type, busy.value.headers["retry-after"]) == ("rate_limit_exceeded", "7")
    arm(sandbox, "status_503")
    with pytest.raises(ResendError) as down:
        send("key")
    assert int(down.value.code) == 503
    assert inbox(sandbox) == []


def test_more_calls_than_a_second_takes_are_turned_away(sandbox: Sandbox) -> None:
    put(sandbox, "_limits", per_second=2)
    answers = [
        httpx.post(f"{sandbox.url}/resend/emails", json=MAIL, headers={"Authorization": "Bearer re_x"})
        for _ in range(5)
    ]
    turned_away = [answer for answer in answers if answer.status_code == 429]
    assert turned_away
    assert turned_away[0].headers["retry-after"] == "1"
    assert answers[0].headers["ratelimit-limit"] == "2"
    assert {answer.headers["ratelimit-remaining"] for answer in turned_away} == {"0"}


def test_a_day_takes_so_many_mails(sandbox: Sandbox, clock: Clock) -> None:
    put(sandbox, "_limits", daily=1)
    send()
    with pytest.raises(RateLimitError) as used_up:
        send()
    assert used_up.value.error_type == "daily_quota_exceeded"
    clock.now += 24 * 3600
    assert send()


def test_a_batch_is_sent_as_a_whole_or_not_at_all(sandbox: Sandbox) -> None:
    put(sandbox, "_refused", addresses=["Bob@example.com"])
    mails = [MAIL | {"to": f"{name}@example.com"} for name in ("ann", "bob", "cy")]
    with pytest.raises(ValidationError, match=r"bob@example\.com"):
        send_batch(mails)
    assert inbox(sandbox) == []
    sent = send_batch(mails[::2])
    assert [each["id"] for each in sent["data"]] == [each["id"] for each in inbox(sandbox)]
    assert send_batch(mails[::2])["data"] == sent["data"]
    with pytest.raises(ResendError, match="another payload"):
        send_batch(mails[:1])


def test_a_permissive_batch_says_whom_it_left_out(sandbox: Sandbox) -> None:
    mails = [MAIL | {"to": to} for to in ("ann@example.com", "nobody", "cy@example.com")]
    sent = send_batch(mails, batch_validation="permissive")
    assert len(sent["data"]) == 2
    assert [error["index"] for error in sent["errors"]] == [1]
    assert [each["to"] for each in inbox(sandbox)] == [["ann@example.com"], ["cy@example.com"]]


@pytest.mark.parametrize("count", [0, 101])
def test_a_batch_has_an_end(count: int) -> None:
    with pytest.raises(ValidationError):
        send_batch([MAIL] * count)


def test_a_restart_forgets_neither_mails_nor_keys(tmp_path: Path, clock: Clock, stage: Stage) -> None:
    stage.play(tmp_path, clock)
    sent = send("key")
    sandbox = stage.play(tmp_path, clock)
    assert send("key") == sent
    assert [each["id"] for each in inbox(sandbox)] == [sent]


def test_the_inbox_shows_mails_as_they_are_read_and_runs_nothing_in_them(sandbox: Sandbox) -> None:
    sent = send(html='<p>Hi</p><script>alert(1)</script><a href="https://example.com">x</a>')
    listed = httpx.get(f"{sandbox.url}/resend/inbox", params={"to": "ann@example.com"}).text
    assert str(MAIL["subject"]) in listed
    assert f"/resend/inbox/{sent}" in listed
    shown = httpx.get(f"{sandbox.url}/resend/inbox/{sent}").text
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert "allow-scripts" not in shown
    assert '<a href="https://book.example.com/1"' in shown
    assert "No mail yet" in httpx.get(f"{sandbox.url}/resend/inbox", params={"to": "eve@example.com"}).text
    assert httpx.get(f"{sandbox.url}/resend/inbox/none").status_code == 404


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"1", b'{"to": ' + b"[" * 100_000])
def test_a_body_that_is_no_mail_is_refused(sandbox: Sandbox, body: bytes) -> None:
    answer = httpx.post(
        f"{sandbox.url}/resend/emails", content=body, headers={"Authorization": "Bearer re_x"}
    )
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"statusCode", "name", "message"}
