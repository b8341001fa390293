"""What decides whether somebody can have a job at all, before how well it fits them.

A condition is met, not met, or open: what nobody says counts neither as yes nor as no.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from math import prod
from typing import Literal

from tasks.jobs.gazetteer import COUNTRIES_BY_CODE
from tasks.jobs.model import Arrangement
from tasks.jobs.places import Whereabouts
from tasks.jobs.time_zones import HoursAsked, hours_of

Answer = Literal["yes", "no", "open"]

MOST_HOURS_APART = 4
NOWHERE = Whereabouts()
WORLDWIDE = "worldwide"
YES, OPEN, FURTHER_OFF, UNLIKELY, DOUBTFUL, NO = 1.0, 0.97, 0.93, 0.85, 0.7, 0.0
UNPAID = 0.5


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

    @property
    def reachable(self) -> frozenset[str]:
        """The countries that they live in or would go to."""
        return frozenset({self.country} if self.country else ()) | _countries(self.elsewhere)

    @property
    def reachable_regions(self) -> frozenset[str]:
        """Those countries, and all the regions that they belong to."""
        regions = (COUNTRIES_BY_CODE[country].regions for country in self.reachable)
        return self.reachable.union(*regions, self.elsewhere.regions)

    @property
    def all_towns(self) -> frozenset[str]:
        """The towns and states that they live in or would go to."""
        return self.towns | _towns(self.elsewhere)


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
        hours: The time zones that it insists on.
        most_salary: A year, in `currency`.
        unpaid: Whether it says that the work is not paid.
        closed_words: By which words it says that nobody is sought any more.
    """

    arrangement: Arrangement | None = None
    open_to: frozenset[str] = frozenset()
    open_to_words: str = ""
    open_to_is_sure: bool = False
    where: Whereabouts = NOWHERE
    language: str | None = None
    languages: frozenset[str] = frozenset()
    hours: HoursAsked | None = None
    most_salary: int | None = None
    currency: str | None = None
    unpaid: bool = False
    closed_words: str = ""

    @property
    def countries(self) -> frozenset[str]:
        """Where the work is, as far as it names countries."""
        return _countries(self.where)

    @property
    def towns(self) -> frozenset[str]:
        """Where the work is, as far as it names towns and states."""
        return _towns(self.where)


def _countries(where: Whereabouts) -> frozenset[str]:
    return frozenset(spot.country for spot in where.spots if spot.country)


def _towns(where: Whereabouts) -> frozenset[str]:
    """The towns that it names, and the states of which it names no town."""
    return frozenset(
        name for spot in where.spots for name in (spot.narrow or ([spot.state] if spot.state else []))
    )


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


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """All that decides whether the place suits."""

    arrangement: Arrangement | None
    place_named: bool
    country_named: bool
    same_town: bool
    same_country: bool
    home_known: bool
    worldwide: bool
    open_named: bool
    open_here: bool
    open_sure: bool


class PlaceCase(Enum):
    """What comes of them."""

    ANYWHERE = auto()
    OPEN_HERE = auto()
    SAME_TOWN = auto()
    UNSAID = auto()
    HOME_UNKNOWN = auto()
    SAME_COUNTRY = auto()
    SOMEWHERE = auto()
    PERHAPS_ABROAD = auto()
    NAMES_OTHERS = auto()
    ABROAD = auto()
    NOT_OPEN = auto()

    @property
    def worth(self) -> float:
        """What the fit is multiplied by, 0..1."""
        return _WORTH_OF_PLACE[self]

    @property
    def answer(self) -> Answer:
        """Whether the place suits."""
        return "yes" if self.worth == YES else "no" if self.worth == NO else "open"


_WORTH_OF_PLACE = {
    PlaceCase.ANYWHERE: YES,
    PlaceCase.OPEN_HERE: YES,
    PlaceCase.SAME_TOWN: YES,
    PlaceCase.UNSAID: OPEN,
    PlaceCase.HOME_UNKNOWN: OPEN,
    PlaceCase.SAME_COUNTRY: FURTHER_OFF,
    PlaceCase.SOMEWHERE: FURTHER_OFF,
    PlaceCase.PERHAPS_ABROAD: DOUBTFUL,
    PlaceCase.NAMES_OTHERS: DOUBTFUL,
    PlaceCase.ABROAD: NO,
    PlaceCase.NOT_OPEN: NO,
}


def place_case(facts: PlaceFacts) -> PlaceCase:
    """Whether somebody can work there: by who may apply where the work is remote, else by where it is."""
    if facts.arrangement == "remote" or not facts.place_named:
        return _who_may_apply(facts)
    if facts.same_town:
        return PlaceCase.SAME_TOWN
    if not facts.country_named or not facts.home_known:
        return PlaceCase.SOMEWHERE
    if facts.same_country:
        return PlaceCase.SAME_COUNTRY
    if facts.arrangement is None and facts.open_sure and not facts.open_here:
        return PlaceCase.NOT_OPEN
    return PlaceCase.PERHAPS_ABROAD if facts.arrangement is None else PlaceCase.ABROAD


def _who_may_apply(facts: PlaceFacts) -> PlaceCase:
    if facts.worldwide:
        return PlaceCase.ANYWHERE
    if not facts.open_named:
        return PlaceCase.UNSAID
    if not facts.home_known:
        return PlaceCase.HOME_UNKNOWN
    if facts.open_here:
        return PlaceCase.OPEN_HERE
    return PlaceCase.NOT_OPEN if facts.open_sure else PlaceCase.NAMES_OTHERS


def judge(standing: Standing, terms: Terms) -> Verdict:
    """Hold a posting's conditions against a person's standing."""
    conditions = tuple(_conditions(standing, terms))
    eligible = all(one.answer != "no" for one in conditions)
    worth = prod(one.worth for one in conditions if one.answer != "no")
    return Verdict(eligible, worth, conditions)


def _conditions(standing: Standing, terms: Terms) -> Iterator[Condition]:
    case = place_case(_facts(standing, terms))
    yield Condition(case.answer, case.worth, _why(case, standing, terms))
    yield from way_of_working(standing, terms)
    yield from time_of_day(standing, terms)
    yield from spoken(standing, terms)
    yield from pay(standing, terms)
    yield from vacant(terms)


def _facts(standing: Standing, terms: Terms) -> PlaceFacts:
    return PlaceFacts(
        arrangement=terms.arrangement,
        place_named=bool(terms.countries or terms.towns),
        country_named=bool(terms.countries),
        same_town=bool(terms.towns & standing.all_towns),
        same_country=bool(terms.countries & standing.reachable),
        home_known=bool(standing.reachable),
        worldwide=WORLDWIDE in terms.open_to,
        open_named=bool(terms.open_to),
        open_here=bool(terms.open_to & standing.reachable_regions),
        open_sure=terms.open_to_is_sure,
    )


def _why(case: PlaceCase, standing: Standing, terms: Terms) -> str:
    home = _name(standing.country)
    place = _named(terms.countries) or _titled(terms.towns)
    to = _named(terms.open_to)
    how = "on site" if terms.arrangement == "on_site" else "partly on site"
    return {
        PlaceCase.ANYWHERE: "open to people anywhere",
        PlaceCase.OPEN_HERE: f"open to people in {to}",
        PlaceCase.SAME_TOWN: f"in {_titled(terms.towns)}, as you are",
        PlaceCase.UNSAID: "where you may be is not said",
        PlaceCase.HOME_UNKNOWN: f"open to people in {to}; your profile does not say where you are",
        PlaceCase.SAME_COUNTRY: f"it is in {_titled(terms.towns)}, in your country"
        if terms.towns
        else f"it is in {place}, as you are, and does not say in which town",
        PlaceCase.SOMEWHERE: f"it is in {place}",
        PlaceCase.PERHAPS_ABROAD: f"it is in {place}, and does not say if it can be done from elsewhere",
        PlaceCase.NAMES_OTHERS: f"it names {to}, and you are in {home}",
        PlaceCase.ABROAD: f"{how} in {place}, and you are in {home}",
        PlaceCase.NOT_OPEN: f"open to people in {to} only (“{terms.open_to_words}”), and you are in {home}",
    }[case]


def _no(why: str) -> Condition:
    return Condition("no", NO, why)


def _yes(why: str) -> Condition:
    return Condition("yes", YES, why)


def _open(why: str, worth: float) -> Condition:
    return Condition("open", worth, why)


def way_of_working(standing: Standing, terms: Terms) -> Iterator[Condition]:
    """Remote, hybrid or on site, for who insists on it."""
    if standing.arrangement is None or terms.arrangement is None:
        return
    wanted, offered = standing.arrangement.replace("_", " "), terms.arrangement.replace("_", " ")
    if standing.arrangement == terms.arrangement:
        yield _yes(f"{offered}, as you want it")
    elif standing.arrangement == "remote":
        yield _no(f"{offered}, and you want {wanted}")


def time_of_day(standing: Standing, terms: Terms) -> Iterator[Condition]:
    """The time zones that it insists on, against those of home."""
    home = hours_of(standing.country)
    if terms.hours is None or home is None:
        return
    apart = terms.hours.hours.gap(home)
    if apart > MOST_HOURS_APART:
        home_is = _name(standing.country)
        yield _no(f"it needs other hours of the day (“{terms.hours.words}”), and you are in {home_is}")
    elif apart:
        yield _open(f"its hours are {apart:.0f} hours off yours (“{terms.hours.words}”)", FURTHER_OFF)
    else:
        yield _yes("its hours are yours")


def spoken(standing: Standing, terms: Terms) -> Iterator[Condition]:
    """The languages that it asks for, and the one that it is written in."""
    for language in sorted(terms.languages):
        if language in standing.speaks:
            yield _yes(f"you speak {language}")
        elif standing.lists_languages:
            yield _no(f"it needs {language}, which your profile does not list")
        else:
            yield _open(f"it needs {language}; your profile lists no languages", UNLIKELY)
    if terms.language and terms.language not in terms.languages | standing.speaks:
        yield _reads(standing, terms.language)


def _reads(standing: Standing, language: str) -> Condition:
    """A posting in a language that they do not list; many read English and never say so."""
    if not standing.lists_languages:
        return _open(f"written in {language}; your profile lists no languages", FURTHER_OFF)
    if language == "English":
        return _open("written in English, which your profile does not list", UNLIKELY)
    return _no(f"written in {language}, which your profile does not list")


def pay(standing: Standing, terms: Terms) -> Iterator[Condition]:
    """What it pays at most, for who has a floor in its currency; and that it pays nothing, for everybody."""
    if terms.unpaid:
        yield _no("it is unpaid") if standing.least_salary else _open("it is unpaid", UNPAID)
        return
    if standing.least_salary is None or terms.most_salary is None or standing.currency != terms.currency:
        return
    most, least = f"{terms.most_salary:,} {terms.currency}", f"{standing.least_salary:,}"
    if terms.most_salary < standing.least_salary:
        yield _no(f"pays {most} a year at most, and you want {least}")
    else:
        yield _yes(f"pays up to {most} a year")


def vacant(terms: Terms) -> Iterator[Condition]:
    """Whether somebody is still sought."""
    if terms.closed_words:
        yield _no(f"nobody is sought any more (“{terms.closed_words}”)")


def _titled(towns: frozenset[str]) -> str:
    return ", ".join(sorted(towns)).title()


def _name(code: str | None) -> str:
    return COUNTRIES_BY_CODE[code].name if code else "a country that your profile does not say"


def _named(codes_and_regions: frozenset[str]) -> str:
    countries = sorted(_name(one) for one in codes_and_regions if one in COUNTRIES_BY_CODE)
    return ", ".join(countries + sorted(one.title() for one in codes_and_regions - COUNTRIES_BY_CODE.keys()))
