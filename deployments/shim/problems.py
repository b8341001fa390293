"""Errors as callers see them: RFC 9457 problem details, with `error` as a text for every dialect."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp
from starlette.types import Receive as ASGIReceive
from starlette.types import Scope as ASGIScope
from starlette.types import Send as ASGISend

from tasks.database.sessions import may_succeed_later
from tasks.errors import CaddieError, ProviderUnavailableError

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 50
_LONGEST_TEXT = 2_000
_log = logging.getLogger(__name__)


class FieldError(BaseModel, frozen=True):
    """One value that must change before the request can be taken."""

    field: str = Field(description="dotted path, as the workflow names it")
    message: str


class ProblemDetails(BaseModel):
    """What every error's body looks like."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    error: str = Field(description="the same as detail, for callers of the older dialects")
    request_id: str
    errors: list[FieldError] | None = None
    endpoints: list[str] | None = None
    success: bool | None = None


@dataclass(eq=False)
class Problem(CaddieError):  # noqa: N818  RFC 9457's word
    """An answer that is an error. Its text goes to the caller, so it never repeats what was sent."""

    status: int
    error: str
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    endpoints: Sequence[str] | None = None
    success: bool | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.error}"


def misfit(errors: Sequence[FieldError]) -> Problem:
    """422 that names every field, first in words and then one by one."""
    shown = errors[:MOST_ERRORS]
    return Problem(422, "; ".join(f"{wrong.field} {wrong.message}" for wrong in shown), shown)


def unavailable(what: str) -> Problem:
    """503: the same request may be sent again soon."""
    return Problem(503, f"{what}; try again in a moment", headers={"Retry-After": "2"})


def response(problem: Problem, request_id: str) -> JSONResponse:
    """The problem as an HTTP response."""
    text = problem.error[:_LONGEST_TEXT]
    details = ProblemDetails(
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=text,
        error=text,
        request_id=request_id,
        errors=list(problem.errors) or None,
        endpoints=None if problem.endpoints is None else list(problem.endpoints),
        success=problem.success,
    )
    return JSONResponse(
        details.model_dump(exclude_none=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=dict(problem.headers),
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses` for routes that may answer with these errors."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
        for status in statuses
    }


def from_validation(invalid: RequestValidationError) -> Problem:
    """What pydantic found wrong with a request's parts."""
    return misfit(
        [
            FieldError(
                field=".".join(str(part) for part in wrong["loc"][1:])[:200] or str(wrong["loc"][0]),
                message=str(wrong["msg"])[:300],
            )
            for wrong in invalid.errors()[:MOST_ERRORS]
        ]
    )


def _from_http(refused: HTTPException, endpoints: Sequence[str]) -> Problem:
    headers = dict(refused.headers or {})
    if refused.status_code == HTTPStatus.NOT_FOUND:
        return Problem(404, "Not found", headers=headers, endpoints=endpoints)
    return Problem(refused.status_code, str(refused.detail), headers=headers)


def install(app: FastAPI) -> None:
    """Make every error of an app with all its routes a problem; an unknown path is told which there are."""
    document = app.openapi()
    endpoints = list(document["paths"])
    described = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= {**described.pop("$defs"), ProblemDetails.__name__: described}

    def answer(request: Request, problem: Problem) -> JSONResponse:
        return response(problem, request.state.request_id)

    @app.exception_handler(Problem)
    async def _(request: Request, problem: Problem) -> JSONResponse:
        return answer(request, problem)

    @app.exception_handler(HTTPException)
    async def _(request: Request, refused: HTTPException) -> JSONResponse:
        return answer(request, _from_http(refused, endpoints))

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, invalid: RequestValidationError) -> JSONResponse:
        return answer(request, from_validation(invalid))

    @app.exception_handler(ProviderUnavailableError)
    async def _(request: Request, away: ProviderUnavailableError) -> JSONResponse:
        return answer(request, unavailable(str(away)))

    @app.exception_handler(PoolTimeoutError)
    async def _(request: Request, _busy: PoolTimeoutError) -> JSONResponse:
        return answer(request, unavailable("Too many requests wait for the database"))

    @app.exception_handler(DBAPIError)
    async def _(request: Request, error: DBAPIError) -> JSONResponse:
        if not may_succeed_later(error):
            raise error
        _log.warning("request %s: the database is away: %s", request.state.request_id, error.orig)
        return answer(request, unavailable("The database cannot be reached"))


class LastDefence:
    """ASGI middleware: an error that nobody foresaw is logged and becomes a plain 500."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        """Pass on, and answer for who could not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Any) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            request_id = scope["state"]["request_id"]
            _log.exception("request %s failed in a way nobody foresaw", request_id)
            if started:
                raise
            text = f"Something broke on our side; quote request {request_id} when you report it"
            await response(Problem(500, text), request_id)(scope, receive, send)
