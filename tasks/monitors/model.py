"""The values of tee-time monitors."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tasks.errors import PastSearchDateError
from tasks.values import ZipCode, in_order

FacilityId = Annotated[int, Field(ge=1, le=2_147_483_647)]
PriorityCourses = Annotated[tuple[FacilityId, ...], Field(max_length=5)]


class SearchCriteria(BaseModel):
    """Which tee times a monitor looks for. Field names are those of the tee-time app's table."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=in_order)

    zip_code: ZipCode = Field(
        description="US ZIP code that the search is centred on: five digits, or ZIP+4", examples=["02134"]
    )
    radius_miles: int = Field(
        25, ge=1, le=100, description="How far from there a course may lie, 1 to 100 miles"
    )
    search_date: date = Field(
        description="Day to play, in the course's own time zone",
        json_schema_extra={"x-caddie-not-past": True},
    )
    number_of_players: int = Field(2, ge=1, le=4, description="Places that must be free, 1 to 4")
    preferred_time_start: int = Field(
        5, ge=0, le=23, description="Earliest hour to start, 0 to 23, in the course's own time zone"
    )
    preferred_time_end: int = Field(
        21,
        ge=1,
        le=24,
        description="Hour by which play must have started, 1 to 24, later than the earliest",
        json_schema_extra={"x-caddie-after": "preferred_time_start"},
    )
    max_price: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Most that one player pays, in whole dollars, 1 to 100,000; empty is no limit",
    )
    hot_deals_only: bool = Field(False, description="Tell of discounted tee times only")
    holes: Literal[1, 2, 3] = Field(3, description="1 is nine holes, 2 is eighteen, 3 is either")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.preferred_time_end <= self.preferred_time_start:
            raise ValueError("preferred_time_end must be later than preferred_time_start")
        return self


class Place(BaseModel):
    """A point on the map, in degrees, and the IANA name of its time zone."""

    model_config = ConfigDict(frozen=True)

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    time_zone: str


class CreatedMonitor(BaseModel):
    """A monitor that waits for its payment."""

    model_config = ConfigDict(frozen=True)

    checkout_url: str
    search_criteria_id: UUID
    user_search_preference_id: UUID


class ActivatedMonitor(BaseModel):
    """A monitor after something has happened to it, and what watches in its name.

    Attributes:
        schedule_id: Our own schedule's, or the outside service's; None if it never had one.
        is_watched: Whether its tee times are being looked for.
    """

    model_config = ConfigDict(frozen=True)

    user_search_preference_id: UUID
    status: str
    schedule_id: str | None
    is_watched: bool


def refuse_past(search_date: date, place: Place, now: datetime) -> None:
    """Raise PastSearchDateError if the day is over where the course lies.

    Args:
        search_date: The day to play.
        place: Where the course lies.
        now: An aware moment.
    """
    today = now.astimezone(ZoneInfo(place.time_zone)).date()
    if search_date < today:
        raise PastSearchDateError(
            f"search_date {search_date} is in the past: it is {today} in {place.time_zone}"
        )
