"""How full a board's fields are, and whether that has changed so much that its answer cannot be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from tasks.jobs.boards.page import BoardPage
from tasks.jobs.model import RawPosting

_MOST_LEFT_OUT = 0.2
_LEAST_BODIES = 0.5
_FALLEN_BELOW = 0.5
_WORTH_MISSING = 0.2
_LETTERS_OF_A_BODY = 80


@dataclass(frozen=True, slots=True)
class FillRates:
    """Of one answer: the share of postings, 0..1, that tell this; and how long their texts are.

    Attributes:
        length: Letters of the median description.
    """

    postings: int
    left_out: int
    salary: float
    place: float
    tags: float
    posted: float
    body: float
    length: int


def fill_rates(page: BoardPage) -> FillRates:
    """The fill rates of an answer; all 0 if it is empty."""
    postings = page.postings
    lengths = sorted(len(one.description) for one in postings)
    return FillRates(
        postings=len(postings),
        left_out=page.left_out,
        salary=_share([bool(one.salary_min or one.salary_max or one.salary_text) for one in postings]),
        place=_share([any(one.places) for one in postings]),
        tags=_share([bool(one.tags) for one in postings]),
        posted=_share([one.posted is not None for one in postings]),
        body=_share([_has_body(one) for one in postings]),
        length=lengths[len(lengths) // 2] if lengths else 0,
    )


def _share(told: Sequence[bool]) -> float:
    return round(sum(told) / len(told), 3) if told else 0.0


def _has_body(posting: RawPosting) -> bool:
    return len(posting.description) >= _LETTERS_OF_A_BODY


def why_quarantined(now: FillRates, before: FillRates | None) -> str:
    """Why an answer must not be used; empty if it may.

    Args:
        now: Of this answer.
        before: Of the last good one.
    """
    entries = now.postings + now.left_out
    if entries and now.left_out > _MOST_LEFT_OUT * entries:
        return f"{now.left_out} of {entries} entries are no postings"
    if now.postings and now.body < _LEAST_BODIES:
        return f"only {now.body:.0%} of the postings have a text"
    if now.postings and now.posted == 0 and before is not None and before.posted > 0:
        return "no posting has a date any more"
    if not now.postings and before is not None and before.postings:
        return f"it is empty, where {before.postings} postings were"
    return ""


def drifted(now: FillRates, before: FillRates | None) -> tuple[str, ...]:
    """The fields that are less than half as full as they were: worth a look, no reason to refuse."""
    if before is None or not now.postings:
        return ()
    shares = [each.name for each in fields(FillRates) if each.name not in {"postings", "left_out"}]
    return tuple(
        name
        for name in shares
        if getattr(before, name) >= _WORTH_MISSING
        and getattr(now, name) < _FALLEN_BELOW * getattr(before, name)
    )
