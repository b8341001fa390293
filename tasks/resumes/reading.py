"""Reads a résumé, PDF or DOCX, into JSON Resume: by rules alone, with no model and no network.

Pages become words with their places, words rows, rows columns and sections, sections entries. What the
document does not say is left out; what was read says how sure it is and from which lines it came.
"""

from tasks.errors import UnreadableDocumentError
from tasks.json_resume import JsonResume
from tasks.resumes.model import Box, Line, ReadResume
from tasks.resumes.reader import docx, pdf
from tasks.resumes.reader.layout import rows_of
from tasks.resumes.reader.page import Row
from tasks.resumes.reader.sections import sections_of
from tasks.resumes.reader.whole import whole_of
from tasks.written_language import language_of

ENGINE = "built-in"


def read_resume(file: bytes) -> ReadResume:
    """The résumé that the file holds; what kind of file it is, is told by its content.

    Raises UnreadableDocumentError (terminal) with a plain reason for anything that is neither a readable
    PDF nor a readable DOCX.
    """
    rows, is_picture = _rows(file)
    language = language_of("\n".join(row.text for row in rows))
    resume, values = whole_of(sections_of(rows), language) if rows else (JsonResume(), ())
    return ReadResume(
        resume=resume,
        engine=ENGINE,
        language=language,
        needs_ocr=is_picture,
        values=values,
        lines=tuple(_line(row) for row in rows),
    )


def _rows(file: bytes) -> tuple[tuple[Row, ...], bool]:
    """The rows of the document, and whether a page of it is a picture. A page that is one has no rows."""
    if file.lstrip()[:5] == b"%PDF-" or b"%PDF-" in file[:1024]:
        pages = pdf.read_pages(file)
        readable = tuple(page for page in pages if not page.is_picture)
        return rows_of(readable), len(readable) < len(pages)
    if file[:4] == b"PK\x03\x04":
        return docx.read_rows(file)
    if not file:
        raise UnreadableDocumentError("The file is empty.")
    raise UnreadableDocumentError("This is neither a PDF nor a DOCX: save the résumé as one of these.")


def _line(row: Row) -> Line:
    return Line(
        row.id,
        row.text,
        row.page,
        Box(row.first.left, row.top, max(segment.right for segment in row.segments), row.bottom),
    )
