"""Job boards: one conditional GET, with care for what may come instead of an answer.

Who asks says who they are. An answer larger than MOST_BYTES is cut off, one that takes longer than
MOST_SECONDS is given up, and a redirect is followed to the same host or to an open machine by https.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from tasks.errors import (
    ProviderBusyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RefusedFileUrlError,
)
from tasks.providers.public_hosts import INTERNET, Internet
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings

TIMEOUT = httpx.Timeout(20.0, connect=5.0)
MOST_BYTES = 25_000_000
MOST_SECONDS = 60.0
MOST_HOPS = 4


@dataclass(frozen=True, slots=True)
class Version:
    """What a board calls the state of its answer; both empty if it gives no name."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """What a board answered.

    Attributes:
        content: The whole answer; None if nothing changed since the version that was named.
    """

    content: bytes | None
    version: Version


def fetch(url: str, known: Version | None = None, internet: Internet = INTERNET) -> BoardAnswer:
    """What a board offers now.

    Args:
        url: As its terms or the settings say.
        known: Of the answer that is kept: nothing is sent again if it still holds.
        internet: The world that redirects lead to.

    Raises:
        ProviderBusyError: It wants to be left alone for now.
        ProviderUnavailableError: It did not answer, was too slow, or broke.
        ProviderRefusedError: It refused, sends too much, or redirects to where nobody is sent.
    """
    until = time.monotonic() + MOST_SECONDS
    trust = True if internet.trust is None else internet.trust
    with httpx.Client(timeout=TIMEOUT, trust_env=False, verify=trust) as client:
        call = _Call(httpx.URL(url), httpx.URL(url))
        for _ in range(MOST_HOPS):
            found = _hop(client, call, _headers(known or Version()), until)
            if isinstance(found, BoardAnswer):
                return found
            call = _redirected(call, found, httpx.URL(url), internet)
    raise ProviderRefusedError(f"{httpx.URL(url).host} redirects more than {MOST_HOPS - 1} times")


@dataclass(frozen=True, slots=True)
class _Call:
    """One request: the link, and where it is sent, which may be an address that was looked at."""

    link: httpx.URL
    url: httpx.URL

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.link == self.url else {"host": self.link.netloc.decode("ascii")}

    @property
    def extensions(self) -> dict[str, str]:
        return {} if self.link == self.url else {"sni_hostname": self.link.raw_host.decode("ascii")}


def _headers(known: Version) -> dict[str, str]:
    return {
        "user-agent": f"Caddie/0.1 (job discovery; +{settings().public_address})",
        "accept": "application/json, application/rss+xml, application/xml;q=0.9",
        "accept-encoding": "gzip",
    } | {
        name: value
        for name, value in {
            "if-none-match": known.etag,
            "if-modified-since": known.last_modified,
        }.items()
        if value
    }


def _hop(client: httpx.Client, call: _Call, headers: dict[str, str], until: float) -> BoardAnswer | str:
    """The answer, or where it is redirected to."""
    request = client.build_request(
        "GET", call.url, headers=headers | call.headers, extensions=call.extensions
    )
    try:
        answer = client.send(request, stream=True)
        try:
            if answer.has_redirect_location:
                return answer.headers["location"]
            if answer.status_code == HTTPStatus.NOT_MODIFIED:
                return BoardAnswer(None, _version(answer))
            _refuse_errors(answer)
            return BoardAnswer(_content(answer, until), _version(answer))
        finally:
            answer.close()
    except httpx.HTTPError as error:
        told = f"{type(error).__name__} {error}".rstrip()
        raise ProviderUnavailableError(f"{call.link.host} did not answer: {told}") from error


def _version(answer: httpx.Response) -> Version:
    return Version(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))


def _redirected(call: _Call, location: str, asked: httpx.URL, internet: Internet) -> _Call:
    try:
        target = call.link.join(location)
    except (httpx.InvalidURL, ValueError):
        raise ProviderRefusedError(f"{asked.host} redirects to something that is no link") from None
    if (target.scheme, target.host, target.port) == (asked.scheme, asked.host, asked.port):
        return _Call(target, target)
    if target.scheme != "https" or target.userinfo or target.port is not None:
        raise ProviderRefusedError(f"{asked.host} redirects away from https: it is not followed")
    try:
        address = internet.addresses(target.host)[0]
    except RefusedFileUrlError:
        raise ProviderRefusedError(
            f"{asked.host} redirects to {target.host}, which is no machine of the open internet"
        ) from None
    return _Call(target, target.copy_with(host=str(address), port=internet.https_port))


def _refuse_errors(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == HTTPStatus.OK:
        return
    asked = retry_after_seconds(answer.headers.get("retry-after"), datetime.now(UTC))
    text = f"{answer.url.host} answered {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ProviderBusyError(text, retry_after=asked)
    if status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY) or answer.is_server_error:
        raise ProviderUnavailableError(text, retry_after=asked)
    raise ProviderRefusedError(f"{text}: check its address and its terms")


def _content(answer: httpx.Response, until: float) -> bytes:
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MOST_BYTES:
        raise _too_large(answer)
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > MOST_BYTES:
            raise _too_large(answer)
        if time.monotonic() > until:
            raise ProviderUnavailableError(
                f"{answer.url.host} did not send all within {MOST_SECONDS:.0f} seconds"
            )
    return bytes(content)


def _too_large(answer: httpx.Response) -> ProviderRefusedError:
    return ProviderRefusedError(
        f"{answer.url.host} sends more than {MOST_BYTES // 1_000_000} MB: it was cut off"
    )
