"""Which mails a person wants, by the signed links in them: GET shows a page and changes nothing.

POST of `/unsubscribe` is what a mail client sends by itself (RFC 8058): it needs no login and no body.
"""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse

from deployments.shim.door import Door, door
from deployments.shim.pages import SENT, form, page
from deployments.shim.problems import documented
from tasks.settings import settings
from tasks.summaries.links import LONGEST_TOKEN, Person, read_preference_token
from tasks.summaries.preferences import SWITCHES, prefer, preferences_of

router = APIRouter(prefix="/mail", tags=["mail"])
_ANSWERS: dict[int | str, dict[str, Any]] = {
    **documented(404, 422, 503),
    404: {"description": "The link is not valid", "content": {"text/html": {}}},
}
Token = Annotated[str, Path(min_length=1, max_length=2 * LONGEST_TOKEN)]
_LABELS: Final = {
    "jobMatches": "New jobs that fit me",
    "resumeReady": "A résumé is ready",
    "weeklySummary": "The weekly summary",
    "applicationUpdates": "News of my applications",
    "marketingEmails": "Offers and news of the service",
}


def _void() -> HTMLResponse:
    return page(
        "This link is not valid",
        "Perhaps a part of it was lost when it was copied. The links in our latest mail to you work.",
        status=HTTPStatus.NOT_FOUND,
    )


def _person(token: str) -> Person | None:
    return read_preference_token(token, settings().link_secrets)


@router.get("/{token}", response_class=HTMLResponse, responses=_ANSWERS)
async def show_mail_preferences(token: Token, opened: Annotated[Door, Depends(door)]) -> HTMLResponse:
    """The page with the five switches."""
    person = _person(token)
    if person is None:
        return _void()
    async with opened.database.transaction(person.scope) as connection:
        wanted = await connection.run_sync(preferences_of, person)
    if wanted is None:
        return _void()
    boxes = [(name, _LABELS[name], on) for name, on in wanted.items()]
    return page("Your mails", "Choose what you want to get.", more=form("Save", boxes))


@router.post("/{token}", response_class=HTMLResponse, responses=_ANSWERS)
async def change_mail_preferences(
    token: Token, request: Request, opened: Annotated[Door, Depends(door)]
) -> HTMLResponse:
    """Take over what was ticked. What is not the page's form, or too long for one, changes nothing."""
    ticked = parse_qs(request.state.raw_body.decode("ascii", "replace"))
    if _person(token) is not None and SENT not in ticked:
        return page("Nothing was changed", "What came was not the form of this page.", status=400)
    return await _prefer(token, {name: name in ticked for name in SWITCHES}, opened, "Saved")


@router.get("/{token}/unsubscribe", response_class=HTMLResponse, responses=_ANSWERS)
async def ask_to_unsubscribe(token: Token, opened: Annotated[Door, Depends(door)]) -> HTMLResponse:
    """The page that asks whether it is meant."""
    person = _person(token)
    if person is None:
        return _void()
    async with opened.database.transaction(person.scope) as connection:
        wanted = await connection.run_sync(preferences_of, person)
    if wanted is None:
        return _void()
    return page("No more weekly summaries?", "You can have them again later.", more=form("Unsubscribe"))


@router.post("/{token}/unsubscribe", response_class=HTMLResponse, responses=_ANSWERS)
async def unsubscribe(token: Token, opened: Annotated[Door, Depends(door)]) -> HTMLResponse:
    """Send this person no weekly summary any more; a second time it is so already."""
    return await _prefer(token, {"weeklySummary": False}, opened, "Unsubscribed")


async def _prefer(token: str, wanted: dict[str, bool], opened: Door, title: str) -> HTMLResponse:
    person = _person(token)
    if person is None:
        return _void()
    async with opened.database.transaction(person.scope) as connection:
        known = await connection.run_sync(prefer, person, wanted)
    if not known:
        return _void()
    summary = wanted.get("weeklySummary", True)
    text = "You will get the weekly summary." if summary else "You will get no more weekly summaries."
    return page(title, text)
