"""`caddie resume parse`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from deployments.commands.given_file import content_of
from deployments.commands.output import print_json, print_table
from tasks.errors import TerminalError
from tasks.resumes.model import ReadResume
from tasks.resumes.reading import read_resume
from tasks.resumes.structured import structured_data

_LONGEST = 160
_MOST_BYTES = 50_000_000


def parse(file: Path, /, *, json: bool = False, explain: bool = False, overlay: Path | None = None) -> None:
    """Read a PDF or DOCX into JSON Resume. What the document does not say is left out, never guessed.

    Args:
        file: The document. What kind it is, is told by its content, not by its name.
        json: As one JSON Resume object; under `x-caddie` stand engine, language, needs_ocr, and for each
            value, by its path, its confidence (0 to 1) and the ids of its lines in `text`.
        explain: Each value with its confidence and the lines that it came from.
        overlay: Write a PNG of the pages here, with a box around each line that was read as something.
    """
    content = content_of(file, _MOST_BYTES)
    read = read_resume(content)
    if read.needs_ocr:
        print("A page of it is a picture: what stands there was not read, it needs OCR.", file=sys.stderr)
    if overlay is not None:
        _write_overlay(content, read, overlay)
    if json:
        print_json(structured_data(read))
    elif explain:
        print_table(("value of", "value", "sure", "read from"), list(_explained(read)))
    else:
        print_table(("value of", "value"), [(one.path, one.value) for one in read.values])


def _explained(read: ReadResume) -> Iterator[tuple[str, str, str, str]]:
    texts = {line.id: f"{line.id}: {line.text}" for line in read.lines}
    for one in read.values:
        lines = " / ".join(texts[line] for line in one.lines)
        yield one.path, one.value, f"{one.confidence:.2f}", lines[:_LONGEST]


def _write_overlay(content: bytes, read: ReadResume, file: Path) -> None:
    from tasks.resumes.overlay import overlay_of  # noqa: PLC0415 - drawing is seldom asked for

    picture = overlay_of(content, read)
    try:
        file.write_bytes(picture)
    except OSError as error:
        raise TerminalError(f"{file} cannot be written: {error.strerror}") from error
    print(f"The pages with their boxes: {file}", file=sys.stderr)
