"""What the conditions of many postings leave of the fit of many people: `conditions.judge`, by tables."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from tasks.jobs.conditions import (
    WORLDWIDE,
    Condition,
    PlaceFacts,
    Standing,
    Terms,
    pay,
    place_case,
    spoken,
    time_of_day,
    vacant,
    way_of_working,
)
from tasks.jobs.kinds import Table, kinds_of, table_of
from tasks.jobs.model import Arrangement

Flags = NDArray[np.bool_]
_ARRANGEMENTS: tuple[Arrangement | None, ...] = (None, *get_args(Arrangement))
_FLAGS = 9


def worth_of_conditions(standings: Sequence[Standing], terms: Sequence[Terms]) -> list[Table]:
    """Tables whose product is what all conditions leave of a fit: 0 where one is not met."""
    return [
        _place(standings, terms),
        _languages(standings, terms).times(_way_pay_and_hours(standings, terms)),
    ]


def _worth(conditions: Iterable[Condition]) -> float:
    return prod(one.worth for one in conditions)


def _languages(standings: Sequence[Standing], terms: Sequence[Terms]) -> Table:
    return table_of(
        kinds_of((one.speaks, one.lists_languages) for one in standings),
        kinds_of((one.language, one.languages) for one in terms),
        lambda person, posting: _worth(
            spoken(
                Standing(speaks=person[0], lists_languages=person[1]),
                Terms(language=posting[0], languages=posting[1]),
            )
        ),
    )


def _way_pay_and_hours(standings: Sequence[Standing], terms: Sequence[Terms]) -> Table:
    way = table_of(
        kinds_of(one.arrangement for one in standings),
        kinds_of(one.arrangement for one in terms),
        lambda person, posting: _worth(
            way_of_working(Standing(arrangement=person), Terms(arrangement=posting))
        ),
    )
    paid = table_of(
        kinds_of((one.least_salary, one.currency if one.least_salary else None) for one in standings),
        kinds_of((one.most_salary, one.currency, one.unpaid, one.closed_words) for one in terms),
        lambda person, posting: _worth(_pay_and_vacancy(person, posting)),
    )
    hours = table_of(
        kinds_of(one.country for one in standings),
        kinds_of(one.hours for one in terms),
        lambda person, posting: _worth(time_of_day(Standing(country=person), Terms(hours=posting))),
    )
    return way.times(paid).times(hours)


def _pay_and_vacancy(
    person: tuple[int | None, str | None], posting: tuple[int | None, str | None, bool, str]
) -> Iterator[Condition]:
    terms = Terms(most_salary=posting[0], currency=posting[1], unpaid=posting[2], closed_words=posting[3])
    yield from pay(Standing(least_salary=person[0], currency=person[1]), terms)
    yield from vacant(terms)


def _place(standings: Sequence[Standing], terms: Sequence[Terms]) -> Table:
    """Every fact as a matrix of people's kinds and postings' kinds; together they number a case."""
    people = kinds_of((one.country, one.towns, one.elsewhere) for one in standings)
    postings = kinds_of((one.arrangement, one.where, one.open_to, one.open_to_is_sure) for one in terms)
    homes = [Standing(country=country, towns=towns, elsewhere=more) for country, towns, more in people.each]
    places = [
        Terms(arrangement=how, where=where, open_to=to, open_to_is_sure=sure)
        for how, where, to, sure in postings.each
    ]
    facts: list[Flags] = [
        _of_postings(bool(one.countries or one.towns) for one in places),
        _of_postings(bool(one.countries) for one in places),
        _shared([one.all_towns for one in homes], [one.towns for one in places]),
        _shared([one.reachable for one in homes], [one.countries for one in places]),
        np.array([bool(one.reachable) for one in homes], dtype=np.bool_).reshape(-1, 1),
        _of_postings(WORLDWIDE in one.open_to for one in places),
        _of_postings(bool(one.open_to) for one in places),
        _shared([one.reachable_regions for one in homes], [one.open_to for one in places]),
        _of_postings(one.open_to_is_sure for one in places),
    ]
    number = np.array([_ARRANGEMENTS.index(one.arrangement) for one in places], dtype=np.intp).reshape(1, -1)
    case = np.broadcast_to(number, (len(homes), len(places)))
    for fact in facts:
        case = 2 * case + fact
    return Table(_WORTH_BY_CASE[case], people.at, postings.at)


def _of_postings(flags: Iterable[bool]) -> Flags:
    return np.array(list(flags), dtype=np.bool_).reshape(1, -1)


def _shared(people: Sequence[frozenset[str]], postings: Sequence[frozenset[str]]) -> Flags:
    """Where a person's set and a posting's have something in common."""
    names = kinds_of(name for one in postings for name in sorted(one))
    number = {name: place for place, name in enumerate(names.each)}

    def incidence(sets: Sequence[frozenset[str]]) -> NDArray[np.float32]:
        found = np.zeros((len(sets), len(number)), dtype=np.float32)
        for row, one in enumerate(sets):
            for name in one & number.keys():
                found[row, number[name]] = 1.0
        return found

    return (incidence(people) @ incidence(postings).T) > 0


def _worth_by_case() -> NDArray[np.float64]:
    return np.array(
        [
            place_case(PlaceFacts(arrangement, *flags)).worth
            for arrangement, flags in product(_ARRANGEMENTS, product((False, True), repeat=_FLAGS))
        ],
        dtype=np.float64,
    )


_WORTH_BY_CASE = _worth_by_case()
