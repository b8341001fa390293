"""What Stripe tells: verified by its signature over the raw body, never by a token."""

import logging
import time
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field, JsonValue
from sqlalchemy import Connection

from deployments.shim.door import Door, door
from deployments.shim.problems import Problem, documented, unavailable
from deployments.shim.sound_requests import parse
from deployments.shim.stripe_signature import is_signed
from tasks.monitors.stripe_events import NoEventError, envelope_of
from tasks.monitors.stripe_ledger import NotYetError, Received, UnfitEventError, receive
from tasks.settings import settings

router = APIRouter(prefix="/stripe", tags=["payments"])
_log = logging.getLogger(__name__)


class EventTaken(BaseModel):
    """The event is kept, now or already before."""

    received: bool = True
    duplicate: bool = Field(description="the event was known already, so nothing was done")


def _refused(status: int, why: str, event_id: str = "?") -> Problem:
    """A problem, with a line in the log that names the event and nobody."""
    _log.warning("Stripe's event %s is refused: %s", event_id, why)
    return Problem(status, why)


def _verified(request: Request, signature: str) -> dict[str, JsonValue]:
    """The body's JSON object, once it is known whose it is.

    Raises:
        Problem: 413 too long; 400 not signed by Stripe, or no JSON.
    """
    unsound: Problem | None = request.state.unsound
    if unsound is not None and unsound.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise _refused(unsound.status, unsound.error)
    body: bytes = request.state.raw_body
    if not is_signed(body, signature, settings().stripe_webhook_secrets, time.time()):
        raise _refused(400, "Stripe's signature is missing, too old or not right")
    if unsound is not None:
        raise _refused(400, unsound.error)
    try:
        payload = parse(body)
    except ValueError:
        raise _refused(400, "The body is not valid JSON") from None
    if not isinstance(payload, dict):
        raise _refused(400, "The body is no event of Stripe's")
    return payload


@router.post("/webhook", responses=documented(400, 413, 422, 503))
async def take_stripe_event(
    request: Request,
    opened: Annotated[Door, Depends(door)],
    stripe_signature: Annotated[str, Header()] = "",
) -> EventTaken:
    """Keep an event of Stripe's with all that it changes, in one transaction; a second time does nothing.

    503 asks Stripe to come again: the event tells of a monitor that is not there yet.
    """
    payload = _verified(request, stripe_signature)
    configured = settings()

    def take(connection: Connection) -> Received:
        return receive(
            connection,
            payload,
            live=configured.payments_are_live,
            default_scope=configured.default_scope,
        )

    try:
        envelope = envelope_of(payload)
        async with opened.database.all_tenants() as connection:
            received = await connection.run_sync(take)
    except NoEventError as none:
        raise _refused(400, f"The body is no event of Stripe's ({none})") from None
    except UnfitEventError as unfit:
        raise _refused(422, str(unfit), envelope.id) from None
    except NotYetError as early:
        _log.info("Stripe's event %s comes too early", envelope.id)
        raise unavailable(str(early)) from None
    _log.info("Stripe's event %s (%s): %s", envelope.id, envelope.type, received.outcome)
    if received.asked_for_run:
        opened.drainer.ring()
    return EventTaken(duplicate=not received.is_new)
