"""What every API call goes through: key, limits, idempotency, then the work.

Facts: https://resend.com/docs/dashboard/emails/idempotency-keys. A refusal leaves its key free.
"""

import json
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import HTMLResponse, Response

from deployments.sandbox.faults import BrokenLine, Fault, Faults
from deployments.sandbox.resend_mail import refusals
from deployments.sandbox.resend_mail.mailbox import Mailbox, Sending, StoredAnswer
from deployments.sandbox.resend_mail.mails import MOST_IN_A_BATCH, Mail, read_mail, taken
from deployments.sandbox.resend_mail.refusals import ResendRefusal

PREFIX = "/resend"
LARGEST_BODY = 40 * 1024 * 1024
LONGEST_KEY = 256

Work = Callable[[Fault | None], Awaitable[Response]]


class Limits(BaseModel):
    """How much the team may send."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_second: int = Field(1000, ge=1, description="calls; Resend's own limit is 5")
    daily: int | None = Field(None, ge=0, description="mails within 24 hours; without it any number")


class Desk:
    """Takes calls one after the other, except those that hang."""

    def __init__(self, mailbox: Mailbox, faults: Faults) -> None:
        self._mailbox = mailbox
        self._faults = faults
        self._keys_in_use: set[str] = set()
        self._second = (0, 0)
        self.limits = Limits()

    async def send_one(self, request: Request) -> Response:
        """`POST /emails`."""

        def work(asked: object) -> tuple[list[Mail], dict[str, JsonValue] | None]:
            return [read_mail(asked, self._mailbox.refused)], None

        return await self.serve(request, lambda fault: self._send(request, work, fault))

    async def send_batch(self, request: Request) -> Response:
        """`POST /emails/batch`: all or none, unless the call is permissive."""
        permissive = request.headers.get("x-batch-validation", "strict") == "permissive"

        def work(asked: object) -> tuple[list[Mail], dict[str, JsonValue]]:
            if not isinstance(asked, list) or not 0 < len(asked) <= MOST_IN_A_BATCH:
                raise refusals.invalid(f"A batch is a list of 1 to {MOST_IN_A_BATCH} mails.")
            mails: list[Mail] = []
            errors: list[JsonValue] = []
            for index, each in enumerate(asked):
                try:
                    mails.append(read_mail(each, self._mailbox.refused))
                except ResendRefusal as refusal:
                    if not permissive:
                        raise
                    errors.append({"index": index, "message": refusal.message})
            return mails, {"errors": errors} if permissive else {}

        return await self.serve(request, lambda fault: self._send(request, work, fault))

    async def serve(self, request: Request, work: Work) -> Response:
        """Answer one call, in Resend's form whatever happens."""
        path = request.url.path.removeprefix(PREFIX)
        self._mailbox.calls[f"{request.method} {path}"] += 1
        headers: dict[str, str] = {}
        try:
            _authenticate(request)
            headers = self._count()
            fault = self._faults.take(path)
            answer = await self._answer(work, fault)
        except ResendRefusal as refusal:
            if refusal.name == "rate_limit_exceeded":
                headers = self._rate_headers() | {"retry-after": "1"}
            answer = json_answer(refusal.status, refusal.body())
        answer.headers.update(headers)
        return answer

    async def _answer(self, work: Work, fault: Fault | None) -> Response:
        kind = None if fault is None else fault.kind
        waits = {} if fault is None or fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        if kind == "status_429":
            refusal = refusals.too_many_requests(self.limits.per_second)
            return json_answer(refusal.status, refusal.body(), waits)
        if kind == "status_500":
            raise refusals.broken()
        if kind == "status_503":
            return HTMLResponse("<html><body>503 Service Unavailable</body></html>", 503, waits)
        answer = await work(fault)
        if kind == "drop_after":
            return BrokenLine()
        if kind == "error_after":
            raise refusals.broken()
        return answer

    async def _send(
        self,
        request: Request,
        work: Callable[[object], tuple[list[Mail], dict[str, JsonValue] | None]],
        fault: Fault | None,
    ) -> Response:
        """Take the mails that `work` finds in the body; what it says beside them belongs to a batch."""
        key = request.headers.get("idempotency-key")
        if key is not None and not 0 < len(key) <= LONGEST_KEY:
            raise refusals.wrong_idempotency_key()
        asked = await _read(request)
        manner = request.headers.get("x-batch-validation")
        written = json.dumps([request.url.path, manner, asked], sort_keys=True)
        fingerprint = sha256(written.encode()).hexdigest()
        stored = None if key is None else self._mailbox.answer(key)
        if stored is not None:
            if stored.fingerprint != fingerprint:
                raise refusals.other_payload()
            return Response(stored.body, 200, media_type="application/json")
        if key is not None and key in self._keys_in_use:
            raise refusals.key_in_use()
        if key is not None:
            self._keys_in_use.add(key)
        try:
            if fault is not None and fault.kind == "hang":
                await self._faults.hang(fault.seconds)
            mails, more = work(asked)
            self._keep_to_quota(len(mails))
            now = self._mailbox.now
            sent = tuple(taken(mail, now, key) for mail in mails)
            ids: list[JsonValue] = [{"id": each.id} for each in sent]
            body = json.dumps(ids[0] if more is None else {"data": ids} | more)
            answer = (
                None
                if key is None
                else StoredAnswer(key=key, fingerprint=fingerprint, body=body, created=now)
            )
            self._mailbox.commit(Sending(mails=sent, answer=answer))
            return Response(body, 200, media_type="application/json")
        finally:
            if key is not None:
                self._keys_in_use.discard(key)

    def _count(self) -> dict[str, str]:
        """Count a call. Raises ResendRefusal (429) if this second has had enough."""
        second = int(time.monotonic())
        counted = self._second[1] if self._second[0] == second else 0
        if counted >= self.limits.per_second:
            raise refusals.too_many_requests(self.limits.per_second)
        self._second = (second, counted + 1)
        return self._rate_headers()

    def _rate_headers(self) -> dict[str, str]:
        return {
            "ratelimit-limit": str(self.limits.per_second),
            "ratelimit-remaining": str(max(0, self.limits.per_second - self._second[1])),
            "ratelimit-reset": "1",
        }

    def _keep_to_quota(self, more: int) -> None:
        daily = self.limits.daily
        if daily is not None and self._mailbox.sent_today() + more > daily:
            raise refusals.quota_used_up()


def json_answer(status: int, body: object, headers: dict[str, str] | None = None) -> Response:
    """An answer of Resend's."""
    return Response(json.dumps(body), status, headers, "application/json")


async def _read(request: Request) -> object:
    content = await request.body()
    if len(content) > LARGEST_BODY:
        raise ResendRefusal(413, "validation_error", "The mail is larger than 40 MB.")
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ResendRefusal(400, "validation_error", "The body is no JSON.") from None


def _authenticate(request: Request) -> None:
    """Keys of any name are good."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise refusals.no_key()
    if not key.strip().startswith("re_"):
        raise refusals.wrong_key()
