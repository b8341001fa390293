"""The best postings for many people at once: the fits of `fitting.fitting_of`, by matrices.

People and postings meet in blocks: memory does not grow with their product, time grows with nothing else.
"""

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np
from scipy.sparse import csr_matrix, hstack

from tasks.jobs.kinds import Numbers, Table, kinds_of, table_of
from tasks.jobs.offers import Offer
from tasks.jobs.seeking import Seeker
from tasks.jobs.verdicts_for_many import worth_of_conditions
from tasks.matching import formula
from tasks.matching.affinity import affinity
from tasks.matching.formula import Ask, Person, Weighed, weigh
from tasks.matching.rarity import Rarity
from tasks.matching.vocabulary import roles as known_roles

Kind = TypeVar("Kind", bound=Hashable)
Row = TypeVar("Row")

_PEOPLE_IN_A_BLOCK, _POSTINGS_IN_A_BLOCK = 250, 4_096
_THREADS = 2
_NEARLY = 1e-7
_EXACTLY = 9
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_SOME_TOOL, _NO_TOOL = "a posting that names any", "a posting that names none"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One posting for one person.

    Attributes:
        offer: Its place in the list that was given.
        fit: Above 0, to 100.
    """

    offer: int
    fit: float


def best_for_each(
    seekers: Sequence[Seeker], offers: Sequence[Offer], rarity: Rarity, most: int
) -> list[list[Ranked]]:
    """The postings that fit each person best, at most so many, best first.

    What one cannot have is left out. What fits equally well is ordered by how new it is, then by its id.
    """
    return Meeting(seekers, offers, rarity).best(most)


def _newest_first(offer: Offer) -> tuple[float, str]:
    return -(offer.posted or _LONG_AGO).timestamp(), offer.pid


class Meeting:
    """All that the fits of some people and some postings are computed from."""

    def __init__(self, seekers: Sequence[Seeker], offers: Sequence[Offer], rarity: Rarity) -> None:
        """Make the matrices: their size grows with people and with postings, never with the product."""
        self._order = sorted(range(len(offers)), key=lambda place: _newest_first(offers[place]))
        self._people = _slices(len(seekers), _PEOPLE_IN_A_BLOCK)
        offers = [offers[place] for place in self._order]
        people, asks = [one.person for one in seekers], [one.asks for one in offers]
        weighed = [weigh(ask, rarity) for ask in asks]
        columns = _columns(people, weighed)
        titles = _sparse((one.title_words for one in people), columns.words)
        tools = _sparse((_own_tools(one) for one in people), columns.tools)
        self._has = hstack([_shown(people, columns.groups), titles, tools], "csr")
        self._says = _sparse((dict.fromkeys(one.stems, 1.0) for one in people), columns.stems)
        self._homes = _dense(people, columns.fields, formula.at_home)
        self._roles = _roles(people, weighed)
        place, rest = worth_of_conditions([one.standing for one in seekers], [one.terms for one in offers])
        self._worths = [place, rest.times(_seniority(people, asks))]
        self._blocks = [
            _block(postings, weighed[postings], columns)
            for postings in _slices(len(offers), _POSTINGS_IN_A_BLOCK)
        ]

    def best(self, most: int) -> list[list[Ranked]]:
        """As `best_for_each`, of the people and postings that were given."""
        with ThreadPoolExecutor(_THREADS) as threads:
            ranked = threads.map(lambda people: self._best(people, most), self._people)
            return [
                [Ranked(self._order[place], fit) for place, fit in row] for rows in ranked for row in rows
            ]

    def _best(self, people: slice, most: int) -> list[list[tuple[int, float]]]:
        if not self._blocks or most < 1:
            return [[] for _ in range(people.start, people.stop)]
        kept = [_best_of(self._fits(people, block), block.postings.start, most) for block in self._blocks]
        return [_first(itertools.chain.from_iterable(rows), most) for rows in zip(*kept, strict=True)]

    def _fits(self, people: slice, block: "_Block") -> Numbers:
        said = (self._says[people] @ block.wording).toarray()
        fits: Numbers = np.minimum(said, formula.WORDING, out=said)
        fits += (self._has[people] @ block.wants).toarray()
        fits += self._homes[people] @ block.fields
        fits += block.constant
        fits += self._roles.block(people, block.postings)
        for worth in self._worths:
            fits *= worth.block(people, block.postings)
        fits *= 100.0
        return fits


@dataclass(frozen=True, slots=True)
class _Block:
    """Some of the postings: what each wants, a column each."""

    postings: slice
    constant: Numbers
    wants: csr_matrix
    fields: Numbers
    wording: csr_matrix


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the matrices have columns for."""

    groups: Sequence[frozenset[str]]
    words: Sequence[str]
    tools: Sequence[str]
    fields: Sequence[str]
    stems: Sequence[str]


def _columns(people: Sequence[Person], weighed: Sequence[Weighed]) -> _Columns:
    return _Columns(
        groups=kinds_of(group for one in weighed for group in (*one.required, *one.preferred)).each,
        words=kinds_of(word for one in weighed for word in one.title_words).each,
        tools=kinds_of(tool for one in people for tool in _own_tools(one)).each,
        fields=kinds_of(field for one in weighed for field in one.ask.fields).each,
        stems=kinds_of(stem for one in weighed for stem in one.stems).each,
    )


def _block(postings: slice, weighed: Sequence[Weighed], columns: _Columns) -> _Block:
    wishes = _sparse((_wanted(one) for one in weighed), columns.groups)
    titles = _sparse((_times(formula.TITLE, one.title_words) for one in weighed), columns.words)
    tools = _sparse((dict.fromkeys(_named_tools(one.ask), 1.0) for one in weighed), columns.tools)
    wording = _sparse((_times(formula.WORDING, one.stems) for one in weighed), columns.stems)
    return _Block(
        postings,
        constant=np.array([_constant(one) for one in weighed], dtype=np.float64),
        wants=hstack([wishes, titles, tools], "csr").T.tocsr(),
        fields=_dense(weighed, columns.fields, _in_field).T,
        wording=wording.T.tocsr(),
    )


def _slices(whole: int, part: int) -> list[slice]:
    return [slice(start, min(start + part, whole)) for start in range(0, whole, part)]


def _best_of(fits: Numbers, first: int, most: int) -> list[list[tuple[int, float]]]:
    """The best of each row, with all that are as good as the last of them."""
    most = min(most, fits.shape[1])
    least = np.partition(fits, -most, axis=1)[:, -most]
    rows, columns = np.nonzero(fits >= np.maximum(least - _NEARLY, _NEARLY)[:, np.newaxis])
    found: list[list[tuple[int, float]]] = [[] for _ in range(len(fits))]
    for row, column, fit in zip(rows.tolist(), columns.tolist(), fits[rows, columns].tolist(), strict=True):
        found[row].append((first + column, fit))
    return found


def _first(row: Iterable[tuple[int, float]], most: int) -> list[tuple[int, float]]:
    return sorted(row, key=lambda one: (-round(one[1], _EXACTLY), one[0]))[:most]


def _sparse(rows: Iterable[Mapping[Kind, float]], columns: Sequence[Kind]) -> csr_matrix:
    """A row each, of what it has of the columns."""
    place = {column: number for number, column in enumerate(columns)}
    numbers: list[float] = []
    places: list[int] = []
    ends = [0]
    for row in rows:
        for key, number in row.items():
            column = place.get(key)
            if column is not None:
                places.append(column)
                numbers.append(number)
        ends.append(len(numbers))
    return csr_matrix((numbers, places, ends), shape=(len(ends) - 1, len(columns)), dtype=np.float64)


def _dense(rows: Sequence[Row], columns: Sequence[str], number: Callable[[Row, str], float]) -> Numbers:
    return np.array([[number(row, column) for column in columns] for row in rows], dtype=np.float64).reshape(
        len(rows), len(columns)
    )


def _own_tools(person: Person) -> dict[str, float]:
    """What each tool adds to a fit when a posting names it, and what there is for naming none."""
    unsaid = formula.TOOLS * formula.TOOLS_UNSAID
    if not person.tools:
        return {_SOME_TOOL: unsaid, _NO_TOOL: unsaid}
    return dict.fromkeys(person.tools, formula.TOOLS / len(person.tools)) | {_NO_TOOL: unsaid}


def _named_tools(ask: Ask) -> frozenset[str]:
    return ask.tools | {_SOME_TOOL} if ask.tools else frozenset({_NO_TOOL})


def _shown(people: Sequence[Person], groups: Sequence[frozenset[str]]) -> csr_matrix:
    """How strongly each shows the best skill of each group."""
    members = [(column, skill) for column, group in enumerate(groups) for skill in sorted(group)]
    skills = kinds_of(skill for _, skill in members)
    has = _sparse((one.skills for one in people), skills.each).T.toarray()
    starts = np.searchsorted([column for column, _ in members], range(len(groups)))
    if not groups:
        return csr_matrix((len(people), 0), dtype=np.float64)
    return csr_matrix(np.maximum.reduceat(has[skills.at], starts, axis=0).T)


def _constant(one: Weighed) -> float:
    unsaid = formula.REQUIRED * one.required_unsaid + formula.PREFERRED * one.preferred_unsaid
    return formula.UNSAID * unsaid


def _wanted(one: Weighed) -> dict[frozenset[str], float]:
    shares = {group: formula.REQUIRED * weight for group, weight in one.required.items()}
    for group, weight in one.preferred.items():
        shares[group] = shares.get(group, 0.0) + formula.PREFERRED * weight
    return shares


def _in_field(one: Weighed, field: str) -> float:
    return formula.FIELD * one.ask.fields.get(field, 0.0)


def _times(factor: float, weights: Mapping[str, float]) -> dict[str, float]:
    return {key: factor * weight for key, weight in weights.items()}


def _roles(people: Sequence[Person], weighed: Sequence[Weighed]) -> Table:
    """What the roles add to each fit."""
    owned = kinds_of(frozenset(one.roles.items()) for one in people)
    wanted = kinds_of((one.ask.roles, one.role) for one in weighed)
    known = sorted(known_roles().terms)
    place = {role: number for number, role in enumerate(known)}
    nearness = np.array([[affinity(one, other) for other in known] for one in known])
    near = np.zeros((len(owned.each), len(known)))
    for row, own in enumerate(owned.each):
        for role, how_near in own:
            near[row] = np.maximum(near[row], how_near * nearness[place[role]])
    most = np.zeros((len(owned.each), len(wanted.each)))
    for column, (roles, weight) in enumerate(wanted.each):
        if roles:
            places = np.array([place[role] for role in sorted(roles)])
            most[:, column] = weight * near[:, places].max(axis=1)
    return Table(formula.TITLE * most, owned.at, wanted.at)


def _seniority(people: Sequence[Person], asks: Sequence[Ask]) -> Table:
    levels = table_of(
        kinds_of(one.level for one in people), kinds_of(one.level for one in asks), formula.level_worth
    )
    years = table_of(
        kinds_of(one.years for one in people), kinds_of(one.years for one in asks), formula.years_worth
    )
    return levels.times(years)
