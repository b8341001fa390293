"""Greenhouse, `GET https://boards-api.greenhouse.io/v1/boards/{employer}/jobs?content=true`.

`content` is escaped twice. `first_published` is when it was posted; `updated_at` is not.
"""

from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import RawPosting

BOARD = "greenhouse"


def parse(content: bytes) -> BoardPage:
    """The postings of one employer's board. Raises ChangedBoardError if it has another shape."""
    return page_of(entries_of(BOARD, json_of(BOARD, content), "jobs"), _posting)


def _posting(entry: Entry) -> RawPosting:
    places = entry.entry("location").text("name").split(";")
    return RawPosting(
        source=BOARD,
        source_id=entry.text("id"),
        title=entry.text("title"),
        company=entry.text("company_name"),
        description=entry.text("content"),
        places=tuple(place.strip() for place in places if place.strip()),
        url=entry.link("absolute_url"),
        posted=entry.moment("first_published"),
        expires=entry.moment("application_deadline"),
        category="",
    )
