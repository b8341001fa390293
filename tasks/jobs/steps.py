"""The steps of job-discovery. Boards are asked and postings compared once for everybody."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from tasks import policies
from tasks.current_run import current_attempt, current_reach, current_scope
from tasks.database.sessions import all_tenants, reaching
from tasks.errors import InvalidProfileError, UnknownProfileError
from tasks.jobs import match_rows, people_rows, posting_rows
from tasks.jobs.boards.terms import BOARDS, BOARDS_BY_NAME
from tasks.jobs.discovery import Compared, DiscoveredJobs, Matched, SearchCriteria, SearchedBoard
from tasks.jobs.fitting import FORMULA
from tasks.jobs.match_rows import Found
from tasks.jobs.matches import Openings
from tasks.jobs.openings import compare
from tasks.jobs.people_rows import Person
from tasks.jobs.searching import BoardSearch
from tasks.jobs.seeking import Seeker
from tasks.jobs.showing import best_rows, count_rows, mend_rows, source_rows
from tasks.reports import show_table
from tasks.settings import settings
from tasks.values import Scope, UserId

MOST_MATCHES = 20
"""How many jobs a person is told of at most."""

_PEOPLE_AT_ONCE = 500
_SHOWN_JOBS = 10
_ASKED_BY_NAME = ("remoteok", "weworkremotely")


@policies.database_call
def fetch_preferences(user_id: UserId | None) -> int:
    """How many people this run is for.

    Raises:
        UnknownProfileError: Nobody of this id looks for work here (terminal).
    """
    with reaching(_reach(user_id)) as connection:
        found = people_rows.count(connection, user_id)
    if user_id is not None and not found:
        raise UnknownProfileError(f"There is no active profile of user {user_id!r} to find jobs for")
    return found


@policies.many_calls
def search_remoteok() -> SearchedBoard:
    """Remote OK, unless it was asked within the hour. What it does not give is told, not raised."""
    return _search("remoteok", [settings().remoteok_address])


@policies.many_calls
def search_weworkremotely() -> SearchedBoard:
    """We Work Remotely's feeds, those that were not asked within the hour. Faults are told, not raised."""
    return _search("weworkremotely", settings().weworkremotely_addresses)


@policies.many_calls
def search_other_boards() -> list[SearchedBoard]:
    """All further boards that are switched on. Faults are told, not raised."""
    return [
        _search(board.name, board.addresses) for board in BOARDS if board.on and not _is_named(board.name)
    ]


def _is_named(board: str) -> bool:
    return board in _ASKED_BY_NAME


def _search(board: str, addresses: Sequence[str]) -> SearchedBoard:
    """Ask what is due. What may go away is raised while tries are left: a retry asks only that again."""
    search = BoardSearch(BOARDS_BY_NAME[board])
    for address in addresses:
        search.ask(address)
    if search.unavailable and current_attempt() < policies.many_calls.attempts:
        raise search.unavailable[0]
    return search.told()


@policies.sweep
def deduplicate() -> Compared:
    """Find which postings are one opening and which one role; nothing to do if none is new or changed."""
    with all_tenants() as connection:
        compare(connection)
        postings, openings, roles = posting_rows.counted(connection)
    return Compared(postings=postings, openings=openings, roles=roles)


@policies.sweep
def match_scores(user_id: UserId | None, search_criteria: SearchCriteria) -> Matched:
    """Find the best openings for each person, but for whom nothing changed since the last time."""
    reach, today = _reach(user_id), datetime.now(UTC).date()
    with all_tenants() as connection:
        state = posting_rows.state_of_openings(connection)
    against = f"{FORMULA} {today:%Y-%m} {search_criteria.model_dump_json()} {state}"
    openings: Openings | None = None
    matched = Matched(users=0)
    for people in _people(reach, user_id):
        changed = [(person, held) for person in people if (held := _held(person, against)) != person.held]
        if changed and openings is None:
            openings = _openings(search_criteria)
        matched += _match(reach, changed, openings, today) if openings else Matched(users=0)
        matched += Matched(users=len(people), unchanged=len(people) - len(changed))
    return matched


def _reach(user_id: UserId | None) -> Scope | None:
    return current_reach() if user_id is None else current_scope()


def _people(reach: Scope | None, user_id: UserId | None) -> Iterator[list[Person]]:
    last: tuple[str, str, str] | None = None
    while True:
        with reaching(reach) as connection:
            people = people_rows.people(connection, user_id, last, _PEOPLE_AT_ONCE)
        if not people:
            return
        yield people
        last = people[-1].key


def _held(person: Person, against: str) -> str:
    return hashlib.sha256(f"{person.state} {against}".encode()).hexdigest()


def _openings(search_criteria: SearchCriteria) -> Openings:
    with all_tenants() as connection:
        offered = posting_rows.offered(connection, openings_alone=True)
    now = datetime.now(UTC)
    return Openings(
        [
            posting
            for posting in offered
            if (posting.expires is None or posting.expires > now) and search_criteria.admits(posting)
        ]
    )


def _match(
    reach: Scope | None, changed: Sequence[tuple[Person, str]], openings: Openings, today: date
) -> Matched:
    read: list[tuple[Person, str, Seeker]] = []
    for person, held in changed:
        try:
            read.append((person, held, person.seeker(today)))
        except InvalidProfileError:
            continue
    lists = openings.best_for_each([seeker for _, _, seeker in read], MOST_MATCHES)
    found = [Found(person, held, matches) for (person, held, _), matches in zip(read, lists, strict=True)]
    with reaching(reach) as connection:
        match_rows.replace_matches(connection, found)
    return Matched(
        users=0,
        unreadable=len(changed) - len(read),
        matches=sum(len(matches) for matches in lists),
        openings=len(openings),
    )


@policies.sweep
def save_jobs(
    user_id: UserId | None, searched: list[SearchedBoard], compared: Compared, matched: Matched
) -> DiscoveredJobs:
    """Put the matches on people's lists, and say what the run brought; nobody's own marks are touched."""
    with reaching(_reach(user_id)) as connection:
        added, updated = match_rows.save_jobs(connection, user_id)
    return DiscoveredJobs(
        jobs_found=added,
        jobs_updated=updated,
        sources_searched=tuple(board.board for board in searched if board.was_searched),
        sources_failed={board.board: "; ".join(board.faults) for board in searched if board.faults},
        postings_found=sum(board.found for board in searched),
        postings_new=sum(board.new for board in searched),
        postings_merged=compared.merged,
        users_matched=matched.users,
    )


@policies.sweep
def show_discovery(
    user_id: UserId | None, searched: list[SearchedBoard], compared: Compared, matched: Matched
) -> None:
    """Show what each source gave, what became of it, and the best jobs for one person."""
    with reaching(_reach(user_id)) as connection:
        best = match_rows.best_jobs(connection, user_id, _SHOWN_JOBS)
    show_table("sources", source_rows(searched), "What each source gave, and how full its fields are")
    if mended := mend_rows(searched):
        show_table("mends", mended, "What had to be mended, and in how many postings")
    show_table("counts", count_rows(searched, compared, matched), "Found, new, merged, matched")
    if best:
        show_table("best-jobs", list(best_rows(best)), "The best jobs on one person's list, and why")
