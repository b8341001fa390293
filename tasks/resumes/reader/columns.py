"""Where a page falls into columns, and where what stands side by side is one row.

A gutter is an edge that no segment crosses over many rows. What lies on its two sides are columns if each
has its own headings or its own rhythm; dates in a rail, places on the right and labels on the left are not.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tasks.resumes.reader.headings import kind_of
from tasks.resumes.reader.page import Segment
from tasks.written_dates import find_periods

_FEWEST, _FEWEST_WITHOUT_HEADINGS = 3, 5
_EDGE = 2.0
_DEEPEST = 8
_MOST_SEGMENTS = 700
"""Far more than a page of text has: what is beyond is scattered, not set in columns."""
_FEW_WORDS = 4
_GUTTER = 4.0
_TWO_LINES = 25.0


def split(segments: Sequence[Segment], depth: int = 0) -> Iterator[list[list[Segment]]]:
    """The blocks of a page in reading order, each as rows of segments from left to right."""
    if not segments:
        return
    gutter = _gutter(segments) if depth < _DEEPEST and len(segments) <= _MOST_SEGMENTS else None
    if gutter is None:
        yield _aligned(segments)
        return
    edge, top, bottom = gutter
    inside = [one for one in segments if top <= one.middle <= bottom]
    for part in (
        [one for one in segments if one.middle < top],
        [one for one in inside if one.left < edge],
        [one for one in inside if one.left >= edge],
        [one for one in segments if one.middle > bottom],
    ):
        yield from split(part, depth + 1)


def _gutter(segments: Sequence[Segment]) -> tuple[float, float, float] | None:
    """The edge that parts two columns over the most rows, and from where to where it does."""
    downwards = sorted(segments, key=lambda one: one.middle)
    best: tuple[int, float, float, float] | None = None
    for edge in _left_edges(segments):
        for left, right in _sides(downwards, edge):
            both = [*left, *right]
            worth = min(len(left), len(right)) * 1000 + len(both)
            if (best is None or worth > best[0]) and _are_columns(left, right):
                best = (worth, edge, min(one.middle for one in both), max(one.middle for one in both))
    return None if best is None else best[1:]


def _left_edges(segments: Sequence[Segment]) -> list[float]:
    """Where several segments begin, other than at the very left."""
    lefts = sorted(one.left for one in segments)
    groups = [list(group) for _, group in groupby(lefts, key=lambda left: round(left / _EDGE))]
    least = lefts[0] + 10 * _EDGE
    return [group[0] - _EDGE / 2 for group in groups if len(group) >= _FEWEST - 1 and group[0] > least]


def _sides(downwards: Sequence[Segment], edge: float) -> Iterator[tuple[list[Segment], list[Segment]]]:
    """What lies on the left and right of an edge, between segments that cross it."""
    left: list[Segment] = []
    right: list[Segment] = []
    for one in downwards:
        if one.left < edge < one.right - _EDGE:
            if len(left) >= _FEWEST and len(right) >= _FEWEST:
                yield left, right
            left, right = [], []
        elif one.left >= edge:
            right.append(one)
        else:
            left.append(one)
    if len(left) >= _FEWEST and len(right) >= _FEWEST:
        yield left, right


def _are_columns(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    if min(one.left for one in right) - max(one.right for one in left) < _GUTTER:
        return False
    top = max(min(one.top for one in side) for side in (left, right)) - _TWO_LINES
    bottom = min(max(one.bottom for one in side) for side in (left, right)) + _TWO_LINES
    if all(any(top <= one.middle <= bottom for one in _headings(side)) for side in (left, right)):
        return True
    shared = [
        sum(top + _TWO_LINES <= one.middle <= bottom - _TWO_LINES for one in side) for side in (left, right)
    ]
    if min(shared) < _FEWEST_WITHOUT_HEADINGS and not _is_contact(min(left, right, key=len)):
        return False
    return not _is_rail(left, right) and not _is_rail(right, left)


def _is_rail(side: Sequence[Segment], other: Sequence[Segment]) -> bool:
    """Whether one side only dates, places, names or heads what stands beside it on the other."""
    dated = sum(bool(find_periods(one.text)) for one in side)
    beside = sum(_has_neighbour(one, other) for one in side)
    if dated * 3 >= len(side) or (dated and beside * 10 >= len(side) * 9):
        return True
    if _mostly_headings(side, other):
        return True
    words = sum(len(one.words) for one in side)
    return beside * 5 >= len(side) * 4 and words <= _FEW_WORDS * len(side) and not _is_contact(side)


def _headings(side: Sequence[Segment]) -> list[Segment]:
    """The segments that are headings, or the parts of one that runs over two lines."""
    found: list[Segment] = []
    for place, one in enumerate(side):
        if kind_of(one.text) is not None:
            found.append(one)
        elif place + 1 < len(side) and kind_of(f"{one.text} {side[place + 1].text}") is not None:
            found.extend(side[place : place + 2])
    return found


def _is_contact(side: Sequence[Segment]) -> bool:
    return any("@" in one.text for one in side)


def _mostly_headings(narrow: Sequence[Segment], wide: Sequence[Segment]) -> bool:
    """Whether the narrow side is a rail of headings, each beside what it heads."""
    heads = _headings(narrow)
    beside = sum(_has_neighbour(one, wide) for one in heads)
    return len(heads) * 2 >= len(narrow) and beside * 2 >= len(heads) > 0


def _has_neighbour(segment: Segment, others: Sequence[Segment]) -> bool:
    return any(abs(one.bottom - segment.bottom) < 0.35 * segment.size for one in others)


def _aligned(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments that overlap by half in height, as rows."""
    rows: list[list[Segment]] = []
    for one in sorted(segments, key=lambda segment: segment.middle):
        if rows and _on_row(rows[-1], one):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda segment: segment.left) for row in rows]


def _on_row(row: list[Segment], one: Segment) -> bool:
    last = row[-1]
    shared = min(last.bottom, one.bottom) - max(last.top, one.top)
    height = min(last.bottom - last.top, one.bottom - one.top)
    return shared > 0.5 * height and all(
        one.right <= other.left + _EDGE or one.left >= other.right - _EDGE for other in row
    )
