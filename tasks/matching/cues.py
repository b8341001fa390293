"""How postings say what is a must, what is welcome and what is neither, in seven languages.

The words stand in `words/headings.txt` and `words/cues.txt`, folded: they are matched against folded text.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast

from tasks.word_lists import either, word_lists

Part = Literal["required", "preferred", "told", "aside"]
"""Of a posting: what is asked, what is welcome, what the work is like, and what is no matter of the work."""

_TAIL_OF_A_HEADING = 40
_WORDS_AFTER_A_HEADING, _WORDS_OF_A_HEADING = 3, 8

_HEADINGS = cast("Mapping[Part, tuple[str, ...]]", word_lists("tasks.matching", "headings"))
_PARTS: Mapping[str, Part] = {name: part for part, names in reversed([*_HEADINGS.items()]) for name in names}
_WORD = re.compile(r"\w+")
_FIRST_WORD = re.compile(r"\W*(?:\d+[.)])?\W*(\w+)")


def _by_first_word() -> Mapping[str, re.Pattern[str]]:
    """A pattern for the headings that begin with a word: most lines begin with none of these."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in _PARTS:
        found[_WORD.findall(name)[0]].append(re.escape(name))
    return MappingProxyType({word: re.compile(rf"{either(names)}\b") for word, names in found.items()})


_BY_FIRST_WORD = _by_first_word()
_FILLING = frozenset(
    word for names in _HEADINGS.values() for name in names for word in _WORD.findall(name)
) - {
    *("with", "in", "of", "mit", "con", "en", "avec", "em", "com", "met", "speak", "remote"),
}
_CUES = word_lists("tasks.matching", "cues")
_PLUS = re.compile(rf"\b{either(_CUES['plus'])}\b")
_MUST = re.compile(rf"\b{either(_CUES['must'])}\b")
_NOT = re.compile(rf"\b{either(_CUES['not'])}\b[^.;\n]{{0,40}}\b{either(_CUES['needed'])}\b")
_ASIDE = re.compile(rf"\b{either(_CUES['aside'])}\b")
_STOP = re.compile(r"[.;!?\n](?:\s|$)")
_ANY_OF = re.compile(rf"\b{either(_CUES['any of'])}\W{{0,3}}$")


def heading_part(flat: str) -> tuple[Part, int] | None:
    """Which part of a posting a folded line opens, and where its content begins; None if it opens none.

    A heading stands before a colon, or is a short line for itself. What it names beside its own words is
    content: "Experience with Docker" is no heading.
    """
    first = _FIRST_WORD.match(flat)
    names = _BY_FIRST_WORD.get(first[1]) if first else None
    named = names.match(flat, first.start(1)) if names and first else None
    if named is None:
        return None
    end, part = named.end(), _PARTS[named[0]]
    head, colon, _ = flat.partition(":")
    if colon and end <= len(head) and len(head) - end <= _TAIL_OF_A_HEADING:
        return part, len(head) + 1 if part == "aside" or _is_filling(head[end:]) else end
    rest = flat[end:]
    short = len(rest.split()) <= _WORDS_AFTER_A_HEADING and len(flat.split()) <= _WORDS_OF_A_HEADING
    return (part, len(flat)) if short and (part == "aside" or _is_filling(rest)) else None


def goes_on(flat: str, part: Part, over: int) -> bool:
    """Whether a heading's part goes on below its line, and below the list items that follow it.

    `Salary: 60,000 a year` speaks of itself alone; a posting often opens with such lines.

    Args:
        flat: The line, folded.
        part: What `heading_part` says that it opens.
        over: Where the content begins, as there.
    """
    if part != "aside":
        return True
    return not flat[over:].strip(" .") and (":" in flat or not any(sign.isdigit() for sign in flat))


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


def asides_in(flat: str) -> list[tuple[int, int]]:
    """The sentences of a folded line that speak of the employer, of pay, of applying or of colleagues."""
    if not _ASIDE.search(flat):
        return []
    ends = [*(stop.end() for stop in _STOP.finditer(flat)), len(flat)]
    sentences = zip([0, *ends], ends, strict=False)
    return [(start, end) for start, end in sentences if _ASIDE.search(flat, start, end)]


def names_instances(flat_before: str) -> bool:
    """Whether the folded text before a list says that any of the list will do ("such as …")."""
    return bool(_ANY_OF.search(flat_before))


def opens_examples(flat_between: str) -> bool:
    """Whether the folded text between two skills makes examples of what follows: `an ERP system (SAP, …`."""
    short = len(flat_between) <= _TAIL_OF_A_HEADING
    return short and flat_between.rstrip().endswith("(") and ")" not in flat_between
