"""Remotive, `GET https://remotive.com/api/remote-jobs`: parameters change nothing, the terms ride along.

`candidate_required_location` is where a person may be, a list in one text.
"""

from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import RawPosting

BOARD = "remotive"


def parse(content: bytes) -> BoardPage:
    """All postings. Raises ChangedBoardError if the answer has another shape."""
    return page_of(entries_of(BOARD, json_of(BOARD, content), "jobs"), _posting)


def _posting(entry: Entry) -> RawPosting:
    return RawPosting(
        source=BOARD,
        source_id=entry.text("id"),
        title=entry.text("title"),
        company=entry.text("company_name"),
        description=entry.text("description"),
        places=entry.parts("candidate_required_location"),
        url=entry.link("url"),
        posted=entry.moment("publication_date"),
        tags=entry.texts("tags"),
        category=entry.text("category"),
        employment_type=entry.text("job_type").replace("_", " "),
        salary_text=entry.text("salary"),
        board_is_remote=True,
        worldwide=entry.text("candidate_required_location").lower() == "worldwide",
    )
