"""A tee-time source and a mail provider of a test's own: over real HTTP, saying what they are told to."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Fault:
    """An answer instead of the right one; `dropped` does the work and then says nothing."""

    status: int = 500
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    dropped: bool = False


@dataclass
class LocalProviders:
    """What they offer, what they were asked, and what they were given to send."""

    url: str = ""
    offers: list[dict[str, Any]] = field(default_factory=list)
    offers_near: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    page_size: int = 1_000
    etags: bool = False
    raw_answer: bytes | None = None
    source_headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    not_modified: int = 0
    source_faults: deque[Fault] = field(default_factory=deque)
    broken_zips: set[str] = field(default_factory=set)
    mail_faults: deque[Fault] = field(default_factory=deque)
    mail_posts: int = 0
    mails: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def inbox(self) -> list[dict[str, Any]]:
        """Every mail that went out, in order: what was posted twice under one key is one mail."""
        return list(self.mails.values())

    def tee_times(self, query: dict[str, str], etag: str | None) -> tuple[int, Any, dict[str, str]]:
        with self.lock:
            self.asked.append(query)
            if query["lat"] in self.broken_zips:
                return 503, {"error": "this area is down"}, {}
            offers = self.offers + self.offers_near.get(query["lat"], [])
            start = int(query.get("cursor", "0"))
            page = offers[start : start + self.page_size]
            body: dict[str, Any] = {"tee_times": page}
            if start + self.page_size < len(offers):
                body["next_cursor"] = str(start + self.page_size)
            headers = dict(self.source_headers)
            if self.etags:
                headers["ETag"] = f'"{sha256(json.dumps(offers).encode()).hexdigest()}"'
                if etag == headers["ETag"]:
                    self.not_modified += 1
                    return 304, None, headers
            return 200, body, headers

    def send(self, key: str, mail: dict[str, Any]) -> tuple[int, Any]:
        with self.lock:
            known = self.mails.setdefault(key, mail)
            if known != mail:
                return 409, {"statusCode": 409, "name": "invalid_idempotent_request", "message": "other mail"}
            return 200, {"id": f"mail_{list(self.mails).index(key) + 1}"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    providers: LocalProviders

    def do_GET(self) -> None:
        with self.providers.lock:
            fault = self.providers.source_faults.popleft() if self.providers.source_faults else None
        if fault is not None:
            self._fail(fault)
            return
        if self.providers.raw_answer is not None:
            self._answer(200, self.providers.raw_answer, {})
            return
        query = dict(parse_qsl(urlsplit(self.path).query))
        status, body, headers = self.providers.tee_times(query, self.headers.get("If-None-Match"))
        self._answer(status, b"" if body is None else json.dumps(body).encode(), headers)

    def do_POST(self) -> None:
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers["Idempotency-Key"]
        with self.providers.lock:
            self.providers.mail_posts += 1
            fault = self.providers.mail_faults.popleft() if self.providers.mail_faults else None
        if fault is not None and not fault.dropped:
            self._fail(fault)
            return
        status, body = self.providers.send(key, mail)
        if fault is not None:
            self.close_connection = True
            return
        self._answer(status, json.dumps(body).encode(), {})

    def _fail(self, fault: Fault) -> None:
        if fault.dropped:
            self.close_connection = True
            return
        self._answer(fault.status, json.dumps(fault.body).encode(), fault.headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the standard library's
        """Say nothing."""


@contextmanager
def local_providers() -> Iterator[LocalProviders]:
    providers = LocalProviders()
    handler = type("Handler", (_Handler,), {"providers": providers})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        providers.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield providers
        finally:
            server.shutdown()
            thread.join()
