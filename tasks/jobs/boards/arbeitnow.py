"""Arbeitnow, `GET https://www.arbeitnow.com/api/job-board-api`: mostly Germany; `created_at` in seconds."""

from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import RawPosting

BOARD = "arbeitnow"


def parse(content: bytes) -> BoardPage:
    """The postings of one page. Raises ChangedBoardError if it has another shape."""
    return page_of(entries_of(BOARD, json_of(BOARD, content), "data"), _posting)


def _posting(entry: Entry) -> RawPosting:
    return RawPosting(
        source=BOARD,
        source_id=entry.text("slug"),
        title=entry.text("title"),
        company=entry.text("company_name"),
        description=entry.text("description"),
        places=entry.texts("location"),
        url=entry.link("url"),
        posted=entry.moment("created_at"),
        tags=entry.texts("tags"),
        employment_type=", ".join(entry.texts("job_types")),
        arrangement="remote" if entry.flag("remote") else None,
    )
