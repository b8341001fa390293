"""Rows to sections: which row heads one, by its name and by the look that the others have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.resumes.reader.heading_style import (
    CORE,
    MOST_WORDS,
    HeadingStyle,
    Look,
    gap_above,
    look_of,
    style_of,
)
from tasks.resumes.reader.headings import Kind, kind_of
from tasks.resumes.reader.page import Row, segment_of
from tasks.resumes.reader.vocabulary import degree_score, employer_score, school_score, title_score, word_set
from tasks.written_dates import find_periods

_NO_LIMIT = 1e6
_TITLES = word_set("""
    resume résumé cv curriculum vitae lebenslauf currículum currículo curriculum hoja de vida
""")
_BULLET = re.compile(r"^[•●▪◦‣⁃∙·○■□➢➤►▸✓✔❖◆◇\-–—*»>]\s|^[•●▪◦‣⁃∙○■□➢➤►▸✓✔❖◆◇]")
_PHONE = re.compile(r"\d[\d\s().–-]{6,}\d")
_ANDS = word_set("""
    & and und et y e en
""")
_SENTENCE_END = (".", ",", ";")
_MANY_NAMES = frozenset({Kind.SKILLS, Kind.INTERESTS, Kind.WORK, Kind.OTHER, Kind.AWARDS, Kind.PROJECTS})


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the résumé: its kind, the row that names it, and what stands under it."""

    kind: Kind
    heading: Row | None
    rows: tuple[Row, ...]


def sections_of(rows: Sequence[Row]) -> tuple[Section, ...]:
    """The sections in reading order. The first is what stands before any heading: who the person is."""
    rows = _with_whole_headings(_without_title(rows))
    style = style_of(rows)
    found: list[tuple[Kind, Row | None, list[Row]]] = [(Kind.CONTACT, None, [])]
    opened: Look | None = None
    for place, row in enumerate(rows):
        heading = _heading(rows, place, style, found[-1][0], opened)
        if heading is None:
            if found[-1][0] is not Kind.CONTACT and _begins_anew(rows, place, style):
                found.append((Kind.CONTACT, None, []))
            found[-1][2].append(row)
            continue
        opened = look_of(row.first)
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
            and look_of(first) == look_of(second)
            and len(first.words) + len(second.words) <= MOST_WORDS
            and (
                len(row.segments) > 1
                or len(below.segments) > 1
                or first.text.split()[-1].casefold() in _ANDS
                or _is_broken(row, below)
            )
            and kind_of(f"{first.text} {second.text}") is not None
        ):
            whole[place] = replace(row, segments=(segment_of(first.words + second.words), *row.segments[1:]))
            whole[place + 1] = replace(below, segments=below.segments[1:])
    return [row for row in whole if row.segments]


def _is_broken(row: Row, below: Row) -> bool:
    """Whether a heading may go on in the row below: it stands out, is close and no heading itself."""
    look = look_of(below.first)
    return (
        (look.bold or look.capitals)
        and below.top - row.bottom < 0.3 * row.size
        and kind_of(below.text) is None
    )


def _begins_anew(rows: Sequence[Row], place: int, style: HeadingStyle) -> bool:
    """Whether a column begins here with a name larger than the text: it belongs to no section before it."""
    row, before = rows[place], rows[place - 1]
    return row.page == before.page and row.block != before.block and row.size > style.body * 1.3


def _heading(
    rows: Sequence[Row], place: int, style: HeadingStyle, current: Kind, opened: Look | None
) -> tuple[Kind, Row, list[Row]] | None:
    """The section that a row begins, with what of it stands beside the heading; None if it begins none."""
    row = rows[place]
    run_in = _run_in(row)
    if run_in is not None or row.is_item or len(row.first.words) > MOST_WORDS or row.text.endswith("."):
        return run_in
    kind = kind_of(row.first.text)
    look = look_of(row.first)
    if kind is None:
        inline = _inline(row, current)
        if inline is not None:
            return inline
        return (Kind.OTHER, row, []) if _is_unknown(rows, place, style, current) else None
    if len(row.segments) == 1:
        is_heading = current is Kind.CONTACT or look == opened or _is_heading(kind, look, style, current)
        return (kind, row, []) if is_heading else None
    apart = kind in CORE and row.first.bold and not any(one.bold for one in row.segments[1:])
    if style.usual is None or look == style.usual or (apart and current is not Kind.SKILLS):
        rest = replace(row, segments=row.segments[1:])
        return kind, replace(row, segments=row.segments[:1]), [rest]
    return None


def _is_heading(kind: Kind, look: Look, style: HeadingStyle, current: Kind) -> bool:
    """Whether a lone row with a section's name heads a section here."""
    usual = style.usual
    if usual is None or look == usual:
        return True
    plain = not style.stands_out(usual)
    if kind in CORE:
        return look.size >= usual.size - 2 or style.stands_out(look) or plain
    if current in _MANY_NAMES:
        return look.size >= usual.size - 1 and look.capitals >= usual.capitals and look.bold >= usual.bold
    return style.stands_out(look) or plain or style.seen[look] > 1


def _is_unknown(rows: Sequence[Row], place: int, style: HeadingStyle, current: Kind) -> bool:
    """Whether a row looks just as headings do, though its name is not known."""
    row = rows[place]
    if not style.tells_unknown or len(row.segments) > 1 or look_of(row.first) != style.usual:
        return False
    if current is Kind.CONTACT and not any(
        "@" in one.text or _PHONE.search(one.text) for one in rows[:place]
    ):
        return False
    if row.text.endswith(_SENTENCE_END) or "@" in row.text or find_periods(row.text) or is_bullet(row):
        return False
    if style.is_larger:
        return True
    if style.usual.capitals:
        may_be_head = row.limit > _NO_LIMIT and _names_something(row)
    else:
        may_be_head = _names_something(row) or any(
            find_periods(below.text) for below in rows[place + 1 : place + 3]
        )
    gap = gap_above(rows, place)
    return not may_be_head and (gap is None or gap >= 0.9 * style.least_gap)


def _names_something(row: Row) -> bool:
    """Whether a word of the row is one of titles, employers, schools or degrees: it may head an entry."""
    text = row.text
    return bool(title_score(text) or employer_score(text) or school_score(text) or degree_score(text))


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


def _run_in(row: Row) -> tuple[Kind, Row, list[Row]] | None:
    """A heading so close to what stands beside it that only its larger letters tell it apart."""
    words = row.first.words
    first = words[0]
    end = next((place for place, word in enumerate(words) if word.size < first.size - 0.4), len(words))
    if row.is_item or end == len(words) or any(word.size > first.size - 0.4 for word in words[end:]):
        return None
    kind = kind_of(" ".join(word.text for word in words[:end]))
    return None if kind is None else (kind, row, [_tail(row, end)])


def _tail(row: Row, first: int) -> Row:
    rest = segment_of(row.first.words[first:], row.first.addresses)
    return replace(row, segments=(rest, *row.segments[1:]))


def is_bullet(row: Row) -> bool:
    """Whether the row is an item of a list, by its sign or by what the document says of it."""
    return row.is_item or _BULLET.match(row.text) is not None


def texts(rows: Sequence[Row]) -> Iterator[str]:
    """What the rows say, without the signs of lists."""
    for row in rows:
        yield _BULLET.sub("", row.text).strip()
