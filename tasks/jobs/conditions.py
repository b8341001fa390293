"""What decides whether somebody can have a job at all, before how well it fits them.

A condition is met, not met, or open: what nobody says counts neither as yes nor as no.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Literal

from tasks.jobs.gazetteer import COUNTRIES_BY_CODE
from tasks.jobs.model import Arrangement
from tasks.jobs.places import Whereabouts

Answer = Literal["yes", "no", "open"]

NOWHERE = Whereabouts()
WORLDWIDE = "worldwide"
_WORTH: dict[Answer, float] = {"yes": 1.0, "open": 0.97, "no": 0.0}
_UNLIKELY, _DOUBTFUL = 0.85, 0.7
_FURTHER_OFF = 0.93


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person brings to the conditions of a posting; None and empty are unknown.

    Attributes:
        country: ISO 3166-1 of home.
        towns: Home's town, state and region, folded.
        elsewhere: Where else they would work.
        speaks: English names of the languages that they speak for sure.
        lists_languages: Whether those are all that they speak: they listed them.
        arrangement: How they insist on working.
        least_salary: A year, in `currency`.
    """

    country: str | None = None
    towns: frozenset[str] = frozenset()
    elsewhere: Whereabouts = NOWHERE
    speaks: frozenset[str] = frozenset()
    lists_languages: bool = False
    arrangement: Arrangement | None = None
    least_salary: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a posting lays down; None and empty are unknown.

    Attributes:
        open_to: Countries and regions where a person may be, or `worldwide`.
        open_to_words: What says so.
        open_to_is_sure: Whether those words are about who may apply, not just a place beside remote work.
        where: Where the work is.
        language: The English name of the language that it is written in.
        languages: English names of languages that it asks for.
        most_salary: A year, in `currency`.
    """

    arrangement: Arrangement | None = None
    open_to: frozenset[str] = frozenset()
    open_to_words: str = ""
    open_to_is_sure: bool = False
    where: Whereabouts = NOWHERE
    language: str | None = None
    languages: frozenset[str] = frozenset()
    most_salary: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition and whether it is met.

    Attributes:
        worth: What the fit is multiplied by, 0..1.
        why: For a person.
    """

    answer: Answer
    worth: float
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All conditions that are worth a word.

    Attributes:
        eligible: Whether none is not met.
        worth: What the fit is multiplied by, 0..1.
    """

    eligible: bool
    worth: float
    conditions: tuple[Condition, ...]


@lru_cache(maxsize=262_144)
def judge(standing: Standing, terms: Terms) -> Verdict:
    """Hold a posting's conditions against a person's standing."""
    conditions = tuple(_conditions(standing, terms))
    eligible = all(one.answer != "no" for one in conditions)
    worth = prod(one.worth for one in conditions if one.answer != "no")
    return Verdict(eligible, worth, conditions)


def _conditions(standing: Standing, terms: Terms) -> Iterator[Condition]:
    yield _place(standing, terms)
    yield from _arrangement(standing, terms)
    yield from _languages(standing, terms)
    yield from _salary(standing, terms)


def _no(why: str) -> Condition:
    return Condition("no", _WORTH["no"], why)


def _yes(why: str) -> Condition:
    return Condition("yes", _WORTH["yes"], why)


def _open(why: str, worth: float = _WORTH["open"]) -> Condition:
    return Condition("open", worth, why)


def _place(standing: Standing, terms: Terms) -> Condition:
    countries, towns = _countries(terms.where), _towns(terms.where)
    if terms.arrangement == "remote" or not (countries or towns):
        return _may_be_there(standing, terms)
    if towns & (standing.towns | _towns(standing.elsewhere)):
        return _yes(f"in {_titled(towns)}, as you are")
    named = _name_all(countries, frozenset()) or _titled(towns)
    reachable = _reachable(standing)
    if not countries or not reachable:
        return _open(f"it is in {named}", _FURTHER_OFF)
    if countries & reachable:
        return _open(f"in your country, in {_titled(towns) or named}", _FURTHER_OFF)
    return _abroad(standing, terms, named)


def _abroad(standing: Standing, terms: Terms, named: str) -> Condition:
    if terms.arrangement is None:
        return _open(f"it is in {named}, and does not say whether it can be done from elsewhere", _UNLIKELY)
    how = "on site" if terms.arrangement == "on_site" else "partly on site"
    return _no(f"{how} in {named}, and you are in {_name(standing.country)}")


def _may_be_there(standing: Standing, terms: Terms) -> Condition:
    if WORLDWIDE in terms.open_to:
        return _yes("open to people anywhere")
    if not terms.open_to:
        return _open("where you may be is not said")
    homes = _reachable(standing)
    named = _name_all({one for one in terms.open_to if one.isupper()}, terms.open_to)
    if not homes:
        return _open(f"open to people in {named}; your profile does not say where you are")
    if any(home in terms.open_to or terms.open_to & COUNTRIES_BY_CODE[home].regions for home in homes):
        return _yes(f"open to people in {named}")
    if not terms.open_to_is_sure:
        return _open(f"it names {named}, and you are in {_name(standing.country)}", _DOUBTFUL)
    return _no(
        f"open to people in {named} only (“{terms.open_to_words}”), and you are in {_name(standing.country)}"
    )


def _arrangement(standing: Standing, terms: Terms) -> Iterator[Condition]:
    if standing.arrangement is None or terms.arrangement is None:
        return
    wanted, offered = standing.arrangement.replace("_", " "), terms.arrangement.replace("_", " ")
    if standing.arrangement == terms.arrangement:
        yield _yes(f"{offered}, as you want it")
    elif standing.arrangement == "remote":
        yield _no(f"{offered}, and you want {wanted}")


def _languages(standing: Standing, terms: Terms) -> Iterator[Condition]:
    for language in sorted(terms.languages):
        if language in standing.speaks:
            yield _yes(f"you speak {language}")
        elif standing.lists_languages:
            yield _no(f"it needs {language}, which your profile does not list")
        else:
            yield _open(f"it needs {language}; your profile lists no languages", _UNLIKELY)
    if terms.language and terms.language not in terms.languages and terms.language not in standing.speaks:
        if standing.lists_languages:
            yield _no(f"written in {terms.language}, which your profile does not list")
        else:
            yield _open(f"written in {terms.language}; your profile lists no languages", _FURTHER_OFF)


def _salary(standing: Standing, terms: Terms) -> Iterator[Condition]:
    if standing.least_salary is None or terms.most_salary is None or standing.currency != terms.currency:
        return
    most, least = f"{terms.most_salary:,} {terms.currency}", f"{standing.least_salary:,}"
    if terms.most_salary < standing.least_salary:
        yield _no(f"pays {most} a year at most, and you want {least}")
    else:
        yield _yes(f"pays up to {most} a year")


def _countries(where: Whereabouts) -> set[str]:
    return {spot.country for spot in where.spots if spot.country}


def _towns(where: Whereabouts) -> frozenset[str]:
    return frozenset(name for spot in where.spots for name in spot.narrow)


def _reachable(standing: Standing) -> set[str]:
    """The countries that the person lives in or would go to."""
    return ({standing.country} if standing.country else set()) | _countries(standing.elsewhere)


def _titled(towns: frozenset[str]) -> str:
    return ", ".join(sorted(towns)).title()


def _name(code: str | None) -> str:
    return COUNTRIES_BY_CODE[code].name if code else "a country that your profile does not say"


def _name_all(codes: set[str], regions: frozenset[str]) -> str:
    others = sorted(region.title() for region in regions if not region.isupper())
    return ", ".join([*sorted(map(_name, codes)), *others])
