"""How much a row is like the head of an entry, rather than a line of what the entry tells."""

import re

from tasks.resumes.reader.page import Row, Segment
from tasks.resumes.reader.pieces import is_aside, without_periods
from tasks.resumes.reader.vocabulary import (
    degree_score,
    employer_score,
    is_honour,
    school_score,
    title_score,
    words_of,
)
from tasks.written_dates import find_periods

_VERB = re.compile(
    r"^(?:\w+ed|\w+ing|led|built|wrote|ran|grew|won|made|drove|took|set|cut|held|oversaw|taught)$"
)
_FEW, _LONG, _LONGEST = 5, 12, 16
_INDENT = 5.0
_MOST_FOR_WORDS = 1.3


def head_worth(row: Row, main: Segment, margin: float, body_size: float) -> float:
    """The sum of what speaks for a head and against it; 1 and more is one.

    Args:
        row: The row in question.
        main: Its segment that is neither a date nor a place beside it.
        margin: Where the leftmost rows of its section begin.
        body_size: The height of most of its section's text.
    """
    text, periods = without_periods(main.text)
    asides = [one for one in row.segments if one is not main and is_aside(one)]
    is_dated = bool(periods) or any(find_periods(one.text) for one in asides)
    words = text.split()
    worth = _for_words(text, words) + (0.6 if asides else 0.0)
    if is_dated:
        worth += 2.2 if len(words) < _LONG else 0.8
    elif text.endswith(":"):
        worth -= 1.5
    if main.left > margin + _INDENT and main is row.segments[0]:
        worth -= 0.9
    worth += (1.0 if main.size > body_size + 0.6 else 0.0) + (0.5 if main.italic else 0.0)
    return worth + _for_capitals(words, is_known=worth >= 1) - _against_a_sentence(text, words)


def _for_words(text: str, words: list[str]) -> float:
    """Words of titles, employers, schools and degrees speak for a head; grades and theses against one."""
    known = max(title_score(text), employer_score(text), school_score(text), degree_score(text))
    grades = 1.5 if is_honour(text) and not degree_score(text) else 0.0
    return (min(_MOST_FOR_WORDS, known) if len(words) <= _LONG else 0.0) - grades


def _for_capitals(words: list[str], *, is_known: bool) -> float:
    """Names are written with capitals; a sentence has few."""
    longer = [word for word in words if len(word) > 3 and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in longer)
    if longer and capitals >= 0.7 * len(longer):
        return 0.6
    return -0.9 if len(words) >= _FEW and not is_known and capitals <= 0.4 * len(longer) else 0.0


def _against_a_sentence(text: str, words: list[str]) -> float:
    """A full stop, a small letter or a verb at the start, and length, are of sentences."""
    against = 1.6 if text.endswith(".") and len(words) > _FEW else 0.0
    if text[:1].islower() or text[:1] in "(,;":
        against += 1.2
    if len(words) > _LONGEST:
        against += 1.5
    first = words_of(text)[:1]
    if len(words) > 3 and first and _VERB.match(first[0]):
        against += 1.0
    return against
