"""The process that runs are forked from: everything imported, one thread, no connection.

`python -m deployments.runner.fork_server DESCRIPTOR PACKAGE` speaks on a socket that its worker gave it.
It lives as long as that socket: when the worker is gone, runs get SIGTERM (Prefect's engine then
writes Crashed by itself) and SIGKILL if that does not end them.
"""

import atexit
import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from deployments.runner.forked_run import Ending, TakenOver, take_over
from deployments.runner.installed_code import installed_code
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
from deployments.runner.preload import check_fork, fill_free_places, preload

_LAST_GRACE = 5.0
"""Seconds that runs have to write Crashed when their worker is gone."""


@dataclass(frozen=True, slots=True)
class _Child:
    number: int
    order: int
    """Descriptor of its order, kept for as long as it lives."""


class ForkServer:
    """Forks on request, and tells how each child ended."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._children: dict[int, _Child] = {}
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(self._wake_writer, False)

    def serve(self) -> TakenOver | None:
        """Serve until the worker is gone. Returns twice and more: in each child with what it is to do."""
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only wakes the selector
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's to answer
        with selectors.DefaultSelector() as selector:
            selector.register(self._channel, selectors.EVENT_READ)
            selector.register(self._wake_reader, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select()}
                if self._wake_reader in ready:
                    os.read(self._wake_reader, 4096)
                    self._report_ended()
                if self._channel.fileno() in ready:
                    received = receive(self._channel)
                    if received is None:
                        return self._end()
                    taken_over = self._obey(*received)
                    if taken_over is not None:
                        return taken_over

    def _obey(self, message: Message, descriptors: list[int]) -> TakenOver | None:
        match message:
            case Fork(number):
                return self._fork(number, *descriptors)
            case Signal(number, number_of_signal):
                for pid, child in self._children.items():
                    if child.number == number:
                        os.kill(pid, number_of_signal)  # unreaped, so the id is still its own
        return None

    def _fork(self, number: int, order: int, output: int) -> TakenOver | None:
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as refusal:
            os.close(order)
            os.close(output)
            self._tell(Refused(number, str(refusal)))
            return None
        if pid == 0:
            self._channel.detach()  # the descriptor is closed with all others
            return take_over(order, output, parent)
        os.close(output)
        self._children[pid] = _Child(number, order)
        self._tell(Started(number, pid))
        return None

    def _report_ended(self) -> None:
        for child, returncode in self._reap():
            os.close(child.order)
            self._tell(Ended(child.number, returncode))

    def _reap(self) -> Iterator[tuple[_Child, int]]:
        while self._children:
            gone = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if gone is None:
                return
            _kill_group(gone.si_pid)  # what the run itself started goes with it
            pid, status = os.waitpid(gone.si_pid, 0)
            child = self._children.pop(pid, None)
            if child is not None:
                yield child, os.waitstatus_to_exitcode(status)

    def _tell(self, message: Message) -> None:
        try:
            self._channel.send(pack(message))
        except (BrokenPipeError, ConnectionResetError):
            return  # the worker is gone: the next read says so, and acts

    def _end(self) -> TakenOver | None:
        """End every child, then fork a last one for each run that could not report its own end."""
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _LAST_GRACE
        unreported: list[int] = []
        while self._children:
            unreported += [child.order for child, returncode in self._reap() if returncode]
            if self._children and time.monotonic() > deadline:
                for pid in self._children:
                    os.kill(pid, signal.SIGKILL)
            _wait_for_signal(self._wake_reader, 0.1)
        for order in unreported:
            if Order.from_memory_file(order).work == "run":
                parent = os.getpid()
                pid = os.fork()
                if pid == 0:
                    self._channel.detach()
                    return take_over(order, 2, parent, work="crash report")
                os.waitpid(pid, 0)
        return None


def _wait_for_signal(reader: int, seconds: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(reader, selectors.EVENT_READ)
        if selector.select(seconds):
            os.read(reader, 4096)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def main() -> None:
    """Import, prove, freeze, say Ready, serve; in a child, become its run."""
    end = Ending()
    atexit.register(end.leave)  # what is registered first is called last
    channel = socket.socket(fileno=int(sys.argv[1]))
    package = sys.argv[2]
    code = installed_code(package)
    preload(package)
    check_fork({channel.fileno()}, package)
    gc.collect()
    kept = fill_free_places()
    gc.freeze()
    gc.disable()
    channel.send(pack(Ready(os.getpid(), code.version, code.commit)))
    taken_over = ForkServer(channel).serve()
    if taken_over is not None:
        end.code = taken_over.exit_code()
    del kept


if __name__ == "__main__":
    main()
