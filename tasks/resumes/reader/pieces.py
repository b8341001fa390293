"""What the head of an entry is made of: pieces of text between separators, periods and places apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.resumes.reader.page import Row, Segment
from tasks.resumes.reader.places import place_score
from tasks.resumes.reader.vocabulary import (
    alternatives,
    employer_score,
    has_legal_form,
    is_honour,
    school_score,
    title_score,
)
from tasks.written_dates import Period, find_periods

_SEPARATORS = re.compile(r"\s+[|•·●▪◦∙–—―~‖]\s+|\s+-{1,2}\s+|\s*[|‖⋄◆♦]\s*|\s+@\s+|\s*[;•]\s+|\t+|\s*[—―]\s*")
_EDGES = " \t,;:|•·●▪◦∙–—―-~/‖"
_UNITS = """
    years?; yrs?; months?; mos?; jahre?; monate?; ans?; années?; mois; años?; meses; mes; anni; anno;
    mesi; mese; anos?; mês; jaar; maanden; maand; weeks?; wochen; semaines; semanas; settimane; weken
"""
_DURATION = re.compile(
    rf"\(?\s*(?:\d{{1,2}}(?:[.,]\d)?\+?\s*(?:{alternatives(_UNITS)})\b\.?[,\s]*"
    r"(?:and |und |et |y |e |en )?){1,2}\s*\)?",
    re.IGNORECASE,
)
_DATE_LABELS = """
    graduation; graduated; graduating; completed; completion; expected; anticipated; class of; abschluss;
    voraussichtlich; obtenu en; previsto; conseguito; date; dates; period; zeitraum; duration; since;
    from; in
"""
_DATE_LABEL = re.compile(
    rf"(?:expected|anticipated)?\s*(?:{alternatives(_DATE_LABELS)})?\s*(?:date)?\s*:?\s*$", re.IGNORECASE
)
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[,;–—-]*\s*[)\]]")
_CAMPUS = re.compile(r"^(?:university of|universidad de|université de|universität)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
_AFTER_STOP = re.compile(r"(.*\w{4,})\.\s+([A-ZÀ-Þ].+)")
_MOST_PLACE_WORDS, _LONGEST_ASIDE = 3, 80
_REMNANT = re.compile(
    r"^(?:present|current|now|heute|actualidad|actuel|oggi|atual|heden|to|bis|-)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an entry's head: what it says, on which row, and where in the head it stands."""

    text: str
    row: int
    line: int
    order: int
    bold: bool = False

    @property
    def slot(self) -> tuple[int, int]:
        """Where it stands, to compare with pieces of other entries."""
        return (self.line, self.order)


@dataclass(frozen=True, slots=True)
class Head:
    """An entry's head taken apart."""

    pieces: tuple[Piece, ...]
    periods: tuple[tuple[Period, int], ...]
    places: tuple[Piece, ...]


def is_aside(segment: Segment) -> bool:
    """Whether the segment is a period, a duration or a place and nothing else: what stands in rails."""
    return len(segment.text) <= _LONGEST_ASIDE and _is_aside(segment.text)


@lru_cache(maxsize=2048)
def _is_aside(text: str) -> bool:
    rest, found = without_periods(text)
    if found and not rest:
        return True
    return bool(_DURATION.fullmatch(rest)) or (place_score(text) >= 1 and not title_score(text))


@lru_cache(maxsize=2048)
def without_periods(text: str) -> tuple[str, tuple[Period, ...]]:
    """The text without its dates and what only led to them, and the periods that it named."""
    found = find_periods(text)
    if not found:
        return text, ()
    parts: list[str] = []
    last = 0
    for one in found:
        parts.append(_DATE_LABEL.sub("", text[last : one.first]))
        last = one.last
    parts.append(text[last:])
    rest = _EMPTY_BRACKETS.sub(" ", " ".join(parts))
    rest = _DURATION.sub(" ", rest) if any(one.period.start for one in found) else rest
    rest = _EMPTY_BRACKETS.sub(" ", rest)
    rest = re.sub(r"\(\s*$|^\s*\)", "", rest.strip(_EDGES)).strip(_EDGES)
    return _balanced(re.sub(r"\s{2,}(?=\S)", " | " if len(parts) > 2 else " ", rest)), tuple(
        one.period for one in found
    )


def _balanced(text: str) -> str:
    if text.count("(") > text.count(")") and text.endswith("("):
        return text[:-1].strip(_EDGES)
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        return text[1:-1].strip(_EDGES)
    return text


def head_of(rows: Sequence[Row]) -> Head:
    """The head that these rows are."""
    pieces: list[Piece] = []
    periods: list[tuple[Period, int]] = []
    places: list[Piece] = []
    for line, row in enumerate(rows):
        order = 0
        for text, is_bold in (part for segment in row.segments for part in _by_look(segment)):
            rest, found = without_periods(text)
            periods.extend((period, row.id) for period in found)
            for name in _split(rest):
                piece = Piece(name, row.id, line, order, is_bold)
                order += 1
                if place_score(name) >= 1 and not title_score(name) and not school_score(name):
                    places.append(piece)
                else:
                    pieces.append(piece)
    return Head(tuple(pieces), tuple(periods), tuple(places))


def _by_look(segment: Segment) -> Iterator[tuple[str, bool]]:
    """The segment's text where its look changes at a comma, or between bold and not: names differ in look."""
    words = segment.words
    start = 0
    for place in range(1, len(words)):
        last, word = words[place - 1], words[place]
        at_comma = last.text.endswith(",") or word.text.startswith(",")
        changes = last.bold != word.bold or (last.italic != word.italic and at_comma)
        together = " ".join(one.text for one in words[start : place + 1])
        if changes and not (find_periods(together) and find_periods(together)[-1].last == len(together)):
            yield " ".join(one.text for one in words[start:place]), words[start].bold
            start = place
    yield " ".join(one.text for one in words[start:]), words[start].bold


def _split(text: str) -> Iterator[str]:
    for part in _SEPARATORS.split(text):
        stripped = _balanced(part.strip(_EDGES))
        if (
            stripped
            and not _DURATION.fullmatch(stripped)
            and not _REMNANT.match(stripped)
            and any(map(str.isalnum, stripped))
        ):
            yield stripped


def apart_from_place(text: str) -> tuple[str, str | None]:
    """A name and the place behind its last commas: `Acme, Austin, TX` is `Acme` and `Austin, TX`."""
    match = _IN_BRACKETS.fullmatch(text) or _AFTER_STOP.fullmatch(text)
    if match and place_score(match[2]) >= 1:
        return match[1], match[2]
    parts = [part.strip() for part in text.split(",")]
    for count in (3, 2, 1):
        rest, tail = ", ".join(parts[:-count]), ", ".join(parts[-count:])
        if not rest:
            continue
        if count == 1 and tail[:1].isupper() and tail in rest:
            return rest, tail
        if count == 1 and _CAMPUS.match(rest):
            break
        if place_score(tail) >= (1.5 if count > 1 else 1) and not (count == 1 and title_score(tail)):
            return rest, tail
    rest, tail = ", ".join(parts[:-1]), parts[-1]
    if has_legal_form(rest) and _may_be_place(tail):
        return rest, tail
    return text, None


def _may_be_place(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= _MOST_PLACE_WORDS
        and all(word[:1].isupper() for word in words)
        and not has_legal_form(text)
        and not title_score(text)
        and not employer_score(text)
    )


def has_place_like_tail(text: str) -> bool:
    """Whether what stands behind the last comma may be a place, though none that is known."""
    rest, comma, tail = text.rpartition(",")
    return bool(comma) and bool(rest.strip()) and "," not in rest and _may_be_place(tail.strip())


def parts_at_commas(text: str) -> list[str]:
    """The text at its commas, where a comma ends a name: not before `Inc.`, nor within brackets."""
    parts: list[str] = []
    depth = last = 0
    for place, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth <= 0 and text[place + 1 : place + 2] in {" ", ""}:
            parts.append(text[last:place].strip())
            last = place + 1
    parts.append(text[last:].strip())
    joined: list[str] = []
    for part in parts:
        if joined and has_legal_form(part) and len(part.split()) == 1:
            joined[-1] += f", {part}"
        elif part:
            joined.append(part)
    return joined


def without_honours(text: str) -> tuple[str, str | None]:
    """The text without its parts on grades and honours, and what those said."""
    parts = parts_at_commas(text)
    kept = [part for part in parts if not is_honour(part)]
    if len(kept) == len(parts):
        return text, None
    return ", ".join(kept), ", ".join(part for part in parts if is_honour(part))
