"""The sandbox's Anthropic, as the real SDK and strangers meet it."""

from typing import Any

import httpx
import pytest

from deployments.sandbox.anthropic_messages.hostile import KINDS
from tests.sandbox_server import Sandbox

HEADERS = {"Authorization": "Bearer sk-test", "anthropic-version": "2026-10-21"}
SCHEMA = {
    "type": "object",
    "properties": {
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"source": {"type": "string"}, "text": {"type": "string"}},
                "required": ["source", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["lines"],
    "additionalProperties": False,
}
ASKED = 'Reword: {"lines": [{"source": "a", "text": "Sang in order to eat."}]}'


def call(**changed: Any) -> dict[str, Any]:
    return {
        "model": "claude-any",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": ASKED}],
        "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
    } | changed


def post(sandbox: Sandbox, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.post(
        f"{sandbox.url}/anthropic/v1/messages", json=body, headers=HEADERS if headers is None else headers
    )


def test_an_answer_has_the_form_asked_for_and_owns_up_to_be_the_sandboxs(sandbox: Sandbox) -> None:
    answer = post(sandbox, call())
    message = answer.json()
    assert answer.headers["request-id"].startswith("req_")
    assert (message["model"], message["stop_reason"]) == ("sandbox", "end_turn")
    assert message["content"][0]["text"] == '{"lines": [{"source": "a", "text": "Sang to eat"}]}'


@pytest.mark.parametrize(
    "changed",
    [
        {"temperature": 1},
        {"top_p": 0.9},
        {"top_k": 5},
        {"messages": []},
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "{"}]},
        {"max_tokens": 0},
        {"stream": True},
        {"unheard_of": 1},
        {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}},
        {
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "document",
                            "source": {"type": "base64", "media_type": "application/pdf", "data": "R0lG"},
                        }
                    ],
                }
            ]
        },
    ],
)
def test_what_the_api_refuses_is_refused(changed: dict[str, Any], sandbox: Sandbox) -> None:
    answer = post(sandbox, call(**changed))
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize(("missing", "status"), [("Authorization", 401), ("anthropic-version", 400)])
def test_a_call_says_who_it_is_from_and_which_version_it_speaks(
    missing: str, status: int, sandbox: Sandbox
) -> None:
    headers = {name: value for name, value in HEADERS.items() if name != missing}
    assert post(sandbox, call(), headers).status_code == status


def test_a_manner_lasts_as_long_as_it_is_told_to(sandbox: Sandbox) -> None:
    manner = {"kind": "status_529", "count": 2, "retry_after": 3}
    httpx.put(f"{sandbox.url}/anthropic/_manner", json=manner).raise_for_status()
    answers = [post(sandbox, call()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [529, 529, 200]
    assert answers[0].headers["retry-after"] == "3"
    assert answers[0].json()["error"]["type"] == "overloaded_error"
    state = httpx.get(f"{sandbox.url}/anthropic/_state").json()
    assert state["calls"] == {"529": 2, "answered": 1}
    assert state["output_tokens"] > 0


@pytest.mark.parametrize("lie", KINDS)
def test_a_hostile_answer_is_another_one_than_a_sensible_one(lie: str, sandbox: Sandbox) -> None:
    sensible = post(sandbox, call()).json()["content"][0]["text"]
    manner = {"kind": "hostile", "lie": lie, "count": 1}
    httpx.put(f"{sandbox.url}/anthropic/_manner", json=manner).raise_for_status()
    one_line_has_no_other = lie == "swapped_sources"
    assert (post(sandbox, call()).json()["content"][0]["text"] == sensible) is one_line_has_no_other


def test_a_lie_that_nobody_knows_is_refused(sandbox: Sandbox) -> None:
    manner = {"kind": "hostile", "lie": "white"}
    assert httpx.put(f"{sandbox.url}/anthropic/_manner", json=manner).status_code == 422
