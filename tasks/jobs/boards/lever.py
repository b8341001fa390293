"""Lever, `GET https://api.lever.co/v0/postings/{employer}?mode=json`: a bare array.

The title is `text`, `createdAt` is in milliseconds, and the body is spread over several fields, of which
`lists` has the requirements.
"""

from tasks.jobs.boards.employers import employer_in
from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import Arrangement, RawPosting

BOARD = "lever"
_ARRANGEMENTS: dict[str, Arrangement] = {
    "remote": "remote",
    "hybrid": "hybrid",
    "on-site": "on_site",
    "onsite": "on_site",
}


def parse(content: bytes) -> BoardPage:
    """The postings of one employer's board. Raises ChangedBoardError if it has another shape."""
    return page_of(entries_of(BOARD, json_of(BOARD, content)), _posting)


def _posting(entry: Entry) -> RawPosting:
    where, pay = entry.entry("categories"), entry.entry("salaryRange")
    url = entry.link("hostedUrl")
    return RawPosting(
        source=BOARD,
        source_id=entry.text("id"),
        title=entry.text("text"),
        company=employer_in(url),
        description=_body(entry),
        places=where.texts("allLocations") or where.texts("location"),
        url=url,
        apply_url=entry.link("applyUrl"),
        posted=entry.moment("createdAt"),
        employment_type=where.text("commitment"),
        salary_min=pay.number("min"),
        salary_max=pay.number("max"),
        salary_currency=pay.text("currency"),
        salary_period=pay.period("interval"),
        arrangement=_ARRANGEMENTS.get(entry.text("workplaceType").lower()),
    )


def _body(entry: Entry) -> str:
    lists = "".join(
        f"<h3>{each.text('text')}</h3><ul>{each.text('content')}</ul>" for each in entry.entries("lists")
    )
    opening = entry.text("description") or entry.text("opening") + entry.text("descriptionBody")
    return f"{opening}{lists}{entry.text('additional')}"
