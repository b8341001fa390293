"""How much of one text stands in another."""

import re

_WORD = re.compile(r"[^\W_]+")
_LEAST_SHINGLES = 12

Shingles = frozenset[tuple[str, str, str, str]]
"""Every run of four words of a text."""


def shingles(text: str) -> Shingles:
    """The text's runs of four words, in lower case and without punctuation."""
    found = _WORD.findall(text.lower())
    return frozenset(zip(found, found[1:], found[2:], found[3:], strict=False))


def containment(one: Shingles, other: Shingles) -> float | None:
    """How much of the shorter text stands in the longer, 0..1; None if it is too short to tell.

    Boards cut texts short, so the shorter one decides.
    """
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= _LEAST_SHINGLES else None
