"""`caddie upload`."""

from dataclasses import dataclass
from pathlib import Path

from deployments.commands.output import print_json
from tasks.errors import FileTooLargeError, TerminalError
from tasks.providers import file_folder
from tasks.providers.files import MOST_BYTES


@dataclass(frozen=True, slots=True)
class _Kept:
    file_url: str
    size: int


def upload(file: Path, /, *, json: bool = False) -> None:
    """Keep a file in CADDIE_HOME for a run to read, and print what to give the run as file_url.

    Args:
        file: At most 10 MB.
        json: As `{"file_url", "size"}`.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise TerminalError(f"{file} cannot be read: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise FileTooLargeError(f"{file} is larger than {MOST_BYTES // 1_000_000} MB")
    kept = _Kept(file_folder.keep(content), len(content))
    if json:
        print_json(kept)
    else:
        print(kept.file_url)
