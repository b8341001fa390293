"""What stands on pages, whatever the document is: words with their place and look, gathered into rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

LONGEST_WORD = 300
"""Characters: what is longer is no word, and is cut."""


class Word(NamedTuple):
    """A run of characters without a blank. Points from the top left; `size` is the height of its font."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    italic: bool = False
    parted: bool = False
    """Something stood before it that is no text, such as an icon: it belongs to no word before."""


class Link(NamedTuple):
    """A place on a page that leads to an address."""

    left: float
    top: float
    right: float
    bottom: float
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its words as the file has them, its links, and whether it is mostly a picture."""

    width: float
    height: float
    words: tuple[Word, ...]
    links: tuple[Link, ...] = ()
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one row that stand together, apart from others of the row."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    italic: bool
    words: tuple[Word, ...]
    addresses: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """Half its height."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Row:
    """One row of a column, its segments from left to right. `limit` is how far right its column goes."""

    id: int
    page: int
    segments: tuple[Segment, ...]
    limit: float
    block: int
    is_item: bool = False
    """The document itself says that it is an item of a list."""

    @cached_property
    def text(self) -> str:
        """All that it says."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def first(self) -> Segment:
        """Its leftmost segment."""
        return self.segments[0]

    @cached_property
    def top(self) -> float:
        """Its upper edge."""
        return min(segment.top for segment in self.segments)

    @cached_property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(segment.bottom for segment in self.segments)

    @property
    def size(self) -> float:
        """The height of its first segment's font."""
        return self.segments[0].size


def segment_of(words: tuple[Word, ...], addresses: tuple[str, ...] = ()) -> Segment:
    """The words as one segment; they are on one line, from left to right, and at least one."""
    bold = sum(len(word.text) for word in words if word.bold)
    italic = sum(len(word.text) for word in words if word.italic)
    length = sum(len(word.text) for word in words)
    return Segment(
        text=" ".join([word.text for word in words]),
        left=words[0].left,
        top=min([word.top for word in words]),
        right=words[-1].right,
        bottom=max([word.bottom for word in words]),
        size=max([word.size for word in words]),
        bold=bold * 2 > length,
        italic=italic * 2 > length,
        words=words,
        addresses=addresses,
    )
