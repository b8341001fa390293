"""How well a posting fits a person: the fit that résumés have too, times what the conditions leave of it.

A person who cannot have the job fits it by 0.
"""

from dataclasses import dataclass

from tasks.jobs.conditions import Verdict, judge
from tasks.jobs.offers import Offer
from tasks.jobs.seeking import Seeker
from tasks.matching.formula import SCORER, Parts, Weighed, parts_of, weigh
from tasks.matching.rarity import Rarity

FORMULA = f"{SCORER} conditions-2"
"""The version of the fit and of the conditions: it changes whenever a score may."""


@dataclass(frozen=True, slots=True)
class WeighedOffer:
    """A posting that is ready to be held against people."""

    offer: Offer
    asks: Weighed


@dataclass(frozen=True, slots=True)
class Fitting:
    """How one posting fits one person.

    Attributes:
        parts: What the fit is made of, whatever the conditions.
        verdict: Whether the person can have the job.
    """

    parts: Parts
    verdict: Verdict

    @property
    def if_eligible(self) -> float:
        """The fit, 0..100, were all conditions met that are not."""
        return self.parts.fit * self.verdict.worth

    @property
    def fit(self) -> float:
        """0..100; 0 for who cannot have the job."""
        return self.if_eligible if self.verdict.eligible else 0.0


def weigh_offer(offer: Offer, rarity: Rarity) -> WeighedOffer:
    """Prepare a posting to be held against people, beside those that were counted."""
    return WeighedOffer(offer, weigh(offer.asks, rarity))


def fitting_of(seeker: Seeker, posting: WeighedOffer) -> Fitting:
    """Hold one person against one posting."""
    verdict = judge(seeker.standing, posting.offer.terms)
    return Fitting(parts_of(seeker.person, posting.asks), verdict)
