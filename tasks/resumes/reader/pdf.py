"""PDF to pages, through PDFium: the text with its geometry, links, and whether a page is a picture.

Only a word's first and last character are asked for their place: that is what keeps this near the time
that PDFium takes to extract plain text.
"""

import ctypes
import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tasks.errors import UnreadableDocumentError
from tasks.resumes.reader.page import LONGEST_WORD, Link, Page, Word

MOST_PAGES = 100
_MOST_CHARACTERS = 200_000
_MOST_OBJECTS = 2_000
_LONGEST_ADDRESS = 2_048
_FARTHEST = 20_000.0
_FEW_CHARACTERS = 200
_PICTURE_SHARE = 0.4
_FEW_TO_JUDGE, _READABLE_SHARE = 40, 0.3
_BOLD_FLAG = 1 << 18
_ITALIC_FLAG = 64
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|[-,]bd\b|cmbx|medi\b", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|[-,]it\b|cmti|slant", re.IGNORECASE)
_BROKEN_HYPHEN = "\x02\ufffe\xad"
_WORD = re.compile(rf"[^\s\x00{_BROKEN_HYPHEN}]+[{_BROKEN_HYPHEN}]?|\x00+")
_NO_TEXT = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ud800-\uf8ff\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
_LIGATURE = re.compile(r"[\ufb00-\ufb06\u2126\u212b]")

_one_at_a_time = threading.Lock()  # PDFium is not thread-safe


def read_pages(file: bytes) -> tuple[Page, ...]:
    """Every page of a PDF. Raises UnreadableDocumentError if it is locked, broken or has over 100 pages."""
    with _one_at_a_time:
        try:
            document = pdfium.PdfDocument(file)
        except pdfium.PdfiumError as error:
            raise UnreadableDocumentError(_reason(error)) from error
        with closing(document):
            if len(document) > MOST_PAGES:
                raise UnreadableDocumentError(
                    f"The PDF has {len(document)} pages: no résumé. At most {MOST_PAGES} are read."
                )
            if not len(document):
                raise UnreadableDocumentError("The PDF has no pages.")
            return tuple(_pages(document))


def _reason(error: pdfium.PdfiumError) -> str:
    if "password" in str(error).lower():
        return "The PDF is locked with a password: save a copy without one and try that."
    return "The PDF is broken: it cannot be opened. Export it anew and try that."


def _pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    left = _MOST_CHARACTERS
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            yield Page(0, 0, ())
            continue
        with closing(page):
            text_page = page.get_textpage()
            with closing(text_page):
                height = page.get_height()
                words = tuple(_words(text_page.raw, height, left))
                left -= sum(len(word.text) for word in words)
                yield Page(
                    page.get_width(),
                    height,
                    words,
                    tuple(_links(document, page, height)),
                    _is_unreadable(text_page, words) or _is_picture(page, words),
                )


def _words(text_page: Any, height: float, most: int) -> Iterator[Word]:
    box = pdfium_c.FS_RECTF()
    reference = ctypes.byref(box)
    loose_box = pdfium_c.FPDFText_GetLooseCharBox
    left = bottom = right = top = 0.0
    looks: dict[int, tuple[bool, bool]] = {}
    fonts: dict[int, tuple[bool, bool]] = {}
    parted = False
    for match in _WORD.finditer(_text(text_page, most)):
        first, last = match.span()
        if not loose_box(text_page, first, reference):
            continue
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        if last - first > 1 and loose_box(text_page, last - 1, reference) and box.right > left:
            right = box.right
        if not (_is_near(left) and _is_near(top) and _is_near(right) and _is_near(bottom)):
            continue
        text = match.group()[:LONGEST_WORD]
        if not text.isascii() or text[0] < " ":
            text = _clean(text)
            if not text:
                parted = True
                continue
        owner = pdfium_c.FPDFText_GetTextObject(text_page, first)
        key = ctypes.addressof(owner.contents) if owner else 0
        look = looks.get(key)
        if look is None:
            look = looks[key] = _look(owner, fonts) if owner else (False, False)
        yield Word(text, left, height - top, right, height - bottom, abs(top - bottom), *look, parted)
        parted = False


def _is_near(place: float) -> bool:
    """Whether a coordinate is a number that a page can have: damaged files have others."""
    return -_FARTHEST < place < _FARTHEST


def _text(text_page: Any, most: int) -> str:
    """The page's text, one character for each that PDFium counts."""
    count = min(pdfium_c.FPDFText_CountChars(text_page), most)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(text_page, 0, count, buffer) - 1
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if written == count == len(text):
        return text
    codes = (pdfium_c.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if code not in range(0xD800, 0xE000) else "\x00" for code in codes)


def _clean(text: str) -> str:
    """The text without icons and invisible characters, its ligatures and broken hyphens written out."""
    if text[-1] in _BROKEN_HYPHEN:
        text = text[:-1] + "-"
    text = _NO_TEXT.sub("", text)
    if _LIGATURE.search(text):
        text = unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFC", text)


def _look(owner: Any, fonts: dict[int, tuple[bool, bool]]) -> tuple[bool, bool]:
    """Whether the text object's font is bold, and whether it is italic."""
    font = pdfium_c.FPDFTextObj_GetFont(owner)
    if not font:
        return (False, False)
    key = ctypes.addressof(font.contents)
    if key not in fonts:
        buffer = ctypes.create_string_buffer(256)
        pdfium_c.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
        name, flags = buffer.value.decode("latin-1"), pdfium_c.FPDFFont_GetFlags(font)
        fonts[key] = (
            bool(flags & _BOLD_FLAG) or bool(_BOLD_NAME.search(name)),
            bool(flags & _ITALIC_FLAG) or bool(_ITALIC_NAME.search(name)),
        )
    return fonts[key]


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage, height: float) -> Iterator[Link]:
    """The page's links to web and mail addresses, in the order of the file."""
    position = ctypes.c_int(0)
    link = pdfium_c.FPDF_LINK()
    while pdfium_c.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
        action = pdfium_c.FPDFLink_GetAction(link)
        area = pdfium_c.FS_RECTF()
        if not action or not pdfium_c.FPDFLink_GetAnnotRect(link, ctypes.byref(area)):
            continue
        buffer = ctypes.create_string_buffer(_LONGEST_ADDRESS)
        if pdfium_c.FPDFAction_GetURIPath(document.raw, action, buffer, len(buffer)) > 1:
            address = buffer.value.decode("utf-8", "replace")
            yield Link(area.left, height - area.top, area.right, height - area.bottom, address)


def _is_unreadable(text_page: pdfium.PdfTextPage, words: tuple[Word, ...]) -> bool:
    """Whether the page has characters of which hardly any is a letter or digit: its fonts map to nothing."""
    readable = sum(one.isalnum() for word in words for one in word.text)
    count: int = text_page.count_chars()
    return count > _FEW_TO_JUDGE and readable < _READABLE_SHARE * min(count, _MOST_CHARACTERS)


def _is_picture(page: pdfium.PdfPage, words: tuple[Word, ...]) -> bool:
    """Whether the page shows something, and hardly any text of it can be read."""
    if sum(len(word.text) for word in words) > _FEW_CHARACTERS:
        return False
    shapes, area = 0, 0.0
    for number, shown in enumerate(page.get_objects(max_depth=3)):
        if number > _MOST_OBJECTS:
            return True
        if shown.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = shown.get_bounds()
            area = max(area, (right - left) * (top - bottom))
        else:
            shapes += shown.type != pdfium_c.FPDF_PAGEOBJ_TEXT or not words
    covered = area > _PICTURE_SHARE * page.get_width() * page.get_height()
    return covered or (not words and (shapes > 0 or area > 0))
