"""Files of people: fetched from where a link says, and stored where the app and its people find them.

A link leads to the file storage (Supabase's, or the sandbox's), to a host of FILE_HOSTS, or to a file that
Caddie keeps itself.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote

import httpx

from tasks.errors import FileGoneError, FileTooLargeError, ProviderUnavailableError, RefusedFileUrlError
from tasks.providers import file_folder, supabase_storage
from tasks.providers.public_hosts import INTERNET, Internet
from tasks.providers.supabase_storage import BUCKET, Refusal
from tasks.settings import settings

MOST_BYTES = 10_000_000
MOST_HOPS = 5
MOST_SECONDS = 30.0
LINK_LIFE = timedelta(days=7)
_LONGEST_ERROR = 10_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the storage.

    Attributes:
        key: Its path in Caddie's bucket.
        url: Where it lies for good; the app's own service key opens it.
        link: Opens it for whoever has the link, for a week.
        sha256: Of its content, in hexadecimal.
        size: In bytes.
    """

    key: str
    url: str
    link: str
    sha256: str
    size: int


def store(key: str, content: bytes, media_type: str) -> StoredFile:
    """Put a file into the storage under this key, in place of what is there; a repeat changes nothing.

    Args:
        key: Its path in Caddie's own bucket, such as `resumes/ann/4.pdf`.
        content: The whole file.
        media_type: What it is opened as, such as `application/pdf`.

    Raises:
        ProviderUnavailableError: Not now; the same call may be made again.
        ProviderRefusedError: The storage refuses our key, or the file.
    """
    base = settings().file_storage_url
    try:
        with httpx.Client(base_url=base, timeout=supabase_storage.TIMEOUT, trust_env=False) as client:
            supabase_storage.put(client, key, content, media_type)
            link = supabase_storage.sign(client, key, LINK_LIFE)
    except httpx.HTTPError as error:
        raise ProviderUnavailableError(_no_answer("The file storage", error)) from error
    return StoredFile(
        key=key,
        url=f"{base}/object/{BUCKET}/{quote(key)}",
        link=link,
        sha256=sha256(content).hexdigest(),
        size=len(content),
    )


def fetch(url: str, internet: Internet = INTERNET) -> bytes:
    """What lies there, at most MOST_BYTES.

    Args:
        url: https, the storage's own URL, or a reference to a file that Caddie keeps.
        internet: The world that it leads to.

    Raises:
        RefusedFileUrlError: It leads, or is redirected, to where no file is fetched from.
        FileGoneError: The link has expired, or there is no such file.
        FileTooLargeError: It is larger than MOST_BYTES.
        ProviderUnavailableError: Not now; the same call may be made again.
        ProviderRefusedError: The storage refuses our key, or the host the call.
    """
    if url.startswith(file_folder.SCHEME):
        return file_folder.kept(url)
    until = time.monotonic() + MOST_SECONDS
    trust = True if internet.trust is None else internet.trust
    with httpx.Client(timeout=supabase_storage.TIMEOUT, trust_env=False, verify=trust) as client:
        for _ in range(MOST_HOPS):
            found = _hop(client, url, internet, until)
            if isinstance(found, bytes):
                return found
            url = found
    raise RefusedFileUrlError(f"The link is redirected more than {MOST_HOPS - 1} times")


@dataclass(frozen=True, slots=True)
class _Call:
    """One request that is safe to make."""

    who: str
    url: httpx.URL
    headers: Mapping[str, str]
    extensions: Mapping[str, str]


def _hop(client: httpx.Client, url: str, internet: Internet, until: float) -> bytes | str:
    """The content, or where it is redirected to."""
    *others, last = _calls(url, internet)
    for call in others:
        try:
            return _made(client, url, call, until)
        except (FileGoneError, _NoConnectionError):
            continue
    return _made(client, url, last, until)


class _NoConnectionError(ProviderUnavailableError):
    """Nobody answers at this address."""


def _made(client: httpx.Client, url: str, call: _Call, until: float) -> bytes | str:
    headers = {"accept-encoding": "identity", **call.headers}  # what is counted is what comes
    request = client.build_request("GET", call.url, headers=headers, extensions=dict(call.extensions))
    try:
        answer = client.send(request, stream=True)
        try:
            return _answered(url, call, answer, until)
        finally:
            answer.close()
    except httpx.HTTPError as error:
        kind = _NoConnectionError if isinstance(error, httpx.ConnectError) else ProviderUnavailableError
        raise kind(_no_answer(call.who, error)) from error


def _answered(url: str, call: _Call, answer: httpx.Response, until: float) -> bytes | str:
    if answer.has_redirect_location:
        try:
            return str(httpx.URL(url).join(answer.headers["location"]))
        except (httpx.InvalidURL, ValueError):
            raise RefusedFileUrlError("The link is redirected to something that is no link") from None
    if answer.status_code != HTTPStatus.OK:
        refusal = Refusal.of(answer, _beginning(answer))
        raise refusal.for_reader(call.who, with_our_key="authorization" in call.headers)
    return _content(answer, until)


def _calls(url: str, internet: Internet) -> list[_Call]:
    """The requests to make, one after the other: until one is answered, and until one gives the file."""
    try:
        link = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise RefusedFileUrlError("The link is none that can be opened") from None
    if supabase_storage.is_of_storage(link):
        requests = supabase_storage.object_requests(link)
        return [_Call("The file storage", asked, headers, {}) for asked, headers in requests]
    _refuse_host(link)
    return [
        _Call(
            who=link.host,
            url=link.copy_with(host=str(address), port=internet.https_port),
            headers={"host": link.netloc.decode("ascii")},
            extensions={"sni_hostname": link.raw_host.decode("ascii")},
        )
        for address in internet.addresses(link.host)
    ]


def _refuse_host(link: httpx.URL) -> None:
    if link.scheme != "https":
        raise RefusedFileUrlError("Files are fetched by https alone")
    if link.userinfo:
        raise RefusedFileUrlError("The link carries a user name or a password: use one without")
    if link.host.lower() not in settings().file_hosts or link.port is not None:
        raise RefusedFileUrlError(
            f"Files are not fetched from {link.netloc.decode('ascii')}: use the app's own storage,"
            " or add the host to FILE_HOSTS"
        )


def _content(answer: httpx.Response, until: float) -> bytes:
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MOST_BYTES:
        raise _too_large()
    content = bytearray()
    for chunk in answer.iter_raw():
        content += chunk
        if len(content) > MOST_BYTES:
            raise _too_large()
        if time.monotonic() > until:
            raise ProviderUnavailableError(f"The file did not come whole within {MOST_SECONDS:.0f} seconds")
    return bytes(content)


def _too_large() -> FileTooLargeError:
    return FileTooLargeError(f"The file is larger than {MOST_BYTES // 1_000_000} MB: upload a smaller one")


def _beginning(answer: httpx.Response) -> bytes:
    """As much of an error's body as is worth reading."""
    body = bytearray()
    for chunk in answer.iter_raw():
        body += chunk
        if len(body) > _LONGEST_ERROR:
            break
    return bytes(body)


def _no_answer(who: str, error: httpx.HTTPError) -> str:
    return f"{who} did not answer: {type(error).__name__} {error}".rstrip()
