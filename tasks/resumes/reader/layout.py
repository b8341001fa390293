"""Pages to rows in the order that a person reads them: words to segments, to columns, to rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tasks.resumes.reader.columns import split
from tasks.resumes.reader.page import Link, Page, Row, Segment, Word, segment_of

_WIDE_GAP = 0.85
"""Of the font's height: words farther apart than this do not belong together."""
_WIDE_GAP_OF_LOOKS = 0.5
_LETTERS = 3
_MARGIN = 0.09
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|página|pagina|pág\.?|p\.)\s*)?\d{1,3}\s*(?:(?:/|of|von|de|di|sur|van|\|)\s*\d{1,3})?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_SAME_COLUMN = 12.0


def rows_of(pages: Sequence[Page]) -> tuple[Row, ...]:
    """All rows of the document in reading order, without page numbers and running heads."""
    segments = [_linked(_segments(page.words), page.links) for page in pages]
    repeated = _running(segments, pages)
    ordered: list[tuple[int, list[list[Segment]]]] = []
    for number, (page, found) in enumerate(zip(pages, segments, strict=True)):
        kept = [one for one in found if not _is_margin(one, page, repeated)]
        for place, block in enumerate(split(kept)):
            _take_in(ordered, number, block, first=place == 0)
    return tuple(_rows(ordered))


def _segments(words: Sequence[Word]) -> list[Segment]:
    """Words that follow each other on one line without a wide gap, whatever order the file has them in."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [segment_of(tuple(_unspaced(run))) for run in _merged(runs)]


def _follows(last: Word, word: Word) -> bool:
    size = min(last.size, word.size)
    alike = last.bold == word.bold and abs(last.size - word.size) < 0.6
    widest = (_WIDE_GAP if alike else _WIDE_GAP_OF_LOOKS) * max(last.size, word.size)
    return (
        not word.parted
        and -0.3 * size < word.left - last.right < widest
        and abs((word.top + word.bottom) - (last.top + last.bottom)) < 0.7 * max(size, 1.0)
        and min(last.bottom, word.bottom) - max(last.top, word.top) > 0.5 * size
    )


def _merged(runs: list[list[Word]]) -> list[list[Word]]:
    """Runs that the file has apart, such as a bold word and the rest of its line, put together."""
    runs.sort(key=lambda run: run[0].left)
    by_line: dict[int, list[list[Word]]] = {}
    done: list[list[Word]] = []
    for run in runs:
        line = round((run[0].top + run[0].bottom) / 4)
        for near in (line, line - 1, line + 1):
            before = next((one for one in by_line.get(near, ()) if _follows(one[-1], run[0])), None)
            if before is not None:
                before.extend(run)
                break
        else:
            by_line.setdefault(line, []).append(run)
            done.append(run)
    return done


def _unspaced(run: list[Word]) -> list[Word]:
    """`J O R D A N  R E Y E S` as two words: single letters whose gaps are of two widths, or of one."""
    letters = sum(len(word.text) == 1 and word.text.isalpha() for word in run)
    if letters < _LETTERS or letters * 5 < len(run) * 4:
        return run
    gaps = sorted(after.left - before.right for before, after in pairwise(run))
    usual = gaps[len(gaps) // 3]
    joined = [run[0]]
    for before, after in pairwise(run):
        if after.left - before.right > 1.5 * usual + 0.05 * after.size:
            joined.append(after)
        else:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + after.text, right=after.right)
    return joined


def _linked(segments: list[Segment], links: Sequence[Link]) -> list[Segment]:
    """The segments with the addresses that lie over them; an icon's address goes to what is next to it."""
    addresses: dict[int, list[str]] = {}
    for link in links:
        middle = (link.top + link.bottom) / 2
        places = [place for place, one in enumerate(segments) if one.top <= middle <= one.bottom]
        if places:
            place = min(places, key=lambda place: _distance(segments[place], link))
            if link.address not in addresses.setdefault(place, []):
                addresses[place].append(link.address)
    linked = list(segments)
    for place, found in addresses.items():
        linked[place] = replace(segments[place], addresses=tuple(found))
    return linked


def _distance(segment: Segment, link: Link) -> float:
    """How far apart they are from left to right; below 0 the wider that they overlap."""
    return max(segment.left, link.left) - min(segment.right, link.right)


def _running(pages: Sequence[list[Segment]], sizes: Sequence[Page]) -> set[str]:
    """What stands in the margin of several pages, numbers apart."""
    seen: set[str] = set()
    repeated: set[str] = set()
    for found, page in zip(pages, sizes, strict=True):
        texts = {_DIGITS.sub("#", one.text) for one in found if _in_margin(one, page)}
        repeated |= texts & seen
        seen |= texts
    return repeated


def _in_margin(segment: Segment, page: Page) -> bool:
    return segment.bottom < _MARGIN * page.height or segment.top > (1 - _MARGIN) * page.height


def _is_margin(segment: Segment, page: Page, repeated: set[str]) -> bool:
    if not _in_margin(segment, page):
        return False
    is_number = segment.top > page.height / 2 and _PAGE_NUMBER.fullmatch(segment.text) is not None
    return is_number or (_DIGITS.sub("#", segment.text) in repeated and "@" not in segment.text)


def _take_in(
    ordered: list[tuple[int, list[list[Segment]]]], page: int, block: list[list[Segment]], *, first: bool
) -> None:
    """Put a block behind the column of the page before that it goes on from, or else at the end."""
    before = [place for place, (number, _) in enumerate(ordered) if number == page - 1]
    if first and len(before) > 1:
        left = min(row[0].left for row in block)
        for place in before:
            if abs(min(row[0].left for row in ordered[place][1]) - left) < _SAME_COLUMN:
                ordered.insert(place + 1, (page, block))
                return
    ordered.append((page, block))


def _rows(ordered: list[tuple[int, list[list[Segment]]]]) -> Iterator[Row]:
    number = 0
    for place, (page, block) in enumerate(ordered):
        limit = max(row[-1].right for row in block)
        for segments in block:
            yield Row(number, page, tuple(segments), limit, place)
            number += 1
