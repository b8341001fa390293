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
from typing import TypeVar

from tasks.jobs.conditions import Verdict, judge
from tasks.jobs.folding import vocabulary
from tasks.jobs.offers import Offer, Wanted
from tasks.jobs.seeking import Seeker
from tasks.matching.affinity import affinity
from tasks.matching.levels import Level
from tasks.matching.vocabulary import SOFT, skills

Key = TypeVar("Key")

FORMULA = "jobs-2"
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
    """What each thing says among so many postings (inverse document frequency); `unseen` if none has it."""

    skills: Mapping[str, float]
    title_words: Mapping[str, float]
    stems: Mapping[str, float]
    unseen: float


def rarity_among(offers: Sequence[Offer]) -> Rarity:
    """Count the postings themselves."""
    skills = ({skill for group in (*one.required, *one.preferred) for skill in group} for one in offers)
    title_words = _idf(len(offers), (one.title_words for one in offers))
    stems = _idf(len(offers), (one.stems for one in offers))
    return Rarity(
        skills=_idf(len(offers), skills),
        title_words={
            word: idf * (GENERAL_WORD if word in _GENERAL else 1.0) for word, idf in title_words.items()
        },
        stems={stem: idf - COMMON_STEM for stem, idf in stems.items() if idf > COMMON_STEM},
        unseen=1.0 + math.log(1 + len(offers)),
    )


def _idf(whole: int, sets: Iterable[Iterable[str]]) -> dict[str, float]:
    counted = Counter(one for each in sets for one in each)
    return {one: 1.0 + math.log((1 + whole) / (1 + count)) for one, count in counted.items()}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each wish of a posting counts within its part of the score, beside other postings.

    Attributes:
        title_words: They sum up, with `role`, to less than 1.
        role: What the role counts within the title; 0 if the title names none that our table knows.
        required: With `required_unsaid`, which is met by everybody at `UNSAID`, they sum up to 1.
        preferred: The same of what is welcome.
        stems: How far each leads towards all the wording that counts.
    """

    offer: Offer
    title_words: Mapping[str, float]
    role: float
    required: Mapping[frozenset[str], float]
    required_unsaid: float
    preferred: Mapping[frozenset[str], float]
    preferred_unsaid: float
    stems: Mapping[str, float]


def weigh(offer: Offer, rarity: Rarity) -> Weighed:
    """Prepare a posting to be held against people."""
    role = ROLE_IN_TITLE if offer.roles else 0.0
    title_words = {word: rarity.title_words.get(word, rarity.unseen) for word in offer.title_words}
    required, required_unsaid = _weigh(offer.required, rarity)
    preferred, preferred_unsaid = _weigh(offer.preferred, rarity)
    stems = {stem: rarity.stems[stem] for stem in offer.stems & rarity.stems.keys()}
    return Weighed(
        offer=offer,
        title_words=_divided(title_words, (TITLE_UNSAID + sum(title_words.values())) / (1.0 - role)),
        role=role,
        required=required,
        required_unsaid=required_unsaid,
        preferred=preferred,
        preferred_unsaid=preferred_unsaid,
        stems=_divided(stems, (WORDING_UNSAID + sum(stems.values())) * ALL_WORDS_SHOWN),
    )


def _weigh(wanted: Wanted, rarity: Rarity) -> tuple[Mapping[frozenset[str], float], float]:
    """A wish counts as its rarest skill, and soft skills little."""
    weights = {
        group: (SOFT_WEIGHT if is_soft(group) else 1.0)
        * max(rarity.skills.get(skill, rarity.unseen) for skill in group)
        for group in wanted
    }
    unsaid = float(max(0, LEAST_WISHES - len(wanted)))
    whole = unsaid + sum(weights.values())
    return _divided(weights, whole), unsaid / whole


def _divided(weights: Mapping[Key, float], whole: float) -> Mapping[Key, float]:
    return {key: weight / whole for key, weight in weights.items()}


@cache
def is_soft(group: frozenset[str]) -> bool:
    """Whether it is about how somebody is, not about what they can do."""
    return all(skills().field(skill) == SOFT for skill in group)


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


def parts_of(seeker: Seeker, posting: Weighed) -> Parts:
    """Hold one person against one posting."""
    offer = posting.offer
    return Parts(
        title=_met(seeker.title_words, posting.title_words) + posting.role * role_of(seeker, offer.roles),
        required=_share(seeker, posting.required, posting.required_unsaid),
        preferred=_share(seeker, posting.preferred, posting.preferred_unsaid),
        field=sum(weight * at_home(seeker, field) for field, weight in offer.fields.items()),
        wording=min(1.0, sum(weight for stem, weight in posting.stems.items() if stem in seeker.stems)),
        seniority=level_worth(seeker.level, offer.level) * years_worth(seeker.years, offer.years),
        verdict=judge(seeker.standing, offer.terms),
    )


def _met(has: Mapping[str, float], wanted: Mapping[str, float]) -> float:
    return sum(weight * has.get(one, 0.0) for one, weight in wanted.items())


def _share(seeker: Seeker, wanted: Mapping[frozenset[str], float], unsaid: float) -> float:
    return UNSAID * unsaid + sum(weight * shown(seeker, group) for group, weight in wanted.items())


def role_of(seeker: Seeker, wanted: frozenset[str]) -> float:
    """How near the person comes to any of the roles, 0..1."""
    return max(
        (nearness * affinity(own, role) for own, nearness in seeker.roles.items() for role in wanted),
        default=0.0,
    )


def shown(seeker: Seeker, group: frozenset[str]) -> float:
    """How strongly any one of the skills is shown, 0..1."""
    return max(seeker.skills.get(skill, 0.0) for skill in group)


def at_home(seeker: Seeker, field: str) -> float:
    """How much of the person belongs to a field or, less, to its family, 0..1."""
    family = field.partition(".")[0]
    near = sum(amount for other, amount in seeker.fields.items() if other.partition(".")[0] == family)
    return max(saturated(seeker.fields.get(field, 0.0)), FAMILY_SHOWN * saturated(near))


def saturated(amount: float) -> float:
    """0 for nothing, towards 1 for much."""
    return 1.0 - math.pow(HALF_SATURATED, amount)


def level_worth(own: Level | None, wanted: Level | None) -> float:
    """What the rungs between person and posting leave of the fit, 0..1."""
    return LEVEL_UNSAID if own is None or wanted is None else LEVEL_WORTH[abs(own - wanted)]


def years_worth(own: float | None, least: int | None) -> float:
    """What the lack of years leaves of the fit, 0..1; a year more or less is no matter."""
    if own is None or least is None:
        return 1.0
    return max(LEAST_FOR_YEARS, 1.0 - YEARS_LACKING * max(0.0, least - 1.0 - own))
