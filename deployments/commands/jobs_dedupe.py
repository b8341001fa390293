"""`caddie jobs dedupe`."""

import sys
from pathlib import Path

from deployments.commands.given_file import lines_of
from deployments.commands.output import print_json, print_table
from tasks.errors import UnreadablePostingsError
from tasks.jobs.duplicates import find_duplicates
from tasks.jobs.model import Posting
from tasks.jobs.posting_lines import read_postings
from tasks.large_batches import without_collecting_garbage

_MOST_BYTES, _MOST_BYTES_OF_A_LINE = 500_000_000, 2_000_000


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
    """The postings of a file, mended.

    Raises:
        UnreadablePostingsError: Names the file and the line.
        TerminalError: It cannot be read, or is larger than any that is taken.
    """
    try:
        with without_collecting_garbage():
            return list(read_postings(lines_of(file, _MOST_BYTES, _MOST_BYTES_OF_A_LINE)))
    except UnreadablePostingsError as error:
        raise UnreadablePostingsError(f"{file}: {error}") from error
