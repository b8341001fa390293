"""`caddie jobs why` and `caddie jobs split`: in the database of DATABASE_URL, or of the running stack."""

import sys

from deployments.commands.database import reach_database
from deployments.commands.output import print_json, print_table
from tasks.database.sessions import all_tenants
from tasks.jobs import openings
from tasks.jobs.decision_rows import LoggedDecision


def why(posting: str, /, *, json: bool = False) -> None:
    """Show which postings are one opening with this one, and why they are taken for it.

    Args:
        posting: Its pid, such as remoteok:123 (a job's external_id), or its page's link.
        json: As `{"pid", "apply_url", "copies": [{pid, source, url, title, company, location,
            stands_for_it}], "decisions": [{a, b, verdict, reason, decided_at, parted_at}]}`.
    """
    reach_database()
    with all_tenants() as connection:
        found = openings.explain(connection, posting)
    if json:
        print_json(found)
        return
    print_table(
        ("posting", "title", "company", "place", "page"),
        [(one.pid, one.title, one.company, one.location or "-", one.url or "-") for one in found.copies],
    )
    print_table(
        ("", "posting", "and", "why"),
        [(_verdict(one), one.a, one.b, one.reason) for one in found.decisions],
    )
    print(f"apply at {found.apply_url or 'no known address'}", file=sys.stderr)


def split(posting: str, other: str, /, *, undo: bool = False) -> None:
    """Have two postings be two openings from now on, whatever later runs find.

    Args:
        posting: One, by its pid or its page's link.
        other: The other.
        undo: Take such a split back.
    """
    reach_database()
    with all_tenants() as connection:
        (openings.rejoin if undo else openings.split)(connection, posting, other)
    told = "are compared like any others again" if undo else "are two openings from now on"
    print(f"{posting} and {other} {told}", file=sys.stderr)


def _verdict(decision: LoggedDecision) -> str:
    return "split by hand" if decision.parted_at else decision.verdict
