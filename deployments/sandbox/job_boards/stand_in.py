"""Job boards, as the sandbox has them: Remote OK, We Work Remotely and seven more, under `/job-boards`."""

import asyncio
import html
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from deployments.sandbox.job_boards import shapes
from deployments.sandbox.job_boards.spoilt import Spoiling, instead
from deployments.sandbox.job_boards.world import Opening, openings_at
from deployments.sandbox.pages import page
from deployments.sandbox.stand_in import Link, StandIn, Switch

PREFIX = "/job-boards"
_JSON, _RSS = "application/json", "application/rss+xml; charset=utf-8"


class World(BaseModel):
    """Which openings there are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: str = Field(
        "caddie", min_length=1, max_length=100, description="the same seed gives the same openings"
    )
    hours_ahead: int = Field(0, ge=0, le=24 * 365, description="how far the boards' clock is ahead of ours")


class Calls(BaseModel):
    """How often the boards were asked, and how they answered."""

    world: World
    spoilings: list[Spoiling]
    calls: dict[str, int] = Field(description="by board")
    not_modified: int
    user_agents: list[str]


@dataclass(slots=True)
class _Boards:
    """What the boards know."""

    clock: Callable[[], float]
    world: World = field(default_factory=World)
    changed_at: float = 0.0
    spoilings: list[Spoiling] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    user_agents: set[str] = field(default_factory=set)
    not_modified: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def openings(self) -> list[Opening]:
        return openings_at(self.clock() + self.world.hours_ahead * 3600, self.world.seed)

    def take_spoiling(self, board: str) -> Spoiling | None:
        for at, spoiling in enumerate(self.spoilings):
            if spoiling.board in ("", board):
                left = spoiling.model_copy(update={"count": spoiling.count - 1})
                self.spoilings[at : at + 1] = [left] if left.count else []
                return spoiling
        return None


def job_boards_stand_in(clock: Callable[[], float]) -> StandIn:
    """The boards as they are when the server starts."""
    boards = _Boards(clock)
    router = APIRouter(prefix=PREFIX)
    router.include_router(_switches(boards))
    router.include_router(_boards(boards))
    return StandIn(
        name="Job boards",
        about="made-up postings, some new each day, on nine boards with the quirks of the real ones",
        router=router,
        links=(
            Link(f"{PREFIX}/openings", "what is offered now"),
            Link(f"{PREFIX}/remoteok/api", "Remote OK's answer"),
            Link(f"{PREFIX}/weworkremotely/remote-jobs.rss", "We Work Remotely's feed"),
        ),
        switches=(
            Switch(f"GET {PREFIX}/_state", "who asked, how often, and what is switched"),
            Switch(f"PUT {PREFIX}/_world", "another seed, or a later day"),
            Switch(
                f"POST {PREFIX}/_spoilings",
                "outage, rubbish, drift, slow, half, 200 MB, an XML bomb, a redirect inside, hostile titles",
            ),
            Switch(f"DELETE {PREFIX}/_state", "everything as at the start, calls counted from 0"),
        ),
    )


def _switches(boards: _Boards) -> APIRouter:
    router = APIRouter(tags=["switches for tests"])

    @router.get("/_state")
    async def show_boards_state() -> Calls:
        """Calls since the start, by board."""
        return Calls(
            world=boards.world,
            spoilings=boards.spoilings,
            calls=dict(boards.calls),
            not_modified=boards.not_modified,
            user_agents=sorted(boards.user_agents),
        )

    @router.delete("/_state", status_code=204)
    async def forget_boards_state() -> None:
        """Be as at the start; who waits goes on."""
        boards.world = World()
        boards.spoilings.clear()
        boards.calls.clear()
        boards.user_agents.clear()
        boards.not_modified = 0
        boards.released.set()
        boards.released = asyncio.Event()

    @router.put("/_world")
    async def set_world(world: World) -> World:
        """Offer other openings, or those of a later day."""
        boards.world, boards.changed_at = world, boards.clock()
        return world

    @router.post("/_spoilings", status_code=201)
    async def spoil(spoiling: Spoiling) -> list[Spoiling]:
        """Let the next answers go wrong, after those that are spoilt already; answers with all."""
        boards.spoilings.append(spoiling)
        return boards.spoilings

    return router


def _boards(boards: _Boards) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/openings")
    async def show_openings(request: Request) -> Response:
        """What is offered, for a person."""
        return page(request, "job_boards/openings.html", {"openings": boards.openings[:100]})

    @router.get("/remoteok/api")
    async def remoteok(request: Request) -> Response:
        caller = request.client.host if request.client else "192.0.2.1"
        body = shapes.remoteok(boards.openings, _base(request), caller)
        return await _answer(boards, "remoteok", request, body, _JSON)

    @router.get("/weworkremotely/remote-jobs.rss")
    async def all_jobs(request: Request) -> Response:
        body = shapes.weworkremotely(boards.openings, _base(request), "remote-jobs")
        return await _answer(boards, "weworkremotely", request, body, _RSS)

    @router.get("/weworkremotely/categories/{category}.rss")
    async def category_jobs(category: str, request: Request) -> Response:
        if category not in shapes.FEEDS:
            raise HTTPException(404, "No such feed")
        body = shapes.weworkremotely(boards.openings, _base(request), f"categories/{category}")
        return await _answer(boards, "weworkremotely", request, body, _RSS)

    @router.get("/{board}/api")
    async def other_board(board: str, request: Request) -> Response:
        if board not in shapes.OTHERS:
            raise HTTPException(404, "No such board")
        if board == "jobicy" and not {"count", "geo", "industry", "tag"}.issuperset(request.query_params):
            raise HTTPException(400, "Unknown parameter")
        return await _answer(
            boards, board, request, shapes.OTHERS[board](boards.openings, _base(request)), _JSON
        )

    @router.get("/{board}/{posting:path}")
    async def posting_page(board: str, posting: str) -> Response:
        """Where the links of postings lead."""
        return HTMLResponse(f"<p>{html.escape(board)}: {html.escape(posting)}, a made-up posting.</p>")

    return router


def _base(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}{PREFIX}"


async def _answer(boards: _Boards, board: str, request: Request, body: bytes, media_type: str) -> Response:
    boards.calls[board] += 1
    boards.user_agents.add(request.headers.get("user-agent", ""))
    spoiling = boards.take_spoiling(board)
    if spoiling is not None and spoiling.kind != "slow":
        return instead(spoiling, body, media_type)
    if spoiling is not None:
        await _wait(boards.released, spoiling.seconds)
    return _conditional(boards, board, request, body, media_type)


def _conditional(boards: _Boards, board: str, request: Request, body: bytes, media_type: str) -> Response:
    """Remote OK names its version by Last-Modified alone, the others by an ETag."""
    newest = max([int(boards.changed_at), *(one.posted for one in boards.openings)])
    if board == "remoteok":
        version = {"last-modified": formatdate(newest, usegmt=True), "cache-control": "public, max-age=3600"}
        since = request.headers.get("if-modified-since")
        unchanged = since is not None and parsedate_to_datetime(since).timestamp() >= newest
    else:
        version = {"etag": f'W/"{sha256(body).hexdigest()}"', "cache-control": "public, max-age=3600"}
        unchanged = request.headers.get("if-none-match") == version["etag"]
    if unchanged:
        boards.not_modified += 1
        return Response(status_code=304, headers=version)
    return Response(body, headers=version, media_type=media_type)


async def _wait(released: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(released.wait(), seconds)
    except TimeoutError:
        return
