"""What every call of the storage goes through: the faults, the key, then the work."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email import message_from_bytes, policy

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from deployments.sandbox.faults import BrokenLine, Fault, Faults
from deployments.sandbox.file_storage import refusals
from deployments.sandbox.file_storage.refusals import StorageRefusal
from deployments.sandbox.file_storage.shelf import MOST_BYTES, Shelf

PREFIX = "/supabase/storage/v1"
_FORM_BYTES = 10_000

Work = Callable[[], Awaitable[Response]]


class Desk:
    """Answers calls in the storage's form, whatever happens."""

    def __init__(self, shelf: Shelf, faults: Faults) -> None:
        self._shelf = shelf
        self._faults = faults

    async def serve(self, request: Request, work: Work, *, needs_key: bool = True) -> Response:
        """One call; a bearer key of any name is good."""
        path = request.url.path.removeprefix(PREFIX)
        self._shelf.calls[f"{request.method} {path}"] += 1
        try:
            fault = self._faults.take(path)
            if fault is not None:
                return await self._spoilt(fault, request, work, needs_key=needs_key)
            return await _answer(request, work, needs_key=needs_key)
        except StorageRefusal as refusal:
            return json_answer(refusal.body(), refusal.status)

    async def _spoilt(self, fault: Fault, request: Request, work: Work, *, needs_key: bool) -> Response:
        waits = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        match fault.kind:
            case "status_429":
                refusal = refusals.throttled()
                return json_answer(refusal.body(), refusal.status, waits)
            case "status_500":
                raise refusals.broken()
            case "status_503":
                return HTMLResponse("<html><body>503 Service Unavailable</body></html>", 503, waits)
            case "hang":
                await self._faults.hang(fault.seconds)
                return await _answer(request, work, needs_key=needs_key)
            case "drop_after":
                await _answer(request, work, needs_key=needs_key)
                return BrokenLine()
            case "error_after":
                await _answer(request, work, needs_key=needs_key)
                raise refusals.broken()


async def _answer(request: Request, work: Work, *, needs_key: bool) -> Response:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if needs_key and (scheme.lower() != "bearer" or not key.strip()):
        raise refusals.no_key()
    return await work()


def json_answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer of the storage's."""
    return Response(json.dumps(body), status, headers, "application/json")


async def read_json(request: Request) -> dict[str, object]:
    """A call's JSON body. Raises StorageRefusal if it is no object."""
    try:
        asked = json.loads(await request.body())
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise StorageRefusal(400, "Error", "body must be object")
    return asked


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in; its name is empty if the call gives none."""

    name: str
    content: bytes
    media_type: str


async def read_upload(request: Request) -> Upload:
    """The file of an upload: the body itself, or the file part of a form, as SDKs and browsers send it."""
    if int(request.headers.get("content-length", "0")) > MOST_BYTES + _FORM_BYTES:
        raise refusals.too_large()
    body, media_type = await request.body(), request.headers.get("content-type", "application/octet-stream")
    if not media_type.startswith("multipart/form-data"):
        return Upload("", body, media_type)
    form = message_from_bytes(
        b"Content-Type: " + media_type.encode("latin-1") + b"\r\n\r\n" + body, policy=policy.HTTP
    )
    for part in form.iter_parts():
        name, content = part.get_filename(), part.get_payload(decode=True)
        if name is not None and isinstance(content, bytes):
            return Upload(name, content, part.get_content_type())
    raise StorageRefusal(400, "Error", "the form has no file")
