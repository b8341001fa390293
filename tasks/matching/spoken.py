"""Languages that people speak, as postings and résumés name them, and how well."""

import re
from dataclasses import dataclass

from tasks.matching.folding import folded
from tasks.word_lists import either, word_lists

_LANGUAGE = re.compile(
    r"\b(?:"
    + "|".join(
        f"(?P<{name}>{either(words)})" for name, words in word_lists("tasks.matching", "spoken").items()
    )
    + r")(?:kenntnisse\w*)?\b"
)
_CEFR = re.compile(r"\b([abc][12])\b")
_WELL = {
    int(rank): re.compile(rf"\b{either(words)}\b")
    for rank, words in word_lists("tasks.matching", "fluency").items()
}
_NEAR = 30
_RANKS = {"a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language that a text names.

    Attributes:
        name: In English.
        rank: How well, 1 to 6 as A1 to C2; None if the text does not say.
        start: Where its name begins in the text.
        end: Where it is over.
    """

    name: str
    rank: int | None
    start: int
    end: int


def rank_in(text: str) -> int | None:
    """How well, 1 to 6 as A1 to C2, by a level or by words for one; None if the text says neither."""
    flat = folded(text)
    if cefr := _CEFR.search(flat):
        return _RANKS[cefr[1]]
    return next((rank for rank, words in _WELL.items() if words.search(flat)), None)


def languages_in(text: str, start: int = 0, end: int | None = None) -> list[SpokenLanguage]:
    """The languages that a text names, in order."""
    end = len(text) if end is None else end
    return [
        SpokenLanguage(
            str(match.lastgroup),
            rank_in(text[max(start, start + match.start() - _NEAR) : start + match.end() + _NEAR]),
            start + match.start(),
            start + match.end(),
        )
        for match in _LANGUAGE.finditer(folded(text[start:end]))
    ]


def language_named(name: str) -> str | None:
    """The English name of a language that is named in any of ours, or None."""
    match = _LANGUAGE.match(folded(name).strip())
    return match and match.lastgroup
