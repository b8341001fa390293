"""The mail that tells a customer of new openings: one a sweep, the best of them in its subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tasks.letters import Letter, letter
from tasks.monitors.links import ActionLinks
from tasks.monitors.openings import Opening, Wish, best_first, local_start

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One opening as it is read."""

    time: str
    course: str
    price: str
    about: str
    is_favourite: bool
    booking_url: str


@dataclass(frozen=True, slots=True)
class News:
    """What the templates of `openings` read."""

    zip_code: str
    day: str
    best: Line
    lines: tuple[Line, ...]
    others: int
    not_listed: int
    links: ActionLinks


def openings_letter(openings: Sequence[Opening], wish: Wish, zip_code: str, links: ActionLinks) -> Letter:
    """What to tell of these openings, of which there is at least one.

    Args:
        openings: What is new, in any order.
        wish: The monitor's.
        zip_code: Where it looks, as the customer put it.
        links: How the customer stops it.
    """
    ordered = best_first(list(openings), wish)
    lines = tuple(_line(opening, wish) for opening in ordered[:MOST_LISTED])
    news = News(
        zip_code=zip_code,
        day=_day(wish.search_date),
        best=lines[0],
        lines=lines,
        others=len(ordered) - 1,
        not_listed=len(ordered) - len(lines),
        links=links,
    )
    return letter("tasks.monitors", "openings", news)


def _line(opening: Opening, wish: Wish) -> Line:
    places = f"{opening.players_available} {'place' if opening.players_available == 1 else 'places'}"
    about = [places]
    if opening.holes is not None:
        about.append(f"{opening.holes} holes")
    if opening.hot_deal:
        about.append("hot deal")
    return Line(
        time=_clock(local_start(opening, wish.time_zone)),
        course=opening.course_name,
        price=_money(opening),
        about=", ".join(about),
        is_favourite=opening.course_id in wish.priority_courses,
        booking_url=opening.booking_url,
    )


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"  # noqa: PLR2004 (noon)


def _day(day: date) -> str:
    return f"{day:%a %b} {day.day}"


def _money(opening: Opening) -> str:
    dollars, cents = divmod(opening.price_cents, 100)
    amount = f"{dollars:,}" if cents == 0 else f"{dollars:,}.{cents:02}"
    return f"${amount}" if opening.currency == "USD" else f"{opening.currency} {amount}"
