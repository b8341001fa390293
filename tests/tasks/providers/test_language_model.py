"""Questions to a model, over real HTTP: to the sandbox's stand-in, and to servers that say what they like."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from tasks.errors import (
    ModelRefusalError,
    OddAnswerError,
    ProviderBusyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RetryableError,
    SettingsError,
    TerminalError,
    TruncatedAnswerError,
    UnfitAnswerError,
)
from tasks.providers import language_model
from tasks.providers.language_model import Question, ask, fingerprint, is_there
from tasks.providers.model_prices import Tokens, dollars
from tasks.settings import settings
from tests.sandbox_server import Sandbox


class Statement(BaseModel):
    source: str
    text: str


class Statements(BaseModel):
    statements: tuple[Statement, ...]


TEXT = 'Here it is: {"statements": [{"source": "a", "text": "Sang in order to eat."}]}'
QUESTION = Question("You reword.", TEXT, Statements)


def forget() -> None:
    """This process has no settings and no client yet: a process has one, a test is many processes."""
    settings.cache_clear()
    client = language_model._client  # noqa: SLF001  as above
    if client.cache_info().currsize:
        client().close()
    client.cache_clear()


def be_told(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_MODEL", "ANTHROPIC_BASE_URL", "CLOUDFLARE_AI_GATEWAY_URL"):
        monkeypatch.delenv(name, raising=False)
    forget()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def _forget_afterwards() -> Iterator[None]:
    yield
    forget()


@pytest.fixture
def model(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    be_told(monkeypatch, ANTHROPIC_API_KEY="sk-test", ANTHROPIC_BASE_URL=f"{sandbox.url}/anthropic")
    return sandbox


def behave(sandbox: Sandbox, kind: str, **details: object) -> None:
    httpx.put(f"{sandbox.url}/anthropic/_manner", json={"kind": kind} | details).raise_for_status()


@contextmanager
def server(status: int, body: bytes, seen: list[dict[str, Any]] | None = None) -> Iterator[str]:
    """One that gives every call the same answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if seen is not None:
                seen.append({"path": self.path, "headers": self.headers, "body": json.loads(content)})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the standard library's
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}"
        finally:
            listening.shutdown()
            thread.join()


def test_an_answer_has_the_form_asked_for_and_says_what_it_cost(model: Sandbox) -> None:
    answer = ask(QUESTION)
    assert answer.values == {"statements": [{"source": "a", "text": "Sang to eat"}]}
    assert answer.model == "sandbox"
    assert answer.tokens.into > 0
    state = httpx.get(f"{model.url}/anthropic/_state").json()
    assert (state["input_tokens"], state["output_tokens"]) == (answer.tokens.into, answer.tokens.out)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("refusal", ModelRefusalError),
        ("truncation", TruncatedAnswerError),
        ("wrong_schema", UnfitAnswerError),
        ("no_json", UnfitAnswerError),
        ("odd_200", OddAnswerError),
        ("page_200", OddAnswerError),
        ("status_429", ProviderBusyError),
        ("status_529", ProviderBusyError),
        ("status_500", ProviderUnavailableError),
    ],
)
def test_each_way_to_go_wrong_has_its_name(
    kind: str, error: type[RetryableError | TerminalError], model: Sandbox
) -> None:
    behave(model, kind, count=1)
    with pytest.raises(error):
        ask(QUESTION)
    ask(QUESTION)


def test_a_busy_model_says_when_to_come_back_and_nobody_sleeps(model: Sandbox) -> None:
    behave(model, "status_429", retry_after=86_400)
    with pytest.raises(ProviderBusyError) as busy:
        ask(QUESTION)
    assert busy.value.retry_after == 86_400
    assert httpx.get(f"{model.url}/anthropic/_state").json()["calls"] == {"429": 1}


@pytest.mark.usefixtures("model")
def test_a_document_that_is_none_is_refused() -> None:
    assert ask(Question("Read.", TEXT, Statements, pdf=b"%PDF-1.7")).model == "sandbox"
    with pytest.raises(ProviderRefusedError, match="no PDF"):
        ask(Question("Read.", TEXT, Statements, pdf=b"GIF89a"))


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (("ANTHROPIC_BASE_URL",), "/v1/account/anthropic/v1/messages"),
        (("CLOUDFLARE_AI_GATEWAY_URL",), "/v1/account/anthropic/v1/messages"),
        (("ANTHROPIC_BASE_URL", "CLOUDFLARE_AI_GATEWAY_URL"), "/v1/account/anthropic/v1/messages"),
    ],
)
def test_the_path_of_a_gateway_is_kept(
    names: tuple[str, ...], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    with server(529, b"{}", seen) as url:
        first, *others = names
        elsewhere = dict.fromkeys(others, "http://127.0.0.1:9/nobody")
        asked = {
            "ANTHROPIC_API_KEY": "sk-test",
            "ANTHROPIC_MODEL": "m-1",
            first: f"{url}/v1/account/anthropic/",
        }
        be_told(monkeypatch, **asked, **elsewhere)
        with pytest.raises(ProviderBusyError):
            ask(QUESTION)
    [call] = seen
    assert call["path"] == path
    assert call["body"]["model"] == "m-1"
    assert call["headers"]["anthropic-version"]
    assert call["headers"]["Authorization"] == "Bearer sk-test"
    assert not {"temperature", "top_p", "top_k"} & call["body"].keys()


@pytest.mark.parametrize("given", ["", "/", "/anthropic", "/anthropic/"])
def test_cloudflares_own_address_of_a_gateway_is_understood(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = "https://gateway.ai.cloudflare.com/v1/account/gateway"
    be_told(monkeypatch, CLOUDFLARE_AI_GATEWAY_URL=gateway + given)
    assert settings().language_model_url == f"{gateway}/anthropic"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderRefusedError),
        (401, SettingsError),
        (402, ProviderRefusedError),
        (404, SettingsError),
        (408, ProviderUnavailableError),
        (502, ProviderUnavailableError),
        (503, ProviderBusyError),
    ],
)
def test_what_cannot_get_better_is_not_tried_again(
    status: int, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(status, b'{"type": "error", "error": {"type": "x", "message": "no"}}') as url:
        be_told(monkeypatch, ANTHROPIC_API_KEY="sk-secret", ANTHROPIC_BASE_URL=url)
        with pytest.raises(error) as told:
            ask(QUESTION)
    assert "sk-secret" not in str(told.value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"type": "message"}',
        b'{"content": null, "stop_reason": "end_turn"}',
        b"\xff\xfe",
    ],
)
def test_an_odd_200_is_told_from_a_message(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(200, body) as url:
        be_told(monkeypatch, ANTHROPIC_API_KEY="sk-test", ANTHROPIC_BASE_URL=url)
        with pytest.raises(OddAnswerError):
            ask(QUESTION)


def test_a_line_that_breaks_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(200, b"") as url:
        pass
    be_told(monkeypatch, ANTHROPIC_API_KEY="sk-test", ANTHROPIC_BASE_URL=url)
    with pytest.raises(ProviderUnavailableError, match="could not be reached"):
        ask(QUESTION)


def test_without_a_key_there_is_no_model_not_even_the_sandboxs(monkeypatch: pytest.MonkeyPatch) -> None:
    be_told(monkeypatch)
    assert not is_there()
    with pytest.raises(SettingsError, match="ANTHROPIC_API_KEY"):
        ask(QUESTION)


def test_the_same_question_has_the_same_fingerprint_and_another_one_has_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    be_told(monkeypatch, ANTHROPIC_API_KEY="sk-test")
    prints = [
        fingerprint(QUESTION),
        fingerprint(Question("You reword.", TEXT, Statement)),
        fingerprint(Question("You reword.", TEXT + " ", Statements)),
        fingerprint(Question("You rewrite.", TEXT, Statements)),
        fingerprint(Question("You reword.", TEXT, Statements, b"%PDF-")),
    ]
    assert fingerprint(QUESTION) == prints[0]
    be_told(monkeypatch, ANTHROPIC_API_KEY="sk-test", ANTHROPIC_MODEL="another")
    prints.append(fingerprint(QUESTION))
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize(
    ("model_name", "cost"),
    [
        ("claude-sonnet-5-5", "0.00025"),
        ("claude-sonnet-5-5-20260901", "0.00025"),
        ("claude-opus-5-5", "0.0005"),
        ("sandbox", None),
    ],
)
def test_a_cost_is_the_models_list_price_or_unknown(model_name: str, cost: str | None) -> None:
    assert dollars(model_name, Tokens(100, 5)) == (None if cost is None else Decimal(cost))
