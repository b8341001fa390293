"""Ashby, `GET https://api.ashbyhq.com/posting-api/job-board/{employer}`.

`address` tells region and country where `location` has the city alone. A null `isRemote` says nothing.
"""

import re

from tasks.jobs.boards.employers import employer_in
from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import Arrangement, RawPosting

BOARD = "ashby"
_ARRANGEMENTS: dict[str, Arrangement] = {"remote": "remote", "hybrid": "hybrid", "onsite": "on_site"}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def parse(content: bytes) -> BoardPage:
    """The listed postings of one employer's board. Raises ChangedBoardError if it has another shape."""
    entries = entries_of(BOARD, json_of(BOARD, content), "jobs")
    return page_of((entry for entry in entries if entry.flag("isListed") is not False), _posting)


def _posting(entry: Entry) -> RawPosting:
    url = entry.link("jobUrl")
    stated = _ARRANGEMENTS.get(entry.text("workplaceType").lower())
    others = tuple(map(_place, entry.entries("secondaryLocations")))
    return RawPosting(
        source=BOARD,
        source_id=entry.text("id"),
        title=entry.text("title"),
        company=employer_in(url),
        description=entry.text("descriptionHtml") or entry.text("descriptionPlain"),
        places=tuple(filter(None, (_place(entry), *others))),
        url=url,
        apply_url=entry.link("applyUrl"),
        posted=entry.moment("publishedAt"),
        category=entry.text("team"),
        employment_type=_HUMP.sub(" ", entry.text("employmentType")),
        salary_text=entry.entry("compensation").text("compensationTierSummary"),
        arrangement=stated or ("remote" if entry.flag("isRemote") else None),
    )


def _place(entry: Entry) -> str:
    address = entry.entry("address").entry("postalAddress")
    parts = (
        entry.text("location"),
        address.text("addressLocality"),
        address.text("addressRegion"),
        address.text("addressCountry"),
    )
    return ", ".join(dict.fromkeys(filter(None, parts)))
