"""A shop that takes webhooks over real HTTP, answers as it is told, and keeps what came."""

import json
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Letter:
    """One request: its raw body, and its signature header ("" if there was none)."""

    body: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


class Shop:
    """Answers 200 unless told otherwise."""

    def __init__(self) -> None:
        self._letters: Queue[Letter] = Queue()
        self._answers: deque[int | None] = deque()
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                signature = self.headers.get("stripe-signature", "")
                shop._letters.put(Letter(body, signature))
                status = shop._answers.popleft() if shop._answers else 200
                if status is not None:
                    self.send_response(status)
                    self.send_header("content-length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/stripe/webhook"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def begin(self) -> None:
        """Forget what came before."""
        self._answers.clear()
        self._letters = Queue()

    def answers(self, *statuses: int | None) -> None:
        """How the next requests are answered; None breaks the line."""
        self._answers.extend(statuses)

    def next_letter(self) -> Letter:
        return self._letters.get(timeout=60)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come. Says nothing of what is on its way."""
        try:
            self._letters.put(self._letters.get_nowait())
        except Empty:
            return True
        return False
