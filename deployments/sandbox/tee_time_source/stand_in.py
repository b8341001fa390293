"""The tee-time source, as the sandbox has it: `GET /tee-time-source/tee-times`."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from deployments.sandbox.journal import Journal
from deployments.sandbox.stand_in import Link, StandIn, Switch
from deployments.sandbox.tee_time_source.pages import pages_router
from deployments.sandbox.tee_time_source.question import Question
from deployments.sandbox.tee_time_source.source import Change, Fault, Source, etag_of
from deployments.sandbox.tee_time_source.switches import switches_router
from deployments.sandbox.tee_time_source.world import LINK_BASE

PREFIX = "/tee-time-source"
_BROKEN = {"id": "broken", "course_id": 0, "course_name": "No price", "starts_at": "soon"}


def tee_time_stand_in(home: Path, clock: Callable[[], float]) -> StandIn:
    """The source as `home` remembers it."""
    source = Source(Journal(home / "tee_times.jsonl", Change), clock)
    released = asyncio.Event()
    router = APIRouter(prefix=PREFIX)
    router.include_router(switches_router(source, released))
    router.include_router(pages_router(source))

    async def tee_times(request: Request) -> Response:
        return await _answer(request, source, released)

    # No declared parameters: hundreds of areas a second are asked for, and reading them takes half of it.
    router.add_route(f"{PREFIX}/tee-times", tee_times, methods=["GET"], include_in_schema=False)
    return StandIn(
        name="Tee-time source",
        about="made-up courses around every ZIP code, with tee times that come and go as its clock is moved",
        router=router,
        links=(
            Link(f"{PREFIX}/offers", "its clock, and what it offers"),
            Link(f"{PREFIX}/_state", "who asked"),
        ),
        switches=(
            Switch(f"POST {PREFIX}/_clock", "move its clock, which stands still otherwise"),
            Switch(
                f"POST {PREFIX}/_openings",
                "put tee times in and out by hand; made_up false: nothing but these",
            ),
            Switch(
                f"POST {PREFIX}/_faults", "down, slow, rubbish, cut off, throttled: everywhere or in one area"
            ),
            Switch(f"PUT {PREFIX}/_manner", "size of a page, calls a second, with ETags or without"),
            Switch(f"DELETE {PREFIX}/_calls", "count the calls from 0"),
        ),
    )


async def _answer(request: Request, source: Source, released: asyncio.Event) -> Response:
    try:
        question = _question(request.query_params)
    except ValidationError as invalid:
        problems = [
            f"{'.'.join(map(str, error['loc'])) or 'query'}: {error['msg']}" for error in invalid.errors()
        ]
        return _json(json.dumps({"error": "; ".join(problems)}), 422)
    if not source.count(question):
        return _throttled(1)
    fault = source.take_fault(question)
    if fault is None:
        return _conditional(request, source, _offered(request, source, question))
    if fault.kind == "throttled":
        return _throttled(fault.retry_after)
    if fault.kind == "down":
        return _json('{"error": "The source is down"}', 503, _waits(fault.retry_after))
    if fault.kind == "slow":
        await _wait(released, fault.seconds)
    return _spoilt(fault, _offered(request, source, question))


def _question(query: QueryParams) -> Question:
    asked: dict[str, object] = dict(query)
    if "course_id" in query:
        asked["course_id"] = query.getlist("course_id")
    return Question.model_validate(asked)


def _offered(request: Request, source: Source, question: Question) -> bytes:
    offers, cursor = source.page(question)
    more = "" if cursor is None else f', "next_cursor": {json.dumps(cursor)}'
    body = f'{{"tee_times": [{", ".join([offer.text for offer in offers])}]{more}}}'
    return body.replace(LINK_BASE, str(request.base_url).rstrip("/")).encode()


def _conditional(request: Request, source: Source, body: bytes) -> Response:
    if not source.manner.etags:
        return _json(body)
    etag = etag_of(body)
    if request.headers.get("if-none-match") == etag:
        source.not_modified += 1
        return Response(status_code=304, headers={"etag": etag})
    return _json(body, headers={"etag": etag})


def _spoilt(fault: Fault, body: bytes) -> Response:
    if fault.kind == "rubbish":
        return HTMLResponse("<html><body>Please enable cookies</body></html>")
    if fault.kind == "cut_off":
        return _CutOff(body)
    if fault.kind == "broken_entry":
        content = json.loads(body)
        return _json(json.dumps(content | {"tee_times": [_BROKEN, *content["tee_times"]]}))
    return _json(body)


def _json(body: str | bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers, "application/json")


def _throttled(retry_after: int | None) -> Response:
    return _json('{"error": "Too many requests"}', 429, _waits(retry_after))


def _waits(retry_after: int | None) -> dict[str, str]:
    return {} if retry_after is None else {"retry-after": str(retry_after)}


async def _wait(released: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(released.wait(), seconds)
    except TimeoutError:
        return


class _CutOff(Response):
    """An answer of which half comes; then the server closes the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Promise all and send half."""
        length = str(len(self.body)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
