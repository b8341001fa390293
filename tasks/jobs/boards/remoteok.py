"""Remote OK, `GET https://remoteok.com/api`: a bare array whose first element is the terms."""

from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import RawPosting

BOARD = "remoteok"


def parse(content: bytes) -> BoardPage:
    """The postings of one answer. Raises ChangedBoardError if it has another shape."""
    entries = entries_of(BOARD, json_of(BOARD, content))
    return page_of((entry for entry in entries if not entry.has("legal")), _posting)


def _posting(entry: Entry) -> RawPosting:
    url, apply_url = entry.link("url"), entry.link("apply_url")
    return RawPosting(
        source=BOARD,
        source_id=entry.text("id"),
        title=entry.text("position"),
        company=entry.text("company"),
        description=entry.text("description"),
        # A place that was cut short ends in a comma, which mending reads.
        places=(entry.text("location"),),
        url=url,
        apply_url=apply_url if apply_url != url else "",
        posted=entry.moment("date") or entry.moment("epoch"),
        tags=entry.texts("tags"),
        salary_min=entry.number("salary_min"),
        salary_max=entry.number("salary_max"),
        board_is_remote=True,
    )
