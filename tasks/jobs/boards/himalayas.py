"""Himalayas, `GET https://himalayas.app/jobs/api`: an empty `locationRestrictions` is worldwide."""

from tasks.jobs.boards.page import BoardPage, Entry, entries_of, json_of, page_of
from tasks.jobs.model import RawPosting

BOARD = "himalayas"


def parse(content: bytes) -> BoardPage:
    """The postings of one page. Raises ChangedBoardError if it has another shape."""
    return page_of(entries_of(BOARD, json_of(BOARD, content), "jobs"), _posting)


def _posting(entry: Entry) -> RawPosting:
    url = entry.link("applicationLink")
    places = entry.texts("locationRestrictions")
    return RawPosting(
        source=BOARD,
        source_id=entry.text("guid") or url,
        title=entry.text("title"),
        company=entry.text("companyName"),
        description=entry.text("description"),
        places=places,
        url=url,
        posted=entry.moment("pubDate"),
        expires=entry.moment("expiryDate"),
        tags=entry.texts("categories"),
        category=", ".join(entry.texts("parentCategories")),
        employment_type=entry.text("employmentType"),
        salary_min=entry.number("minSalary"),
        salary_max=entry.number("maxSalary"),
        salary_currency=entry.text("currency"),
        salary_period=entry.period("salaryPeriod"),
        board_is_remote=True,
        worldwide=entry.has("locationRestrictions") and not places,
    )
