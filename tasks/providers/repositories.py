"""Repositories: GitHub's REST API (https://docs.github.com/en/rest), or the sandbox's.

Calls come one after another. What was answered before is asked again with its ETag, or not at all where
nothing was pushed since. A spent quota is an error with the moment at which calls are free again; nothing
here waits.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import quote, urljoin, urlsplit

import httpx
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from tasks.errors import (
    NotBeforeError,
    ProviderRefusedError,
    ProviderUnavailableError,
    UnknownAccountError,
)
from tasks.providers.retry_after import retry_after_seconds
from tasks.settings import settings

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
MOST_BYTES = 8_000_000
MOST_FILE_CHARACTERS = 500_000
MOST_PAGES = 30
LONGEST_PATH = 4_096
MOST_HOPS = 5
LONGEST_PAUSE = timedelta(hours=1)
UNSAID_PAUSE = timedelta(minutes=1)

_API_VERSION = "2022-11-28"
_AGENT = "caddie (profile-sync)"
_JSON = "application/vnd.github+json"
_RAW = "application/vnd.github.raw+json"
_GONE = {
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.GONE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
}
"""What GitHub answers for one thing that cannot be had: missing, empty, blocked, too large to list."""


class _Answered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Account(_Answered):
    """A person's or an organisation's page."""

    login: str = Field(min_length=1, max_length=100)
    name: str | None = None
    bio: str | None = None
    location: str | None = None
    blog: str | None = None


class Listed(_Answered):
    """A repository as a list of them shows it."""

    full_name: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    default_branch: str = "main"
    description: str | None = None
    language: str | None = None
    size: int = 1
    stars: int = Field(0, validation_alias="stargazers_count")
    fork: bool = False
    archived: bool = False
    template: bool = Field(False, validation_alias="is_template")
    created_at: datetime | None = None
    pushed_at: datetime | None = Field(
        None, validation_alias=AliasChoices("pushed_at", "updated_at", "created_at")
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is kept for the next time.

    Attributes:
        as_of: The state of the repository that it is true of; None if nothing says.
        following: The address of the next page.
    """

    status: int
    body: str
    etag: str | None = None
    as_of: str | None = None
    following: str | None = None


class Memory(Protocol):
    """Where answers are kept."""

    def recall(self, key: str) -> Kept | None:
        """The answer that was kept under this key last."""

    def keep(self, key: str, answer: Kept) -> None:
        """Keep it in place of an older one."""


class NoMemory:
    """Keeps nothing: everything is asked."""

    def recall(self, key: str) -> Kept | None:
        """Nothing, whatever the key."""
        del key
        return None

    def keep(self, key: str, answer: Kept) -> None:
        """Let it go."""


@dataclass(slots=True)
class Repositories:
    """GitHub, asked for one person's repositories.

    Attributes:
        allowance: How many calls may still be made; None is no limit but GitHub's own.
        remaining: How many GitHub says are left of its quota; None if it does not say.
    """

    client: httpx.Client
    memory: Memory = field(default_factory=NoMemory)
    allowance: int | None = None
    remaining: int | None = None
    calls: int = 0

    def account(self, login: str) -> Account:
        """The person's page.

        Raises:
            UnknownAccountError: GitHub knows nobody of this name.
            NotBeforeError: Not before its moment.
            ProviderUnavailableError: GitHub did not answer or broke; may be tried again.
            ProviderRefusedError: It refuses our token.
        """
        answer = self._get(f"/users/{quote(login, safe='')}")
        if answer.status != HTTPStatus.OK:
            raise UnknownAccountError(
                f"GitHub user not found: {login!r}. Check the handle in the profile, or pass github_handle"
            )
        try:
            return Account.model_validate_json(answer.body)
        except ValidationError:
            raise ProviderUnavailableError("GitHub answers for a user with something else") from None

    def listed(self, login: str) -> list[Listed]:
        """Their public repositories, what was pushed to last first; entries that are none are left out.

        Raises:
            NotBeforeError, ProviderUnavailableError, ProviderRefusedError: As for `account`.
        """
        found: dict[str, Listed] = {}
        page: str | None = f"/users/{quote(login, safe='')}/repos?per_page=100&sort=pushed&type=owner"
        for _ in range(MOST_PAGES):
            if page is None:
                break
            answer = self._get(page)
            for entry in _entries(answer):
                try:
                    repository = Listed.model_validate(entry)
                except ValidationError:
                    continue
                found.setdefault(repository.full_name, repository)
            page = answer.following
        return list(found.values())

    def languages(self, full_name: str, as_of: str | None) -> dict[str, int] | None:
        """Bytes a language; None if the repository cannot be had."""
        content = _decoded(self._get(f"/repos/{full_name}/languages", as_of=as_of))
        if not isinstance(content, dict):
            return None
        return {name: size for name, size in content.items() if isinstance(size, int) and size > 0}

    def paths(self, full_name: str, branch: str, as_of: str | None) -> list[str] | None:
        """The paths of all its files that can be asked for; None if GitHub has no tree of it."""
        path = f"/repos/{full_name}/git/trees/{quote(branch, safe='')}?recursive=1"
        content = _decoded(self._get(path, as_of=as_of))
        tree = content.get("tree") if isinstance(content, dict) else None
        if not isinstance(tree, list):
            return None
        return [
            entry["path"]
            for entry in tree
            if isinstance(entry, dict) and entry.get("type") == "blob" and _is_path(entry.get("path"))
        ]

    def folder(self, full_name: str, folder: str, as_of: str | None) -> list[tuple[str, bool]] | None:
        """What lies in a folder, each with whether it is a folder itself; None if it cannot be listed."""
        content = _decoded(self._get(_contents(full_name, folder), as_of=as_of))
        if not isinstance(content, list):
            return None
        return [
            (entry["path"], entry.get("type") == "dir")
            for entry in content
            if isinstance(entry, dict)
            and entry.get("type") in ("file", "dir")
            and _is_path(entry.get("path"))
        ]

    def file(self, full_name: str, path: str, as_of: str | None) -> str | None:
        """A file's text, cut off where it is very long; None if there is none."""
        return _text(self._get(_contents(full_name, path), accept=_RAW, as_of=as_of))

    def readme(self, full_name: str, as_of: str | None) -> str | None:
        """The README's text; None if there is none."""
        return _text(self._get(f"/repos/{full_name}/readme", accept=_RAW, as_of=as_of))

    def has_commits_of(self, full_name: str, login: str, as_of: str | None) -> bool:
        """Whether the person has written any commit of it."""
        path = f"/repos/{full_name}/commits?author={quote(login, safe='')}&per_page=1"
        return bool(_entries(self._get(path, as_of=as_of)))

    def own_share(self, full_name: str, login: str, as_of: str | None) -> float | None:
        """How much of its commits are the person's, 0..1; None if GitHub does not say."""
        answer = self._get(f"/repos/{full_name}/contributors?per_page=100", as_of=as_of)
        counted = {
            str(entry.get("login", "")).lower(): entry["contributions"]
            for entry in _entries(answer)
            if isinstance(entry.get("contributions"), int)
        }
        total = sum(counted.values())
        return counted.get(login.lower(), 0) / total if total > 0 else None

    def may_ask(self, calls: int) -> bool:
        """Whether the allowance has this many calls left."""
        return self.allowance is None or self.allowance >= calls

    def knows(self, full_name: str, as_of: str | None) -> bool:
        """Whether this state of a repository has been read before, so that it costs no calls."""
        kept = self.memory.recall(_key(f"/repos/{full_name}/languages", _JSON))
        return as_of is not None and kept is not None and kept.as_of == as_of

    def _get(self, path: str, *, accept: str = _JSON, as_of: str | None = None) -> Kept:
        """The answer, from memory where it still holds; its status is 200 or one of those of `_GONE`."""
        key = _key(path, accept)
        kept = self.memory.recall(key)
        if kept is not None and as_of is not None and kept.as_of == as_of:
            return kept
        headers = {"Accept": accept}
        if kept is not None and kept.etag is not None:
            headers["If-None-Match"] = kept.etag
        answer = self._follow(path, headers)
        if answer.status == HTTPStatus.NOT_MODIFIED and kept is not None:
            fresh = Kept(kept.status, kept.body, kept.etag, as_of, kept.following)
        else:
            fresh = Kept(answer.status, answer.body, answer.etag, as_of, answer.following)
        self.memory.keep(key, fresh)
        return fresh

    def _follow(self, path: str, headers: Mapping[str, str]) -> Kept:
        """What stands at a path, or where it was moved to, as renamed repositories are."""
        for _ in range(MOST_HOPS):
            status, body, answered = self._call(path, headers)
            if status not in (301, 302, 307, 308):
                following = answered.links.get("next", {}).get("url")
                return Kept(
                    status,
                    body,
                    answered.headers.get("etag"),
                    following=None if following is None else self._own_path(path, following),
                )
            moved_to = answered.headers.get("location", "")
            if not moved_to:
                break
            path = self._own_path(path, moved_to)
        raise ProviderUnavailableError("GitHub redirects without end")

    def _own_path(self, path: str, address: str) -> str:
        """An address that GitHub gives, as a path of the API that we ask: no other host is ever called."""
        base = urlsplit(str(self.client.base_url))
        target = urlsplit(urljoin(f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}{path}", address))
        own = target.path
        if target.netloc == base.netloc:
            own = own.removeprefix(base.path.rstrip("/"))
        return f"{own}?{target.query}" if target.query else own

    def _call(self, path: str, headers: Mapping[str, str]) -> tuple[int, str, httpx.Response]:
        self.calls += 1
        if self.allowance is not None:
            self.allowance -= 1
        try:
            with self.client.stream("GET", path, headers=headers) as answer:
                body = _read(answer)
        except httpx.HTTPError as error:
            raise ProviderUnavailableError(
                f"GitHub did not answer: {type(error).__name__} {error}".rstrip()
            ) from error
        self._note_quota(answer)
        _refuse_errors(answer, body)
        return answer.status_code, body, answer

    def _note_quota(self, answer: httpx.Response) -> None:
        said = answer.headers.get("x-ratelimit-remaining", "")
        self.remaining = int(said) if said.isascii() and said.isdigit() else self.remaining


@contextmanager
def open_repositories(memory: Memory | None = None, allowance: int | None = None) -> Iterator[Repositories]:
    """GitHub as GITHUB_API_URL and GITHUB_TOKEN say; its connections are kept while the block lasts."""
    configured = settings()
    headers = {"User-Agent": _AGENT, "X-GitHub-Api-Version": _API_VERSION}
    if configured.github_token is not None:
        headers["Authorization"] = f"Bearer {configured.github_token.get_secret_value()}"
    with httpx.Client(
        base_url=configured.github_url, timeout=TIMEOUT, headers=headers, trust_env=False
    ) as client:
        yield Repositories(client, NoMemory() if memory is None else memory, allowance)


def _key(path: str, accept: str) -> str:
    return path if accept == _JSON else f"{path} raw"


def _is_path(path: object) -> bool:
    return isinstance(path, str) and path.isprintable() and len(path) <= LONGEST_PATH


def _contents(full_name: str, path: str) -> str:
    return f"/repos/{full_name}/contents/{quote(path)}"


def _read(answer: httpx.Response) -> str:
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > MOST_BYTES:
            break
    return content[:MOST_BYTES].decode(errors="replace")


def _refuse_errors(answer: httpx.Response, body: str) -> None:
    """Raise for what concerns every call; what concerns one thing alone is the caller's."""
    status = answer.status_code
    if status in (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS):
        free_at = _free_at(answer, body, datetime.now(UTC))
        if free_at is not None:
            raise NotBeforeError(
                f"GitHub takes no more calls until {free_at:%Y-%m-%d %H:%M:%S} UTC; with a GITHUB_TOKEN it"
                " takes 5,000 an hour instead of 60",
                until=free_at,
            )
    if status == HTTPStatus.UNAUTHORIZED:
        raise ProviderRefusedError("GitHub refuses GITHUB_TOKEN: it is wrong, expired or revoked")
    if status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY) or answer.is_server_error:
        raise ProviderUnavailableError(f"GitHub answered {status}")
    if answer.is_client_error and status not in _GONE:
        raise ProviderRefusedError(f"GitHub answered {status}: check GITHUB_API_URL")


def _free_at(answer: httpx.Response, body: str, now: datetime) -> datetime | None:
    """When calls are taken again, by GitHub's rules for both kinds of limits; None if it is no limit.

    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    seconds = retry_after_seconds(answer.headers.get("retry-after"), now)
    if seconds is None and answer.headers.get("x-ratelimit-remaining", "").strip() == "0":
        reset = answer.headers.get("x-ratelimit-reset", "").strip()
        if reset.isascii() and reset.isdigit():
            seconds = float(reset) - now.timestamp()
    if seconds is None:
        throttled = answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or "rate limit" in body.lower()
        if not throttled:
            return None
        seconds = UNSAID_PAUSE.total_seconds()
    return now + timedelta(seconds=min(max(seconds, 1.0), LONGEST_PAUSE.total_seconds()))


def _decoded(answer: Kept) -> Any:
    """The JSON of an answer; None if it is none, or not a good answer."""
    if answer.status != HTTPStatus.OK:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _entries(answer: Kept) -> list[Mapping[str, Any]]:
    content = _decoded(answer)
    return [entry for entry in content if isinstance(entry, dict)] if isinstance(content, list) else []


def _text(answer: Kept) -> str | None:
    """A file's text, whether GitHub sent it raw or wrapped in JSON with base64."""
    if answer.status != HTTPStatus.OK:
        return None
    wrapped = _decoded(answer) if answer.body.lstrip().startswith("{") else None
    if isinstance(wrapped, dict) and wrapped.get("encoding") == "base64" and "content" in wrapped:
        try:
            plain = base64.b64decode(str(wrapped["content"])).decode(errors="replace")
        except binascii.Error:
            return None
        return plain[:MOST_FILE_CHARACTERS]
    return answer.body[:MOST_FILE_CHARACTERS]
