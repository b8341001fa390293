"""`caddie upload`."""

from dataclasses import dataclass
from pathlib import Path

from deployments.commands.given_file import content_of
from deployments.commands.output import print_json
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
    content = content_of(file, MOST_BYTES)
    kept = _Kept(file_folder.keep(content), len(content))
    if json:
        print_json(kept)
    else:
        print(kept.file_url)
