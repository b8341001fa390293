"""Which openings a customer wants to hear of, and which of them first."""

from dataclasses import dataclass
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt
from typing import Literal
from zoneinfo import ZoneInfo

EARTH_RADIUS_MILES = 3_958.7613
_HOLES = {1: 9, 2: 18}


@dataclass(frozen=True, slots=True)
class Opening:
    """A tee time that the source offers.

    Attributes:
        starts_at: Aware.
        time_zone: IANA name of the course's own zone, where its position is known.
        price_cents: What one player pays.
    """

    id: str
    course_id: str
    course_name: str
    starts_at: datetime
    players_available: int
    price_cents: int
    currency: str
    booking_url: str
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = None
    holes: Literal[9, 18] | None = None
    hot_deal: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a monitor looks for: its criteria, with the point and the zone of its ZIP code.

    Attributes:
        preferred_time_start: The first hour of the day to start in.
        preferred_time_end: The hour that a round has started by: 24 is the end of the day.
        max_price: Whole dollars a player; None is no limit.
        holes: 1 nine, 2 eighteen, 3 either.
        priority_courses: Ids of the favourites, best first.
    """

    latitude: float
    longitude: float
    time_zone: str
    radius_miles: int
    search_date: date
    number_of_players: int
    preferred_time_start: int
    preferred_time_end: int
    max_price: int | None
    hot_deals_only: bool
    holes: int
    priority_courses: tuple[str, ...] = ()


def miles_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance of two points (https://en.wikipedia.org/wiki/Haversine_formula)."""
    here, there = radians(latitude), radians(other_latitude)
    across = sin(radians(other_longitude - longitude) / 2) ** 2
    chord = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * across
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(min(1.0, chord)))


def local_start(opening: Opening, time_zone: str) -> datetime:
    """When it starts by the clocks at its course, or by those of `time_zone` if its own are not known."""
    return opening.starts_at.astimezone(ZoneInfo(opening.time_zone or time_zone))


def fits(opening: Opening, wish: Wish, now: datetime) -> bool:
    """Whether the customer wants to hear of it.

    What the source does not say of an opening (its position, its holes) excludes nothing, since it was
    asked for the area itself; only a deal must be called one.

    Args:
        opening: What is offered.
        wish: What is looked for.
        now: An aware moment: what has started is not offered any more.
    """
    return (
        opening.players_available >= wish.number_of_players
        and opening.starts_at > now
        and _is_affordable(opening, wish)
        and (opening.hot_deal or not wish.hot_deals_only)
        and opening.holes in (None, _HOLES.get(wish.holes, opening.holes))
        and _is_in_hours(opening, wish)
        and _is_near(opening, wish)
    )


def _is_affordable(opening: Opening, wish: Wish) -> bool:
    return wish.max_price is None or (
        opening.currency == "USD" and opening.price_cents <= 100 * wish.max_price
    )


def _is_in_hours(opening: Opening, wish: Wish) -> bool:
    start = local_start(opening, wish.time_zone)
    hour = start.hour + (start.minute * 60 + start.second + start.microsecond / 1e6) / 3_600
    return start.date() == wish.search_date and wish.preferred_time_start <= hour <= wish.preferred_time_end


def _is_near(opening: Opening, wish: Wish) -> bool:
    if opening.latitude is None or opening.longitude is None:
        return True
    away = miles_between(wish.latitude, wish.longitude, opening.latitude, opening.longitude)
    return away <= wish.radius_miles


def best_first(openings: list[Opening], wish: Wish) -> list[Opening]:
    """In the order that the customer cares: favourite courses, then early, then cheap."""
    places = {course: place for place, course in enumerate(wish.priority_courses)}

    def rank(opening: Opening) -> tuple[int, datetime, int, str]:
        favour = places.get(opening.course_id, len(places))
        return favour, opening.starts_at, opening.price_cents, opening.id

    return sorted(openings, key=rank)
