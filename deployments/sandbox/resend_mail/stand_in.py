"""Resend, as the sandbox has it: it takes mails, shows them, and sends none."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from deployments.sandbox.faults import Fault, Faults
from deployments.sandbox.journal import Journal
from deployments.sandbox.resend_mail import refusals
from deployments.sandbox.resend_mail.desk import PREFIX, Desk, Limits, json_answer
from deployments.sandbox.resend_mail.mailbox import Mailbox, Sending, moment_of
from deployments.sandbox.resend_mail.pages import pages_router
from deployments.sandbox.stand_in import Link, StandIn, Switch


class InInbox(BaseModel):
    """A mail, for tests to read."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    to: list[str]
    sender: str = Field(alias="from")
    subject: str
    html: str | None
    text: str | None
    headers: dict[str, str]
    key: str | None = Field(description="the idempotency key that it came with")
    created: int = Field(description="Unix seconds")


class Refused(BaseModel):
    """Who takes no mail."""

    model_config = ConfigDict(extra="forbid")

    addresses: list[str]


class State(BaseModel):
    """How much there is, for tests to count."""

    mails: int
    calls: dict[str, int]
    faults: list[Fault]
    limits: Limits
    refused: list[str]


def resend_stand_in(home: Path, clock: Callable[[], float]) -> StandIn:
    """Resend with the team that `home` remembers."""
    mailbox = Mailbox(Journal(home / "resend.jsonl", Sending), clock)
    faults = Faults()
    desk = Desk(mailbox, faults)
    router = APIRouter(prefix=PREFIX)
    router.include_router(pages_router(mailbox))
    router.include_router(_switches(mailbox, faults, desk))
    router.include_router(_api(mailbox, desk))
    return StandIn(
        name="Resend",
        about="takes mails and shows them; none is sent",
        router=router,
        links=(Link(f"{PREFIX}/inbox", "the inbox"), Link(f"{PREFIX}/_state", "how much there is")),
        switches=(
            Switch(f"GET {PREFIX}/_inbox?to=&key=", "the mails as JSON, oldest first"),
            Switch(f"POST {PREFIX}/_faults", "the next calls are throttled, break before or after, hang, …"),
            Switch(f"PUT {PREFIX}/_limits", "calls a second, mails a day"),
            Switch(f"PUT {PREFIX}/_refused", "addresses that take no mail"),
        ),
    )


def _switches(mailbox: Mailbox, faults: Faults, desk: Desk) -> APIRouter:
    router = APIRouter(tags=["switches for tests"])

    @router.get("/_inbox")
    async def read_inbox(to: str | None = None, key: str | None = None) -> list[InInbox]:
        """The mails, oldest first; those to one address, or sent with one key."""
        return [
            InInbox(
                id=taken.id,
                to=list(taken.mail.to),
                sender=taken.mail.sender,
                subject=taken.mail.subject,
                html=taken.mail.html,
                text=taken.mail.text,
                headers=taken.mail.headers,
                key=taken.key,
                created=taken.created,
            )
            for taken in mailbox.mails(to)
            if key in {None, taken.key}
        ]

    @router.post("/_faults", status_code=201)
    async def arm_mail_fault(fault: Fault) -> list[Fault]:
        """Let the next calls go wrong; answers with all faults that are armed."""
        faults.arm(fault)
        return faults.armed

    @router.delete("/_faults", status_code=204)
    async def clear_mail_faults() -> None:
        """Let all calls go right again; those that hang go on."""
        faults.clear()

    @router.put("/_limits")
    async def set_limits(limits: Limits) -> Limits:
        """How much may be sent from now on."""
        desk.limits = limits
        return limits

    @router.put("/_refused")
    async def set_refused(refused: Refused) -> Refused:
        """Mails to these addresses are refused from now on, and to no others."""
        mailbox.refused = frozenset(address.lower() for address in refused.addresses)
        return refused

    @router.get("/_state")
    async def show_mail_state() -> State:
        """How many mails, calls since the start, the switches."""
        return State(
            mails=len(mailbox.mails()),
            calls=dict(mailbox.calls),
            faults=faults.armed,
            limits=desk.limits,
            refused=sorted(mailbox.refused),
        )

    return router


def _api(mailbox: Mailbox, desk: Desk) -> APIRouter:
    """Resend's own routes, which Resend documents: https://resend.com/docs/api-reference."""
    router = APIRouter(include_in_schema=False)

    @router.post("/emails")
    async def send_email(request: Request) -> Response:
        return await desk.send_one(request)

    @router.post("/emails/batch")
    async def send_emails(request: Request) -> Response:
        return await desk.send_batch(request)

    @router.get("/emails/{mail_id}")
    async def retrieve_email(request: Request, mail_id: str) -> Response:
        async def work(_fault: Fault | None) -> Response:
            taken = mailbox.mail(mail_id)
            if taken is None:
                raise refusals.not_found("Email")
            return json_answer(200, taken.shown(moment_of(taken)))

        return await desk.serve(request, work)

    @router.api_route("/{rest:path}", methods=["GET", "POST", "PATCH", "DELETE"])
    async def refuse_unknown_path(request: Request) -> Response:
        async def work(_fault: Fault | None) -> Response:
            raise refusals.not_found("Endpoint")

        return await desk.serve(request, work)

    return router
