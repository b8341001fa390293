"""Rows to sections: which row heads one, by its name and by the look that the others have."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tasks.resumes.reader.headings import Kind, kind_of
from tasks.resumes.reader.page import Row, Segment, segment_of
from tasks.resumes.reader.vocabulary import degree_score, employer_score, school_score, title_score
from tasks.written_dates import find_periods

_MOST_WORDS = 7
_NO_LIMIT = 1e6
_TITLES = frozenset(
    "resume résumé cv curriculum vitae lebenslauf currículum currículo curriculum hoja de vida".split()
)
_BULLET = re.compile(r"^[•●▪◦‣⁃∙·○■□➢➤►▸✓✔❖◆◇\-–—*»>]\s|^[•●▪◦‣⁃∙○■□➢➤►▸✓✔❖◆◇]")
_PHONE = re.compile(r"\d[\d\s().–-]{6,}\d")
_ANDS = frozenset("& and und et y e en".split())
_SENTENCE_END = (".", ",", ";")
_CORE = frozenset({Kind.WORK, Kind.EDUCATION, Kind.SKILLS})


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the résumé: its kind, the row that names it, and what stands under it."""

    kind: Kind
    heading: Row | None
    rows: tuple[Row, ...]


class _Look(NamedTuple):
    """How a row looks, as far as headings share it."""

    size: int
    bold: bool
    capitals: bool


def sections_of(rows: Sequence[Row]) -> tuple[Section, ...]:
    """The sections in reading order. The first is what stands before any heading: who the person is."""
    rows = _with_whole_headings(_without_title(rows))
    body = _body_size(rows)
    looks = _heading_looks(rows, body)
    found: list[tuple[Kind, Row | None, list[Row]]] = [(Kind.CONTACT, None, [])]
    for place, row in enumerate(rows):
        heading = _heading(rows, place, looks, body, found[-1][0])
        if heading is None:
            found[-1][2].append(row)
            continue
        kind, title, rest = heading
        if found[-1][0] is kind and not found[-1][2]:
            found[-1][2].extend(rest)
        else:
            found.append((kind, title, rest))
    return tuple(Section(kind, heading, tuple(inside)) for kind, heading, inside in found)


def _without_title(rows: Sequence[Row]) -> Sequence[Row]:
    """Without a first row that says "Curriculum Vitae"."""
    if rows and all(word.casefold().strip(":.") in _TITLES for word in rows[0].text.split()):
        return rows[1:]
    return rows


def _with_whole_headings(rows: Sequence[Row]) -> list[Row]:
    """Rows with the headings that run over two lines, as in a narrow column, on the first of them."""
    whole = list(rows)
    for place in range(len(whole) - 1):
        row, below = whole[place], whole[place + 1]
        if not row.segments or not below.segments:
            continue
        first, second = row.first, below.first
        if (
            abs(first.left - second.left) < 3
            and row.block == below.block
            and _look(first) == _look(second)
            and len(first.words) + len(second.words) <= _MOST_WORDS
            and (len(row.segments) > 1 or len(below.segments) > 1 or first.text.split()[-1].casefold() in _ANDS or _is_broken(row, below))
            and kind_of(f"{first.text} {second.text}") is not None
        ):
            whole[place] = replace(row, segments=(segment_of(first.words + second.words), *row.segments[1:]))
            whole[place + 1] = replace(below, segments=below.segments[1:])
    return [row for row in whole if row.segments]


def _is_broken(row: Row, below: Row) -> bool:
    """Whether a heading may go on in the row below: it stands out, and the row is close and no heading itself."""
    look = _look(below.first)
    return (look.bold or look.capitals) and below.top - row.bottom < 0.3 * row.size and kind_of(below.text) is None


def _body_size(rows: Sequence[Row]) -> float:
    """The height of most of the text."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _look(segment: Segment) -> _Look:
    letters = [one for one in segment.text if one.isalpha()]
    return _Look(
        round(segment.size * 2), segment.bold, bool(letters) and segment.text.upper() == segment.text
    )


def _stands_out(look: _Look, body: float) -> bool:
    return look.bold or look.capitals or look.size > 2 * body * 1.06


def _heading_looks(rows: Sequence[Row], body: float) -> Counter[_Look]:
    """How rows look that are headings by name and stand alone; one that stands out counts double."""
    looks: Counter[_Look] = Counter()
    for row in rows:
        kind = kind_of(row.text) if len(row.segments) == 1 else None
        if kind is not None and not row.is_item:
            look = _look(row.first)
            looks[look] += (2 if kind in _CORE else 1) * (2 if _stands_out(look, body) else 1)
    return looks


def _heading(
    rows: Sequence[Row], place: int, looks: Counter[_Look], body: float, current: Kind
) -> tuple[Kind, Row, list[Row]] | None:
    """The section that a row begins, with what of it stands beside the heading; None if it begins none."""
    row = rows[place]
    if row.is_item or len(row.first.words) > _MOST_WORDS or row.text.endswith("."):
        return None
    kind = kind_of(row.first.text)
    look = _look(row.first)
    usual = looks.most_common(1)[0][0] if looks else None
    if kind is not None and len(row.segments) == 1:
        return (kind, row, []) if _is_heading(kind, look, usual, looks, body, current) else None
    if kind is not None:
        apart = kind in _CORE and row.first.bold and not any(one.bold for one in row.segments[1:])
        if usual is None or look == usual or (apart and current is not Kind.SKILLS):
            rest = replace(row, segments=row.segments[1:])
            return kind, replace(row, segments=row.segments[:1]), [rest]
        return None
    inline = _inline(row, current)
    if inline is not None:
        return inline
    is_known_who = current is not Kind.CONTACT or any(
        "@" in one.text or _PHONE.search(one.text) for one in rows[:place]
    )
    if usual is not None and is_known_who and _is_unknown_heading(rows, place, look, usual, looks, body):
        return Kind.OTHER, row, []
    return None


def _is_heading(
    kind: Kind, look: _Look, usual: _Look | None, looks: Counter[_Look], body: float, current: Kind
) -> bool:
    """Whether a lone row with a section's name heads a section here."""
    if usual is None or look == usual:
        return True
    if kind in _CORE:
        return look.size >= usual.size - 2 or _stands_out(look, body) or not _stands_out(usual, body)
    if current in {Kind.SKILLS, Kind.INTERESTS, Kind.WORK, Kind.OTHER, Kind.AWARDS, Kind.PROJECTS}:
        return look.size >= usual.size and look.capitals >= usual.capitals and look.bold >= usual.bold
    return _stands_out(look, body) or not _stands_out(usual, body) or looks[look] > 1


def _inline(row: Row, current: Kind) -> tuple[Kind, Row, list[Row]] | None:
    """A heading with its content behind a colon, "Skills: SQL, Python"; a label within skills is none."""
    words = row.first.words
    place = next((index for index, word in enumerate(words[:4]) if word.text.endswith(":")), None)
    if place is None or place + 1 == len(words) or current in {Kind.SKILLS, Kind.EDUCATION, Kind.WORK}:
        return None
    kind = kind_of(" ".join(word.text for word in words[: place + 1]).rstrip(":"))
    if kind not in {Kind.SKILLS, Kind.LANGUAGES, Kind.INTERESTS, Kind.SUMMARY}:
        return None
    return kind, row, [_tail(row, place + 1)]


def _tail(row: Row, first: int) -> Row:
    rest = segment_of(row.first.words[first:], row.first.addresses)
    return replace(row, segments=(rest, *row.segments[1:]))


def _is_unknown_heading(
    rows: Sequence[Row], place: int, look: _Look, usual: _Look, looks: Counter[_Look], body: float
) -> bool:
    """Whether a row looks just as headings do, though its name is not known."""
    row = rows[place]
    if look != usual or len(row.segments) > 1 or not _stands_out(usual, body) or looks[usual] < 4:
        return False
    if (
        row.text.endswith(_SENTENCE_END)
        or "@" in row.text
        or find_periods(row.text)
        or _BULLET.match(row.text)
    ):
        return False
    larger = usual.size > 2 * body * 1.12
    if not larger and (not usual.capitals or row.limit > _NO_LIMIT) and _may_be_head(rows, place):
        return False
    alike = sum(
        1
        for other in rows
        if len(other.segments) == 1 and _look(other.first) == usual and len(other.first.words) <= _MOST_WORDS
    )
    named = sum(
        1
        for other in rows
        if len(other.segments) == 1 and _look(other.first) == usual and kind_of(other.text)
    )
    return alike - named <= named + (3 if larger else 0) and (larger or _has_air(rows, place, usual))


def _may_be_head(rows: Sequence[Row], place: int) -> bool:
    """Whether the row may as well be the head of an entry: by its words, or by a period close below it."""
    text = rows[place].text
    return bool(
        title_score(text) or employer_score(text) or school_score(text) or degree_score(text)
    ) or any(find_periods(row.text) for row in rows[place + 1 : place + 3])


def _has_air(rows: Sequence[Row], place: int, usual: _Look) -> bool:
    """Whether the row stands as far below the one before as headings of its look do."""
    gaps = [
        gap
        for index, row in enumerate(rows)
        if _look(row.first) == usual and kind_of(row.text) and (gap := _gap(rows, index)) is not None
    ]
    own = _gap(rows, place)
    return own is None or not gaps or own >= 0.9 * min(gaps)


def _gap(rows: Sequence[Row], place: int) -> float | None:
    if place == 0 or rows[place - 1].page != rows[place].page or rows[place - 1].block != rows[place].block:
        return None
    return rows[place].top - rows[place - 1].bottom


def is_bullet(row: Row) -> bool:
    """Whether the row is an item of a list, by its sign or by what the document says of it."""
    return row.is_item or _BULLET.match(row.text) is not None


def texts(rows: Sequence[Row]) -> Iterator[str]:
    """What the rows say, without the signs of lists."""
    for row in rows:
        yield _BULLET.sub("", row.text).strip()
