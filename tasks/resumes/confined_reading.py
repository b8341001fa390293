"""Reading a stranger's file in a process of its own, which may neither grow nor last.

A hostile file can take a reader's memory, its time, or the whole process (a PDF library that runs out of
memory aborts). Here it takes a child that knows no setting and no secret; the run lives on and says why.
"""

import os
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from tasks.errors import UnreadableDocumentError
from tasks.resumes.model import ReadResume

MOST_SECONDS = 20
MOST_BYTES = 500_000_000
_OTHERS_OF_THE_PROCESS = 80_000_000  # code and tables of libraries, which the limit does not count
_REFUSED = 3
_READ: TypeAdapter[ReadResume] = TypeAdapter(ReadResume)
_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")
_NUL = re.compile(rb"((?<!\\)(?:\\\\)*)\\u0000")  # in JSON; PostgreSQL takes it in no text
_MEMORY_SIGNS = ("MemoryError", "bad_alloc", "Cannot allocate memory")

_Task = Literal["read", "draw"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost."""

    seconds: float = MOST_SECONDS
    memory: int = MOST_BYTES


def read_confined(content: bytes, limits: Limits = Limits()) -> ReadResume:
    """What `read_resume` makes of a file, within the limits.

    Raises:
        UnreadableDocumentError: It says why; or it took too long, too much memory, or its process with it.
    """
    return _READ.validate_json(_in_child("read", content, limits))


def draw_confined(content: bytes, limits: Limits = Limits()) -> bytes:
    """The pages as PNG, with a box around each line that was read as something, within the limits.

    Raises:
        UnreadableDocumentError: As above; or it is no PDF, so that there are no pages.
    """
    return _in_child("draw", content, limits)


def _in_child(task: _Task, content: bytes, limits: Limits) -> bytes:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    command = (sys.executable, "-P", "-m", __name__, task, str(limits.memory), str(limits.seconds))
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
        raise UnreadableDocumentError(
            f"Reading the file took longer than {limits.seconds:.0f} seconds: save it anew as a PDF or DOCX"
        ) from None
    if child.returncode == 0:
        return child.stdout
    if child.returncode == _REFUSED:
        raise UnreadableDocumentError(child.stdout.decode())
    said = child.stderr.decode(errors="replace")
    if any(sign in said for sign in _MEMORY_SIGNS):
        raise UnreadableDocumentError(
            f"Reading the file takes more than {limits.memory // 1_000_000} MB of memory:"
            " save it anew as a PDF or DOCX"
        )
    last = said.strip().splitlines()[-1:] or ["it said nothing"]
    raise UnreadableDocumentError(
        f"The file broke its reader (exit code {child.returncode}): {last[0][:300]}"
    )


def _confine(memory: int, seconds: float) -> None:
    """From here on this process may grow to so much and work for so long; it writes no core and no file."""
    data = max(memory - _OTHERS_OF_THE_PROCESS, 1)
    whole_seconds = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_CPU, (whole_seconds, whole_seconds))  # if its parent is gone
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _main(task: str, memory: str, seconds: str) -> int:
    from tasks.resumes.overlay import overlay_of  # noqa: PLC0415  only the child needs their libraries
    from tasks.resumes.reading import read_resume  # noqa: PLC0415

    content = sys.stdin.buffer.read()
    _confine(int(memory), float(seconds))
    try:
        read = read_resume(content)
        made = overlay_of(content, read) if task == "draw" else _NUL.sub(rb"\1", _READ.dump_json(read))
    except UnreadableDocumentError as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        return _REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
