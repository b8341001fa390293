"""Who looks for work: what a profile shows and what its owner wishes for, as the scorer sees it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import phonenumbers

from tasks.jobs.conditions import Standing
from tasks.jobs.gazetteer import COUNTRIES_BY_CODE
from tasks.jobs.job_titles import role_words, roles_of
from tasks.jobs.languages import language_of
from tasks.jobs.model import Arrangement
from tasks.jobs.places import Whereabouts, whereabouts
from tasks.json_resume import JsonResume, Work
from tasks.matching.evidence import Shown, shown_by, years_of_work
from tasks.matching.levels import Level, level_in, level_of_years
from tasks.matching.roles import title_words
from tasks.matching.vocabulary import SOFT
from tasks.matching.vocabulary import skills as known_skills

LANGUAGES = MappingProxyType(
    {
        "en": "English",
        "de": "German",
        "fr": "French",
        "es": "Spanish",
        "pt": "Portuguese",
        "it": "Italian",
        "nl": "Dutch",
        "sv": "Swedish",
        "pl": "Polish",
    }
)
"""What the languages that texts are recognised in are called."""

_FORMERLY = re.compile(
    r"[(,;–—-]\s*(?:former(?:ly)?|ex|previously|ehemal\w*|früher|antes|anteriormente|ancien\w*|già)\b[^)]*\)?",
    re.IGNORECASE,
)
_WANTS_REMOTE = re.compile(
    r"\b(?:remote[- ]only|only remote|(?:fully|100 ?%)[- ]remote (?:roles?|positions?|jobs?|work))\b",
    re.IGNORECASE,
)
_SKILL_IN_TITLE = 0.8
_NEARNESS = (1.0, 0.95, 0.7, 0.55, 0.45)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person said they look for, beside what their profile shows.

    Attributes:
        roles: Titles that they would like to have.
        places: Where they would work, beside where they live.
        arrangement: How they insist on working.
        least_salary: A year, in `currency`; None is no floor.
    """

    roles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    arrangement: Arrangement | None = None
    least_salary: int | None = None
    currency: str | None = None


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person who looks for work.

    Attributes:
        skills: How strongly each is shown, 0..1, by our table's names or else their own.
        roles: What they are, were or wish to be, and how near that is, 0..1.
        title_words: Words of those titles, and of their skills, and how near they are, 0..1.
        fields: How much of them belongs to each field, from 0 without limit.
        stems: Of all that the profile says.
        level: How far along they are; None if nothing says so.
        years: Of work; None if no dates are known.
    """

    skills: Mapping[str, float]
    roles: Mapping[str, float]
    title_words: Mapping[str, float]
    fields: Mapping[str, float]
    stems: frozenset[str]
    level: Level | None
    years: float | None
    standing: Standing


def seeker_of(profile: JsonResume, today: date, wishes: Wishes = NO_WISHES) -> Seeker:
    """Read a profile once, to be held against any number of postings.

    Args:
        profile: The whole of it.
        today: Until when work without an end has gone on.
        wishes: What the person said beside it.
    """
    label = _FORMERLY.sub(" ", profile.basics.label or "").strip()
    profile = profile.model_copy(update={"basics": profile.basics.model_copy(update={"label": label})})
    shown = shown_by(profile, today)
    titles = [*((wish, 1.0) for wish in wishes.roles), *_near(profile)]
    roles: dict[str, float] = {}
    said: dict[str, float] = {}
    for text, nearness in titles:
        for role in roles_of(text):
            roles[role.role] = max(roles.get(role.role, 0.0), nearness)
        for word in role_words(text):
            said[word] = max(said.get(word, 0.0), nearness)
    for skill in shown.skills:
        for word in title_words(skill):
            said[word] = max(said.get(word, 0.0), _SKILL_IN_TITLE)
    return Seeker(
        skills=MappingProxyType({skill: evidence.strength for skill, evidence in shown.skills.items()}),
        roles=MappingProxyType(roles),
        title_words=MappingProxyType(said),
        fields=MappingProxyType(_fields(shown)),
        stems=shown.all_stems,
        level=_level(profile, today),
        years=shown.years,
        standing=_standing(profile, shown, wishes),
    )


def _near(profile: JsonResume) -> list[tuple[str, float]]:
    """What they call themselves and what they were called, and how near each is."""
    posts = [work.position for work in profile.work if work.position]
    named = [profile.basics.label, *posts] if profile.basics.label else posts
    return [(title, _NEARNESS[min(place, len(_NEARNESS) - 1)]) for place, title in enumerate(named) if title]


def _fields(shown: Shown) -> dict[str, float]:
    found: dict[str, float] = {}
    for skill, evidence in shown.skills.items():
        field = known_skills().field(skill)
        if field and field != SOFT:
            found[field] = found.get(field, 0.0) + evidence.strength
    for title in shown.titles:
        for role in title.roles:
            found[role.field] = found.get(role.field, 0.0) + title.nearness
    return found


def _level(profile: JsonResume, today: date) -> Level | None:
    """By their label, or else the latest title; where neither says, by years in their trade."""
    now = profile.basics.label or ""
    latest = next((work.position for work in profile.work if work.position), "")
    named = level_in(now)
    if named is None and not now:
        named = level_in(latest or "")
    if named is not None:
        return named
    years = years_of_work(_of_the_trade(profile.work, now), today)
    by_years = level_of_years(years) if years is not None else None
    by_title = level_in(latest or "")
    return by_years if by_title is None else by_title if by_years is None else min(by_years, by_title)


def _of_the_trade(work: tuple[Work, ...], label: str) -> tuple[Work, ...]:
    fields = {role.field.partition(".")[0] for role in roles_of(label)}
    of_it = tuple(
        one
        for one in work
        if fields & {role.field.partition(".")[0] for role in roles_of(one.position or "")}
    )
    return of_it or work


def _standing(profile: JsonResume, shown: Shown, wishes: Wishes) -> Standing:
    home = _home(profile)
    countries = sorted(spot.country for spot in home.spots if spot.country)
    own = language_of(_prose(profile))
    return Standing(
        country=countries[0] if countries else _country_of_phone(profile.basics.phone),
        towns=frozenset(
            name for spot in home.spots for name in (*spot.narrow, spot.state) if name is not None
        ),
        elsewhere=whereabouts("; ".join(wishes.places)),
        speaks=frozenset(shown.languages) | ({LANGUAGES[own]} if own else set()),
        lists_languages=bool(profile.languages),
        arrangement=wishes.arrangement
        or ("remote" if _WANTS_REMOTE.search(profile.basics.summary or "") else None),
        least_salary=wishes.least_salary,
        currency=wishes.currency,
    )


def _home(profile: JsonResume) -> Whereabouts:
    location = profile.basics.location
    if location is None:
        return Whereabouts()
    country = COUNTRIES_BY_CODE.get((location.country_code or "").upper())
    parts = (location.city, location.region, country.name if country else location.country_code)
    said = ", ".join(part for part in parts if part) or location.address or ""
    return whereabouts(said)


def _prose(profile: JsonResume) -> str:
    texts = [profile.basics.summary, *(one.summary for one in profile.work)]
    texts += [highlight for one in profile.work for highlight in one.highlights]
    return "\n".join(text for text in texts if text)


def _country_of_phone(phone: str | None) -> str | None:
    """The country of a number in international form; None for any other."""
    if not phone or not phone.strip().startswith("+"):
        return None
    try:
        code = phonenumbers.region_code_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return None
    return code if code in COUNTRIES_BY_CODE else None
