"""DOCX to rows: body, tables, text boxes, page heads and feet, with their links.

A DOCX has no geometry. Its paragraphs are given one: each is a row below the one before, tabs and cells
stand side by side. The XML is read by lxml with entities, DTDs and network off.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from lxml import etree

from tasks.errors import UnreadableDocumentError
from tasks.resumes.reader.headings import kind_of
from tasks.resumes.reader.page import LONGEST_WORD, Row, Segment, Word, segment_of
from tasks.resumes.reader.pieces import is_aside

MOST_BYTES = 40_000_000
_MOST_ROWS = 5_000
_MOST_ENTRIES = 5_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WIDTH, _CELL, _TAB, _LINE = 540.0, 2000.0, 180.0, 14.0
_HALF_POINTS = 2.0
_USUAL_SIZE, _LETTER, _SPACE, _WIDE_BLANK = 10.5, 0.5, 0.25, 3
_BLANK = re.compile(r"(\t|\s{3,}|\s)")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\ue000-\uf8ff\u200b-\u200f\u202a-\u202e\ufeff]")


@dataclass(frozen=True, slots=True)
class _Look:
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    capitals: bool | None = None

    def over(self, other: "_Look") -> "_Look":
        """This look where it says something, else the other."""
        return _Look(
            self.size if self.size is not None else other.size,
            self.bold if self.bold is not None else other.bold,
            self.italic if self.italic is not None else other.italic,
            self.capitals if self.capitals is not None else other.capitals,
        )


@dataclass(frozen=True, slots=True)
class _Style:
    look: _Look
    is_item: bool


class _Reader:
    """One document on its way to rows."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_BYTES
        self.styles = _styles(self.part("word/styles.xml"))
        self.rows: list[Row] = []
        self.links: dict[str, str] = {}

    def part(self, name: str) -> etree._Element | None:
        """A part of the archive as XML, None if it is not there."""
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return None
        self._left -= info.file_size
        if self._left < 0:
            raise UnreadableDocumentError("The DOCX unpacks to far more than a résumé: it is not opened.")
        with self._archive.open(info) as opened:
            content = opened.read(info.file_size + 1)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(content, parser)
        if root.getroottree().docinfo.doctype:
            raise UnreadableDocumentError(
                "The DOCX declares XML entities, which no word processor does: it is not opened."
            )
        return root


def read_rows(file: bytes) -> tuple[tuple[Row, ...], bool]:
    """The rows of a DOCX in reading order, and whether it is but a picture.

    Raises UnreadableDocumentError if it is broken, no DOCX, or unpacks to more than 40 MB.
    """
    try:
        with zipfile.ZipFile(BytesIO(file)) as archive:
            if len(archive.infolist()) > _MOST_ENTRIES:
                raise UnreadableDocumentError("The DOCX holds thousands of files: it is not opened.")
            return _read(_Reader(archive), archive)
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise UnreadableDocumentError(
            "The DOCX is broken: it cannot be opened. Save it anew and try that."
        ) from error
    except zlib.error as error:
        raise UnreadableDocumentError(
            "The DOCX is broken: it cannot be opened. Save it anew and try that."
        ) from error


def _read(reader: _Reader, archive: zipfile.ZipFile) -> tuple[tuple[Row, ...], bool]:
    body = reader.part("word/document.xml")
    if body is None:
        raise UnreadableDocumentError("This is a zip archive, but no DOCX: save the résumé as PDF or DOCX.")
    names = archive.namelist()
    for name in sorted(name for name in names if re.fullmatch(r"word/header\d*\.xml", name)):
        _add_part(reader, name, reader.part(name))
    _add_part(reader, "word/document.xml", body)
    for name in sorted(name for name in names if re.fullmatch(r"word/footer\d*\.xml", name)):
        _add_part(reader, name, reader.part(name))
    rows = _without_repeats(reader.rows)
    has_picture = any(name.startswith("word/media/") for name in names)
    if not rows and not has_picture:
        raise UnreadableDocumentError("Nothing is written in this DOCX.")
    return rows, not rows


def _without_repeats(rows: list[Row]) -> tuple[Row, ...]:
    """Heads of first and of later pages say the same: once is enough."""
    return tuple(replace(row, id=number) for number, row in enumerate(rows))


def _add_part(reader: _Reader, name: str, root: etree._Element | None) -> None:
    if root is None:
        return
    folder, file = name.rsplit("/", 1)
    relations = reader.part(f"{folder}/_rels/{file}.rels")
    reader.links = (
        {} if relations is None else {one.get("Id", ""): one.get("Target", "") for one in relations}
    )
    container = root.find(f"{_W}body")
    seen = {row.text for row in reader.rows}
    before = len(reader.rows)
    _add_blocks(reader, root if container is None else container, 0.0)
    if container is None:
        reader.rows[before:] = [row for row in reader.rows[before:] if row.text not in seen]


def _add_blocks(reader: _Reader, container: etree._Element, left: float) -> None:
    """The paragraphs and tables of a container, one below the other."""
    for child in container:
        if len(reader.rows) > _MOST_ROWS:
            return
        if child.tag == f"{_W}p":
            _add_paragraph(reader, child, left)
        elif child.tag == f"{_W}tbl":
            _add_table(reader, child, left)
        elif child.tag == f"{_W}sdt":
            inner = child.find(f"{_W}sdtContent")
            if inner is not None:
                _add_blocks(reader, inner, left)
        elif child.tag in {f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"}:
            _add_blocks(reader, child, left)


def _add_table(reader: _Reader, table: etree._Element, left: float) -> None:
    """A table's rows: short cells stand side by side, longer ones one after the other."""
    for table_row in table.iter(f"{_W}tr"):
        if next(table_row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells = []
        for place, cell in enumerate(_cells(table_row)):
            start = len(reader.rows)
            _add_blocks(reader, cell, left + place * _CELL)
            cells.append(reader.rows[start:])
            del reader.rows[start:]
        reader.rows.extend(_side_by_side([cell for cell in cells if cell]))


def _cells(table_row: etree._Element) -> Iterator[etree._Element]:
    for child in table_row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag == f"{_W}sdt":
            yield from child.iter(f"{_W}tc")


def _side_by_side(cells: list[list[Row]]) -> Iterator[Row]:
    """Cells as rows: what is dates, places or a label goes beside what it belongs to."""
    if len(cells) < 2:
        for cell in cells:
            yield from cell
        return
    headed = [sum(kind_of(row.text) is not None for row in cell) for cell in cells]
    has_rail = any(_is_rail(cell) for cell in cells) and sum(map(bool, headed)) < 2
    if has_rail or max(map(len, cells)) == 1:
        first = [row for cell in cells if _is_rail(cell) for row in cell]
        mains = [cell for cell in cells if not _is_rail(cell)]
        if not mains:
            mains, first = [first], []
        longest = max(mains, key=len)
        side = [row for cell in mains if cell is not longest for row in cell] + first
        segments = tuple(
            sorted((one for row in (*side, longest[0]) for one in row.segments), key=lambda one: one.left)
        )
        yield replace(longest[0], segments=segments)
        yield from longest[1:]
        return
    for cell in cells:
        yield from cell


def _is_rail(cell: list[Row]) -> bool:
    """Whether a cell holds only dates and places, or one short label."""
    if all(is_aside(segment) for row in cell for segment in row.segments):
        return True
    return len(cell) == 1 and len(cell[0].text.split()) <= 4


def _add_paragraph(reader: _Reader, paragraph: etree._Element, left: float) -> None:
    for box in _text_boxes(paragraph):
        _add_blocks(reader, box, left)
    style = _style_of(reader, paragraph)
    top = len(reader.rows) * _LINE
    for words, addresses in _lines(reader, paragraph, style.look):
        segments = _placed(words, addresses, left, top)
        if segments:
            number = len(reader.rows)
            reader.rows.append(Row(number, 0, segments, 1e9, 0, is_item=style.is_item))
            top += _LINE


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes that hang on a paragraph, each once though the file has it twice."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(one.tag == _ALTERNATE for one in box.iterancestors()):
            yield box


def _style_of(reader: _Reader, paragraph: etree._Element) -> _Style:
    properties = paragraph.find(f"{_W}pPr")
    style = reader.styles.get("", _Style(_Look(), is_item=False))
    is_item = False
    if properties is not None:
        name = properties.find(f"{_W}pStyle")
        if name is not None:
            style = reader.styles.get(name.get(f"{_W}val", ""), style)
        numbering = properties.find(f"{_W}numPr")
        if numbering is not None:
            number = numbering.find(f"{_W}numId")
            is_item = number is None or number.get(f"{_W}val") != "0"
    return _Style(style.look, is_item or style.is_item)


_Marked = list[tuple[str, _Look]]


def _lines(reader: _Reader, paragraph: etree._Element, look: _Look) -> Iterator[tuple[_Marked, list[str]]]:
    """The lines of a paragraph, broken where it says so: runs with their look, and addresses of links."""
    line: _Marked = []
    addresses: list[str] = []
    for element in _inline(paragraph):
        if element.tag == f"{_W}t":
            line.append((_NO_TEXT.sub("", element.text or ""), _run_look(reader, element, look)))
        elif element.tag in {f"{_W}tab", f"{_W}ptab"}:
            line.append(("\t", look))
        elif element.tag in {f"{_W}noBreakHyphen", f"{_W}softHyphen"}:
            line.append(("-" if element.tag.endswith("noBreakHyphen") else "", look))
        elif element.tag in {f"{_W}br", f"{_W}cr"}:
            yield line, addresses
            line, addresses = [], []
        elif element.tag == f"{_W}hyperlink":
            address = reader.links.get(element.get(f"{_R}id", ""), "")
            if address:
                addresses.append(address)
        elif element.tag == f"{_W}instrText" and (
            match := re.search(r'HYPERLINK\s+"([^"]+)"', element.text or "")
        ):
            addresses.append(match[1])
    yield line, addresses


def _inline(element: etree._Element) -> Iterator[etree._Element]:
    """What stands in the paragraph itself: not its text boxes, deletions or properties."""
    for child in element:
        if child.tag in {f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", f"{_W}del", _ALTERNATE}:
            continue
        if not isinstance(child.tag, str):
            continue
        if (
            child.tag.endswith("}drawing")
            or child.tag.endswith("}pict")
            or child.tag.endswith("}AlternateContent")
        ):
            continue
        yield child
        yield from _inline(child)


def _run_look(reader: _Reader, text: etree._Element, look: _Look) -> _Look:
    run = text.getparent()
    properties = None if run is None else run.find(f"{_W}rPr")
    if properties is None:
        return look
    name = properties.find(f"{_W}rStyle")
    if name is not None and name.get(f"{_W}val", "") in reader.styles:
        look = reader.styles[name.get(f"{_W}val", "")].look.over(look)
    return _look(properties).over(look)


def _look(properties: etree._Element | None) -> _Look:
    if properties is None:
        return _Look()
    size = properties.find(f"{_W}sz")
    value = "" if size is None else size.get(f"{_W}val", "")
    return _Look(
        float(value) / _HALF_POINTS if re.fullmatch(r"\d{1,4}(\.\d+)?", value) else None,
        _switch(properties, "b"),
        _switch(properties, "i"),
        _switch(properties, "caps"),
    )


def _switch(properties: etree._Element, name: str) -> bool | None:
    element = properties.find(f"{_W}{name}")
    return None if element is None else element.get(f"{_W}val", "true") not in {"0", "false", "off"}


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    """Every style by its id with what it inherits; the document's own under ""."""
    if root is None:
        return {}
    defaults = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
    base = _look(defaults)
    elements = {one.get(f"{_W}styleId", ""): one for one in root.findall(f"{_W}style")}
    default = next(
        (
            name
            for name, one in elements.items()
            if one.get(f"{_W}default") == "1" and one.get(f"{_W}type") == "paragraph"
        ),
        None,
    )
    styles = {name: _inherited(elements, name, base) for name in elements}
    styles[""] = styles.get(default or "", _Style(base, is_item=False))
    return styles


def _inherited(elements: dict[str, etree._Element], name: str, base: _Look) -> _Style:
    look, is_item = _Look(), False
    seen: set[str] = set()
    while name in elements and name not in seen:
        seen.add(name)
        element = elements[name]
        look = look.over(_look(element.find(f"{_W}rPr")))
        is_item = (
            is_item
            or element.find(f"{_W}pPr/{_W}numPr") is not None
            or name.casefold().startswith("listbullet")
        )
        based = element.find(f"{_W}basedOn")
        name = "" if based is None else based.get(f"{_W}val", "")
    return _Style(look.over(base), is_item)


def _placed(line: _Marked, addresses: list[str], left: float, top: float) -> tuple[Segment, ...]:
    """A line's text as segments, parted at tabs and wide blanks."""
    segments: list[Segment] = []
    words: list[Word] = []
    place = left
    joined = False
    for text, look in line:
        for part in _BLANK.split(text.upper() if look.capitals else text):
            if part.strip():
                if joined and words:
                    words[-1] = _joined(words[-1], part)
                else:
                    words.append(_word(part[:LONGEST_WORD], place, top, look))
                place = words[-1].right + _SPACE * words[-1].size
                joined = True
            elif part == "\t" or len(part) >= _WIDE_BLANK:
                if words:
                    segments.append(segment_of(tuple(words)))
                    words = []
                place += _TAB
                joined = False
            else:
                joined = joined and not part
    if words:
        segments.append(segment_of(tuple(words)))
    if segments and addresses:
        segments[0] = replace(segments[0], addresses=tuple(dict.fromkeys(addresses)))
    return tuple(segments)


def _word(text: str, left: float, top: float, look: _Look) -> Word:
    size = look.size or _USUAL_SIZE
    right = left + _LETTER * size * len(text)
    return Word(text, left, top, right, top + size, size, bool(look.bold), bool(look.italic))


def _joined(word: Word, part: str) -> Word:
    """A word whose letters stand in several runs."""
    text = (word.text + part)[:LONGEST_WORD]
    return word._replace(text=text, right=word.right + _LETTER * word.size * len(part))
