"""How postings say what is a must, what is welcome and what is neither, in seven languages.

The words stand in `words/headings.txt` and `words/cues.txt`, folded: they are matched against folded text.
"""

import re
from collections.abc import Mapping
from typing import Literal, cast

from tasks.word_lists import either, word_lists

Part = Literal["required", "preferred", "told", "aside"]
"""Of a posting: what is asked, what is welcome, what the work is like, and what is no matter of the work."""

_TAIL_OF_A_HEADING = 40
_WORDS_AFTER_A_HEADING, _WORDS_OF_A_HEADING = 3, 8

_HEADINGS = cast("Mapping[Part, tuple[str, ...]]", word_lists("tasks.matching", "headings"))
_HEADING = {
    part: re.compile(rf"\W*(?:\d+[.)])?\W*{either(map(re.escape, names))}\b")
    for part, names in _HEADINGS.items()
}
_WORD = re.compile(r"\w+")
_FILLING = frozenset(
    word for names in _HEADINGS.values() for name in names for word in _WORD.findall(name)
) - {
    *("with", "in", "of", "mit", "con", "en", "avec", "em", "com", "met", "speak", "remote"),
}
_CUES = word_lists("tasks.matching", "cues")
_PLUS = re.compile(rf"\b{either(_CUES['plus'])}\b")
_MUST = re.compile(rf"\b{either(_CUES['must'])}\b")
_NOT = re.compile(rf"\b{either(_CUES['not'])}\b[^.;\n]{{0,40}}\b{either(_CUES['needed'])}\b")
_ANY_OF = re.compile(rf"\b{either(_CUES['any of'])}\W{{0,3}}$")


def heading_part(flat: str) -> tuple[Part, int] | None:
    """Which part of a posting a folded line opens, and where its content begins; None if it opens none.

    A heading stands before a colon, or is a short line for itself. What it names beside its own words is
    content: "Experience with Docker" is no heading.
    """
    best: tuple[int, Part] | None = None
    for part, pattern in _HEADING.items():
        if (match := pattern.match(flat)) and (best is None or match.end() > best[0]):
            best = match.end(), part
    if best is None:
        return None
    end, part = best
    head, colon, _ = flat.partition(":")
    if colon and end <= len(head) and len(head) - end <= _TAIL_OF_A_HEADING:
        return part, len(head) + 1 if part == "aside" or _is_filling(head[end:]) else end
    rest = flat[end:]
    short = len(rest.split()) <= _WORDS_AFTER_A_HEADING and len(flat.split()) <= _WORDS_OF_A_HEADING
    return (part, len(flat)) if short and (part == "aside" or _is_filling(rest)) else None


def _is_filling(text: str) -> bool:
    return all(word in _FILLING for word in _WORD.findall(text))


def is_plus(flat: str) -> bool:
    """Whether a folded clause calls what it names welcome rather than needed."""
    return bool(_PLUS.search(flat))


def is_must(flat: str) -> bool:
    """Whether a folded clause asks for experience or knowledge."""
    return bool(_MUST.search(flat))


def is_denied(flat: str) -> bool:
    """Whether a folded clause says that something is not needed."""
    return bool(_NOT.search(flat))


def names_instances(flat_before: str) -> bool:
    """Whether the folded text before a list says that any of the list will do ("such as …")."""
    return bool(_ANY_OF.search(flat_before))
