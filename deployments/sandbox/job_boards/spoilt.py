"""What may come instead of a board's answer."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

MEGABYTE = 1_000_000

Kind = Literal[
    "outage",
    "throttled",
    "slow",
    "html",
    "half",
    "huge",
    "nameless",
    "bomb",
    "redirect",
    "drift",
    "renamed",
    "hostile",
]


class Spoiling(BaseModel):
    """How a board goes wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind = Field(
        description="outage: 503. throttled: 429. slow: it waits first. html: a page for people. half: the"
        " line breaks in the middle. huge: 200 MB. nameless: 10,000 entries without employers. bomb: XML"
        " whose entities multiply. redirect: to a private address. drift: pay, places and tags are gone."
        " renamed: its fields have other names. hostile: titles with bidi controls and script"
    )
    board: str = Field("", description="only this board: remoteok, weworkremotely, …; empty is every board")
    count: int = Field(1, ge=1, le=1_000_000, description="how many calls it hits")
    seconds: float = Field(60, gt=0, le=600, description="longest wait of slow; DELETE ends it at once")
    retry_after: int | None = Field(None, ge=0, description="Retry-After of outage and throttled, in seconds")
    target: str = Field("http://169.254.10.10/latest", description="where redirect leads")


def instead(spoiling: Spoiling, body: bytes, media_type: str) -> Response:
    """The answer that comes instead; `slow` has waited already."""
    waits = {} if spoiling.retry_after is None else {"retry-after": str(spoiling.retry_after)}
    answers: dict[str, Callable[[], Response]] = {
        "outage": lambda: Response("The board is down", 503, waits),
        "throttled": lambda: Response("Too many requests", 429, waits),
        "html": lambda: HTMLResponse("<!DOCTYPE html><html><body>Please enable cookies.</body></html>"),
        "half": lambda: HalfAnswer(body, media_type=media_type),
        "huge": lambda: StreamingResponse(_two_hundred_megabytes(), media_type=media_type),
        "bomb": lambda: Response(_bomb(), media_type="application/rss+xml"),
        "redirect": lambda: RedirectResponse(spoiling.target, 302),
    }
    made = answers.get(spoiling.kind)
    return made() if made else Response(_changed(spoiling.kind, body), media_type=media_type)


async def _two_hundred_megabytes() -> AsyncIterator[bytes]:
    yield b'[{"legal": "'
    for _ in range(200):
        yield b"x" * MEGABYTE
    yield b'"}]'


def _bomb() -> bytes:
    levels = "".join(
        f'<!ENTITY e{level} "{"".join(f"&e{level - 1};" for _ in range(10))}">' for level in range(1, 10)
    )
    declared = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>'
    return f"{declared}<rss><channel>&e9;</channel></rss>".encode()


_LOST_IN_DRIFT = ("salary_min", "salary_max", "location", "tags")
_RENAMED = {"position": "headline", "title": "headline", "company": "employer", "company_name": "employer"}


def _changed(kind: str, body: bytes) -> bytes:
    """The answer with its entries changed; RSS is changed as text."""
    try:
        answer = json.loads(body)
    except ValueError:
        return _changed_feed(kind, body)
    entries = (
        answer
        if isinstance(answer, list)
        else next(each for each in answer.values() if isinstance(each, list))
    )
    for entry in entries:
        if "legal" not in entry:
            _change(kind, entry)
    if kind == "nameless" and entries:
        last = {name: "" if "company" in name.lower() else value for name, value in entries[-1].items()}
        entries.extend(last | {"id": f"nameless-{number}"} for number in range(10_000))
    return json.dumps(answer).encode()


def _change(kind: str, entry: dict[str, Any]) -> None:
    if kind == "drift":
        entry.update({name: "" for name in _LOST_IN_DRIFT if name in entry})
    elif kind == "renamed":
        for old, new in _RENAMED.items():
            if old in entry:
                entry[new] = entry.pop(old)
    elif kind == "hostile":
        title = next(name for name in ("position", "title", "jobTitle", "text") if name in entry)
        entry[title] = f"\u202e<script>alert(1)</script>{entry[title]}\u202c"


def _changed_feed(kind: str, body: bytes) -> bytes:
    feed = body.decode()
    if kind == "renamed":
        feed = feed.replace("<title>", "<headline>").replace("</title>", "</headline>")
    elif kind == "hostile":
        feed = feed.replace(": ", ": \u202e&lt;script&gt;alert(1)&lt;/script&gt;")
    elif kind == "nameless":
        item = "<item><title>Nobody hires</title><link>http://nobody.example/{}</link></item>"
        feed = feed.replace("</channel>", "".join(map(item.format, range(10_000))) + "</channel>")
    elif kind == "drift":
        feed = feed.replace("<region>", "<zone>").replace("</region>", "</zone>")
    return feed.encode()


class HalfAnswer(Response):
    """An answer of which half comes; then the server closes the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Promise all and send half."""
        length = str(len(self.body)).encode()
        media_type = (self.media_type or "application/json").encode()
        headers = [(b"content-type", media_type), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(
            {"type": "http.response.body", "body": bytes(self.body)[: len(self.body) // 2], "more_body": True}
        )
