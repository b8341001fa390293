"""What an area offers over time: which openings are new, which came back, and which only flickered.

It is kept once for an area, so that a source that was away, or a sweep that was missed, makes nothing
look new: an opening is gone only since an answer came that lacked it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tasks.monitors.openings import Opening

GONE_AFTER = timedelta(hours=1)
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Appearance:
    """One opening of an area, as long as it is remembered.

    Attributes:
        opening: As the source last described it.
        number: Counted from 1; it grows when the opening comes back after GONE_AFTER.
        changed_at: The answer in which it appeared, or in which its description last changed.
        missing_since: The first answer that lacked it; None while it is offered.
    """

    opening: Opening
    number: int
    changed_at: datetime
    missing_since: datetime | None = None


def observe(
    known: Mapping[str, Appearance], offered: Iterable[Opening], answered_at: datetime
) -> dict[str, Appearance]:
    """What is known after one more complete answer of the source, by opening.

    Args:
        known: What was known before.
        offered: All that the answer offers; of two with one id the first counts.
        answered_at: Later than every moment in `known`.
    """
    now_offered: dict[str, Opening] = {}
    for opening in offered:
        now_offered.setdefault(opening.id, opening)
    seen = {
        opening_id: _seen(known.get(opening_id), opening, answered_at)
        for opening_id, opening in now_offered.items()
    }
    missed = {
        opening_id: appearance
        if appearance.missing_since is not None
        else replace(appearance, missing_since=answered_at)
        for opening_id, appearance in known.items()
        if opening_id not in now_offered
    }
    return seen | _latest(missed, MOST_REMEMBERED - len(seen))


def _seen(before: Appearance | None, opening: Opening, answered_at: datetime) -> Appearance:
    if before is None:
        return Appearance(opening, 1, answered_at)
    if before.missing_since is None:
        return (
            before if before.opening == opening else replace(before, opening=opening, changed_at=answered_at)
        )
    if answered_at - before.missing_since >= GONE_AFTER:
        return Appearance(opening, before.number + 1, answered_at)
    # It flickered. A monitor that was compared while it was away has not heard of it, so it has changed.
    return Appearance(opening, before.number, answered_at)


def _latest(missed: dict[str, Appearance], most: int) -> dict[str, Appearance]:
    """Those that went last, if there are more than `most`."""
    if len(missed) <= most:
        return missed
    by_leaving = sorted(missed.items(), key=lambda entry: str(entry[1].missing_since))
    return dict(by_leaving[len(missed) - max(0, most) :])


def offered_since(appearances: Iterable[Appearance], compared_with: datetime | None) -> list[Appearance]:
    """What is offered now and was not, or not so, in an answer that was compared before; all without one."""
    return [
        appearance
        for appearance in appearances
        if appearance.missing_since is None
        and (compared_with is None or appearance.changed_at > compared_with)
    ]
