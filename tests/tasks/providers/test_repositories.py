"""GitHub's side is the sandbox's, or a server of this file's that answers what GitHub never should."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tasks.errors import (
    NotBeforeError,
    ProviderRefusedError,
    ProviderUnavailableError,
    UnknownAccountError,
)
from tasks.providers.repositories import Kept, Repositories, open_repositories
from tasks.settings import settings
from tests.sandbox_server import Clock, Sandbox

AS_OF = "2026-01-05T09:00:00+00:00"


class Remembered(dict[str, Kept]):
    """Answers, kept while a test lasts."""

    def recall(self, key: str) -> Kept | None:
        return self.get(key)

    def keep(self, key: str, answer: Kept) -> None:
        self[key] = answer


@pytest.fixture
def memory() -> Remembered:
    return Remembered()


@contextmanager
def github_at(
    url: str, patch: pytest.MonkeyPatch, memory: Remembered | None = None
) -> Iterator[Repositories]:
    patch.setenv("GITHUB_API_URL", url)
    settings.cache_clear()
    with open_repositories(memory) as github:
        yield github
    settings.cache_clear()


@pytest.fixture
def github(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, memory: Remembered) -> Iterator[Repositories]:
    with github_at(f"{sandbox.url}/github", monkeypatch, memory) as github:
        yield github


def calls(sandbox: Sandbox) -> int:
    state = httpx.get(f"{sandbox.url}/github/_state").raise_for_status().json()
    return sum(state["calls"].values())


def test_pages_are_followed_to_the_last(github: Repositories) -> None:
    listed = github.listed("many-made-up")
    assert len(listed) == 130
    assert github.calls == 2
    pushes = [one.pushed_at for one in listed if one.pushed_at]
    assert pushes == sorted(pushes, reverse=True)


def test_renamed_people_and_repositories_are_found(github: Repositories) -> None:
    assert github.account("countess-made-up").login == "ada-made-up"
    assert github.languages("ada-made-up/weaving-machine", AS_OF) == github.languages(
        "ada-made-up/loom", AS_OF
    )


def test_nobody_of_a_name_is_said_plainly(github: Repositories) -> None:
    with pytest.raises(UnknownAccountError, match="GitHub user not found: 'nobody'"):
        github.account("nobody")
    with pytest.raises(UnknownAccountError):
        github.account("../users/ada-made-up")


@pytest.mark.parametrize("name", ["empty-shelf", "under-claim", "gone-tomorrow", "never-was"])
def test_a_repository_that_cannot_be_had_says_nothing(github: Repositories, name: str) -> None:
    full_name = f"ada-made-up/{name}"
    assert github.languages(full_name, AS_OF) is None
    assert github.paths(full_name, "main", AS_OF) is None
    assert github.folder(full_name, "", AS_OF) is None
    assert github.file(full_name, "package.json", AS_OF) is None
    assert github.readme(full_name, AS_OF) is None
    assert github.own_share(full_name, "ada-made-up", AS_OF) is None
    assert not github.has_commits_of(full_name, "ada-made-up", AS_OF)


def test_a_state_that_was_read_is_asked_no_more(github: Repositories, sandbox: Sandbox) -> None:
    text = github.file("ada-made-up/loom", "go.mod", AS_OF)
    before = calls(sandbox)
    assert github.file("ada-made-up/loom", "go.mod", AS_OF) == text
    assert calls(sandbox) == before


def test_after_a_push_only_what_changed_is_sent(github: Repositories, sandbox: Sandbox) -> None:
    github.file("ada-made-up/loom", "go.mod", AS_OF)
    assert "gin" in str(github.file("ada-made-up/loom", "go.mod", "a later push"))
    state = httpx.get(f"{sandbox.url}/github/_state").json()
    assert state["not_modified"] == 1


def test_a_list_is_asked_with_its_etag(github: Repositories, sandbox: Sandbox) -> None:
    first = github.listed("many-made-up")
    assert github.listed("many-made-up") == first
    assert httpx.get(f"{sandbox.url}/github/_state").json()["not_modified"] == 2


def test_with_a_token_what_did_not_change_costs_nothing(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, memory: Remembered
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_made_up")
    with github_at(f"{sandbox.url}/github", monkeypatch, memory) as github:
        first = github.listed("ada-made-up")
        left = github.remaining
        assert github.listed("ada-made-up") == first
        assert github.remaining == left


def test_a_spent_quota_says_when_it_is_full_again(
    github: Repositories, sandbox: Sandbox, clock: Clock
) -> None:
    clock.now = int(datetime.now(UTC).timestamp())
    httpx.put(f"{sandbox.url}/github/_quota", json={"remaining": 1, "reset_seconds": 90}).raise_for_status()
    assert github.account("ada-made-up")
    assert github.remaining == 0
    with pytest.raises(NotBeforeError, match="takes no more calls until") as spent:
        github.listed("ada-made-up")
    assert 80 < (spent.value.until - datetime.now(UTC)).total_seconds() < 100


def test_a_broken_line_may_be_tried_again(github: Repositories, sandbox: Sandbox) -> None:
    for kind in ("status_500", "status_503", "drop_after"):
        httpx.post(f"{sandbox.url}/github/_faults", json={"kind": kind}).raise_for_status()
        with pytest.raises(ProviderUnavailableError):
            github.account("ada-made-up")


class Odd(BaseHTTPRequestHandler):
    """Answers every call with what it is given."""

    status: int = 200
    body: bytes = b""
    said: dict[str, str] = {}  # noqa: RUF012  a test sets it

    def do_GET(self) -> None:
        self.send_response(self.status)
        for name, value in self.said.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repositories]:
    monkeypatch.setattr(Odd, "said", {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with github_at(f"http://127.0.0.1:{server.server_port}", monkeypatch) as github:
            yield github
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(patch: pytest.MonkeyPatch, status: int, body: Any = b"", **headers: str) -> None:
    patch.setattr(Odd, "status", status)
    patch.setattr(Odd, "body", body if isinstance(body, bytes) else json.dumps(body).encode())
    patch.setattr(Odd, "said", {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("answer", "headers", "seconds"),
    [
        ((429, {}), {"retry_after": "30"}, 30),
        ((403, {}), {"retry_after": "7"}, 7),
        ((403, {"message": "You have exceeded a secondary rate limit."}), {}, 60),
        ((429, {}), {}, 60),
        ((403, {}), {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "1507651200000"}, 3600),
        ((403, {}), {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "5"}, 1),
    ],
)
def test_each_kind_of_limit_is_obeyed_and_none_for_longer_than_an_hour(
    odd: Repositories,
    monkeypatch: pytest.MonkeyPatch,
    answer: tuple[int, Any],
    headers: dict[str, str],
    seconds: float,
) -> None:
    status, body = answer
    says(monkeypatch, status, body, **headers)
    with pytest.raises(NotBeforeError) as put_off:
        odd.languages("a/b", None)
    waits = (put_off.value.until - datetime.now(UTC)).total_seconds()
    assert seconds - 2 <= waits <= seconds


def test_a_403_that_is_no_limit_concerns_one_thing_alone(
    odd: Repositories, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, 403, {"message": "Repository access blocked"}, x_ratelimit_remaining="41")
    assert odd.languages("a/b", None) is None


def test_a_wrong_token_is_said_plainly(odd: Repositories, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, 401, {"message": "Bad credentials"})
    with pytest.raises(ProviderRefusedError, match="GITHUB_TOKEN"):
        odd.account("ann")


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"[[[", b"null", b"{}", b"[1, null, {}]", b'"x"', b"[" * 50_000]
)
def test_rubbish_is_no_answer(odd: Repositories, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    says(monkeypatch, 200, body)
    assert odd.listed("ann") == []
    assert not odd.languages("a/b", None)
    assert not odd.paths("a/b", "main", None)
    assert not odd.folder("a/b", "", None)
    assert odd.own_share("a/b", "ann", None) is None
    with pytest.raises(ProviderUnavailableError):
        odd.account("ann")


def test_a_redirect_never_leads_to_another_host(odd: Repositories, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, 301, {}, location="http://192.0.2.1/users/ann")
    with pytest.raises(ProviderUnavailableError, match="redirects without end"):
        odd.account("ann")


def test_links_that_name_github_itself_are_followed_where_we_ask(
    odd: Repositories, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(
        monkeypatch,
        200,
        [{"full_name": "ann/x"}],
        link='<https://api.github.com/users/ann/repos?page=2>; rel="next"',
    )
    assert [one.full_name for one in odd.listed("ann")] == ["ann/x"]
    assert odd.calls == 30, "it goes on no longer than for 30 pages"


@pytest.mark.parametrize("path", ["a\0b/go.mod", "\ud800/go.mod", "x/" * 5_000 + "go.mod", 7, None])
def test_a_path_that_no_address_holds_is_no_file(
    odd: Repositories, monkeypatch: pytest.MonkeyPatch, path: object
) -> None:
    says(monkeypatch, 200, {"tree": [{"path": path, "type": "blob"}, {"path": "go.mod", "type": "blob"}]})
    assert odd.paths("a/b", "main", None) == ["go.mod"]
    says(monkeypatch, 200, [{"path": path, "type": "dir"}, {"path": "cmd", "type": "dir"}])
    assert odd.folder("a/b", "", None) == [("cmd", True)]


def test_a_file_comes_raw_or_wrapped(odd: Repositories, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, 200, b'{"dependencies": {}}')
    assert odd.file("a/b", "package.json", None) == '{"dependencies": {}}'
    says(monkeypatch, 200, {"encoding": "base64", "content": "bW9kdWxlIHgK\n"})
    assert odd.file("a/b", "go.mod", None) == "module x\n"
