"""Made-up golf courses all over the land, and tee times that come and go. Pure: one seed, one world.

The map is a grid of quarter degrees; each cell has its own few courses, so that areas that overlap have
the same courses in common, and a course keeps its id whoever asks.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import asin, ceil, cos, floor, radians, sin, sqrt
from random import Random
from zoneinfo import ZoneInfo

from tzfpy import get_tz

CELL_DEGREES = 0.25
ROWS, COLUMNS = round(180 / CELL_DEGREES), round(360 / CELL_DEGREES)
MOST_IN_A_CELL = 8
MILES_A_DEGREE = 69.0
EARTH_RADIUS_MILES = 3958.8
FIRST_MINUTE, LAST_MINUTE, STEP_MINUTES = 6 * 60, 18 * 60 + 50, 10
LINK_BASE = "{sandbox}"

_FIRST = ("Cedar", "Stony", "Willow", "Heron", "Foxglove", "Copper", "Juniper", "Windmill", "Otter", "Amber")
_SECOND = ("Hollow", "Creek", "Ridge", "Meadow", "Bend", "Lake", "Orchard", "Mill", "Crossing", "Bluff")
_KIND = ("Golf Course", "Links", "Golf Club", "Municipal", "Country Club")


@dataclass(frozen=True, slots=True)
class Course:
    """One golf course.

    Attributes:
        zone: IANA name of the zone that its clocks go by.
    """

    id: int
    name: str
    latitude: float
    longitude: float
    zone: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A tee time as the source shows it, while it does.

    Attributes:
        starts: Unix seconds.
        minute: Of the day, by the course's clocks.
        day: By the course's calendar.
        text: Its JSON, with `{sandbox}` where the sandbox's own address belongs.
        period: The offer comes and goes again and again in this many seconds.
        shown: For so many of them it can be booked.
        phase: So many of them were over when the source's clock began.
    """

    id: str
    course_id: str
    starts: int
    minute: int
    day: date
    players: int
    text: str
    period: int = 1
    shown: int = 1
    phase: int = 0

    def is_shown(self, seconds: int) -> bool:
        """Whether it can be booked so many seconds after the clock began."""
        return (seconds + self.phase) % self.period < self.shown


def courses_near(latitude: float, longitude: float, radius_miles: float, seed: str) -> Iterator[Course]:
    """Every course within a great-circle distance."""
    north = radius_miles / MILES_A_DEGREE + 0.01
    farthest = min(89.9, abs(latitude) + north)
    east = min(180.0, radius_miles / (MILES_A_DEGREE * cos(radians(farthest))) + 0.01)
    rows = range(_cell(latitude - north + 90), _cell(latitude + north + 90) + 1)
    first = _cell(longitude - east + 180)
    columns = range(first, first + min(COLUMNS, ceil(2 * east / CELL_DEGREES) + 1))
    for row in rows:
        if 0 <= row < ROWS:
            for column in columns:
                for course in courses_in(row, column % COLUMNS, seed):
                    if miles_between(latitude, longitude, course.latitude, course.longitude) <= radius_miles:
                        yield course


def miles_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance of two points (https://en.wikipedia.org/wiki/Haversine_formula)."""
    here, there = radians(latitude), radians(other_latitude)
    across = sin(radians(other_longitude - longitude) / 2) ** 2
    chord = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * across
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(min(1.0, chord)))


@lru_cache(maxsize=50_000)
def courses_in(row: int, column: int, seed: str) -> tuple[Course, ...]:
    """The courses of one cell: none at sea."""
    chance = Random(f"{seed}/{row}/{column}")  # noqa: S311  a made-up world, not a secret
    courses = []
    for place in range(chance.randint(2, 5)):
        latitude = round((row + chance.random()) * CELL_DEGREES - 90, 5)
        longitude = round((column + chance.random()) * CELL_DEGREES - 180, 5)
        name = f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {chance.choice(_KIND)}"
        zone = get_tz(longitude, latitude)
        if zone and not zone.startswith("Etc/"):
            course_id = (row * COLUMNS + column) * MOST_IN_A_CELL + place
            courses.append(Course(course_id, name, latitude, longitude, zone))
    return tuple(courses)


@lru_cache(maxsize=50_000)
def offers_of(course: Course, day: date, seed: str) -> tuple[Offer, ...]:
    """Everything that the course ever offers for a day, in order of time."""
    chance = Random(f"{seed}/{course.id}/{day.isoformat()}")  # noqa: S311  as above
    slots = range(FIRST_MINUTE, LAST_MINUTE + 1, STEP_MINUTES)
    usual = chance.randrange(2500, 16_000, 100)
    shown = {
        "course_id": course.id,
        "course_name": course.name,
        "latitude": course.latitude,
        "longitude": course.longitude,
        "currency": "USD",
    }
    course_text, day_text, zone = json.dumps(shown)[1:-1], f"{day:%Y%m%d}", ZoneInfo(course.zone)
    offers = []
    for minute in sorted(chance.sample(slots, chance.randint(2, 6))):
        starts = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
        offer_id = f"{course.id}-{day_text}-{minute // 60:02d}{minute % 60:02d}"
        hot = chance.random() < 0.2  # noqa: PLR2004  every fifth
        players = 1 + int(chance.random() * 4)
        period = (12 + int(chance.random() * 60)) * 600
        # Written by hand: hundreds of areas a second are made up, and an encoder takes half of that.
        text = (
            f'{{"id": "{offer_id}", {course_text}, "starts_at": "{starts.isoformat()}",'
            f' "players_available": {players}, "price_cents": {usual * 6 // 10 if hot else usual},'
            f' "holes": {9 if chance.random() < 0.25 else 18}, "hot_deal": {"true" if hot else "false"},'  # noqa: PLR2004  every fourth
            f' "booking_url": "{LINK_BASE}/tee-time-source/book/{offer_id}"}}'
        )
        offers.append(
            Offer(
                id=offer_id,
                course_id=str(course.id),
                starts=int(starts.timestamp()),
                minute=minute,
                day=day,
                players=players,
                text=text,
                period=period,
                shown=int(period * (0.3 + 0.55 * chance.random())),
                phase=int(period * chance.random()),
            )
        )
    return tuple(offers)


def _cell(degrees: float) -> int:
    return floor(degrees / CELL_DEGREES)
