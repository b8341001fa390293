"""A section's rows as entries: which rows are an entry's head, and which are what it tells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tasks.resumes.reader.head_worth import head_worth
from tasks.resumes.reader.page import Row, Segment, segment_of
from tasks.resumes.reader.pieces import Head, head_of, is_aside, without_periods
from tasks.resumes.reader.sections import is_bullet
from tasks.resumes.reader.vocabulary import degree_score, employer_score, school_score, title_score
from tasks.written_dates import find_periods, read_period

_BULLET = re.compile(r"^\W{1,2}\s+|^[•●▪◦‣⁃∙○■□➢➤►▸✓✔❖◆◇]\s*")
_INDENT = 5.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Rows that belong together in an entry's body."""

    text: str
    rows: tuple[int, ...]
    is_item: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section."""

    head: Head
    rows: tuple[Row, ...]
    body: tuple[Paragraph, ...]


@dataclass(slots=True)
class _Draft:
    head: list[Row]
    body: list[tuple[Row, bool]]


def entries_of(rows: Sequence[Row]) -> tuple[Entry, ...]:
    """The entries of a section in order. Rows before the first head belong to none."""
    rows = _with_whole_dates(rows)
    drafts: list[_Draft] = []
    for is_head, group in _groups(rows):
        if is_head:
            drafts.extend(_Draft(part, []) for part in _parted(_unwrapped(group)))
        elif drafts:
            drafts[-1].body.extend((row, is_bullet(row)) for row in group)
            _give_back_asides(drafts[-1])
    return tuple(
        Entry(head_of(draft.head), tuple(draft.head), tuple(paragraphs(draft.body)))
        for draft in _merged(drafts)
    )


def _with_whole_dates(rows: Sequence[Row]) -> list[Row]:
    """Rows whose period is broken over two rows, "May 2023 – June" and "2024" below it, mended."""
    mended = list(rows)
    for place, (row, below) in enumerate(pairwise(rows)):
        for index, segment in enumerate(row.segments):
            for under, other in enumerate(below.segments):
                together = f"{segment.text} {other.text}"
                if (
                    len(together) < 40
                    and other.left < segment.right
                    and segment.left < other.right
                    and _is_broken(segment.text)
                    and read_period(together) is not None
                ):
                    joined = replace(
                        segment_of(segment.words + other.words), left=segment.left, right=segment.right
                    )
                    mended[place] = replace(
                        mended[place], segments=(*row.segments[:index], joined, *row.segments[index + 1 :])
                    )
                    rest = (*below.segments[:under], *below.segments[under + 1 :])
                    mended[place + 1] = replace(below, segments=rest)
    return [row for row in mended if row.segments]


def _is_broken(text: str) -> bool:
    found = read_period(text)
    return found is None or (found.start is not None and found.end is None and not found.open)


def _groups(rows: Sequence[Row]) -> Iterator[tuple[bool, list[Row]]]:
    """Rows by turns: heads, and what stands under them."""
    margin = min((_main(row).left for row in rows), default=0.0)
    bold_share = sum(row.first.bold for row in rows) / max(1, len(rows))
    only_items = (
        all(is_bullet(row) for row in rows if is_dated(row)) and is_bullet(rows[0]) if rows else False
    )
    at_margin = any(is_dated(row) and _main(row).left <= margin + _INDENT for row in rows)
    body_size = sorted(row.size for row in rows)[len(rows) // 2] if rows else 0.0
    group: list[Row] = []
    kind = False
    before: Row | None = None
    before_is_head = True
    for place, row in enumerate(rows):
        if is_bullet(row) and not (only_items and is_dated(row)):
            is_head = False
        elif before is not None and before_is_head and _goes_on_with_head(before, row):
            is_head = True
        elif before is not None and not before_is_head and _goes_on(before, row):
            is_head = False
        else:
            worth = head_worth(row, _main(row), margin, body_size) + (
                1.5 if _main(row).bold and bold_share < 0.6 else 0.0
            )
            if at_margin and _main(row).left > margin + _INDENT and _main(row) is row.first:
                worth -= 1.6
            if before_is_head and place and 0 < len(_main(row).words) <= 7 and row.text[-1] not in ".:;":
                worth += 0.5
            if before_is_head and place + 1 < len(rows) and _is_only_dated(rows[place + 1]):
                worth += 0.6
            is_head = worth + (0.3 if before_is_head else 0.0) >= 1.0
        if group and is_head != kind:
            yield kind, group
            group = []
        kind = is_head
        group.append(row)
        before, before_is_head = row, is_head
    if group:
        yield kind, group


def _main(row: Row) -> Segment:
    """The segment that the row is about: not a date or a place beside it."""
    return next((one for one in row.segments if not is_aside(one)), row.segments[0])


def is_dated(row: Row) -> bool:
    """Whether the row names a period beside, before or behind what else it says, which is short."""
    return any(
        bool(find_periods(one.text)) and len(without_periods(one.text)[0]) < 110 for one in row.segments
    )


def _is_only_dated(row: Row) -> bool:
    """Whether the row is a period, and perhaps a place, and nothing else."""
    return all(map(is_aside, row.segments)) and is_dated(row)


def _goes_on_with_head(before: Row, row: Row) -> bool:
    """Whether the row is what a head has beside it, or the rest of its last name, which had no room."""
    if all(map(is_aside, row.segments)):
        return True
    return len(row.segments) == 1 and len(row.first.words) <= 4 and _is_rest_of(before, row)


def _is_rest_of(before: Row, row: Row) -> bool:
    """Whether the row is the rest of the last name of the row before, in its look."""
    last, word = before.first.words[-1], row.first.words[0]
    return (
        before.block == row.block
        and before.page == row.page
        and abs(row.first.left - before.first.left) < _INDENT
        and word.bold == last.bold
        and word.italic == last.italic
        and abs(word.size - last.size) < 0.6
        and len(before.first.words) > 2
        and _wraps(before, row)
    )


def _goes_on(before: Row, row: Row) -> bool:
    """Whether the row is the next line of the paragraph before it."""
    if row.block != before.block or row.page != before.page or len(row.segments) > 1:
        return False
    if is_bullet(before) and len(before.first.words) > 1:
        start = before.first.words[1].left
        return row.first.left > before.first.left + 1 and abs(row.first.left - start) < _INDENT
    same = row.first.words[0].bold == before.first.words[-1].bold or row.first.bold
    alike = same and row.first.bold == before.first.bold and abs(row.size - before.size) < 0.6
    if not alike or abs(row.first.left - before.first.left) > _INDENT:
        return False
    return _wraps(before, row)


def _wraps(before: Row, row: Row) -> bool:
    """Whether the row's first word had no room on the row before."""
    word = row.first.words[0]
    main = before.segments[0]
    limit = before.segments[1].left if len(before.segments) > 1 else before.limit
    return main.right + (word.right - word.left) + 0.2 * main.size > limit - 1.0


def _parted(group: list[Row]) -> Iterator[list[Row]]:
    """A run of head rows as the heads of as many entries as it has periods."""
    dated = [place for place, row in enumerate(group) if is_dated(row)]
    if len(dated) < 2:
        yield group
        return
    lead = dated[0]
    starts = [0]
    for before, place in pairwise(dated):
        alike = [at for at in range(before + 1, place + 1) if looks_like(group[at], group[0])]
        starts.append(alike[0] if len(alike) == 1 and lead else max(before + 1, place - lead))
    for start, end in pairwise([*starts, len(group)]):
        yield group[start:end]


def looks_like(row: Row, other: Row) -> bool:
    """Whether two rows begin in the same look at the same edge."""
    return (
        row.first.words[0].bold == other.first.words[0].bold
        and row.first.words[0].italic == other.first.words[0].italic
        and abs(row.size - other.size) < 0.6
        and abs(row.first.left - other.first.left) < _INDENT
    )


def _give_back_asides(draft: _Draft) -> None:
    """Move dates and places that stand beside the body to the head that they belong to."""
    has_date = any(is_dated(row) for row in draft.head)
    for place, (row, is_item) in enumerate(draft.body):
        if len(row.segments) < 2:
            continue
        asides = tuple(one for one in row.segments[1:] if is_aside(one))
        if not asides or (has_date and not any(find_periods(one.text) for one in asides) and place > 1):
            continue
        if place > 2:
            break
        rest = tuple(one for one in row.segments if one not in asides)
        draft.body[place] = (replace(row, segments=rest), is_item)
        draft.head[0] = replace(draft.head[0], segments=draft.head[0].segments + asides)


def _merged(drafts: list[_Draft]) -> list[_Draft]:
    """Without heads that turn out to be none: in a section of dated entries, a bare line within a body."""
    if sum(any(is_dated(row) for row in draft.head) for draft in drafts) == 0:
        return drafts
    kept: list[_Draft] = []
    for draft in drafts:
        has_date = any(is_dated(row) for row in draft.head)
        if kept and not has_date and not _is_like(draft.head[0], kept[0].head[0]):
            kept[-1].body.extend((row, False) for row in draft.head)
            kept[-1].body.extend(draft.body)
        else:
            kept.append(draft)
    return kept


def _is_like(row: Row, other: Row) -> bool:
    """Whether two rows look the same, and the first may be a head by what it says."""
    text = row.text
    says = max(title_score(text), employer_score(text), school_score(text), degree_score(text))
    return (
        row.first.bold == other.first.bold
        and abs(row.size - other.size) < 0.6
        and abs(_main(row).left - _main(other).left) < _INDENT
        and (says > 0 or row.first.bold)
    )


def _unwrapped(rows: list[Row]) -> list[Row]:
    """Head rows, each name that runs over two lines put on one."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if (
            before is not None
            and len(row.segments) == 1
            and not is_aside(before.first)
            and not is_aside(row.first)
            and not find_periods(row.text)
            and _is_rest_of(before, row)
        ):
            first = segment_of(before.first.words + row.first.words)
            joined[-1] = replace(before, segments=(first, *before.segments[1:]))
        else:
            joined.append(row)
    return joined


def paragraphs(body: Sequence[tuple[Row, bool]]) -> Iterator[Paragraph]:
    """Rows put together to the items and paragraphs that they are lines of."""
    text, rows, item = "", list[int](), False
    last: Row | None = None
    for row, is_item in body:
        if last is not None and not is_item and (_goes_on(last, row) or (item and _hangs(last, row))):
            text = (
                f"{text[:-1]}{row.text}"
                if text.endswith("-") and row.text[:1].islower()
                else f"{text} {row.text}"
            )
            rows.append(row.id)
        else:
            if text:
                yield Paragraph(text, tuple(rows), item)
            text, rows, item = _BULLET.sub("", row.text) if is_item else row.text, [row.id], is_item
        last = row
    if text:
        yield Paragraph(text, tuple(rows), item)


def _hangs(before: Row, row: Row) -> bool:
    """Whether the row goes on with an item whose text its first row indents."""
    return (
        row.block == before.block
        and row.page == before.page
        and abs(row.first.left - before.first.left) < 1.0
        and not is_bullet(before)
    )
