"""How well a person fits what a posting asks for: 0..100, one formula for résumés and for jobs.

    fit = 100 · seniority ·
        (0.37 title + 0.24 required + 0.06 preferred + 0.12 field + 0.12 wording + 0.09 tools)

Each part lies in 0..1 and rises or stays when the person shows more:

    title      whether they are or were called what the post is called, by roles and by words
    required   share of what is a must that is shown, as strongly as it is shown
    preferred  the same for what is welcome
    field      whether their skills and roles belong to the posting's fields
    wording    share of the posting's words that stand in the profile
    tools      whether the posting names what they call themselves by: Rails, of a Rails developer
    seniority  what the rungs and the years between person and posting leave

What nobody says counts neither as yes nor as no: sets of two or fewer wishes count as three, the missing
ones at `UNSAID`. Beside other postings, what is rare among them counts more (`rarity`).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from tasks.matching.affinity import affinity, family
from tasks.matching.levels import Level
from tasks.matching.rarity import Rarity
from tasks.matching.vocabulary import SOFT, skills

Key = TypeVar("Key")

SCORER = "match-4"
"""The version of this formula: it changes whenever a score may."""

TITLE, REQUIRED, PREFERRED, FIELD, WORDING, TOOLS = 0.37, 0.24, 0.06, 0.12, 0.12, 0.09
UNSAID, TOOLS_UNSAID = 0.2, 0.4
LEAST_WISHES = 3
WEIGHT_OF_SOFT, WEIGHT_OF_PHRASE = 0.3, 0.5
TITLE_UNSAID, WORDING_UNSAID = 1.0, 20.0
"""What a title or text weighs that has hardly any words, so that it is not matched by one of them."""
ROLE_IN_TITLE = 0.6
ROLE_IN_FIELD, WELCOME_IN_FIELD, FIELD_UNSAID = 2.0, 0.5, 1.0
FAMILY_SHOWN = 0.4
HALF_SATURATED = 0.6
ALL_WORDS_SHOWN = 0.35
LEVEL_WORTH = (1.0, 0.8, 0.58, 0.4, 0.3, 0.3)
"""By how many rungs person and posting are apart."""
LEVEL_UNSAID = 0.95
YEARS_LACKING = 0.08
LEAST_FOR_YEARS = 0.6

Wishes = Mapping[frozenset[str], float]
"""Sets of skills, of each of which any one will do, and how much each set counts beside the others."""


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody shows.

    Attributes:
        skills: How strongly each is shown, 0..1, by our table's names or else their own.
        roles: What they are, were or wish to be, and how near that is, 0..1.
        title_words: Words of those titles, and of their skills, and how near they are, 0..1.
        tools: What they call themselves by.
        fields: How much of them belongs to each field, from 0 without limit.
        stems: Of all that the profile says.
        level: How far along they are; None if nothing says so.
        years: Of work in their trade; None if no dates are known.
    """

    skills: Mapping[str, float]
    roles: Mapping[str, float]
    title_words: Mapping[str, float]
    tools: frozenset[str]
    fields: Mapping[str, float]
    stems: frozenset[str]
    level: Level | None
    years: float | None


@dataclass(frozen=True, slots=True)
class Ask:
    """What a posting asks for.

    Attributes:
        roles: What the title says the work is.
        title_words: The title's words, without level and place.
        required: What is a must.
        preferred: What is welcome.
        tools: All skills that it names.
        fields: How much of what it asks belongs to each field; they sum up to less than 1.
        stems: Of its words.
        years: Of work that it asks for at least.
    """

    roles: frozenset[str]
    title_words: frozenset[str]
    required: Wishes
    preferred: Wishes
    tools: frozenset[str]
    fields: Mapping[str, float]
    stems: frozenset[str]
    level: Level | None
    years: int | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each wish of a posting counts within its part of the fit, beside other postings.

    Attributes:
        title_words: They sum up, with `role`, to no more than 1.
        role: What the role counts within the title; 0 if our table knows none that it names, 1 if there are
            no words beside it.
        required: With `required_unsaid`, which is met by everybody at `UNSAID`, they sum up to 1.
        preferred: The same of what is welcome.
        stems: How far each leads towards all the wording that counts.
    """

    ask: Ask
    title_words: Mapping[str, float]
    role: float
    required: Wishes
    required_unsaid: float
    preferred: Wishes
    preferred_unsaid: float
    stems: Mapping[str, float]


def weight_of(group: frozenset[str]) -> float:
    """How much a wish counts beside others: soft skills little, and words that no table knows half."""
    if not any(skill in skills().terms for skill in group):
        return WEIGHT_OF_PHRASE
    return WEIGHT_OF_SOFT if is_soft(group) else 1.0


@cache
def is_soft(group: frozenset[str]) -> bool:
    """Whether it is about how somebody is, not about what they can do."""
    return all(skills().field(skill) == SOFT for skill in group)


def fields_asked(
    required: Iterable[frozenset[str]], preferred: Iterable[frozenset[str]], of_roles: Iterable[str]
) -> dict[str, float]:
    """How much of what is asked belongs to each field; they sum up to less than 1."""
    found: dict[str, float] = {}

    def add(field: str | None, weight: float) -> None:
        if field and field != SOFT:
            found[field] = found.get(field, 0.0) + weight

    for groups, weight in ((required, 1.0), (preferred, WELCOME_IN_FIELD)):
        for group in groups:
            for field in {skills().field(skill) for skill in group}:
                add(field, weight)
    for field in of_roles:
        add(field, ROLE_IN_FIELD)
    whole = sum(found.values()) + FIELD_UNSAID
    return {field: weight / whole for field, weight in found.items()}


def weigh(ask: Ask, rarity: Rarity) -> Weighed:
    """Prepare a posting to be held against people."""
    role = 0.0 if not ask.roles else ROLE_IN_TITLE if ask.title_words else 1.0
    title_words = {word: rarity.title_words.get(word, rarity.unseen) for word in ask.title_words}
    said = TITLE_UNSAID + sum(title_words.values())
    required, required_unsaid = _weigh(ask.required, rarity)
    preferred, preferred_unsaid = _weigh(ask.preferred, rarity)
    stems = {stem: rarity.stems[stem] for stem in ask.stems & rarity.stems.keys()}
    return Weighed(
        ask=ask,
        title_words={word: (1.0 - role) * weight for word, weight in _divided(title_words, said).items()},
        role=role,
        required=required,
        required_unsaid=required_unsaid,
        preferred=preferred,
        preferred_unsaid=preferred_unsaid,
        stems=_divided(stems, (WORDING_UNSAID + sum(stems.values())) * ALL_WORDS_SHOWN),
    )


def _weigh(wanted: Wishes, rarity: Rarity) -> tuple[Wishes, float]:
    """A wish counts as its rarest skill."""
    weights = {
        group: weight * max(rarity.skills.get(skill, rarity.unseen) for skill in group)
        for group, weight in wanted.items()
    }
    unsaid = float(max(0, LEAST_WISHES - len(wanted)))
    whole = unsaid + sum(weights.values())
    return _divided(weights, whole), unsaid / whole


def _divided(weights: Mapping[Key, float], whole: float) -> Mapping[Key, float]:
    return {key: weight / whole for key, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a fit is made of; each 0..1."""

    title: float
    required: float
    preferred: float
    field: float
    wording: float
    tools: float
    seniority: float

    @property
    def fit(self) -> float:
        """0..100."""
        together = (
            TITLE * self.title
            + REQUIRED * self.required
            + PREFERRED * self.preferred
            + FIELD * self.field
            + WORDING * self.wording
            + TOOLS * self.tools
        )
        return 100.0 * together * self.seniority


def parts_of(person: Person, posting: Weighed) -> Parts:
    """Hold one person against one posting."""
    ask = posting.ask
    words = sum(weight * person.title_words.get(word, 0.0) for word, weight in posting.title_words.items())
    said = sum(weight for stem, weight in posting.stems.items() if stem in person.stems)
    return Parts(
        title=words + posting.role * role_of(person, ask.roles),
        required=_share(person, posting.required, posting.required_unsaid),
        preferred=_share(person, posting.preferred, posting.preferred_unsaid),
        field=sum(weight * at_home(person, field) for field, weight in ask.fields.items()),
        wording=min(1.0, said),
        tools=tools_named(person.tools, ask.tools),
        seniority=level_worth(person.level, ask.level) * years_worth(person.years, ask.years),
    )


def _share(person: Person, wanted: Wishes, unsaid: float) -> float:
    return UNSAID * unsaid + sum(weight * shown(person, group) for group, weight in wanted.items())


def role_of(person: Person, wanted: frozenset[str]) -> float:
    """How near the person comes to any of the roles, 0..1."""
    return max(
        (nearness * affinity(own, role) for own, nearness in person.roles.items() for role in wanted),
        default=0.0,
    )


def shown(person: Person, group: frozenset[str]) -> float:
    """How strongly any one of the skills is shown, 0..1."""
    return max(person.skills.get(skill, 0.0) for skill in group)


def at_home(person: Person, field: str) -> float:
    """How much of the person belongs to a field or, less, to its family, 0..1."""
    near = sum(amount for other, amount in person.fields.items() if family(other) == family(field))
    return max(saturated(person.fields.get(field, 0.0)), FAMILY_SHOWN * saturated(near))


def saturated(amount: float) -> float:
    """0 for nothing, towards 1 for much."""
    return 1.0 - math.pow(HALF_SATURATED, amount)


def tools_named(own: frozenset[str], named: frozenset[str]) -> float:
    """How many of their own tools a posting names, 0..1; `TOOLS_UNSAID` if either has none."""
    return len(own & named) / len(own) if own and named else TOOLS_UNSAID


def level_worth(own: Level | None, wanted: Level | None) -> float:
    """What the rungs between person and posting leave of the fit, 0..1."""
    return LEVEL_UNSAID if own is None or wanted is None else LEVEL_WORTH[abs(own - wanted)]


def years_worth(own: float | None, least: int | None) -> float:
    """What the lack of years leaves of the fit, 0..1; a year more or less is no matter."""
    if own is None or least is None:
        return 1.0
    return max(LEAST_FOR_YEARS, 1.0 - YEARS_LACKING * max(0.0, least - 1.0 - own))
