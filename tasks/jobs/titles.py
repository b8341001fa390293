"""What a title says of a role, and when two titles name the same one."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import permutations

from tasks.jobs.companies import company_words
from tasks.jobs.folding import vocabulary
from tasks.jobs.title_spelling import spell, telling_words

_DIVISION = re.compile(r"\s[-–—]+\s|[-–—]\s|\s[-–—]|[,|()\[\]{}:;•·–—]|\s/\s|\s@\s|\s~\s")
_CALLS = vocabulary(
    "remote fulltime hybrid onsite anywhere worldwide hiring urgent urgently immediate now new apply",
    "permanent unbefristet festanstellung cdi",
)
_LEVELS = vocabulary(
    "intern trainee apprentice student junior entry graduate associate mid senior lead staff principal",
    "distinguished fellow head director chief vp svp evp avp manager supervisor executive president expert",
    "deputy assistant group 1 2 3 4 5 6 7",
)
_MOST_SEGMENTS = 5


@dataclass(frozen=True)
class Title:
    """A title's words in a common spelling, without what says nothing of the role.

    Attributes:
        segments: The words between commas, dashes and brackets, in the title's order.
        requisitions: Numbers that name a requisition; not among the words.
    """

    segments: tuple[tuple[str, ...], ...]
    requisitions: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words in their order."""
        return tuple(word for segment in self.segments for word in segment)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The words whatever their order: titles of one role have the same."""
        return tuple(sorted(self.words))

    @cached_property
    def letters(self) -> str:
        """The words without blanks: `Software-Entwickler` and `Softwareentwickler` have the same."""
        return "".join(self.words)

    @cached_property
    def each_word(self) -> frozenset[str]:
        """The words, each once."""
        return frozenset(self.words)

    @cached_property
    def levels(self) -> frozenset[str]:
        """The words that say how senior the role is."""
        return self.each_word & _LEVELS

    def without_signs(self) -> "Title":
        """The title as a board spells it that drops the signs of `c#` and `c++`."""
        return Title(
            tuple(tuple(word.rstrip("+#") for word in segment) for segment in self.segments),
            self.requisitions,
        )

    def without_last(self, count: int) -> "Title":
        """The title without its last words, which may be a place; two words stay."""
        return Title((self.words[: max(2, len(self.words) - count)],), self.requisitions)

    def without_place(self, names: frozenset[str]) -> "Title":
        """The title without segments, and last words, that only repeat a place; itself if nothing is left."""
        kept = [each for each in self.segments if not names.issuperset(each)]
        while kept and kept[-1] and kept[-1][-1] in names:
            kept[-1] = kept[-1][:-1]
        left = tuple(segment for segment in kept if segment)
        return Title(left, self.requisitions) if left else self


@lru_cache(maxsize=65_536)
def read_title(title: str, company: str = "") -> Title:
    """What a title says of the role; a segment that only repeats the company is left out.

    Marks of sex, working from home, full time, money, emoji, requisition numbers and calls to apply go;
    levels, working hours in part and every other qualifier stay.
    """
    spelled, employer = spell(title), company_words(company)
    parts = [each for each in map(telling_words, _DIVISION.split(spelled.text)) if each]
    telling = [each for each in parts if not _CALLS.issuperset(each) and tuple(each) != employer]
    segments = _without_employer(_without_calls(telling or parts), employer)
    return Title(tuple(map(tuple, segments)), spelled.requisitions)


def _without_employer(segments: list[list[str]], employer: tuple[str, ...]) -> list[list[str]]:
    """The segments without the employer's name at their end, unless it is a level or all there is."""
    if not employer or not segments or _LEVELS.intersection(employer):
        return segments
    *others, last = segments
    if tuple(last[-len(employer) :]) != employer or (len(last) == len(employer) and not others):
        return segments
    kept = last[: -len(employer)]
    return [*others, kept] if kept else others


def _without_calls(segments: Iterable[list[str]]) -> list[list[str]]:
    """The segments without calls such as `hiring` at the title's ends, as long as a word is left."""
    kept = [list(each) for each in segments]
    while kept and kept[-1] and kept[-1][-1] in _CALLS and sum(map(len, kept)) > 1:
        kept[-1].pop()
    while kept and kept[0] and kept[0][0] in _CALLS and sum(map(len, kept)) > 1:
        kept[0].pop(0)
    return [each for each in kept if each]


def same_role(one: Title, other: Title) -> bool:
    """Whether two titles have the same words, in the same order or with parts that changed places.

    `Data Engineer, Feeds` is `Feeds Data Engineer`; `Product Security Engineer` is not
    `Security Product Engineer`. Whether words are written as one is no matter.
    """
    if one.letters == other.letters and one.levels == other.levels:
        return True
    if one.key != other.key:
        return False
    said, heard = one.words, other.words
    if said == heard:
        return True
    doubled = said + said
    if any(doubled[at : at + len(said)] == heard for at in range(1, len(said))):
        return True
    return heard in _orders(one) or said in _orders(other)


def _orders(title: Title) -> frozenset[tuple[str, ...]]:
    if len(title.segments) > _MOST_SEGMENTS:
        return frozenset()
    return frozenset(
        tuple(word for segment in order for word in segment) for order in permutations(title.segments)
    )


def titles_difference(one: Title, other: Title) -> str:
    """Why two titles are not one role's: the level first, then the words that only one of them has."""
    if one.levels != other.levels:
        return f"level differs: {_list(one.levels - other.levels)} and {_list(other.levels - one.levels)}"
    only_one, only_other = (
        Counter(one.words) - Counter(other.words),
        Counter(other.words) - Counter(one.words),
    )
    if not only_one and not only_other:
        return "the same words in another order name another role"
    return f"role or qualifier differs: {_list(only_one)} and {_list(only_other)}"


def _list(words: Iterable[str]) -> str:
    return " ".join(sorted(words)) or "nothing"


def titles_nearly_agree(one: Title, other: Title) -> bool:
    """Whether half of all the words of two titles are in both."""
    shared = len(one.each_word & other.each_word)
    every = len(one.each_word) + len(other.each_word) - shared
    return 0 < every <= 2 * shared
