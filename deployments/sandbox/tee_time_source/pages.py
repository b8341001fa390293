"""The source as a person sees it: its clock, what it offers somewhere, and a page to book on."""

import json
from datetime import date, timedelta
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from deployments.sandbox.pages import page
from deployments.sandbox.tee_time_source.question import Question
from deployments.sandbox.tee_time_source.source import Change, Source
from deployments.sandbox.tee_time_source.world import LINK_BASE

AFTER_POST = 303
_BOSTON = {"lat": "42.3601", "lng": "-71.0589", "radius_miles": "25"}
_MOVES = {"10 minutes": 600, "an hour": 3600, "6 hours": 6 * 3600, "a day": 86_400}


def pages_router(source: Source) -> APIRouter:
    """All of them."""
    router = APIRouter(include_in_schema=False)

    @router.get("/offers")
    async def show_source(request: Request) -> Response:
        """The clock with buttons to move it, and what is offered in one area on one day."""
        asked = _BOSTON | {"day": (date.today() + timedelta(days=7)).isoformat()}  # noqa: DTZ011  a guess to begin with
        asked |= {name: value for name, value in request.query_params.items() if name in asked and value}
        problem, offers = None, []
        try:
            question = Question.model_validate(
                {name: asked[name] for name in _BOSTON} | {"date_from": asked["day"], "date_to": asked["day"]}
            )
            offers = [
                json.loads(offer.text.replace(LINK_BASE, str(request.base_url).rstrip("/")))
                for offer in source.page(question)[0]
            ]
        except ValidationError as invalid:
            problem = f"{invalid.errors()[0]['loc'][0]}: {invalid.errors()[0]['msg']}"
        values = {"source": source, "asked": asked, "offers": offers, "problem": problem, "moves": _MOVES}
        return page(request, "tee_times/source.html", values, 200 if problem is None else 400)

    @router.post("/clock")
    async def move_clock_on_page(request: Request) -> Response:
        """Move the clock by one of the buttons, and come back to the same area."""
        form = parse_qs((await request.body()).decode(errors="replace"))
        move = _MOVES.get(form.get("move", [""])[0])
        if move is not None:
            source.commit(Change(clock=source.seconds + move))
        address = request.url_for("show_source").include_query_params(**request.query_params)
        return RedirectResponse(address, AFTER_POST)

    @router.get("/book/{opening_id:path}")
    async def book(request: Request, opening_id: str) -> Response:
        """Where a booking link leads."""
        return page(request, "tee_times/book.html", {"opening_id": opening_id})

    return router
