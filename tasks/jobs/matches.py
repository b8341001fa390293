"""Postings in the order of how well they fit people, each with why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.jobs.explaining import missing, reasons
from tasks.jobs.fitting import Fitting, WeighedOffer, fitting_of, weigh_offer
from tasks.jobs.model import Posting
from tasks.jobs.offers import Offer, offers_of
from tasks.jobs.ranking import best_for_each
from tasks.jobs.seeking import Seeker
from tasks.matching.rarity import rarity_among

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


class Openings:
    """Postings, read once, to be held against any number of people."""

    def __init__(self, postings: Sequence[Posting]) -> None:
        """Read them."""
        self._offers = offers_of(postings)
        self._rarity = rarity_among([offer.asks for offer in self._offers])

    def __len__(self) -> int:
        """How many there are."""
        return len(self._offers)

    def all_for(self, seeker: Seeker) -> list[Match]:
        """All of them, best first; those that the person cannot have come last.

        What fits equally well is ordered by how new it is.
        """
        held = [(fitting_of(seeker, self._weigh(offer)), offer) for offer in self._offers]
        held.sort(key=lambda one: _order(*one))
        return [_match(seeker, offer, fitting) for fitting, offer in held]

    def best_for_each(self, seekers: Sequence[Seeker], most: int) -> list[list[Match]]:
        """For each person the best that they can have, at most so many, best first."""
        ranked = best_for_each(seekers, self._offers, self._rarity, most)
        weighed = {
            place: self._weigh(self._offers[place])
            for place in {one.offer for best in ranked for one in best}
        }
        return [
            [_match(seeker, weighed[one.offer].offer, fitting_of(seeker, weighed[one.offer])) for one in best]
            for seeker, best in zip(seekers, ranked, strict=True)
        ]

    def _weigh(self, offer: Offer) -> WeighedOffer:
        return weigh_offer(offer, self._rarity)


def match_postings(seeker: Seeker, postings: Sequence[Posting]) -> list[Match]:
    """All postings for one person, as `Openings.all_for`."""
    return Openings(postings).all_for(seeker)


def _match(seeker: Seeker, offer: Offer, fitting: Fitting) -> Match:
    return Match(
        pid=offer.pid,
        score=score_of(fitting.fit),
        eligible=fitting.verdict.eligible,
        reasons=reasons(seeker.person, offer, fitting),
        missing=missing(seeker.person, offer),
    )


def score_of(fit: float) -> int:
    """A fit as a whole number, 0..100."""
    return min(100, max(0, int(round(fit, _EXACTLY) + 0.5)))


def _order(fitting: Fitting, offer: Offer) -> tuple[bool, float, float, str]:
    return (
        not fitting.verdict.eligible,
        -round(fitting.if_eligible, _EXACTLY),
        -(offer.posted or _LONG_AGO).timestamp(),
        offer.pid,
    )
