"""What a posting's place says, and when two places may be one."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from tasks.jobs.folding import vocabulary, words
from tasks.jobs.gazetteer import CITIES, COUNTRIES, COUNTRIES_BY_CODE, NAMES_BY_CODE, REGIONS, STATES, State

Agreement = Literal["same", "open", "apart"]
"""`same`: a place is shared; `open`: one side leaves it open; `apart`: no place is shared."""

_SAYS_NOTHING = vocabulary(
    "remote remotely remoto remota anywhere world worldwide global globally international everywhere hybrid",
    "in office onsite on site distributed unspecified unknown flexible only various multiple locations",
    "location other dont specify don t any home based work from fully 100 1 nationwide virtual headquarters",
    "hq the or and area region greater metropolitan metro wfh homeoffice none null tbd na n a eligible",
    "friendly first telecommute time zone zones timezone timezones within of required preferred allowed ok",
    "candidates all wide open",
)
_COMPASS = vocabulary("north south east west central coast")
_ALTERNATIVES = re.compile(r"[;|/\n•·]|\s+or\s+|\s+and\s+|\s+&\s+", re.IGNORECASE)
_CITIES_TOO = frozenset({"new york", "washington"})
_LETTERS_OF_A_CODE = 2
_PARTS = re.compile(r",|\(|\)|\s[-–—]\s|:")


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: a city, a state of North America and a country, as far as they are told."""

    narrow: frozenset[str]
    state: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """All the places that a posting names, and the regions it is open to.

    Attributes:
        names: Every word that names one of these places, folded.
    """

    spots: frozenset[Spot] = frozenset()
    regions: frozenset[str] = frozenset()
    names: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def is_told(self) -> bool:
        """Whether anything is named at all."""
        return bool(self.spots or self.regions)


@lru_cache(maxsize=65_536)
def whereabouts(location: str) -> Whereabouts:
    """What a location says; words such as Remote, Hybrid or Anywhere in the World say nothing.

    A list of cities without a division (`Cyprus, Greece`) reads as several countries.
    """
    spots: set[Spot] = set()
    regions: set[str] = set()
    for alternative in _ALTERNATIVES.split(location):
        names = [name for name in map(_name, _PARTS.split(alternative)) if name]
        regions.update(REGIONS[name] for name in names if name in REGIONS)
        spots.update(_spots([name for name in names if name not in REGIONS]))
    named = {
        name
        for spot in spots
        for name in (*spot.narrow, *filter(None, [spot.state]), *_country_names(spot.country))
    }
    said = {word for name in named for word in name.split()} | set(words(location)) - _SAYS_NOTHING
    return Whereabouts(frozenset(spots), frozenset(regions), frozenset(said))


def _spots(names: list[str]) -> set[Spot]:
    """What the parts of one alternative name together: `Austin`, `TX` and `USA` are one spot."""
    countries = [COUNTRIES[name].code for name in names if name in COUNTRIES]
    narrower = [name for name in names if name not in COUNTRIES]
    if len(names) > 1 and "georgia" in names[1:]:
        countries.remove("GE")
        narrower.append("georgia")
    states: list[State] = []
    cities: set[str] = set()
    for name in narrower:
        state = STATES.get(name) if len(names) > 1 or name not in _CITIES_TOO else None
        is_code = len(name) == _LETTERS_OF_A_CODE
        if state and not (is_code and len(names) == 1) and not (name in _CITIES_TOO and not cities):
            states.append(state)
        else:
            cities.add(CITIES.get(name, name))
    state = states[0] if states else None
    country = countries[0] if countries else state.country if state else None
    if not cities and not state:
        return {Spot(frozenset(), None, code) for code in countries}
    return {Spot(frozenset(cities), state.name if state else None, country)}


def _country_names(code: str | None) -> tuple[str, ...]:
    return () if code is None else NAMES_BY_CODE[code]


def _name(part: str) -> str:
    said = list(words(part))
    joined = " ".join(said)
    if any(joined in known for known in (COUNTRIES, REGIONS, CITIES, STATES)):
        return joined
    while said and said[0] in _SAYS_NOTHING:
        del said[0]
    while said and said[-1] in _SAYS_NOTHING:
        del said[-1]
    if len(said) > 1 and said[-1] in _COMPASS and " ".join(said[:-1]) in COUNTRIES:
        del said[-1]
    return " ".join(said)


def agreement(one: Whereabouts, other: Whereabouts) -> Agreement:
    """Whether two postings may be for one place.

    A region says who may apply, not where the job is: `Europe Only` leaves open where in Europe, but is
    apart from what is in the USA.
    """
    if one.spots and other.spots:
        pairs = [_compare(here, there) for here in one.spots for there in other.spots]
        return "same" if "same" in pairs else "open" if "open" in pairs else "apart"
    if one.regions and other.regions and not one.spots and not other.spots:
        return "same" if one.regions & other.regions else "apart"
    if _is_outside(one, other) or _is_outside(other, one):
        return "apart"
    return "same" if one == other else "open"


def _is_outside(one: Whereabouts, region: Whereabouts) -> bool:
    """Whether all the places are in countries that belong to none of the regions, which name no place."""
    return (
        bool(one.spots and region.regions)
        and not region.spots
        and all(spot.country and region.regions.isdisjoint(_regions_of(spot.country)) for spot in one.spots)
    )


def _regions_of(country: str) -> frozenset[str]:
    return COUNTRIES_BY_CODE[country].regions


def _compare(here: Spot, there: Spot) -> Agreement:
    if here.country and there.country and here.country != there.country:
        return "apart"
    if here.state and there.state and here.state != there.state:
        return "apart"
    if here.narrow and there.narrow:
        return "same" if here.narrow & there.narrow else "apart"
    return "same" if here == there else "open"
