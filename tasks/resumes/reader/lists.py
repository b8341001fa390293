"""Sections that are lists: skills with or without groups, languages, interests."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.resumes.reader.entries import Paragraph
from tasks.resumes.reader.page import Row
from tasks.resumes.reader.sections import is_bullet, texts
from tasks.resumes.reader.vocabulary import word_set

_ITEM = re.compile(r"\s*[,;|•·●▪◦∙‖⋄▸]\s+|\s*[;|•·●▪◦‖]\s*|,(?=\D)|\s+[–—]\s+(?=[A-ZÀ-Þ])|\s+/\s+|\t+|\s{3,}")
_LABEL = re.compile(r"^([^:,;|•·()]{2,48}?)\s*:\s*(?=\S)")
_LEVEL_DOTS = re.compile(r"[●○◯◉⬤★☆■□▮▯]{2,}|\b\d{1,3} ?%|\b[1-5]/[15]0?\b")
_AND = re.compile(r"^(?:and|und|et|y|e|en|&)\s+", re.IGNORECASE)
_SPOKEN = word_set("""
    english german french spanish italian portuguese dutch chinese mandarin cantonese japanese korean
    russian arabic hindi turkish polish swedish danish norwegian finnish greek hebrew czech hungarian
    romanian ukrainian catalan urdu bengali tamil telugu vietnamese thai englisch deutsch französisch
    spanisch italienisch portugiesisch niederländisch chinesisch japanisch russisch arabisch türkisch
    polnisch anglais allemand français espagnol italien portugais néerlandais chinois japonais russe arabe
    inglés alemán francés español italiano portugués neerlandés chino japonés ruso árabe inglese tedesco
    francese spagnolo portoghese olandese cinese giapponese russo arabo inglês alemão francês espanhol
    português holandês chinês japonês engels duits frans spaans italiaans portugees nederlands
""")
_MOST_WORDS, _LONGEST = 7, 70
_GAP = 1.35


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, the group that it stands in, and its rows."""

    text: str
    group: str | None
    rows: tuple[int, ...]


def items_of(rows: Sequence[Row]) -> tuple[Item, ...]:
    """The items of a list section in order, each once."""
    seen: set[str] = set()
    found: list[Item] = []
    for paragraph, label in _paragraphs(rows):
        group, text = _labelled(paragraph.text, label)
        for part in _parts(text):
            if part.casefold() not in seen:
                seen.add(part.casefold())
                found.append(Item(part, group, paragraph.rows))
    return tuple(found)


def is_spoken(text: str) -> bool:
    """Whether the text names a language that people speak."""
    return bool(_SPOKEN.intersection(re.findall(r"\w+", text.casefold())))


def _labelled(text: str, label: str | None) -> tuple[str | None, str]:
    if label is not None:
        return label, text
    match = _LABEL.match(text)
    if match:
        return match[1].strip(), text[match.end() :]
    return None, text


def _parts(text: str) -> Iterator[str]:
    """The text at its separators, brackets kept whole; a sentence has no items."""
    for part in _outside_brackets(_LEVEL_DOTS.sub(" ", text)):
        item = _AND.sub("", part.strip(" .,;:|•·–—-*\t")).strip()
        if item.count("(") > item.count(")"):
            item += ")"
        if (
            item
            and len(item) <= _LONGEST
            and len(item.split()) <= _MOST_WORDS
            and any(map(str.isalnum, item))
        ):
            yield item


def _outside_brackets(text: str) -> Iterator[str]:
    depth = last = 0
    place = 0
    while place < len(text):
        character = text[place]
        depth = max(0, depth + (character in "([") - (character in ")]"))
        match = _ITEM.match(text, place) if depth == 0 else None
        if match and match.end() > place and (place > last or match.start() > last):
            yield text[last:place]
            last = place = match.end()
        else:
            place += 1
    yield text[last:]


def _paragraphs(rows: Sequence[Row]) -> Iterator[tuple[Paragraph, str | None]]:
    """Rows as paragraphs with the label beside them: a row goes on where it must, and a cell is an item."""
    pending: list[str] = []
    ids: list[int] = []
    label: str | None = None
    item = False
    last: Row | None = None
    for row, said in zip(rows, texts(rows), strict=True):
        text = said
        before = pending[-1] if pending else ""
        if last is None or is_bullet(row) or not _goes_on(last, row, before, rows):
            if pending:
                yield Paragraph(" ".join(pending), tuple(ids), item), label
            pending, ids, item = [], [], is_bullet(row)
            label, text = _label_of(row, said)
        if text:
            pending.append(text)
            ids.append(row.id)
        last = row
    if pending:
        yield Paragraph(" ".join(pending), tuple(ids), item), label


def _label_of(row: Row, text: str) -> tuple[str | None, str]:
    """A row's label, if it has one that its look or place tells, and the items beside it."""
    cells = [segment.text for segment in row.segments]
    if _is_label(row):
        return cells[0].strip(" :•●▪◦-–"), " ".join(cells[1:])
    split = _bold_label(row)
    if split is not None:
        return split
    if len(cells) > 1 and not any(_ITEM.search(cell) for cell in cells):
        return None, " • ".join(texts_of(cells))
    return None, text


def texts_of(cells: Sequence[str]) -> list[str]:
    """Cells without the signs of lists."""
    return [cell.strip(" •●▪◦‣∙*–-") for cell in cells]


def _is_label(row: Row) -> bool:
    """Whether the first cell names a group whose items stand beside it."""
    if len(row.segments) < 2:
        return False
    first, second = row.segments[0], row.segments[1]
    if first.text.rstrip().endswith(":"):
        return True
    is_list = _ITEM.search(second.text) is not None
    return is_list and not _ITEM.search(first.text) and len(first.words) <= 5 and len(row.segments) == 2


def _bold_label(row: Row) -> tuple[str, str] | None:
    """A label that is bold where its items are not."""
    words = [word for segment in row.segments for word in segment.words]
    count = next((place for place, word in enumerate(words) if not word.bold), len(words))
    if not 0 < count < len(words) or count > 5 or any(word.bold for word in words[count:]):
        return None
    name = " ".join(word.text for word in words[:count])
    if "," in name:
        return None
    return name.strip(" :•●▪◦-–"), " ".join(word.text for word in words[count:]).lstrip(" :–-")


def _goes_on(last: Row, row: Row, text: str, rows: Sequence[Row]) -> bool:
    """Whether the row goes on with the list or the item of the row before, which said `text`."""
    if last.block != row.block or last.page != row.page or _LABEL.match(row.text) or _bold_label(row):
        return False
    is_table = len(last.segments) > 1 and not _is_label(last) and not text.endswith(",")
    if is_table or (len(row.segments) > 1 and row.first.left <= last.first.left + 1):
        return False
    is_open = text.endswith((",", "/", "&", "-")) or text.count("(") > text.count(")")
    if is_open or row.text[:1] in ",;)(&":
        return True
    if is_bullet(last):
        start = last.first.words[1].left if len(last.first.words) > 1 else last.first.left
        return row.first.left > last.first.left + 1 and abs(row.first.left - start) < 6
    main, word = last.segments[-1], row.first.words[0]
    is_full = main.right + word.right - word.left + 0.2 * main.size > last.limit - 1
    return is_full and (_ITEM.search(text) is not None or _is_tight(last, row, rows))


def _is_tight(last: Row, row: Row, rows: Sequence[Row]) -> bool:
    """Whether the two rows are closer than items of this list are."""
    widest = max(
        (
            below.top - above.bottom
            for above, below in pairwise(rows)
            if above.block == below.block and above.page == below.page
        ),
        default=0.0,
    )
    height = max(last.size, 1.0)
    return row.top - last.bottom + height < (widest + height) / _GAP
