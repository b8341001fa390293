"""What the source is asked: the parameters of `GET /tee-times`, and its pages."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

LONGEST_SPAN = timedelta(days=31)
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-5][0-9]))?")
_MIDNIGHT = 24 * 60


def _minute_of_the_day(value: object) -> object:
    """Minutes after midnight of an hour (`17`) or a clock (`17:30`)."""
    written = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError("should be an hour such as 17, or a clock such as 17:30")
    return int(written[1]) * 60 + int(written[2] or 0)


def _place_in(value: object) -> object:
    """The last tee time of the page before: when it starts, and its id."""
    try:
        starts, _, offer_id = urlsafe_b64decode(str(value)).decode().partition("/")
        return int(starts), offer_id
    except ValueError:
        raise ValueError("should be a next_cursor of this source") from None


Minute = Annotated[int, BeforeValidator(_minute_of_the_day), Field(ge=0, le=_MIDNIGHT)]
Place = Annotated[tuple[int, str], BeforeValidator(_place_in)]


class Question(BaseModel):
    """A circle, days and hours by each course's own calendar and clock; both ends of each range count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lat: float = Field(ge=-90, le=90)
    lng: float = Field(ge=-180, le=180)
    radius_miles: float = Field(gt=0, le=100)
    date_from: date
    date_to: date
    time_from: Minute = 0
    time_to: Minute = _MIDNIGHT
    players: int = Field(1, ge=1, le=8)
    course_id: frozenset[str] = frozenset()
    cursor: Place | None = None

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not timedelta(0) <= self.date_to - self.date_from <= LONGEST_SPAN:
            raise ValueError("date_to should be date_from or up to 31 days later")
        return self

    @property
    def days(self) -> list[date]:
        """Each day asked for."""
        return [
            self.date_from + timedelta(days=more) for more in range((self.date_to - self.date_from).days + 1)
        ]


def cursor_after(starts: int, offer_id: str) -> str:
    """What asks for the page after a tee time."""
    return urlsafe_b64encode(f"{starts}/{offer_id}".encode()).decode()
