"""How the headings of one document look, learnt from those whose names are known."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tasks.resumes.reader.headings import Kind, kind_of
from tasks.resumes.reader.page import Row, Segment

CORE = frozenset({Kind.WORK, Kind.EDUCATION, Kind.SKILLS})
MOST_WORDS = 7
_LARGER, _MUCH_LARGER = 1.06, 1.12
_FEWEST_SEEN = 4
_MORE_IF_LARGER = 3


class Look(NamedTuple):
    """How a row looks, as far as headings share it. `size` is in half points."""

    size: int
    bold: bool
    capitals: bool


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """The look of headings here, beside that of the text.

    `seen` weighs how rows look that are headings by name and stand alone. `tells_unknown` says that hardly
    anything but headings looks like `usual`, so that one whose name is not known can be told by it.
    """

    body: float
    seen: Counter[Look]
    usual: Look | None
    is_larger: bool
    tells_unknown: bool
    least_gap: float

    def stands_out(self, look: Look) -> bool:
        """Whether the look differs from that of the text."""
        return look.bold or look.capitals or look.size > 2 * self.body * _LARGER


def look_of(segment: Segment) -> Look:
    """How a segment looks."""
    text = segment.text
    return Look(round(segment.size * 2), segment.bold, text.upper() == text and text.lower() != text)


def gap_above(rows: Sequence[Row], place: int) -> float | None:
    """How far the row is below the one before it; None for the first of a block."""
    if place == 0 or rows[place - 1].page != rows[place].page or rows[place - 1].block != rows[place].block:
        return None
    return rows[place].top - rows[place - 1].bottom


def style_of(rows: Sequence[Row]) -> HeadingStyle:
    """The style of these rows' headings."""
    body = _body_size(rows)
    short = [
        (place, look_of(row.first), kind_of(row.text))
        for place, row in enumerate(rows)
        if len(row.segments) == 1 and not row.is_item and len(row.first.words) <= MOST_WORDS
    ]
    seen: Counter[Look] = Counter()
    for _, look, kind in short:
        if kind is not None:
            stands_out = look.bold or look.capitals or look.size > 2 * body * _LARGER
            seen[look] += (2 if kind in CORE else 1) * (2 if stands_out else 1)
    usual = seen.most_common(1)[0][0] if seen else None
    if usual is None:
        return HeadingStyle(body, seen, None, is_larger=False, tells_unknown=False, least_gap=0.0)
    named = [place for place, look, kind in short if look == usual and kind is not None]
    unnamed = sum(look == usual and kind is None for _, look, kind in short)
    is_larger = usual.size > 2 * body * _MUCH_LARGER
    stands_out = usual.bold or usual.capitals or usual.size > 2 * body * _LARGER
    gaps = [gap for place in named if (gap := gap_above(rows, place)) is not None]
    return HeadingStyle(
        body=body,
        seen=seen,
        usual=usual,
        is_larger=is_larger,
        tells_unknown=stands_out
        and seen[usual] >= _FEWEST_SEEN
        and unnamed <= len(named) + (_MORE_IF_LARGER if is_larger else 0),
        least_gap=min(gaps, default=0.0),
    )


def _body_size(rows: Sequence[Row]) -> float:
    """The height of most of the text."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
