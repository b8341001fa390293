"""What a run of job-discovery is asked, and what it tells."""

import re
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tasks.jobs.boards.drift import FillRates
from tasks.jobs.folding import words
from tasks.jobs.model import Posting
from tasks.jobs.places import agreement, whereabouts
from tasks.values import in_order

_DIVISION = re.compile(r"[,;]")


def _several(value: object) -> object:
    return (
        [part.strip() for part in _DIVISION.split(value) if part.strip()] if isinstance(value, str) else value
    )


Keyword = Annotated[str, Field(min_length=1, max_length=100)]
Keywords = Annotated[tuple[Keyword, ...], BeforeValidator(_several), Field(max_length=20)]


class SearchCriteria(BaseModel):
    """Which postings a run holds against profiles; what is left out narrows nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=in_order)

    keywords: Keywords = Field(
        (), description="Words of which a posting's title or text has at least one; at most 20"
    )
    location: str | None = Field(
        None, max_length=200, description="Town, country or region that the work is in or open to"
    )
    remote: bool | None = Field(
        None, description="True for remote work alone, false for work at a place alone"
    )

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.keywords) or bool(self.location) or self.remote is not None

    def admits(self, posting: Posting) -> bool:
        """Whether a posting is one of those; what it does not say of its place leaves it in."""
        return self._says(posting) and self._is_there(posting) and self._is_done_so(posting)

    def _says(self, posting: Posting) -> bool:
        if not self.keywords:
            return True
        said = f" {' '.join(words(f'{posting.title} {posting.description}'))} "
        return any(f" {' '.join(words(keyword))} " in said for keyword in self.keywords)

    def _is_there(self, posting: Posting) -> bool:
        if not self.location:
            return True
        wanted, offered = whereabouts(self.location), whereabouts(posting.location)
        return agreement(wanted, offered) != "apart"

    def _is_done_so(self, posting: Posting) -> bool:
        if self.remote is None or posting.arrangement is None:
            return True
        return (posting.arrangement.value == "remote") is self.remote


class SearchedAddress(BaseModel):
    """What one address of a board gave.

    Attributes:
        found: Postings in its answer.
        asked: Whether it was asked now; otherwise what it said within the hour is used.
        changed: Whether its answer is another than the last.
        fault: Why there is nothing of it to use; empty if there is.
        drifted: Fields that are less than half as full as in its last good answer.
    """

    model_config = ConfigDict(frozen=True)

    address: str
    asked: bool = False
    changed: bool = False
    found: int = 0
    left_out: int = 0
    fault: str = ""
    drifted: tuple[str, ...] = ()
    rates: FillRates | None = None


class SearchedBoard(BaseModel):
    """What one board gave.

    Attributes:
        new: Postings that were not known before.
        mends: How many postings needed each mend.
    """

    model_config = ConfigDict(frozen=True)

    board: str
    label: str
    addresses: tuple[SearchedAddress, ...]
    new: int = 0
    mends: dict[str, int] = {}

    @property
    def found(self) -> int:
        """Postings in all its answers."""
        return sum(one.found for one in self.addresses)

    @property
    def faults(self) -> tuple[str, ...]:
        """What went wrong."""
        return tuple(one.fault for one in self.addresses if one.fault)

    @property
    def was_searched(self) -> bool:
        """Whether anything of it can be used."""
        return any(not one.fault for one in self.addresses)


class Compared(BaseModel):
    """All postings that are offered, after comparing each with the others."""

    model_config = ConfigDict(frozen=True)

    postings: int
    openings: int
    roles: int

    @property
    def merged(self) -> int:
        """Postings that are another's copy."""
        return self.postings - self.openings


class Matched(BaseModel):
    """What was held against what.

    Attributes:
        users: People whose profile was read.
        unreadable: People whose profile cannot be understood.
        unchanged: People for whom nothing changed since the last time.
        matches: Postings on all their lists.
        openings: Different postings that were held against each person.
    """

    model_config = ConfigDict(frozen=True)

    users: int
    unreadable: int = 0
    unchanged: int = 0
    matches: int = 0
    openings: int = 0

    def __add__(self, other: Self) -> "Matched":
        """Both together."""
        return Matched(
            users=self.users + other.users,
            unreadable=self.unreadable + other.unreadable,
            unchanged=self.unchanged + other.unchanged,
            matches=self.matches + other.matches,
            openings=max(self.openings, other.openings),
        )


class DiscoveredJobs(BaseModel):
    """What a run brought.

    Attributes:
        success: True: a run that fails says so by failing.
        jobs_found: Jobs that are new on somebody's list.
        jobs_updated: Jobs on lists whose score or links changed.
        sources_searched: Boards of which there was something to use.
        sources_failed: Boards that gave nothing to use, and why.
        postings_found: Postings in the boards' answers.
        postings_new: Of those, not known before.
        postings_merged: Copies of another posting, among all that are offered.
        users_matched: People whose lists were looked after.
    """

    model_config = ConfigDict(frozen=True)

    success: bool = True
    jobs_found: int
    jobs_updated: int
    sources_searched: tuple[str, ...]
    sources_failed: dict[str, str]
    postings_found: int
    postings_new: int
    postings_merged: int
    users_matched: int
