"""`caddie jobs dedupe`."""

import sys
from pathlib import Path

from deployments.commands.output import print_json, print_table
from tasks.errors import UnreadablePostingsError
from tasks.jobs.duplicates import find_duplicates
from tasks.jobs.model import Posting
from tasks.jobs.posting_lines import read_postings


def dedupe(postings: Path, /, *, json: bool = False) -> None:
    """Tell which postings are one opening, and which one role in several places.

    Args:
        postings: A file of postings, one JSON object a line: {pid, source, source_id, company, title,
            location, url, posted, description}.
        json: As `{"merged": {pid: cluster}, "grouped": {pid: group}, "why": [{a, b, verdict, reason}]}`.
    """
    read = postings_of(postings)
    found = find_duplicates(read)
    if json:
        print_json(found)
        return
    print_table(("", "posting", "and", "why"), [(one.verdict, one.a, one.b, one.reason) for one in found.why])
    openings, roles = len(set(found.merged.values())), len(set(found.grouped.values()))
    print(f"{len(read)} postings, {openings} openings, {roles} roles", file=sys.stderr)


def postings_of(file: Path) -> list[Posting]:
    """The postings of a file, mended. Raises UnreadablePostingsError, which names the file and the line."""
    try:
        with file.open("rb") as lines:
            return list(read_postings(lines))
    except OSError as error:
        raise UnreadablePostingsError(f"{file} cannot be read: {error.strerror or error}") from error
    except UnreadablePostingsError as error:
        raise UnreadablePostingsError(f"{file}: {error}") from error
