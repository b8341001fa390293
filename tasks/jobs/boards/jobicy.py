"""Jobicy, `GET https://jobicy.com/api/v2/remote-jobs`: answers 400 to any parameter that it does not know.

`jobGeo` is where a person may be, not where the job is.
"""

from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import RawPosting

BOARD = "jobicy"


def parse(content: bytes) -> BoardPage:
    """The newest postings. Raises ChangedBoardError if the answer has another shape."""
    return page_of(entries_of(BOARD, json_of(BOARD, content), "jobs"), _posting)


def _posting(entry: Entry) -> RawPosting:
    return RawPosting(
        source=BOARD,
        source_id=entry.text("id"),
        title=entry.text("jobTitle"),
        company=entry.text("companyName"),
        description=entry.text("jobDescription"),
        places=entry.parts("jobGeo"),
        url=entry.link("url"),
        posted=entry.moment("pubDate"),
        category=", ".join(entry.texts("jobIndustry")),
        employment_type=", ".join(entry.texts("jobType")),
        salary_min=entry.number("salaryMin"),
        salary_max=entry.number("salaryMax"),
        salary_currency=entry.text("salaryCurrency"),
        salary_period=entry.period("salaryPeriod"),
        board_is_remote=True,
        worldwide=entry.text("jobGeo").lower() == "anywhere",
    )
