"""What a posting asks for in words that no table knows: "glaze chemistry", "Kiln firing to cone 10"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from tasks.matching.folding import folded, stem, words_of
from tasks.word_lists import either, word_lists

_CUES = {name: either(patterns) for name, patterns in word_lists("tasks.matching", "phrase_cues").items()}
_CUE = re.compile(
    rf"(?:{_CUES['at least']}\s+)?"
    rf"(?:\d+\s*(?:\+|plus)?(?:\s*(?: |to|bis|a)\s*\d+)?\s*\+?\s*{_CUES['years']}'?\s*(?:{_CUES['of']}\s+)?)?"
    rf"(?:{_CUES['how good']}\s+)*{_CUES['knowing']}\s+(?:professional\w*\s+)?{_CUES['of']}\s*\b"
    rf"(?:{_CUES['the']}\s+)?"
)
_ARTICLE = re.compile(rf"^{_CUES['the']}\s+")
_AROUND = " .:!?*•'\"\\"
_SPLIT = re.compile(
    r"[,();/|•]|\b(?:and|or|und|oder|sowie|et|ou|y|e|ed|o)\b"
    r"|\b(?:such as|like|including|wie|como|comme)\b"
)
_NO_MATTER = frozenset(word_lists("tasks.matching", "no_matter")["no matter"])
_REMARKS = frozenset(word_lists("tasks.matching", "no_matter")["remarks"])
_LONGEST_CLAUSE = 600
_LONGEST = 5
_SHORTEST_WORD = 6
_LONGEST_WITHOUT_CUE = 4


def content_stems(text: str) -> list[str]:
    """The stems of the words of a text that mean something, in its order; a year or a number is none."""
    return content_stems_of(folded(text))


def content_stems_of(flat: str) -> list[str]:
    """The same of a text after `folded`."""
    return list(chain.from_iterable(map(_content_stems_between_blanks, flat.split())))


@lru_cache(maxsize=65_536)
def _content_stems_between_blanks(flat: str) -> tuple[str, ...]:
    return tuple(
        stem(word)
        for word in words_of(flat)
        if word not in _NO_MATTER and len(word) > 1 and not word.isdigit()
    )


def phrases_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a clause that asks names something short enough to be a skill.

    Args:
        text: The posting.
        start: Where the clause begins.
        end: Where it is over.
    """
    if end - start > _LONGEST_CLAUSE:
        return
    flat = folded(text[start:end])
    cues = list(_CUE.finditer(flat))
    begin = cues[-1].end() if cues else 0
    if not cues and len(flat.split()) > 2 * _LONGEST:
        return
    for piece_start, piece_end in _pieces(flat, begin):
        piece = flat[piece_start:piece_end]
        stripped = _ARTICLE.sub("", piece.strip(_AROUND))
        offset = start + piece_start + piece.find(stripped)
        if stripped and _names_something(
            text[offset : offset + len(stripped)], stripped, offset > start, bool(cues)
        ):
            yield offset, offset + len(stripped)


def _names_something(written: str, flat: str, is_inside: bool, is_asked: bool) -> bool:
    """Whether a piece is a name rather than a remark: short, mostly words that mean something, no doing."""
    parts = flat.split()
    number, first = len(parts), parts[0]
    if number == 1:
        is_name = written[0].isupper() and is_inside
        return (is_asked or is_name) and len(flat) >= _SHORTEST_WORD and bool(content_stems(flat))
    return (
        not first[0].isdigit()
        and number <= (_LONGEST if is_asked else _LONGEST_WITHOUT_CUE)
        and 2 * len(content_stems(flat)) >= number
        and not first.endswith(("ing", "ly"))
        and not _REMARKS & frozenset(parts)
    )


def _pieces(flat: str, begin: int) -> Iterator[tuple[int, int]]:
    for split in _SPLIT.finditer(flat, begin):
        yield begin, split.start()
        begin = split.end()
    yield begin, len(flat)
