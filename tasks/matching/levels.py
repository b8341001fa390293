"""How far along somebody is, by titles and by years."""

import re
from enum import IntEnum

from tasks.matching.folding import folded
from tasks.word_lists import either, word_lists


class Level(IntEnum):
    """A rung of the ladder; the distance of two says how far a person is from a posting."""

    INTERN = 0
    JUNIOR = 1
    MID = 2
    SENIOR = 3
    LEAD = 4
    HEAD = 5


_PATTERNS = {
    Level[name]: re.compile(rf"\b{either(words)}\b")
    for name, words in word_lists("tasks.matching", "levels").items()
}
_BESIDE_ANOTHER = re.compile(r"\b(?:assistant|reporting|support|advisor) to\b.*")
_BY_YEARS = ((2, Level.JUNIOR), (5, Level.MID))


def level_in(title: str) -> Level | None:
    """The level that a title names, the highest if several; None if it names none."""
    flat = _BESIDE_ANOTHER.sub(" ", folded(title))
    return max((level for level, words in _PATTERNS.items() if words.search(flat)), default=None)


def level_of_years(years: float) -> Level:
    """The level that so many years of work are worth."""
    return next((level for bound, level in _BY_YEARS if years < bound), Level.SENIOR)


def without_level(title: str) -> str:
    """A folded title without the words that say how far along."""
    flat = folded(title)
    for words in _PATTERNS.values():
        flat = words.sub(" ", flat)
    return " ".join(flat.split())
