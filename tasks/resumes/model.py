"""What reading a résumé yields: the résumé, and for each value where it stands and how sure it is."""

from dataclasses import dataclass
from typing import NamedTuple

from tasks.json_resume import JsonResume


class Box(NamedTuple):
    """A place on a page in points, from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document, in reading order. A DOCX has no pages: its boxes are only an order."""

    id: int
    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class ReadValue:
    """One value of the résumé, such as `work[0].position`: how surely (0..1), from which lines."""

    path: str
    value: str
    confidence: float
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReadResume:
    """A résumé as it was read. `needs_ocr` says that a page is a picture: what stands on it is not known."""

    resume: JsonResume
    engine: str
    language: str | None
    needs_ocr: bool
    values: tuple[ReadValue, ...]
    lines: tuple[Line, ...]
