"""Numbers that depend on what kind of person and what kind of posting meet, kept once for each two kinds."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Kind = TypeVar("Kind", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Kinds(Generic[Kind]):
    """What stands in a list, each once, and which of it stands at each place."""

    each: tuple[Kind, ...]
    at: Places


def kinds_of(listed: Iterable[Kind]) -> Kinds[Kind]:
    """The kinds of a list, in the order of their first place."""
    known: dict[Kind, int] = {}
    at = [known.setdefault(one, len(known)) for one in listed]
    return Kinds(tuple(known), np.array(at, dtype=np.intp))


@dataclass(frozen=True, slots=True)
class Table:
    """A number for each kind of person (rows) and kind of posting (columns)."""

    numbers: Numbers
    people: Places
    postings: Places

    def block(self, people: slice, postings: slice) -> Numbers:
        """The numbers of some people (rows) and some postings (columns)."""
        rows = self.numbers[self.people[people]]
        return np.take(rows, self.postings[postings], axis=1)

    def times(self, other: "Table") -> "Table":
        """The products of both, by the kinds that both tell apart."""
        people = kinds_of(zip(self.people.tolist(), other.people.tolist(), strict=True))
        postings = kinds_of(zip(self.postings.tolist(), other.postings.tolist(), strict=True))
        own_rows, other_rows = np.array(people.each, dtype=np.intp).reshape(-1, 2).T
        own_columns, other_columns = np.array(postings.each, dtype=np.intp).reshape(-1, 2).T
        numbers = (
            self.numbers[np.ix_(own_rows, own_columns)] * other.numbers[np.ix_(other_rows, other_columns)]
        )
        return Table(numbers, people.at, postings.at)


def table_of(people: Kinds[Kind], postings: Kinds[Other], number: Callable[[Kind, Other], float]) -> Table:
    """The table that a function of two kinds gives, called once for each two."""
    numbers = np.array(
        [[number(person, posting) for posting in postings.each] for person in people.each], dtype=np.float64
    ).reshape(len(people.each), len(postings.each))
    return Table(numbers, people.at, postings.at)
