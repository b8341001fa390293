"""Requests that nobody should have to look at: too long, not JSON, or beyond what a database holds.

Prefect takes a whole number beyond 64 bits, and then answers 500 to every list that holds the run. PostgreSQL
stores no NUL, and UTF-8 knows no lone surrogate. So all of them stop here, before any route sees them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deployments.shim.problems import Problem

MOST_BYTES = 512 * 1024
DEEPEST = 64
_MOST_DISCARDED = 8 * MOST_BYTES
_INT64 = range(-(2**63), 2**63)


class UnsoundError(ValueError):
    """A text that is JSON, but not JSON that Caddie takes."""


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON", "", 0)


def _whole_number(digits: str) -> int:
    number = int(digits) if len(digits) <= len(str(_INT64.start)) else _INT64.stop
    if number not in _INT64:
        raise UnsoundError("a number is beyond 64 bits")
    return number


def _real_number(digits: str) -> float:
    # JSONB writes 1e300 out in digits: read back, a large float is a whole number beyond 64 bits.
    number = float(digits)
    if not _INT64.start <= number < _INT64.stop:
        raise UnsoundError("a number is beyond 64 bits")
    return number


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        raise UnsoundError("an object names a key twice")
    return unique


_DECODER = json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_int=_whole_number,
    parse_float=_real_number,
    object_pairs_hook=_without_duplicates,
)


def _texts(value: object) -> Iterator[str]:
    """Every text in a JSON value, keys too; UnsoundError where it nests deeper than DEEPEST."""
    layer = [value]
    depth = 0
    while layer:
        below: list[object] = []
        for part in layer:
            if isinstance(part, str):
                yield part
            elif isinstance(part, dict):
                below.extend(part)
                below.extend(part.values())
            elif isinstance(part, list):
                below.extend(part)
        # The layer below scalars is empty; only brackets make depth.
        depth += any(isinstance(part, dict | list) for part in layer)
        if depth > DEEPEST:
            raise UnsoundError(f"it is nested deeper than {DEEPEST} levels")
        layer = below


def _refuse_unstorable(value: object) -> None:
    for text in _texts(value):
        if "\x00" in text:
            raise UnsoundError("a text holds a NUL character")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise UnsoundError("a text holds half of a surrogate pair") from None


def parse(body: bytes) -> object:
    """The value of a JSON text.

    Raises:
        ValueError: It is no JSON: syntax, NaN, not UTF-8.
        UnsoundError: It is JSON that nobody should store.
    """
    try:
        value: object = _DECODER.decode(body.decode())
    except RecursionError:
        raise UnsoundError(f"it is nested deeper than {DEEPEST} levels") from None
    _refuse_unstorable(value)
    return value


def body_problem(body: bytes) -> Problem | None:
    """What is wrong with a body, if anything."""
    try:
        parse(body)
    except UnsoundError as unsound:
        return Problem(422, f"The body cannot be taken: {unsound}")
    except UnicodeDecodeError:
        return Problem(400, "The body is not valid JSON: it is not UTF-8")
    except json.JSONDecodeError as invalid:
        return Problem(
            400, f"The body is not valid JSON: {invalid.msg} at line {invalid.lineno}, column {invalid.colno}"
        )
    return None


def _media_problem(headers: Headers) -> Problem | None:
    media, _, parameters = headers.get("content-type", "").partition(";")
    charset = parameters.lower().partition("charset=")[2].strip().strip('"')
    if media.strip().lower() != "application/json" or charset not in ("", "utf-8"):
        return Problem(415, "Content-Type must be application/json, in UTF-8")
    if headers.get("content-encoding", "identity") != "identity":
        return Problem(415, "Content-Encoding is not taken: send the JSON as it is")
    return None


def _address_problem(scope: Scope) -> Problem | None:
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        return Problem(422, "The address holds a NUL character")
    return None


@dataclass(slots=True)
class _Read:
    """What came of reading a body: the whole of it, or that it was too long."""

    body: bytes
    too_long: bool


async def _read(receive: Receive) -> _Read:
    """Read a body; of one that is too long, discard enough that its sender can still hear the answer."""
    kept = bytearray()
    seen = 0
    more = True
    while more and seen <= _MOST_DISCARDED:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunk: bytes = message.get("body", b"")
        seen += len(chunk)
        if seen <= MOST_BYTES:
            kept += chunk
        more = message.get("more_body", False)
    return _Read(bytes(kept), seen > MOST_BYTES)


class SoundRequests:
    """ASGI middleware: reads bodies, and notes in the request's state what is wrong with a request.

    It answers nothing itself: who may not ask at all is told so first (see `callers.py`). An unsound body
    is handed on as an empty one. A body as it was sent is in `state.raw_body`, for who must verify a
    signature over it; it is empty if it was too long.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body once and replay it for the routes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        problem = _address_problem(scope)
        body = raw = b""
        if "content-length" in headers or "transfer-encoding" in headers:
            read = await _read(receive)
            if read.too_long:
                problem = Problem(413, f"The body is longer than {MOST_BYTES // 1024} KiB")
            elif read.body:
                raw = read.body
                problem = problem or _media_problem(headers) or body_problem(read.body)
                body = b"" if problem else read.body
        scope["state"]["unsound"] = problem
        scope["state"]["raw_body"] = raw
        replayed = False

        async def replay() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)
