"""What each board allows and asks for: one row a board. Read in August 2026; the links lead to the terms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks.jobs.boards import (
    arbeitnow,
    ashby,
    greenhouse,
    himalayas,
    jobicy,
    lever,
    remoteok,
    remotive,
    weworkremotely,
)
from tasks.jobs.boards.page import BoardPage
from tasks.jobs.model import BOARD_NAMES, Posting

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board and its terms; a row says what differs from most boards'.

    Attributes:
        name: As in `Posting.source`.
        addresses: What is asked; `{employer}` stands for the name of an employer's own board.
        least_interval: It is not asked more often.
        is_named: Its name stands beside every posting shown, mails included.
        home: Where attribution leads if a posting's own page is not known. Never with `nofollow`.
        apply_there: People apply on the posting's page there, never past it.
        retention: How long a posting that is no longer offered is kept.
        on: Whether it is asked at all.
        terms: Where its terms stand.
        parse: Reads its answer.
    """

    name: str
    addresses: tuple[str, ...]
    home: str
    terms: str
    parse: Callable[[bytes], BoardPage]
    is_named: bool = False
    least_interval: timedelta = _HOUR
    retention: timedelta = 30 * _DAY
    apply_there: bool = False
    on: bool = False

    @property
    def label(self) -> str:
        """Its name as its terms want it shown."""
        return BOARD_NAMES[self.name]

    @property
    def attribution(self) -> str:
        """What stands beside every posting shown; empty where nothing is asked."""
        return f"Source: {self.label}" if self.is_named else ""

    def is_due(self, last_asked: datetime | None, now: datetime) -> bool:
        """Whether it may be asked again."""
        return last_asked is None or now - last_asked >= self.least_interval


_WWR_FEEDS = (
    "https://weworkremotely.com/remote-jobs.rss",
    *(
        f"https://weworkremotely.com/categories/{category}.rss"
        for category in (
            "remote-programming-jobs",
            "remote-full-stack-programming-jobs",
            "remote-front-end-programming-jobs",
            "remote-back-end-programming-jobs",
            "remote-devops-sysadmin-jobs",
            "remote-design-jobs",
            "remote-product-jobs",
            "remote-customer-support-jobs",
            "remote-sales-and-marketing-jobs",
            "remote-management-and-finance-jobs",
            "all-other-remote-jobs",
        )
    ),
)

BOARDS: tuple[Board, ...] = (
    Board(
        name="remoteok",
        addresses=("https://remoteok.com/api",),
        is_named=True,
        home="https://remoteok.com",
        on=True,
        terms="https://remoteok.com/api",
        parse=remoteok.parse,
    ),
    Board(
        # Its terms conflict: the page of feeds allows use with attribution, those of the API forbid a
        # job-search service. Hence attribution, applying there alone, short retention and this switch.
        name="weworkremotely",
        addresses=_WWR_FEEDS,
        is_named=True,
        home="https://weworkremotely.com",
        apply_there=True,
        retention=7 * _DAY,
        on=True,
        terms="https://weworkremotely.com/api-terms-and-guidelines",
        parse=weworkremotely.parse,
    ),
    Board(
        name="greenhouse",
        addresses=("https://boards-api.greenhouse.io/v1/boards/{employer}/jobs?content=true",),
        home="https://www.greenhouse.com",
        terms="https://www.greenhouse.com/legal",
        parse=greenhouse.parse,
    ),
    Board(
        name="lever",
        addresses=("https://api.lever.co/v0/postings/{employer}?mode=json",),
        home="https://www.lever.co",
        terms="https://www.lever.co/legal/terms-of-service/",
        parse=lever.parse,
    ),
    Board(
        name="ashby",
        addresses=("https://api.ashbyhq.com/posting-api/job-board/{employer}",),
        home="https://www.ashbyhq.com",
        terms="https://www.ashbyhq.com/terms",
        parse=ashby.parse,
    ),
    Board(
        name="himalayas",
        addresses=("https://himalayas.app/jobs/api",),
        least_interval=_DAY,
        is_named=True,
        home="https://himalayas.app",
        terms="https://himalayas.app/docs/remote-jobs-api",
        parse=himalayas.parse,
    ),
    Board(
        name="jobicy",
        addresses=("https://jobicy.com/api/v2/remote-jobs",),
        is_named=True,
        home="https://jobicy.com",
        terms="https://github.com/Jobicy/remote-jobs-api",
        parse=jobicy.parse,
    ),
    Board(
        name="remotive",
        addresses=("https://remotive.com/api/remote-jobs",),
        least_interval=6 * _HOUR,
        is_named=True,
        home="https://remotive.com",
        terms="https://remotive.com/api-documentation",
        parse=remotive.parse,
    ),
    Board(
        name="arbeitnow",
        addresses=("https://www.arbeitnow.com/api/job-board-api",),
        is_named=True,
        home="https://www.arbeitnow.com",
        terms="https://www.arbeitnow.com/blog/job-board-api",
        parse=arbeitnow.parse,
    ),
)

BOARDS_BY_NAME = {board.name: board for board in BOARDS}


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is shown beside a posting: its board, and a link there that search engines may follow."""

    text: str
    url: str


def attribution_of(source: str, url: str) -> Attribution | None:
    """The attribution of a posting, in the board's own words if it has such; None if it is of no board.

    Args:
        source: As in `Posting.source`.
        url: The posting's page there, if it is known.
    """
    board = BOARDS_BY_NAME.get(source)
    if board is None:
        return None
    return Attribution(board.attribution or board.label, url or board.home)


def where_to_apply(posting: Posting) -> str:
    """The link to apply by: the employer's own where the board gives it and allows it."""
    board = BOARDS_BY_NAME.get(posting.source)
    if board is not None and board.apply_there:
        return posting.url
    return posting.apply_url or posting.url
