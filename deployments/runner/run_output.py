"""What a run's process writes: passed on to the worker's own output, its end kept for a crash report."""

import asyncio
import os
import sys
from collections import deque
from typing import Self

_KEPT_LINES = 40
_LATE_SECONDS = 1.0
"""How long after the process's end its last output may arrive: something it started may hold the pipe."""


class RunOutput(asyncio.Protocol):
    """One pipe. `descriptor` goes to the process and is then closed here."""

    def __init__(self, *, echo: bool) -> None:
        self._echo = echo
        self._closed = asyncio.get_running_loop().create_future()
        self._lines: deque[bytes] = deque(maxlen=_KEPT_LINES)
        self._rest = b""
        self.descriptor = -1

    @classmethod
    async def open(cls, *, echo: bool) -> Self:
        """A pipe that this event loop reads."""
        reader, writer = os.pipe()
        output = cls(echo=echo)
        await asyncio.get_running_loop().connect_read_pipe(lambda: output, os.fdopen(reader, "rb", 0))
        output.descriptor = writer
        return output

    def data_received(self, data: bytes) -> None:
        """Pass on and keep."""
        if self._echo:
            sys.stderr.buffer.write(data)
            sys.stderr.buffer.flush()
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines.extend(lines)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody holds the other end any more."""
        del exc
        if not self._closed.done():
            self._closed.set_result(None)

    async def last_lines(self) -> str:
        """The end of what the process wrote; ask when it has ended."""
        await asyncio.wait([self._closed], timeout=_LATE_SECONDS)
        return b"\n".join([*self._lines, self._rest]).decode(errors="replace").strip()
