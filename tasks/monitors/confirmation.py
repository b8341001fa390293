"""The mail that says that a monitor is paid and at work."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tasks.letters import Letter, letter
from tasks.monitors.links import ActionLinks
from tasks.monitors.model import SearchCriteria
from tasks.values import IsoInterval


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the mail's templates read."""

    zip_code: str
    radius_miles: int
    day: str
    hours: str
    players: int
    max_price: int | None
    hot_deals_only: bool
    holes: str | None
    every: str
    until: str
    links: ActionLinks


def confirmation_key(preference_id: UUID) -> str:
    """There is one confirmation for each monitor, however often it is said to be paid."""
    return f"confirmation:{preference_id}"


def confirmation_letter(
    wanted: SearchCriteria, interval: IsoInterval, ends_at: datetime, time_zone: str, links: ActionLinks
) -> Letter:
    """The mail, which tells customers what is watched for them.

    Args:
        wanted: What they look for.
        interval: From one look to the next.
        ends_at: When the watch is over.
        time_zone: IANA name of the course's own.
        links: Without a login.
    """
    there = ends_at.astimezone(ZoneInfo(time_zone))
    return letter(
        "tasks.monitors",
        "confirmation",
        Confirmed(
            zip_code=wanted.zip_code,
            radius_miles=wanted.radius_miles,
            day=f"{wanted.search_date:%A}, {wanted.search_date:%B} {wanted.search_date.day}",
            hours=f"{_hour(wanted.preferred_time_start)} to {_hour(wanted.preferred_time_end)}",
            players=wanted.number_of_players,
            max_price=wanted.max_price,
            hot_deals_only=wanted.hot_deals_only,
            holes={1: "9 holes", 2: "18 holes", 3: None}[wanted.holes],
            every=_in_words(interval),
            until=f"{there:%A}, {there:%B} {there.day}, {_hour(there.hour)} {there:%Z}",
            links=links,
        ),
    )


def _in_words(interval: IsoInterval) -> str:
    count, unit = int(interval[2:-1]), "hour" if interval.endswith("H") else "minute"
    return unit if count == 1 else f"{count} {unit}s"


def _hour(hour: int) -> str:
    if hour in {0, 24}:
        return "midnight"
    return "noon" if hour == 12 else f"{hour % 12} {'am' if hour < 12 else 'pm'}"  # noqa: PLR2004
