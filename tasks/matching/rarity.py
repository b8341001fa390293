"""How much a word or a skill says: much if few postings have it, little if all have."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tasks.word_lists import word_lists

COMMON_STEM = 2.0
GENERAL_WORD = 0.35
_GENERAL = frozenset(word_lists("tasks.matching", "general_title_words")["general"])


class Asking(Protocol):
    """What is counted of a posting."""

    @property
    def required(self) -> Mapping[frozenset[str], float]: ...  # noqa: D102
    @property
    def preferred(self) -> Mapping[frozenset[str], float]: ...  # noqa: D102
    @property
    def title_words(self) -> frozenset[str]: ...  # noqa: D102
    @property
    def stems(self) -> frozenset[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rarity:
    """What each thing says (inverse document frequency); `unseen` if it is not among them."""

    skills: Mapping[str, float]
    title_words: Mapping[str, float]
    stems: Mapping[str, float]
    unseen: float


def rarity_among(postings: Sequence[Asking]) -> Rarity:
    """Count the postings themselves."""
    skills = ({skill for group in (*one.required, *one.preferred) for skill in group} for one in postings)
    title_words = _idf(len(postings), (one.title_words for one in postings))
    stems = _idf(len(postings), (one.stems for one in postings))
    return Rarity(
        skills=_idf(len(postings), skills),
        title_words={
            word: idf * (GENERAL_WORD if word in _GENERAL else 1.0) for word, idf in title_words.items()
        },
        stems={stem: idf - COMMON_STEM for stem, idf in stems.items() if idf > COMMON_STEM},
        unseen=1.0 + math.log(1 + len(postings)),
    )


def rarity_alone(posting: Asking) -> Rarity:
    """Of a posting that stands beside no other: all its skills and words say the same."""
    return Rarity(
        skills={},
        title_words=dict.fromkeys(_GENERAL, GENERAL_WORD),
        stems=dict.fromkeys(posting.stems, 1.0),
        unseen=1.0,
    )


def _idf(whole: int, sets: Iterable[Iterable[str]]) -> dict[str, float]:
    counted = Counter(one for each in sets for one in each)
    return {one: 1.0 + math.log((1 + whole) / (1 + count)) for one, count in counted.items()}
