"""Which skills a text names, and where: whole words only, by any of their names, never a part of a word.

`JS` and `JavaScript` are one skill, `ai` does not stand in "maintain", `Go` is none in "go live" but is one
in "Python, Go and Rust". Fast enough for a whole board's postings: one pass of an Aho-Corasick automaton.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from tasks.matching.folding import folded, spaced
from tasks.matching.vocabulary import Name, Vocabulary
from tasks.matching.vocabulary import skills as known_skills

_LIST = re.compile(
    r"\s*(?:[,;/|·•:()\[\]+&]|\b(?:and|or|und|oder|y|o|et|ou|e|en|of)\b|\s)+\s*",
    re.IGNORECASE,
)
_CUE_BEFORE = re.compile(
    r"\b(?:(?P<weak>in|en|em)|with|using|uses?|mit|con|avec|com|met|advanced|strong|basic|proficiency|proficient"
    r"|knowledge of|experience of|languages?|programming|stack|skills?|kenntnisse|langages?|lenguajes?)"
    r"\W{1,3}$",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(
    r"^\W?(?:programming|language|developer|engineer|programmer|development|framework|services?|"
    r"microservices?|backend|scripts?|packages?|entwickler|kenntnisse|skills|experience|code)\b",
    re.IGNORECASE,
)
_SHORT = 3


@dataclass(frozen=True, slots=True)
class SkillMention:
    """A skill that a text names.

    Attributes:
        skill: What the table calls it.
        start: Where its name begins in the text.
        end: Where it is over.
    """

    skill: str
    start: int
    end: int


class SkillSpotter:
    """Finds the skills of a table in texts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Build the automaton: some milliseconds, so it is kept."""
        self._names = [(name, term.name) for term in vocabulary.terms.values() for name in term.names]
        self._flat = [folded(name.text) for name, _ in self._names]
        patterns = [(index, *pattern) for index, name in enumerate(self._flat) for pattern in _patterns(name)]
        self._found = [(index, place) for index, place, _ in patterns]
        self._automaton = AhoCorasick([pattern for _, _, pattern in patterns])

    def mentions(self, text: str, *, is_list: bool = False, flat: str | None = None) -> list[SkillMention]:
        """The skills in the order of the text; where names overlap, the longest counts.

        Args:
            text: Whatever somebody wrote.
            is_list: Whether it is a list of skills, so that everyday words are meant as skills.
            flat: The text after `folded`, where that is known.
        """
        flat = folded(text) if flat is None else flat
        found: list[tuple[int, int, int]] = []
        for pattern, at, _ in self._automaton.find_matches_as_indexes(f" {spaced(flat)} ", overlapping=True):
            index, place = self._found[pattern]
            start = at + place
            name = self._flat[index]
            end = start + len(name)
            if (
                flat.startswith(name, start)
                and (until := _whole_word(flat, start, end))
                and self._is_written_so(text, index, start, end)
            ):
                found.append((start, -until, index))
        found.sort()
        kept: list[tuple[int, int, Name, str]] = []
        over = 0
        for start, minus_end, index in found:
            if start >= over:
                over = -minus_end
                kept.append((start, over, *self._names[index]))
        return _in_company(text, kept, is_list=is_list)

    def _is_written_so(self, text: str, index: int, start: int, end: int) -> bool:
        name, _ = self._names[index]
        return not name.is_exact or text[start:end] == name.text


def _patterns(name: str) -> Iterator[tuple[int, str]]:
    """What to look for in spaced texts that begin and end with a blank, and where the name stands then.

    The blanks around a word are part of its patterns: `r` is not looked at in every word that has one.
    """
    before = " " if name[0].isalnum() else ""
    after = [" "] if name[-1].isalnum() else [""]
    if _has_plural(name):
        after.append("s ")
    for ending in after:
        yield len(before) - 1, f"{before}{spaced(name)}{ending}"


@cache
def _spotter() -> SkillSpotter:
    return SkillSpotter(known_skills())


def skills_in(text: str, *, is_list: bool = False, flat: str | None = None) -> list[SkillMention]:
    """Every skill of our table that the text names, in its order.

    Args:
        text: Whatever somebody wrote.
        is_list: Whether it is a list of skills, so that everyday words are meant as skills.
        flat: The text after `folded`, where that is known.
    """
    return _spotter().mentions(text, is_list=is_list, flat=flat)


def canonical_name(skill: str) -> str:
    """What our table calls a skill that somebody lists, or the skill as it is written if it has no such."""
    return known_skills().canonical(skill) or " ".join(skill.split())


def stands_in(phrase: str, flat: str) -> int:
    """Where a phrase stands in a folded text as whole words, or -1.

    Args:
        phrase: Of any case.
        flat: A text after `folded`.
    """
    sought = folded(phrase).strip()
    start = flat.find(sought) if sought else -1
    while start >= 0:
        if _whole_word(flat, start, start + len(sought)):
            return start
        start = flat.find(sought, start + 1)
    return -1


def _whole_word(flat: str, start: int, end: int) -> int:
    """Where the word is over, a plural's ending included; 0 if this is but a part of a word."""
    before = flat[start - 1] if start else " "
    first, last = flat[start], flat[end - 1]
    if first.isalnum() and (before.isalnum() or before == "_" or _tied(flat, start - 1, -1)):
        return 0
    if not first.isalnum() and before.isalnum() and first == ".":
        return 0
    if not last.isalnum():
        return 0 if end < len(flat) and (flat[end].isalnum() or flat[end] in "+#") else end
    if flat.startswith("s", end) and _has_plural(flat[start:end]):
        end += 1
    after = flat[end] if end < len(flat) else " "
    if after.isalnum() or after in "_+#" or _tied(flat, end, 1):
        return 0
    return end


def _has_plural(name: str) -> bool:
    return len(name) > _SHORT and name[-1] != "s" and name[-1].isalpha()


def _tied(flat: str, place: int, step: int) -> bool:
    """Whether a sign ties the name to a further word, as in `R&D`, `vue.js` and `https://`."""
    if flat.startswith("://", place):
        return True
    if not 0 <= place < len(flat) or flat[place] not in "&.'@+#":
        return False
    beyond = place + step
    return 0 <= beyond < len(flat) and flat[beyond].isalnum()


def _in_company(
    text: str, found: Sequence[tuple[int, int, Name, str]], *, is_list: bool
) -> list[SkillMention]:
    """Without everyday words that stand alone: no other skill in their list, and no cue beside them."""
    sure = [
        not (name.is_everyday or (name.is_everyday_otherwise and text[start:end] != name.text))
        for start, end, name, _ in found
    ]
    open_ones = [place for place, is_sure in enumerate(sure) if not is_sure]
    for place in (*open_ones, *reversed(open_ones)):
        sure[place] = sure[place] or _is_meant(text, found, place, sure, is_list=is_list)
    return [
        SkillMention(skill, start, end)
        for is_sure, (start, end, _, skill) in zip(sure, found, strict=True)
        if is_sure
    ]


def _is_meant(
    text: str,
    found: Sequence[tuple[int, int, Name, str]],
    place: int,
    sure: Sequence[bool],
    *,
    is_list: bool,
) -> bool:
    """Whether an everyday word is a skill here; one in small letters takes more than `in` before it."""
    start, end, name, _ = found[place]
    if _is_hyphenated(text, start, end):
        return False
    if is_list or text.strip() == name.text or _CUE_AFTER.match(text[end : end + 24]):
        return True
    is_small = text[start:end].islower()
    cue = _CUE_BEFORE.search(text[max(0, start - 24) : start])
    if cue is not None and not (is_small and cue["weak"]):
        return True
    return _is_listed(text, found, place, sure if is_small else None)


def _is_hyphenated(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return before in {"-", "‑"} or after in {"-", "‑"}


def _is_listed(
    text: str, found: Sequence[tuple[int, int, Name, str]], place: int, sure: Sequence[bool] | None = None
) -> bool:
    """Whether only a list's signs part it from the next skill, or the next sure one, on either side."""
    start, end, _, _ = found[place]
    if place and (sure is None or sure[place - 1]) and _LIST.fullmatch(text[found[place - 1][1] : start]):
        return True
    return (
        place + 1 < len(found)
        and (sure is None or sure[place + 1])
        and bool(_LIST.fullmatch(text[end : found[place + 1][0]]))
    )
