"""Reading a file that somebody names on the command line."""

from pathlib import Path

from tasks.errors import FileTooLargeError, TerminalError


def content_of(file: Path, most_bytes: int) -> bytes:
    """All that is in it.

    Raises:
        TerminalError: It cannot be read; names it and says why.
        FileTooLargeError: It is larger. No more is read of it: a device never ends.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise TerminalError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > most_bytes:
        raise FileTooLargeError(f"{file} is larger than {most_bytes // 1_000_000} MB")
    return content
