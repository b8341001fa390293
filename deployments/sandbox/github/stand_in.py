"""GitHub, as the sandbox has it: made-up people and repositories, with paging, quotas, ETags and renames."""

import json
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel
from starlette.responses import Response

from deployments.sandbox.faults import BrokenLine, Fault, Faults
from deployments.sandbox.github.account_book import HOURLY, AccountBook, Fate, Push, Quota
from deployments.sandbox.github.api import Answer, answer
from deployments.sandbox.github.world import ADA, ENDING, MANY
from deployments.sandbox.pages import page
from deployments.sandbox.stand_in import Link, StandIn, Switch

PREFIX = "/github"


class State(BaseModel):
    """What tests count."""

    calls: dict[str, int]
    not_modified: int
    remaining: int
    faults: list[Fault]


def github_stand_in(clock: Callable[[], float]) -> StandIn:
    """GitHub as it is when the server starts."""
    book, faults = AccountBook(clock), Faults()
    router = APIRouter(prefix=PREFIX)
    router.include_router(_switches(book, faults))

    @router.get("/people", include_in_schema=False)
    async def show_people(request: Request) -> Response:
        """Some of the people, and their repositories."""
        people = [book.whose(login) for login in (ADA, MANY, f"grace{ENDING}")]
        return page(request, "github/people.html", {"people": people, "ending": ENDING})

    @router.get("/{path:path}", include_in_schema=False)
    async def call(path: str, request: Request) -> Response:
        book.calls[f"/{path}"] += 1
        return await _answer(book, faults, f"/{path}", request)

    return StandIn(
        name="GitHub",
        about=f"made-up people, each a login that ends in {ENDING}, with their repositories",
        router=router,
        links=(
            Link(f"{PREFIX}/people", "people and repositories"),
            Link(f"{PREFIX}/_state", "calls and the quota"),
        ),
        switches=(
            Switch(
                f"PUT {PREFIX}/_quota", "how many calls are left, and how long it takes until it is reset"
            ),
            Switch(f"POST {PREFIX}/_pushes", "a push to a repository: other files, other languages"),
            Switch(f"POST {PREFIX}/_fates", "a repository is blocked, broken, emptied, or no longer listed"),
            Switch(f"POST {PREFIX}/_faults", "the next calls are throttled, break, hang, …"),
            Switch(f"DELETE {PREFIX}/_state", "everything as at the start, calls counted from 0"),
        ),
    )


def _switches(book: AccountBook, faults: Faults) -> APIRouter:
    router = APIRouter(tags=["switches for tests"])

    @router.get("/_state")
    async def show_github_state() -> State:
        """Calls since the start by path, the quota, the faults."""
        return State(
            calls=dict(book.calls),
            not_modified=book.not_modified,
            remaining=book.remaining,
            faults=faults.armed,
        )

    @router.delete("/_state", status_code=204)
    async def forget_github_state() -> None:
        """Be as at the start; who hangs goes on."""
        book.forget()
        book.calls.clear()
        book.not_modified = 0
        faults.clear()

    @router.put("/_quota", status_code=204)
    async def set_quota(quota: Quota) -> None:
        """Leave this much of the quota."""
        book.limit(quota)

    @router.post("/_pushes", status_code=204)
    async def push(pushed: Push) -> None:
        """Take a push in."""
        if not book.push(pushed):
            raise HTTPException(404, f"There is no repository {pushed.repository}")

    @router.post("/_fates", status_code=204)
    async def decide_fate(fate: Fate) -> None:
        """Let something become of a repository."""
        if not book.decide(fate):
            raise HTTPException(404, f"There is no repository {fate.repository}")

    @router.post("/_faults", status_code=201)
    async def arm_github_fault(fault: Fault) -> list[Fault]:
        """Let the next calls go wrong; answers with all faults that are armed."""
        faults.arm(fault)
        return faults.armed

    return router


async def _answer(book: AccountBook, faults: Faults, path: str, request: Request) -> Response:
    if "user-agent" not in request.headers:
        return Response("Request forbidden by administrative rules.", 403)
    fault = faults.take(path)
    if fault is not None:
        if fault.kind == "hang":
            await faults.hang(fault.seconds)
        elif fault.kind == "drop_after":
            return BrokenLine()
        else:
            return _failure(fault)
    wants_raw = "raw" in request.headers.get("accept", "")
    found = answer(book, path, request.query_params, wants_raw=wants_raw)
    body = found.content if found.is_raw else json.dumps(found.content)
    etag = f'W/"{sha256(str(body).encode()).hexdigest()}"'
    is_unchanged = found.status == HTTPStatus.OK and request.headers.get("if-none-match") == etag
    if not (is_unchanged and "authorization" in request.headers) and not book.take_call():
        return _throttled(book)
    headers = _quota(book) | _links(request, found)
    if found.status == HTTPStatus.OK:
        headers["etag"] = etag
    if is_unchanged:
        book.not_modified += 1
        return Response(status_code=304, headers=headers)
    kind = "application/vnd.github.raw+json" if found.is_raw else "application/json; charset=utf-8"
    return Response(str(body), found.status, headers, kind)


def _quota(book: AccountBook) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(HOURLY),
        "x-ratelimit-remaining": str(book.remaining),
        "x-ratelimit-reset": str(int(book.resets_at) + 1),
        "x-ratelimit-resource": "core",
        "x-github-media-type": "github.v3",
    }


def _links(request: Request, found: Answer) -> dict[str, str]:
    base = f"{str(request.base_url).rstrip('/')}{PREFIX}"
    if found.moved_to is not None:
        query = f"?{request.url.query}" if request.url.query else ""
        return {"location": f"{base}{found.moved_to}{query}"}
    if not found.pages:
        return {}
    links = [
        f'<{request.url.include_query_params(page=number)}>; rel="{name}"'
        for name, number in found.pages.items()
    ]
    return {"link": ", ".join(links)}


def _throttled(book: AccountBook) -> Response:
    message = {
        "message": "API rate limit exceeded for 127.0.0.1.",
        "documentation_url": "https://docs.github.com",
    }
    return Response(json.dumps(message), 403, _quota(book), "application/json")


def _failure(fault: Fault) -> Response:
    status = 500 if fault.kind == "error_after" else int(fault.kind.removeprefix("status_"))
    waits = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
    return Response('{"message": "Server Error"}', status, waits, "application/json")
