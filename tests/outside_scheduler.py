"""An outside scheduler of monitors (LGG) of a test's own, over real HTTP: one schedule for each address."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

KEY = "lgg-key-never-shown"


@dataclass
class OutsideScheduler:
    """What it watches, and what it answers instead if it is told to.

    Attributes:
        faults: Statuses of the next answers; None does the work and then says nothing.
    """

    url: str = ""
    watches: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: deque[int | None] = field(default_factory=deque)
    says_ids: bool = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    outside: OutsideScheduler

    def do_POST(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer("POST", lambda: self._start(wanted))

    def do_DELETE(self) -> None:
        email = unquote(self.path.removeprefix("/tee-times/schedules/"))
        self._answer("DELETE", lambda: (204 if self.outside.watches.pop(email, None) else 404, None))

    def _start(self, wanted: dict[str, Any]) -> tuple[int, Any]:
        if wanted["email"] in self.outside.watches:
            return 409, {"error": "exists"}
        self.outside.watches[wanted["email"]] = wanted
        made = {"id": f"tee-time-search-{wanted['email']}"}
        return 201, made if self.outside.says_ids else None

    def _answer(self, method: str, work: Any) -> None:
        self.outside.asked.append((method, self.path))
        fault = self.outside.faults.popleft() if self.outside.faults else 0
        if fault:
            status, body = fault, {"error": "as it was told"}
        elif self.headers["Authorization"] != f"Bearer {KEY}":
            status, body = 401, {"error": "no"}
        else:
            status, body = work()
        if fault is None:
            self.close_connection = True
            return
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the standard library's
        """Say nothing."""


@contextmanager
def outside_scheduler() -> Iterator[OutsideScheduler]:
    outside = OutsideScheduler()
    handler = type("Handler", (_Handler,), {"outside": outside})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        outside.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield outside
        finally:
            server.shutdown()
            thread.join()
