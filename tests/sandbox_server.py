"""A sandbox of its own for each test: in this process, over real HTTP, on a free port."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import stripe
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from deployments.sandbox.app import create_app
from deployments.sandbox.stripe_checkout.webhooks import Endpoint


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, and ways to talk to it."""

    url: str

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def stripe(self) -> stripe.StripeClient:
        """The real SDK, told nothing but the address."""
        return stripe.StripeClient(
            "sk_test_of_a_test",
            base_addresses={"api": f"{self.url}/stripe"},
            max_network_retries=0,
        )

    def arm(self, kind: str, **details: object) -> None:
        httpx.post(f"{self.url}/stripe/_faults", json={"kind": kind} | details).raise_for_status()

    def clear_faults(self) -> None:
        httpx.delete(f"{self.url}/stripe/_faults").raise_for_status()

    def calls(self, endpoint: str) -> int:
        """How many calls of an endpoint it got: `POST /v1/checkout/sessions`."""
        state = httpx.get(f"{self.url}/stripe/_state").raise_for_status().json()
        return int(state["calls"].get(endpoint, 0))


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Stage:
    """One server for all tests, since a server takes longer to stop than a test takes; it plays any app."""

    def __init__(self) -> None:
        self._playing: ASGIApp = FastAPI()
        self._sandbox_plays = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._playing(scope, receive, send)

    def play(self, home: Path, clock: Clock) -> Sandbox:
        """A sandbox that starts now, with what `home` remembers; the one before it is gone.

        Its webhooks go nowhere until it is told where the shop is: `POST /stripe/_webhooks` with a `url`.
        """
        if self._sandbox_plays:
            httpx.post(f"{self.url}/stripe/_webhooks", json={"hold": True}).raise_for_status()
        self._playing = create_app(home, clock, Endpoint())
        self._sandbox_plays = True
        return Sandbox(self.url)

    @contextmanager
    def open(self) -> Iterator[None]:
        server = _Server(uvicorn.Config(self, log_level="critical", lifespan="off"))
        # The protocol is named, or asyncio leaves Nagle's algorithm on and each answer takes 40 ms.
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
            listening.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            thread = threading.Thread(target=server.run, args=([listening],))
            thread.start()
            try:
                assert server.ready.wait(60)
                yield
            finally:
                server.should_exit = True
                thread.join(10)


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    stage = Stage()
    with stage.open():
        yield stage


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: Clock, stage: Stage) -> Sandbox:
    return stage.play(tmp_path, clock)
