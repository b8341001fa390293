"""Which postings are one opening: in step with what is offered and with what people say, and explained."""

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from tasks.database.tables import postings
from tasks.errors import UnknownJobError
from tasks.jobs import decision_rows, posting_rows
from tasks.jobs.decision_rows import LoggedDecision
from tasks.jobs.duplicates import find_duplicates

_postings = postings.c


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the postings that are an opening.

    Attributes:
        stands_for_it: Whether it is the one that people see.
    """

    pid: str
    source: str
    url: str
    title: str
    company: str
    location: str
    stands_for_it: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """An opening, and why its postings are one.

    Attributes:
        pid: The posting that was asked about.
        apply_url: Where to apply: the employer's own link if one of the copies has it.
        decisions: Every decision on one of the copies: what is one with them, a sibling, or was parted.
    """

    pid: str
    apply_url: str
    copies: tuple[Copy, ...]
    decisions: tuple[LoggedDecision, ...]


def compare(connection: Connection) -> None:
    """Tell openings and roles apart anew, if a posting is new or changed."""
    posting_rows.one_at_a_time(connection)
    if posting_rows.has_uncompared(connection):
        offered = posting_rows.offered(connection)
        found = find_duplicates(offered, decision_rows.parted(connection))
        posting_rows.keep_comparison(connection, offered, found)
        decision_rows.log(connection, found.why)


def split(connection: Connection, one: str, other: str) -> None:
    """Have two postings be two openings from now on, whatever later comparisons find.

    Args:
        connection: To all tenants: postings belong to none.
        one: A posting, by its pid or its page's link.
        other: Another.

    Raises:
        UnknownJobError: There is no such posting, or both are one.
    """
    pair = _pair(connection, one, other)
    decision_rows.part(connection, *pair)
    _compare_these(connection, pair)


def rejoin(connection: Connection, one: str, other: str) -> None:
    """Take a split back: whether they are one opening is for the comparison to say again.

    Raises:
        UnknownJobError: There is no such posting, both are one, or nobody split them.
    """
    pair = _pair(connection, one, other)
    if not decision_rows.rejoin(connection, *pair):
        raise UnknownJobError(f"Nobody split {pair[0]} and {pair[1]}")
    _compare_these(connection, pair)


def _pair(connection: Connection, one: str, other: str) -> tuple[str, str]:
    pair = _pid(connection, one), _pid(connection, other)
    if pair[0] == pair[1]:
        raise UnknownJobError(f"{one} and {other} are one and the same posting, {pair[0]}")
    return pair


def _compare_these(connection: Connection, pids: tuple[str, ...]) -> None:
    posting_rows.compare_again(connection, pids)
    compare(connection)


def explain(connection: Connection, posting: str) -> Explained:
    """The opening that a posting belongs to.

    Args:
        connection: To all tenants.
        posting: Its pid or its page's link.

    Raises:
        UnknownJobError: There is no such posting.
    """
    pid = _pid(connection, posting)
    of_this = select(_postings.cluster).where(_postings.pid == pid).scalar_subquery()
    said = _postings.posting
    rows = connection.execute(
        select(
            _postings.pid,
            _postings.source,
            _postings.url,
            said["title"].astext,
            said["company"].astext,
            said["location"].astext,
            _postings.stands_for_cluster,
            _postings.apply_url,
        )
        .where(or_(_postings.pid == pid, _postings.cluster == of_this))
        .order_by(_postings.stands_for_cluster.desc(), _postings.pid)
    ).all()
    copies = tuple(Copy(*row[:-1]) for row in rows)
    link = next((row.apply_url for row in rows if row.apply_url), "")
    return Explained(pid, link, copies, tuple(decision_rows.about(connection, [one.pid for one in copies])))


def _pid(connection: Connection, posting: str) -> str:
    found = connection.execute(
        select(_postings.pid)
        .where(or_(_postings.pid == posting, _postings.url == posting))
        .order_by(_postings.pid != posting, _postings.pid)
        .limit(1)
    ).scalar()
    if found is None:
        raise UnknownJobError(
            f"There is no posting {posting!r}: name it by its pid (a job's external_id) or its page's link"
        )
    return str(found)
