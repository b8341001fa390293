"""Work on a stranger's content in a process of its own, which may neither grow nor last.

Hostile content can take native code's memory, its time, or the whole process. Here it takes a child that
knows no setting and no secret; the run lives on and says why.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tasks.errors import TerminalError

_OTHERS_OF_THE_PROCESS = 80_000_000  # code and tables of libraries, which the limit does not count
_REFUSED = 3
_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")
_MEMORY_SIGNS = ("MemoryError", "bad_alloc", "Cannot allocate memory")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one piece of work may cost: seconds, and bytes of memory."""

    seconds: float
    memory: int


class TookTooLongError(Exception):
    """It was not done in its seconds."""


class TookTooMuchError(Exception):
    """It needed more than its memory."""


class BrokeError(Exception):
    """The process ended in the midst of it; says how."""


class DeclinedError(Exception):
    """It said no itself; says why."""


def in_child(module: str, arguments: Sequence[str], content: bytes, limits: Limits) -> bytes:
    """What one of our modules makes of content, started as a program that calls `serve`.

    Raises:
        TookTooLongError, TookTooMuchError, BrokeError, DeclinedError: It made nothing.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    command = (sys.executable, "-P", "-m", module, str(limits.memory), str(limits.seconds), *arguments)
    try:
        child = subprocess.run(  # noqa: S603  our own module
            command,
            input=content,
            capture_output=True,
            check=False,
            timeout=limits.seconds,
            env=environment | {"OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise TookTooLongError from None
    if child.returncode == 0:
        return child.stdout
    if child.returncode == _REFUSED:
        raise DeclinedError(child.stdout.decode())
    said = child.stderr.decode(errors="replace")
    if any(sign in said for sign in _MEMORY_SIGNS):
        raise TookTooMuchError
    last = said.strip().splitlines()[-1:] or ["it said nothing"]
    raise BrokeError(f"exit code {child.returncode}: {last[0][:300]}")


def serve(work: Callable[[bytes], bytes], memory: str, seconds: str) -> int:
    """The child's part: do the work within the limits, and say what came of it; the process's exit code.

    Args:
        work: Makes something of the content, or declines it with a TerminalError.
        memory: As the command line has it.
        seconds: As the command line has it.
    """
    content = sys.stdin.buffer.read()
    _confine(int(memory), float(seconds))
    try:
        made = work(content)
    except TerminalError as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        return _REFUSED
    sys.stdout.buffer.write(made)
    return 0


def _confine(memory: int, seconds: float) -> None:
    """From here on this process may grow to so much and work for so long; it writes no core and no file."""
    data = max(memory - _OTHERS_OF_THE_PROCESS, 1)
    whole_seconds = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_CPU, (whole_seconds, whole_seconds))  # if its parent is gone
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
