"""What the tee-time source is asked: one question for all the monitors that its answer serves."""

from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from tasks.monitors.openings import Wish

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)


class Area(BaseModel):
    """A circle on the map, and a day. Hours, players and price are the monitors' own affair."""

    model_config = ConfigDict(frozen=True)

    latitude: float
    longitude: float
    radius_miles: int
    day: date

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the source's `GET /tee-times`, always spelled the same."""
        return {
            "lat": f"{self.latitude:.4f}",
            "lng": f"{self.longitude:.4f}",
            "radius_miles": str(self.radius_miles),
            "date_from": self.day.isoformat(),
            "date_to": self.day.isoformat(),
            "time_from": "0",
            "time_to": "24",
            "players": "1",
        }

    @property
    def question(self) -> str:
        """The area's name, for rows and people."""
        return urlencode(self.query)


def area_of(wish: Wish) -> Area:
    """What must be asked for a monitor."""
    return Area(
        latitude=round(wish.latitude, 4),
        longitude=round(wish.longitude, 4),
        radius_miles=wish.radius_miles,
        day=wish.search_date,
    )


class Asked(BaseModel):
    """What came of asking, or not asking, for one area.

    `parked` was left alone because it failed before, `left` because the whole source does not answer.
    """

    model_config = ConfigDict(frozen=True)

    area: Area
    outcome: Literal["answered", "unchanged", "failed", "parked", "left"]
    offered: int = 0
    problem: str | None = None


def pause_after(failures: int) -> timedelta:
    """How long an area is left alone after so many failures in a row, one or more."""
    return min(_FIRST_PAUSE * 2.0 ** min(failures - 1, 10), _LONGEST_PAUSE)
