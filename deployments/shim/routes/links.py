"""What the links in mails lead to: GET shows a page and changes nothing, since mail scanners follow links.

POST does it. Its one-click form serves `List-Unsubscribe-Post` too (RFC 8058), whatever the body is.
"""

from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from deployments.shim.door import Door, door
from deployments.shim.monitor_views import Monitor, find_monitor
from deployments.shim.pages import form, link, page
from deployments.shim.problems import documented
from tasks.monitors.ledger import ActionRefusedError, act
from tasks.monitors.lifecycle import TERMINAL
from tasks.monitors.links import TOKEN_LENGTH, CustomerAction, link_token, read_link_token
from tasks.settings import settings

router = APIRouter(prefix="/m", tags=["monitors"])
_ANSWERS: dict[int | str, dict[str, Any]] = {
    **documented(404, 409, 422, 503),
    404: {"description": "The link is not valid", "content": {"text/html": {}}},
    409: {"description": "The monitor does not allow it any more", "content": {"text/html": {}}},
}
Token = Annotated[str, Path(min_length=1, max_length=2 * TOKEN_LENGTH)]

_ASKS: Final[dict[CustomerAction, tuple[str, str]]] = {
    "pause": ("Pause this monitor?", "Pause it"),
    "resume": ("Go on with this monitor?", "Go on"),
    "cancel": ("Cancel this monitor for good?", "Cancel it"),
}
_DONE: Final[dict[CustomerAction, tuple[str, str]]] = {
    "pause": ("Paused", "You will hear nothing more of these tee times until you resume the monitor."),
    "resume": ("Going on", "You will hear of new tee times again."),
    "cancel": ("Cancelled", "You will hear nothing more of these tee times."),
}


def _void() -> HTMLResponse:
    return page(
        "This link is not valid",
        "Perhaps a part of it was lost when it was copied. The buttons in our latest mail to you work.",
        status=HTTPStatus.NOT_FOUND,
    )


def _way_back(preference_id: UUID) -> str:
    """Mails have no link to resume, so who has paused gets it here."""
    token = link_token(preference_id, "resume", settings().link_secrets[0])
    return link(token, "Go on with it")


def _about(monitor: Monitor) -> str:
    wanted = monitor.search_criteria
    state = monitor.status.replace("_", " ")
    return f"Tee times near {wanted.zip_code} on {wanted.search_date:%A, %d %B %Y}. The monitor is {state}."


@router.get("/{token}", response_class=HTMLResponse, responses=_ANSWERS)
async def show_link(token: Token, opened: Annotated[Door, Depends(door)]) -> HTMLResponse:
    """The page that asks whether it is meant; no login, and nothing changes."""
    read = read_link_token(token, settings().link_secrets)
    if read is None:
        return _void()
    preference_id, action = read
    async with opened.database.all_tenants() as connection:
        monitor = await connection.run_sync(find_monitor, preference_id)
    if monitor is None:
        return _void()
    if monitor.status in TERMINAL:
        return page("This monitor has come to its end", _about(monitor))
    title, button = _ASKS[action]
    return page(title, _about(monitor), more=form(button))


@router.post("/{token}", response_class=HTMLResponse, responses=_ANSWERS)
async def follow_link(token: Token, opened: Annotated[Door, Depends(door)]) -> HTMLResponse:
    """Do what the link says; a second time it is done already."""
    read = read_link_token(token, settings().link_secrets)
    if read is None:
        return _void()
    preference_id, action = read

    def change(connection: Connection) -> bool:
        return act(connection, preference_id, action) is not None

    try:
        async with opened.database.all_tenants() as connection:
            known = await connection.run_sync(change)
    except ActionRefusedError as refused:
        return page("That is not possible any more", f"{refused}.", status=HTTPStatus.CONFLICT)
    if not known:
        return _void()
    opened.drainer.ring()
    return page(*_DONE[action], more=_way_back(preference_id) if action == "pause" else "")
