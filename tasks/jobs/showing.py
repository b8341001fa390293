"""What a run of job-discovery shows in Prefect's UI: sources, how full their fields are, and the best jobs.

Postings are strangers' texts: nothing of them may break out of a table or become a link of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tasks.jobs.boards.terms import attribution_of
from tasks.jobs.discovery import Compared, Matched, SearchedAddress, SearchedBoard
from tasks.jobs.match_rows import ListedJob
from tasks.plain_text import one_line

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~])")
_MOST_LETTERS = 120
NOT_TOLD = "-"
_MOST_REASONS = 3

Row = Mapping[str, object]


def source_rows(searched: Iterable[SearchedBoard]) -> list[Row]:
    """A row an address: what it gave, and how full its fields are."""
    return [_source_row(board, one) for board in searched for one in board.addresses]


def _source_row(board: SearchedBoard, one: SearchedAddress) -> Row:
    rates = one.rates
    return {
        "source": board.label,
        "address": one.address,
        "state": one.fault or ("new answer" if one.changed else "unchanged" if one.asked else "asked before"),
        "postings": one.found,
        "left out": one.left_out,
        "salary": _percent(rates.salary) if rates else NOT_TOLD,
        "place": _percent(rates.place) if rates else NOT_TOLD,
        "tags": _percent(rates.tags) if rates else NOT_TOLD,
        "date": _percent(rates.posted) if rates else NOT_TOLD,
        "text": _percent(rates.body) if rates else NOT_TOLD,
        "letters": rates.length if rates else NOT_TOLD,
        "drifted": ", ".join(one.drifted) or NOT_TOLD,
    }


def mend_rows(searched: Iterable[SearchedBoard]) -> list[Row]:
    """A row a mend and source: how many postings needed it."""
    return [
        {"source": board.label, "mended": mend, "postings": number}
        for board in searched
        for mend, number in board.mends.items()
    ]


def count_rows(searched: Sequence[SearchedBoard], compared: Compared, matched: Matched) -> list[Row]:
    """How much there was of each."""
    counts = {
        "postings in the answers": sum(board.found for board in searched),
        "not known before": sum(board.new for board in searched),
        "postings on offer": compared.postings,
        "copies of another": compared.merged,
        "openings": compared.openings,
        "roles": compared.roles,
        "people": matched.users,
        "for whom nothing changed": matched.unchanged,
        "whose profile cannot be understood": matched.unreadable,
        "openings held against each": matched.openings,
        "matches": matched.matches,
    }
    return [{"what": what, "how many": number} for what, number in counts.items()]


def best_rows(jobs: Sequence[ListedJob]) -> Iterator[Row]:
    """A row a job, with a link to its page on the board, as the board's terms want it."""
    for job in jobs:
        shown = attribution_of(job.source, job.url)
        yield {
            "score": job.score,
            "job": f"[{plain(job.title)}]({job.url})" if job.url else plain(job.title),
            "company": plain(job.company),
            "source": f"[{shown.text}]({shown.url})" if shown else plain(job.source),
            "why": plain("; ".join(job.reasons[:_MOST_REASONS])),
        }


def plain(text: str) -> str:
    """A stranger's text as part of a Markdown table."""
    return _MARKS.sub(r"\\\1", one_line(text)[:_MOST_LETTERS])


def _percent(share: float) -> str:
    return f"{share:.0%}"
