"""Where a US ZIP code lies. Points: GeoNames (CC BY 4.0), through the `zipcodes` wheel.

A ZIP code that the wheel lacks is asked of GEOCODER_URL, if one is set: `GET {url}/us/{zip}` answers
`{"places": [{"latitude": "..", "longitude": ".."}]}` or 404.
"""

from dataclasses import dataclass

import httpx
import zipcodes
from tzfpy import get_tz

from tasks.errors import ProviderRefusedError, ProviderUnavailableError, UnknownZipCodeError
from tasks.settings import settings
from tasks.values import ZipCode

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_POLE, _DATE_LINE = 90, 180


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east. ValueError for what lies nowhere on Earth, NaN too."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is no point."""
        if not (abs(self.latitude) <= _POLE and abs(self.longitude) <= _DATE_LINE):
            raise ValueError(f"{self.latitude}, {self.longitude} lies nowhere on Earth")


def locate(zip_code: ZipCode) -> Point:
    """The middle of a ZIP code's area.

    Raises:
        UnknownZipCodeError: Nobody knows it, or it lies nowhere (a military post office).
        ProviderUnavailableError: The geocoder did not answer; may be retried.
    """
    known = zipcodes.matching(zip_code.five_digits)
    if any(entry["zip_code_type"] == "MILITARY" for entry in known):
        raise UnknownZipCodeError(
            f"ZIP code {zip_code} is a military post office and lies nowhere on the map: use a civilian one"
        )
    points = (Point(float(entry["lat"]), float(entry["long"])) for entry in known)
    point = next((point for point in points if point != Point(0.0, 0.0)), None) or _ask_service(zip_code)
    if point is None:
        raise UnknownZipCodeError(f"ZIP code {zip_code} is not known: check it, or use one nearby")
    return point


def time_zone_at(point: Point) -> str | None:
    """The IANA time zone at a point on land; None at sea."""
    zone = get_tz(point.longitude, point.latitude)
    return None if not zone or zone.startswith("Etc/") else zone


def _ask_service(zip_code: ZipCode) -> Point | None:
    base = settings().geocoder_url
    if base is None:
        return None
    try:
        answer = httpx.get(f"{base.rstrip('/')}/us/{zip_code.five_digits}", timeout=TIMEOUT)
    except httpx.HTTPError as error:
        raise ProviderUnavailableError(f"The geocoder at GEOCODER_URL did not answer: {error}") from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
        raise ProviderUnavailableError(f"The geocoder at GEOCODER_URL answered {answer.status_code}")
    try:
        place = answer.raise_for_status().json()["places"][0]
        point = Point(float(place["latitude"]), float(place["longitude"]))
    except (httpx.HTTPStatusError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise ProviderRefusedError(
            f"GEOCODER_URL does not speak the geocoder's format (HTTP {answer.status_code})"
        ) from error
    return None if point == Point(0.0, 0.0) else point
