"""Reading a stranger's file in a process of its own: a PDF library that runs out of memory aborts."""

import re
import sys
from typing import Final, Literal

from pydantic import TypeAdapter

from tasks.confined_work import (
    BrokeError,
    DeclinedError,
    Limits,
    TookTooLongError,
    TookTooMuchError,
    in_child,
    serve,
)
from tasks.errors import UnreadableDocumentError
from tasks.resumes.model import ReadResume

LIMITS: Final = Limits(seconds=20.0, memory=500_000_000)
_READ: TypeAdapter[ReadResume] = TypeAdapter(ReadResume)
_NUL = re.compile(rb"((?<!\\)(?:\\\\)*)\\u0000")  # in JSON; PostgreSQL takes it in no text
_SAVE_ANEW = "save it anew as a PDF or DOCX"

_Task = Literal["read", "draw"]


def read_confined(content: bytes, limits: Limits = LIMITS) -> ReadResume:
    """What `read_resume` makes of a file, within the limits.

    Raises:
        UnreadableDocumentError: It says why; or it took too long, too much memory, or its process with it.
    """
    return _READ.validate_json(_made_of("read", content, limits))


def draw_confined(content: bytes, limits: Limits = LIMITS) -> bytes:
    """The pages as PNG, with a box around each line that was read as something, within the limits.

    Raises:
        UnreadableDocumentError: As above; or it is no PDF, so that there are no pages.
    """
    return _made_of("draw", content, limits)


def _made_of(task: _Task, content: bytes, limits: Limits) -> bytes:
    try:
        return in_child(__name__, [task], content, limits)
    except DeclinedError as refusal:
        raise UnreadableDocumentError(str(refusal)) from None
    except TookTooLongError:
        raise UnreadableDocumentError(
            f"Reading the file took longer than {limits.seconds:.0f} seconds: {_SAVE_ANEW}"
        ) from None
    except TookTooMuchError:
        raise UnreadableDocumentError(
            f"Reading the file takes more than {limits.memory // 1_000_000} MB of memory: {_SAVE_ANEW}"
        ) from None
    except BrokeError as how:
        raise UnreadableDocumentError(f"The file broke its reader ({how})") from None


def _main(memory: str, seconds: str, task: str) -> int:
    from tasks.resumes.overlay import overlay_of  # noqa: PLC0415  only the child needs their libraries
    from tasks.resumes.reading import read_resume  # noqa: PLC0415

    def make(content: bytes) -> bytes:
        read = read_resume(content)
        return overlay_of(content, read) if task == "draw" else _NUL.sub(rb"\1", _READ.dump_json(read))

    return serve(make, memory, seconds)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
