"""The openings behind all boards: made up from a seed, some new each day, each offered for a month.

Openings are employers' own; a board shows some of them in its own way, so that one opening stands on
several boards, and employers have the same role in several places, at several levels, and once more.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from deployments.sandbox.job_boards.vocabulary import (
    ABOUT,
    EMPLOYERS,
    LEVELS,
    PERKS,
    SPOTS,
    TRADES,
    Spot,
    Trade,
)

DAY = 86_400
DAYS_OFFERED = 30
NEW_EACH_DAY = 8
_ELSEWHERE_TOO, _AT_ANOTHER_LEVEL_TOO, _ONCE_MORE = 0.15, 0.25, 0.35
_WORLDWIDE = 0.35
_PAY_IS_TOLD = 0.4


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening.

    Attributes:
        number: Names it for good, on all boards.
        posted: Unix seconds.
        yearly: Lowest and highest pay in dollars a year; None if the employer does not say.
        repost: Which time it is posted; 0 is the first.
    """

    number: int
    employer: str
    title: str
    trade: Trade
    spot: Spot
    worldwide: bool
    posted: int
    required: tuple[str, ...]
    welcome: tuple[str, ...]
    years: int
    yearly: tuple[int, int] | None
    people: int
    duties: tuple[str, ...]
    perks: tuple[str, ...]
    repost: int = 0

    @property
    def slug(self) -> str:
        """Employer and title as a link has them."""
        letters = (
            each if each.isalnum() and each.isascii() else "-" for each in f"{self.employer} {self.title}"
        )
        return "-".join("".join(letters).lower().split("-")).replace("--", "-").strip("-")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, paragraph by paragraph; lists follow in `required` and `welcome`."""
        about = ABOUT.format(employer=self.employer, people=self.people, trade=self.trade.category.lower())
        where = (
            "You can work from anywhere in the world."
            if self.worldwide
            else f"This is a remote role; candidates must be based in {self.spot.country}."
        )
        doing = f"As our {self.title} you will {', '.join(self.duties[:-1])} and {self.duties[-1]}."
        pay = "" if self.yearly is None else f"We pay ${self.yearly[0]:,} to ${self.yearly[1]:,} per year."
        return tuple(filter(None, (about, doing, where, pay, *self.perks)))


def openings_at(now: float, seed: str) -> list[Opening]:
    """What is offered at a moment, newest first: the openings of the last month."""
    today = int(now // DAY)
    found = [one for day in range(today - DAYS_OFFERED, today + 1) for one in _of_day(day, seed)]
    return sorted((one for one in found if one.posted <= now), key=lambda one: (-one.posted, one.number))


@lru_cache(maxsize=256)
def _of_day(day: int, seed: str) -> tuple[Opening, ...]:
    # Random(str) hashes the text, so a seed gives the same world in every process.
    return tuple(_openings(day, random.Random(f"{seed} {day}")))  # noqa: S311  a made-up world, no secret


def _openings(day: int, luck: random.Random) -> Iterator[Opening]:
    for number in range(NEW_EACH_DAY):
        first = _opening(day * 100 + number * 7, day, luck)
        yield first
        twist = luck.random()
        if twist < _ELSEWHERE_TOO:
            spot = luck.choice([spot for spot in SPOTS if spot != first.spot])
            yield replace(first, number=first.number + 1, spot=spot, worldwide=False)
        elif twist < _AT_ANOTHER_LEVEL_TOO:
            yield replace(first, number=first.number + 1, title=_other_level(first.title))
        elif twist < _ONCE_MORE:
            yield replace(first, number=first.number + 1, posted=first.posted + 60, repost=1)


def _opening(number: int, day: int, luck: random.Random) -> Opening:
    trade = luck.choice(TRADES)
    skills = luck.sample(trade.skills, 6)
    lowest = luck.randrange(40, 150) * 1000
    return Opening(
        number=number,
        employer=luck.choice(EMPLOYERS),
        title=f"{luck.choice(LEVELS)}{luck.choice(trade.titles)}",
        trade=trade,
        spot=luck.choice(SPOTS),
        worldwide=luck.random() < _WORLDWIDE,
        posted=day * DAY + luck.randrange(DAY // 4),
        required=tuple(skills[:4]),
        welcome=tuple(skills[4:]),
        years=luck.randrange(1, 9),
        yearly=(lowest, lowest + luck.randrange(10, 50) * 1000) if luck.random() < _PAY_IS_TOLD else None,
        people=luck.randrange(12, 900),
        duties=tuple(luck.sample(trade.duties, 3)),
        perks=tuple(luck.sample(PERKS, 2)),
    )


def _other_level(title: str) -> str:
    return title.removeprefix("Senior ") if title.startswith("Senior ") else f"Senior {title}"
