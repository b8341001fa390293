"""The inbox: every mail as who got it sees it."""

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from deployments.sandbox.pages import page
from deployments.sandbox.resend_mail.mailbox import Mailbox

LISTED = 200
# Scripts and remote pictures stay out; links open beside the inbox.
_BEFORE = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
    ' img-src data:"><base target="_blank">'
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")


def pages_router(mailbox: Mailbox) -> APIRouter:
    """The list, and each mail."""
    router = APIRouter(include_in_schema=False)

    @router.get("/inbox")
    async def show_inbox(request: Request, to: str | None = None) -> Response:
        """The latest mails, newest first; those to one address if it is given."""
        mails = mailbox.mails(to or None)
        values = {"mails": mails[: -LISTED - 1 : -1], "count": len(mails), "to": to or ""}
        return page(request, "resend/inbox.html", values)

    @router.get("/inbox/{mail_id}")
    async def show_mail(request: Request, mail_id: str) -> Response:
        """One mail: the HTML rendered, and the text with its links."""
        taken = mailbox.mail(mail_id)
        if taken is None:
            return page(request, "resend/missing.html", status=404)
        links = list(dict.fromkeys(_LINK.findall(taken.mail.text or "")))
        rendered = None if taken.mail.html is None else _BEFORE + taken.mail.html
        return page(request, "resend/mail.html", {"taken": taken, "rendered": rendered, "links": links})

    return router
