"""What the tee-time source is asked: one question for all the monitors that its answer serves."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from tasks.monitors.openings import Wish

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Area:
    """A circle on the map, and a day. Hours, players and price are the monitors' own affair."""

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
    return Area(round(wish.latitude, 4), round(wish.longitude, 4), wish.radius_miles, wish.search_date)


def pause_after(failures: int) -> timedelta:
    """How long an area is left alone after so many failures in a row, one or more."""
    return min(_FIRST_PAUSE * 2.0 ** min(failures - 1, 10), _LONGEST_PAUSE)
