"""Supabase's storage API, or the sandbox's while SUPABASE_URL is not set.

Facts: https://supabase.com/docs/guides/storage/debugging/error-codes. Many failures come as HTTP 400 and
say their true status in the body: `{"statusCode": "404", "error": "not_found", "message": "…"}`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Self
from urllib.parse import quote, unquote

import httpx

from tasks.errors import (
    CaddieError,
    FileGoneError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RefusedFileUrlError,
)
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings

BUCKET = "caddie"
SANDBOX_SERVICE_KEY = "sandbox-service-role"
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_ROUTES = frozenset(("authenticated", "public", "sign", "info", "list", "upload", "copy", "move"))
"""First words of paths below `/object/` that are no bucket."""

_STATUS = re.compile("[1-9][0-9]{2}")
_NO_ACCESS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_BAD_KEY = "The file storage refuses our key: check SUPABASE_SERVICE_ROLE_KEY"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no file.

    Attributes:
        status: The true one.
        reason: What the body says, if it says anything.
        retry_after: Seconds that it asks us to wait.
    """

    status: int
    reason: str
    retry_after: float | None

    @classmethod
    def of(cls, answer: httpx.Response, body: bytes) -> Self:
        """What an answer and the beginning of its body say."""
        said = _details(body)
        inner = str(said.get("statusCode", "")) if answer.status_code == HTTPStatus.BAD_REQUEST else ""
        return cls(
            status=int(inner) if _STATUS.fullmatch(inner) else answer.status_code,
            reason=str(said.get("message") or said.get("error") or "no reason given")[:200],
            retry_after=retry_after_seconds(answer.headers.get("retry-after"), datetime.now(UTC)),
        )

    @property
    def will_pass(self) -> bool:
        """Whether the same call may succeed later."""
        passing = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
        return self.status in passing or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    def for_reader(self, who: str, *, with_our_key: bool) -> CaddieError:
        """The error that somebody gets who wanted to read a file from there."""
        if self.will_pass:
            return ProviderUnavailableError(f"{who} answered {self.status}", retry_after=self.retry_after)
        if with_our_key and self.status in _NO_ACCESS:
            return ProviderRefusedError(_BAD_KEY)
        if self.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return FileGoneError(f"There is no file at this link any more ({who}): upload it again")
        if self.status in (HTTPStatus.BAD_REQUEST, *_NO_ACCESS):
            return FileGoneError(
                f"The link has expired, or never opened this file ({who} answered {self.status}):"
                " ask the app for a new link"
            )
        return ProviderRefusedError(f"{who} answered {self.status}")


def _details(body: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def service_headers() -> dict[str, str]:
    """What opens every file of the storage."""
    key = settings().supabase_service_role_key
    secret = SANDBOX_SERVICE_KEY if key is None else key.get_secret_value()
    return {"authorization": f"Bearer {secret}", "apikey": secret}


def is_of_storage(link: httpx.URL) -> bool:
    """Whether a link leads to the storage: the same scheme, host and port."""
    storage = httpx.URL(settings().file_storage_url)
    return (link.scheme, link.host, link.port) == (storage.scheme, storage.host, storage.port)


def object_requests(link: httpx.URL) -> list[tuple[httpx.URL, dict[str, str]]]:
    """What to ask for, and with which headers, to read the file that a link names: one after the other.

    A signed link is good by itself. A public one may be given of a bucket that is private, so it is asked
    for as it is and then with our key, as a plain one is. Caddie's own bucket, where every tenant's files
    are, is opened by signed links alone.

    Raises:
        RefusedFileUrlError: It names no file.
    """
    objects = httpx.URL(f"{settings().file_storage_url}/object/").path
    path = link.path
    if ".." in unquote(path).split("/") or not path.startswith(objects):
        raise RefusedFileUrlError(f"The link leads to no file of the storage: those lie under {objects}")
    kind, _, rest = path.removeprefix(objects).partition("/")
    if kind == "sign":
        return [(link, {})]
    place = rest if kind in {"public", "authenticated"} else f"{kind}/{rest}"
    bucket = unquote(place).partition("/")[0]
    if bucket == BUCKET:
        raise RefusedFileUrlError("Files of Caddie's own are opened by their signed links alone")
    if bucket in {"", "."} | _ROUTES:  # with our key these could name any bucket behind them
        raise RefusedFileUrlError("The link names no bucket of the storage: check that it is whole")
    plain = link.copy_with(raw_path=f"{objects}{quote(place)}".encode())
    ours = (plain, service_headers())
    return [(link, {}), ours] if kind == "public" else [ours]


def put(client: httpx.Client, key: str, content: bytes, media_type: str) -> None:
    """Put a file into Caddie's own bucket, in place of what is there; makes the bucket if need be.

    Raises:
        ProviderUnavailableError: Not now; the same call may be made again.
        ProviderRefusedError: The storage refuses our key, or the file.
    """
    headers = service_headers() | {"x-upsert": "true", "content-type": media_type}
    answer = client.post(f"/object/{BUCKET}/{quote(key)}", content=content, headers=headers)
    if answer.is_error and Refusal.of(answer, answer.content).status == HTTPStatus.NOT_FOUND:
        bucket = {"id": BUCKET, "name": BUCKET, "public": False}
        client.post("/bucket", json=bucket, headers=service_headers())
        answer = client.post(f"/object/{BUCKET}/{quote(key)}", content=content, headers=headers)
    _refuse_errors(answer)


def sign(client: httpx.Client, key: str, lasting: timedelta) -> str:
    """A link that opens a file of Caddie's own bucket for whoever has it.

    Raises:
        ProviderUnavailableError: Not now; the same call may be made again.
        ProviderRefusedError: The storage refuses our key, or has no such file.
    """
    wanted = {"expiresIn": int(lasting.total_seconds())}
    answer = client.post(f"/object/sign/{BUCKET}/{quote(key)}", json=wanted, headers=service_headers())
    _refuse_errors(answer)
    path = _details(answer.content).get("signedURL")
    if not isinstance(path, str):
        raise ProviderRefusedError("The file storage answers without a signed link")
    return settings().file_storage_url + path


def _refuse_errors(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    refusal = Refusal.of(answer, answer.content)
    if refusal.will_pass:
        raise ProviderUnavailableError(
            f"The file storage answered {refusal.status}", retry_after=refusal.retry_after
        )
    if refusal.status in _NO_ACCESS:
        raise ProviderRefusedError(_BAD_KEY)
    raise ProviderRefusedError(f"The file storage did not take the file: {refusal.reason} ({refusal.status})")
