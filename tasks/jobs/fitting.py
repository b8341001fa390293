"""How well a posting fits a person: 0..100, the same for the same two beside the same postings.

    fit = (0.40 title + 0.24 required + 0.06 preferred + 0.13 field + 0.17 wording) · seniority · conditions

Each part lies in 0..1 and rises or stays when the profile shows more. What is rare among the postings counts
more (idf). What nobody says counts neither as yes nor as no: sets of two or fewer wishes count as three, the
missing ones at `UNSAID`. A person who cannot have the job fits it by 0.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tasks.jobs.conditions import Verdict, judge
from tasks.jobs.folding import vocabulary
from tasks.jobs.offers import Offer, Wanted
from tasks.jobs.seeking import Seeker
from tasks.matching.levels import Level
from tasks.matching.vocabulary import SOFT, roles, skills

FORMULA = "jobs-1"
"""The version of this formula: it changes whenever a score may."""

TITLE, REQUIRED, PREFERRED, FIELD, WORDING = 0.40, 0.24, 0.06, 0.13, 0.17
UNSAID = 0.25
LEAST_WISHES = 3
SOFT_WEIGHT = 0.3
TITLE_UNSAID, WORDING_UNSAID = 1.0, 20.0
"""What a title or text weighs that has hardly any words, so that it is not matched by one of them."""
COMMON_STEM = 2.0
GENERAL_WORD = 0.35
_GENERAL = vocabulary(
    "engineer engineering developer development manager management specialist analyst associate lead leader",
    "team representative officer coordinator consultant director expert professional technician operator",
    "agent worker administrator executive assistant advisor staff principal senior junior head chief",
    "i ii iii and of the for in",
)
ROLE_IN_TITLE = 0.6
SAME_FIELD, SAME_FAMILY = 0.6, 0.4
_LOOSE_FIELDS = frozenset({"management", "office"})
_LOOSE = 0.3
FAMILY_SHOWN = 0.4
HALF_SATURATED = 0.6
ALL_WORDS_SHOWN = 0.35
LEVEL_WORTH = (1.0, 0.85, 0.6, 0.4, 0.3, 0.3)
"""By how many rungs person and posting are apart."""
LEVEL_UNSAID = 0.95
YEARS_LACKING = 0.08
LEAST_FOR_YEARS = 0.6


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much each thing says among so many postings (inverse document frequency), 1 or more."""

    postings: int
    skills: Mapping[str, int]
    title_words: Mapping[str, int]
    stems: Mapping[str, int]

    def idf(self, count: int) -> float:
        """What a thing that stands in so many postings weighs."""
        return 1.0 + math.log((1 + self.postings) / (1 + count))


def rarity_among(offers: Sequence[Offer]) -> Rarity:
    """Count the postings themselves."""
    return Rarity(
        postings=len(offers),
        skills=_counted(
            {skill for group in (*offer.required, *offer.preferred) for skill in group} for offer in offers
        ),
        title_words=_counted(offer.title_words for offer in offers),
        stems=_counted(offer.stems for offer in offers),
    )


def _counted(sets: Iterable[Iterable[str]]) -> Mapping[str, int]:
    return MappingProxyType(Counter(one for each in sets for one in each))


@dataclass(frozen=True, slots=True)
class Parts:
    """What a fit is made of; each 0..1."""

    title: float
    required: float
    preferred: float
    field: float
    wording: float
    seniority: float
    verdict: Verdict

    @property
    def if_eligible(self) -> float:
        """The fit, 0..100, were all conditions met that are not."""
        together = (
            TITLE * self.title
            + REQUIRED * self.required
            + PREFERRED * self.preferred
            + FIELD * self.field
            + WORDING * self.wording
        )
        return 100.0 * together * self.seniority * self.verdict.worth

    @property
    def fit(self) -> float:
        """0..100; 0 for who cannot have the job."""
        return self.if_eligible if self.verdict.eligible else 0.0


def parts_of(seeker: Seeker, offer: Offer, rarity: Rarity) -> Parts:
    """Hold one person against one posting."""
    return Parts(
        title=_title(seeker, offer, rarity),
        required=_share(seeker, offer.required, rarity),
        preferred=_share(seeker, offer.preferred, rarity),
        field=sum(weight * at_home(seeker, field) for field, weight in offer.fields.items()),
        wording=_wording(seeker, offer, rarity),
        seniority=level_worth(seeker.level, offer.level) * years_worth(seeker.years, offer.years),
        verdict=judge(seeker.standing, offer.terms),
    )


def _title(seeker: Seeker, offer: Offer, rarity: Rarity) -> float:
    whole, said = TITLE_UNSAID, 0.0
    for word in offer.title_words:
        weight = word_weight(word, rarity)
        whole += weight
        said += weight * seeker.title_words.get(word, 0.0)
    words = said / whole
    if not offer.roles:
        return words
    role = max(
        (
            nearness * affinity(own, wanted)
            for own, nearness in seeker.roles.items()
            for wanted in offer.roles
        ),
        default=0.0,
    )
    return ROLE_IN_TITLE * role + (1.0 - ROLE_IN_TITLE) * words


def word_weight(word: str, rarity: Rarity) -> float:
    """How much a word of a title says of the work."""
    return rarity.idf(rarity.title_words.get(word, 0)) * (GENERAL_WORD if word in _GENERAL else 1.0)


@cache
def affinity(one: str, other: str) -> float:
    """How near two roles of our table are, 0..1."""
    if one == other:
        return 1.0
    here, there = roles().field(one) or one, roles().field(other) or other
    if here == there:
        return _LOOSE if here in _LOOSE_FIELDS else SAME_FIELD
    return SAME_FAMILY if here.partition(".")[0] == there.partition(".")[0] else 0.0


def group_weight(group: frozenset[str], rarity: Rarity) -> float:
    """How much one wish counts: as its rarest skill, soft skills little."""
    return (SOFT_WEIGHT if is_soft(group) else 1.0) * max(
        rarity.idf(rarity.skills.get(skill, 0)) for skill in group
    )


def is_soft(group: frozenset[str]) -> bool:
    """Whether it is about how somebody is, not about what they can do."""
    return all(skills().field(skill) == SOFT for skill in group)


def shown(seeker: Seeker, group: frozenset[str]) -> float:
    """How strongly any one of the skills is shown, 0..1."""
    return max(seeker.skills.get(skill, 0.0) for skill in group)


def unsaid(wanted: Wanted) -> int:
    """How many wishes a posting leaves unsaid."""
    return max(0, LEAST_WISHES - len(wanted))


def _share(seeker: Seeker, wanted: Wanted, rarity: Rarity) -> float:
    missing = unsaid(wanted) * 1.0
    whole, met = missing, missing * UNSAID
    for group in wanted:
        weight = group_weight(group, rarity)
        whole += weight
        met += weight * shown(seeker, group)
    return met / whole


def at_home(seeker: Seeker, field: str) -> float:
    """How much of the person belongs to a field or, less, to its family, 0..1."""
    family = field.partition(".")[0]
    near = sum(amount for other, amount in seeker.fields.items() if other.partition(".")[0] == family)
    return max(saturated(seeker.fields.get(field, 0.0)), FAMILY_SHOWN * saturated(near))


def saturated(amount: float) -> float:
    """0 for nothing, towards 1 for much."""
    return 1.0 - math.pow(HALF_SATURATED, amount)


def _wording(seeker: Seeker, offer: Offer, rarity: Rarity) -> float:
    whole, said = WORDING_UNSAID, 0.0
    for stem in offer.stems:
        weight = stem_weight(stem, rarity)
        whole += weight
        said += weight if stem in seeker.stems else 0.0
    return min(1.0, said / whole / ALL_WORDS_SHOWN)


def stem_weight(stem: str, rarity: Rarity) -> float:
    """How much a word of a text says; nothing if it stands in more than a third of them."""
    return max(0.0, rarity.idf(rarity.stems.get(stem, 0)) - COMMON_STEM)


def level_worth(own: Level | None, wanted: Level | None) -> float:
    """What the rungs between person and posting leave of the fit, 0..1."""
    return LEVEL_UNSAID if own is None or wanted is None else LEVEL_WORTH[abs(own - wanted)]


def years_worth(own: float | None, least: int | None) -> float:
    """What the lack of years leaves of the fit, 0..1; a year more or less is no matter."""
    if own is None or least is None:
        return 1.0
    return max(LEAST_FOR_YEARS, 1.0 - YEARS_LACKING * max(0.0, least - 1.0 - own))
