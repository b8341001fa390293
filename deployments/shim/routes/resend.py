"""What Resend tells of mails that it took: verified by its signature over the raw body, never by a token."""

import logging
from http import HTTPStatus
from typing import Annotated

import resend
from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field

from deployments.shim.door import Door, door
from deployments.shim.problems import Problem, documented
from deployments.shim.sound_requests import parse
from tasks.settings import settings
from tasks.summaries.deliveries import NoDeliveryEventError, delivery_event, receive

router = APIRouter(prefix="/resend", tags=["mail"])
_log = logging.getLogger(__name__)
Signed = Annotated[str, Header(max_length=4_096)]


class DeliveryEventTaken(BaseModel):
    """The event is kept, now or already before."""

    received: bool = True
    duplicate: bool = Field(description="the event was known already, so nothing was done")


def _refused(status: int, why: str) -> Problem:
    _log.warning("An event of Resend's is refused: %s", why)
    return Problem(status, why)


def _is_signed(body: bytes, svix_id: str, svix_timestamp: str, svix_signature: str) -> bool:
    headers: resend.WebhookHeaders = {
        "id": svix_id,
        "timestamp": svix_timestamp,
        "signature": svix_signature,
    }
    for secret in settings().resend_webhook_secrets:
        try:
            resend.Webhooks.verify({"payload": body.decode(), "headers": headers, "webhook_secret": secret})
        except ValueError:  # not this one's; UnicodeDecodeError is one too
            continue
        return True
    return False


@router.post("/webhook", responses=documented(400, 413, 422, 503))
async def take_resend_event(
    request: Request,
    opened: Annotated[Door, Depends(door)],
    svix_id: Signed = "",
    svix_timestamp: Signed = "",
    svix_signature: Signed = "",
) -> DeliveryEventTaken:
    """Keep an event of Resend's with what follows from it; a second time does nothing.

    A permanent bounce or a complaint ends all mail to the address.
    """
    unsound: Problem | None = request.state.unsound
    if unsound is not None and unsound.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise _refused(unsound.status, unsound.error)
    body: bytes = request.state.raw_body
    if not _is_signed(body, svix_id, svix_timestamp, svix_signature):
        raise _refused(400, "Resend's signature is missing, too old or not right")
    if unsound is not None:
        raise _refused(400, unsound.error)
    try:
        event = delivery_event(parse(body))
    except NoDeliveryEventError as none:
        raise _refused(400, f"The body is no event of Resend's ({none})") from None
    except ValueError:
        raise _refused(400, "The body is not valid JSON") from None
    async with opened.database.all_tenants() as connection:
        is_new = await connection.run_sync(receive, svix_id, event)
    _log.info("Resend's event %s (%s) is %s", svix_id, event.type, "kept" if is_new else "known")
    return DeliveryEventTaken(duplicate=not is_new)
