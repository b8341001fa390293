"""The values of job discovery: a posting as a board gives it, and as it is after mending."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

Arrangement = Literal["remote", "hybrid", "on_site"]
SalaryPeriod = Literal["hour", "day", "week", "month", "year"]

BOARD_NAMES: Final[Mapping[str, str]] = {
    "remoteok": "Remote OK",
    "weworkremotely": "We Work Remotely",
    "greenhouse": "Greenhouse",
    "lever": "Lever",
    "ashby": "Ashby",
    "himalayas": "Himalayas",
    "jobicy": "Jobicy",
    "remotive": "Remotive",
    "arbeitnow": "Arbeitnow",
}
"""Boards by `Posting.source`, each as its terms want it called, wherever a posting of it is shown."""


@dataclass(frozen=True, slots=True)
class RawPosting:
    """One posting in a board's own words, sorted into fields and nothing more.

    Attributes:
        source: The board's name, as in its terms: `remoteok`, `greenhouse`.
        source_id: The board's own id; empty if it gives none.
        description: HTML, plain text, or HTML that was escaped once too often.
        places: Where the work or the person may be, as the board writes it.
        salary_min: As the board gives it, in whatever unit; None where the board says nothing.
        arrangement: The board's own field for it, where it has one.
        board_is_remote: The board lists remote work alone.
        worldwide: The board says in a field of its own that anybody anywhere may apply.
        company_in_title: The board writes `Company: Position` and has no field for the company.
    """

    source: str
    source_id: str
    title: str
    company: str = ""
    description: str = ""
    places: tuple[str, ...] = ()
    url: str = ""
    apply_url: str = ""
    posted: datetime | None = None
    expires: datetime | None = None
    tags: tuple[str, ...] = ()
    category: str = ""
    employment_type: str = ""
    salary_min: Decimal | None = None
    salary_max: Decimal | None = None
    salary_text: str = ""
    salary_currency: str = ""
    salary_period: SalaryPeriod | None = None
    arrangement: Arrangement | None = None
    board_is_remote: bool = False
    worldwide: bool = False
    company_in_title: bool = False


@dataclass(frozen=True, slots=True)
class Salary:
    """What is paid, both ends included; a period or currency that nobody stated is None, never guessed."""

    lowest: Decimal
    highest: Decimal
    currency: str | None = None
    period: SalaryPeriod | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something read out of a posting, and the words that show it."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting after mending: plain text, no honeypot, no address of ours.

    Attributes:
        pid: Names the posting among all others: `source:source_id` for a board's.
        location: The place as people read it; empty where it is not known.
        url: The board's page, which attribution links to.
        apply_url: Where to apply, if the board says so apart from its page.
        description: Plain text; a line for each block or list item.
        tags: The board's, for showing alone: they are noise as skills.
        language: ISO 639-1, or None if the text is too short to say.
        arrangement: One of `remote`, `hybrid`, `on_site`; None if nothing says so.
        eligibility: Where a person may be: countries and regions, or `worldwide`; empty is unknown.
    """

    pid: str
    source: str
    source_id: str
    title: str
    company: str
    location: str = ""
    url: str = ""
    apply_url: str = ""
    posted: datetime | None = None
    expires: datetime | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    employment_type: str = ""
    salary: Salary | None = None
    language: str | None = None
    arrangement: Finding | None = None
    eligibility: tuple[Finding, ...] = field(default=())
