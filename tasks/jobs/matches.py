"""Postings in the order of how well they fit one person, each with why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.jobs.explaining import missing, reasons
from tasks.jobs.fitting import Parts, parts_of, rarity_among, weigh
from tasks.jobs.model import Posting
from tasks.jobs.offers import Offer, offer_of
from tasks.jobs.seeking import Seeker

_EXACTLY = 9
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Match:
    """One posting for one person.

    Attributes:
        score: 0..100; 0 if they cannot have it.
        reasons: Sentences for the person.
        missing: What it requires and they do not show.
    """

    pid: str
    score: int
    eligible: bool
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


def match_postings(seeker: Seeker, postings: Sequence[Posting]) -> list[Match]:
    """All postings, best first; those that the person cannot have come last.

    What fits equally well is ordered by how new it is.
    """
    offers = [offer_of(posting) for posting in postings]
    rarity = rarity_among(offers)
    held = [(parts_of(seeker, weigh(offer, rarity)), offer) for offer in offers]
    held.sort(key=lambda one: _order(*one))
    return [
        Match(
            pid=offer.pid,
            score=score_of(parts.fit),
            eligible=parts.verdict.eligible,
            reasons=reasons(seeker, offer, parts),
            missing=missing(seeker, offer),
        )
        for parts, offer in held
    ]


def score_of(fit: float) -> int:
    """A fit as a whole number, 0..100."""
    return min(100, max(0, int(fit + 0.5)))


def _order(parts: Parts, offer: Offer) -> tuple[bool, float, float, str]:
    return (
        not parts.verdict.eligible,
        -round(parts.if_eligible, _EXACTLY),
        -(offer.posted or _LONG_AGO).timestamp(),
        offer.pid,
    )
