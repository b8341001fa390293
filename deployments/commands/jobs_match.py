"""`caddie jobs match`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from deployments.commands.given_file import content_of
from deployments.commands.jobs_dedupe import postings_of
from deployments.commands.output import print_json, print_table
from tasks.errors import InvalidProfileError
from tasks.jobs.matches import match_postings
from tasks.jobs.seeking import seeker_of
from tasks.json_resume import JsonResume, profile_from_json

_MOST_BYTES = 5_000_000


def match(*, profile: Path, jobs: Path, json: bool = False) -> None:
    """Order postings by how well they fit a person, and say why.

    Args:
        profile: A file with the profile, as JSON Resume.
        jobs: A file of postings, one JSON object a line: {pid, source, source_id, company, title, location,
            url, posted, description}.
        json: As `[{pid, score, eligible, reasons, missing}]`, best first.
    """
    seeker = seeker_of(_profile_of(profile), datetime.now(UTC).date())
    postings = postings_of(jobs)
    matches = match_postings(seeker, postings)
    if json:
        print_json(matches)
        return
    titles = {posting.pid: posting.title for posting in postings}
    print_table(
        ("score", "posting", "title", "why"),
        [
            (
                str(one.score) if one.eligible else "-",
                one.pid,
                titles[one.pid],
                "; ".join(one.reasons),
            )
            for one in matches
        ],
    )
    print(f"{len(matches)} postings, {sum(one.eligible for one in matches)} open to you", file=sys.stderr)


def _profile_of(file: Path) -> JsonResume:
    """Raises InvalidProfileError, which names the file."""
    try:
        return profile_from_json(content_of(file, _MOST_BYTES))
    except InvalidProfileError as error:
        raise InvalidProfileError(f"{file}: {error}") from error
