"""`caddie resume parse`."""

from pathlib import Path

from deployments.commands.output import print_json
from tasks.resumes.reading import read_resume


def parse(file: Path, /, *, json: bool = False) -> None:
    """Read a PDF or DOCX into JSON Resume.

    Args:
        file: The document; what it is, is told by its content.
        json: As one JSON Resume object.
    """
    print_json(read_resume(file.read_bytes()).resume)
