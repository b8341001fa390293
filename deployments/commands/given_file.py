"""Reading a file that somebody names on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tasks.errors import FileTooLargeError, TerminalError

_MEGABYTE = 1_000_000


def content_of(file: Path, most_bytes: int) -> bytes:
    """All that is in it.

    Raises:
        TerminalError: It cannot be read; names it and says why.
        FileTooLargeError: It is larger. No more is read of it: a device never ends.
    """
    with _opened(file) as opened:
        content = opened.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise FileTooLargeError(f"{file} is larger than {most_bytes // _MEGABYTE} MB")
    return content


def lines_of(file: Path, most_bytes: int, most_bytes_of_a_line: int) -> Iterator[bytes]:
    """Its lines, one after the other.

    Raises:
        TerminalError: It cannot be read; names it and says why.
        FileTooLargeError: It is larger, or a line of it is longer. No more is read of it.
    """
    left = most_bytes
    with _opened(file) as opened:
        for number, line in enumerate(iter(lambda: opened.readline(most_bytes_of_a_line + 1), b""), start=1):
            left -= len(line)
            if len(line) > most_bytes_of_a_line:
                most = most_bytes_of_a_line // _MEGABYTE
                raise FileTooLargeError(f"{file}: line {number} is longer than {most} MB")
            if left < 0:
                raise FileTooLargeError(f"{file} is larger than {most_bytes // _MEGABYTE} MB")
            yield line


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as opened:
            yield opened
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise TerminalError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
