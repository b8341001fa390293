"""Anthropic's Messages API, as the sandbox has it: it makes up answers that fit the form asked for.

No workflow comes here by itself: ANTHROPIC_BASE_URL must name `{sandbox}/anthropic`. Answers come from a
model named `sandbox`, so that they never pass for a real model's.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.responses import HTMLResponse, Response

from deployments.sandbox.anthropic_messages import refusals
from deployments.sandbox.anthropic_messages.answers import sensible
from deployments.sandbox.anthropic_messages.calls import Call, read_call
from deployments.sandbox.anthropic_messages.hostile import KINDS, Lie, twisted
from deployments.sandbox.anthropic_messages.refusals import AnthropicRefusal
from deployments.sandbox.stand_in import Link, StandIn, Switch

PREFIX = "/anthropic"
MODEL = "sandbox"
_CHARACTERS_A_TOKEN = 4
_REFUSALS = {
    "status_429": refusals.throttled,
    "status_500": refusals.broken,
    "status_529": refusals.overloaded,
}


class Manner(BaseModel):
    """How calls are answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal[
        "sensible",
        "hostile",
        "refusal",
        "truncation",
        "status_429",
        "status_500",
        "status_529",
        "odd_200",
        "page_200",
        "wrong_schema",
        "no_json",
        "hang",
    ] = "sensible"
    count: int | None = Field(None, ge=1, description="for how many calls; then it is sensible again")
    retry_after: int | None = Field(None, ge=0, description="the Retry-After of 429 and 529, in seconds")
    lie: str = Field("invented_employer", description=f"hostile: one of {', '.join(KINDS)}")
    variant: int = Field(0, ge=0, le=1_000, description="hostile: which of the lie's many forms")
    seconds: float = Field(
        60, gt=0, le=600, description="how long hang waits, unless another manner is set meanwhile"
    )

    @field_validator("lie")
    @classmethod
    def _is_known(cls, lie: str) -> str:
        if lie not in KINDS:
            raise ValueError(f"expected one of {', '.join(KINDS)}")
        return lie


class State(BaseModel):
    """What was asked, for tests to count."""

    calls: dict[str, int] = Field(description="by their outcome: answered, or the status refused with")
    input_tokens: int
    output_tokens: int
    manner: Manner
    smuggled: list[str] = Field(description="what the last hostile answer put in")


@dataclass(slots=True)
class _Desk:
    """What it was told to do, and what it has done."""

    manner: Manner = field(default_factory=Manner)
    left: int | None = None
    calls: Counter[str] = field(default_factory=Counter)
    input_tokens: int = 0
    output_tokens: int = 0
    smuggled: tuple[str, ...] = ()

    released: asyncio.Event = field(default_factory=asyncio.Event)

    def be(self, manner: Manner) -> None:
        """Answer like this from now on; calls that hang are answered."""
        self.manner, self.left = manner, manner.count
        self.released.set()
        self.released = asyncio.Event()

    def take(self) -> Manner:
        """The manner of the next answer."""
        manner = self.manner
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                self.be(Manner())
        return manner


def anthropic_stand_in() -> StandIn:
    """The Messages API of nobody's organization."""
    desk = _Desk()
    router = APIRouter(prefix=PREFIX)
    router.include_router(_switches(desk))

    @router.post("/v1/messages", include_in_schema=False)
    async def create_message(request: Request) -> Response:
        request_id, wait = f"req_{uuid4().hex}", desk.manner.retry_after
        try:
            answer = await _answer(desk, read_call(request.headers, await request.body()))
        except AnthropicRefusal as refusal:
            desk.calls[str(refusal.status)] += 1
            answer = _json(refusal.body(request_id), refusal.status)
            if wait is not None:
                answer.headers["retry-after"] = str(wait)
        answer.headers["request-id"] = request_id
        return answer

    return StandIn(
        name="Anthropic",
        about="answers in the form asked for; only where ANTHROPIC_BASE_URL names it, and as model `sandbox`",
        router=router,
        links=(Link(f"{PREFIX}/_state", "what was asked"),),
        switches=(
            Switch(
                f"PUT {PREFIX}/_manner", "refuses, is cut off, is busy, breaks, answers oddly, lies, hangs"
            ),
            Switch(f"DELETE {PREFIX}/_calls", "count the calls and tokens from 0"),
        ),
    )


def _switches(desk: _Desk) -> APIRouter:
    router = APIRouter(tags=["switches for tests"])

    @router.put("/_manner")
    async def set_manner(manner: Manner) -> Manner:
        """How the next calls are answered."""
        desk.be(manner)
        return manner

    @router.delete("/_calls", status_code=204)
    async def forget_calls() -> None:
        """Count from 0."""
        desk.calls.clear()
        desk.input_tokens = desk.output_tokens = 0

    @router.get("/_state")
    async def show_model_state() -> State:
        """Calls and tokens since the start, and the manner."""
        return State(
            calls=dict(desk.calls),
            input_tokens=desk.input_tokens,
            output_tokens=desk.output_tokens,
            manner=desk.manner,
            smuggled=list(desk.smuggled),
        )

    return router


async def _answer(desk: _Desk, call: Call) -> Response:
    manner = desk.manner
    if manner.kind in _REFUSALS:
        refusal = _REFUSALS[desk.take().kind]
        raise refusal()
    desk.take()
    if manner.kind == "hang":
        with suppress(TimeoutError):
            await asyncio.wait_for(desk.released.wait(), manner.seconds)
    if manner.kind == "odd_200":
        return _json({"result": "ok"})
    if manner.kind == "page_200":
        return HTMLResponse("<html><body>Welcome to the hotel's network</body></html>")
    text, stopped = _written(desk, call, manner)
    used = {
        "input_tokens": max(1, len(call.model_dump_json()) // _CHARACTERS_A_TOKEN),
        "output_tokens": max(1, len(text) // _CHARACTERS_A_TOKEN),
    }
    desk.calls["answered"] += 1
    desk.input_tokens += used["input_tokens"]
    desk.output_tokens += used["output_tokens"]
    return _json(
        {
            "id": f"msg_{uuid4().hex}",
            "type": "message",
            "role": "assistant",
            "model": MODEL,
            "content": [{"type": "text", "text": text}] if text else [],
            "stop_reason": stopped,
            "stop_sequence": None,
            "usage": used,
        }
    )


def _written(desk: _Desk, call: Call, manner: Manner) -> tuple[str, str]:
    """The answer's text, and why it ends."""
    if manner.kind == "refusal":
        return "", "refusal"
    if call.schema_asked is None:
        return "This is the sandbox: no model has read this.", "end_turn"
    values: Any = sensible(call.schema_asked, call.asked)
    if manner.kind == "hostile":
        lie: Lie = twisted(values, manner.lie, manner.variant, call.asked)
        values, desk.smuggled = lie.values, lie.smuggled
    if manner.kind == "wrong_schema":
        values = {"unexpected": values}
    text = json.dumps(values, ensure_ascii=False)
    if manner.kind == "no_json":
        return f"Of course! Here is what you asked for: {text}", "end_turn"
    if manner.kind == "truncation":
        return text[: len(text) // 2], "max_tokens"
    return text, "end_turn"


def _json(body: Mapping[str, object], status: int = 200) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")
