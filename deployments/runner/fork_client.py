"""The worker's end of one fork server: start it, ask it for runs, hear how they ended."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from deployments.runner.messages import (
    Ended,
    Fork,
    Message,
    Order,
    Ready,
    Refused,
    Signal,
    Started,
    pack,
    receive,
)
from deployments.runner.preload import ONE_THREAD
from tasks.errors import RetryableError

T = TypeVar("T")

START_SECONDS = 60.0
"""How long a fork server may take to import everything."""


class ForkServerUnavailableError(RetryableError):
    """The fork server did not start, refused to, or died."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a run's process ended."""

    returncode: int
    """As `subprocess` says it: negative for a signal."""
    with_server: bool = False
    """Whether it was killed because the fork server died."""


class ForkedRun:
    """A process that a fork server started."""

    def __init__(self, server: "ForkServerClient", number: int) -> None:
        self._server = server
        self._number = number
        self.started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()

    async def send_signal(self, number: signal.Signals) -> None:
        """Send the signal, if the process is still there."""
        await self._server.send(Signal(self._number, number))


class ForkServerClient:
    """One fork server process. It ends when this end of the socket is closed."""

    def __init__(self, package: str, environment: Mapping[str, str], on_end: Callable[[], None]) -> None:
        """Nothing is started yet.

        Args:
            package: Where the flows are: every module of it is imported.
            environment: What the process gets, and what runs get that ask for nothing else.
            on_end: Called when it ends without having been asked to.
        """
        self._package = package
        self._environment = dict(environment)
        self._on_end = on_end
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._runs: dict[int, ForkedRun] = {}
        self._last_number = 0
        self.ready: asyncio.Future[Ready] = asyncio.get_running_loop().create_future()

    @property
    def is_alive(self) -> bool:
        """Whether it runs, ready or not yet."""
        return self._channel is not None

    @property
    def was_ready(self) -> bool:
        """Whether it ever could be asked for runs."""
        return self.ready.done() and self.ready.exception() is None

    @property
    def pid(self) -> int | None:
        """Its process, once it was started."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process; `ready` tells when it can be asked, or why it never will."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [
            sys.executable,
            "-m",
            "deployments.runner.fork_server",
            str(theirs.fileno()),
            self._package,
        ]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own module, no outside input)
                command,
                env=self._environment | ONE_THREAD,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # a terminal's Ctrl-C is for the worker: runs are drained
            )
        ours.setblocking(False)
        self._channel = ours
        asyncio.get_running_loop().add_reader(ours, self._on_readable)

    async def fork(self, order: Order, output: int) -> ForkedRun:
        """Start a process that does `order` and writes to the descriptor `output`.

        Raises:
            ForkServerUnavailableError: It is gone, or could not fork.
        """
        self._last_number += 1
        run = ForkedRun(self, self._last_number)
        self._runs[self._last_number] = run
        memory_file = order.as_memory_file()
        try:
            await self.send(Fork(self._last_number), memory_file, output)
        except ForkServerUnavailableError:
            self._runs.pop(self._last_number, None)
            raise
        finally:
            os.close(memory_file)
        await run.started
        return run

    async def send(self, message: Message, *descriptors: int) -> None:
        """Send one packet; waits while the server is behind.

        Raises:
            ForkServerUnavailableError: It is gone.
        """
        while self._channel is not None:
            try:
                socket.send_fds(self._channel, [pack(message)], descriptors)
            except BlockingIOError:
                await self._writable(self._channel)
            except OSError:
                self._gone()
            else:
                return
        raise ForkServerUnavailableError("the fork server is gone")

    async def close_when_idle(self) -> None:
        """Let it end once its last run has: it was replaced."""
        await asyncio.gather(*(run.ended for run in self._runs.values()))
        await self.close()

    async def close(self) -> None:
        """Close the socket and wait for the process: it ends whatever still runs."""
        self._forget()
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)

    async def _writable(self, channel: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        writable = loop.create_future()
        loop.add_writer(channel, _settle, writable, None)
        try:
            await writable
        finally:
            loop.remove_writer(channel)

    def _on_readable(self) -> None:
        while self._channel is not None:
            try:
                received = receive(self._channel)
            except BlockingIOError:
                return
            except ConnectionError:
                received = None
            if received is None:
                self._gone()
            else:
                self._hear(received[0])

    def _hear(self, message: Message) -> None:
        match message:
            case Ready():
                if not self.ready.done():
                    self.ready.set_result(message)
            case Started(number, pid):
                _settle(self._runs[number].started, pid)
            case Refused(number, reason):
                refused = ForkServerUnavailableError(f"the fork server could not fork: {reason}")
                self._runs.pop(number).started.set_exception(refused)
            case Ended(number, returncode):
                _settle(self._runs.pop(number).ended, Exit(returncode))

    def _gone(self) -> None:
        """It ended by itself."""
        self._forget()
        self._on_end()

    def _forget(self) -> None:
        """Tell everybody who waits: its children die with it."""
        if self._channel is None:
            return
        asyncio.get_running_loop().remove_reader(self._channel)
        self._channel.close()
        self._channel = None
        gone = ForkServerUnavailableError("the fork server ended, its own output says why")
        if not self.ready.done():
            self.ready.set_exception(gone)
        for run in self._runs.values():
            if run.started.done():
                _settle(run.ended, Exit(-signal.SIGKILL, with_server=True))
            else:
                run.started.set_exception(gone)
        self._runs.clear()


def _settle(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)
