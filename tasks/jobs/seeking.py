"""Who looks for work: what a profile shows and what its owner wishes for, as the scorer sees it."""

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import phonenumbers

from tasks.jobs.conditions import Standing
from tasks.jobs.gazetteer import COUNTRIES_BY_CODE
from tasks.jobs.languages import language_of
from tasks.jobs.model import Arrangement
from tasks.jobs.places import Whereabouts, whereabouts
from tasks.json_resume import JsonResume
from tasks.matching.evidence import Shown, shown_by
from tasks.matching.formula import Person
from tasks.matching.people import person_of

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

_WANTS_REMOTE = re.compile(
    r"\b(?:remote[- ]only|only remote|(?:fully|100 ?%)[- ]remote (?:roles?|positions?|jobs?|work))\b",
    re.IGNORECASE,
)


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
        person: What they show and wish to be.
        standing: What they bring to the conditions of a posting.
    """

    person: Person
    standing: Standing


def seeker_of(profile: JsonResume, today: date, wishes: Wishes = NO_WISHES) -> Seeker:
    """Read a profile once, to be held against any number of postings.

    Args:
        profile: The whole of it.
        today: Until when work without an end has gone on.
        wishes: What the person said beside it.
    """
    shown = shown_by(profile, today)
    return Seeker(person_of(shown, wishes.roles), _standing(profile, shown, wishes))


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
