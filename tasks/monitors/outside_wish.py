"""What a monitor looks for, as the outside scheduler spells it (seed-contracts 3.4)."""

from collections.abc import Sequence

from pydantic import JsonValue

from tasks.monitors.model import Place, SearchCriteria


def outside_wish(
    criteria: SearchCriteria, place: Place, priority_courses: Sequence[int]
) -> dict[str, JsonValue]:
    """Its criteria in camelCase, the day as "Oct 11 2025", favourite courses first."""
    day = criteria.search_date
    return {
        "zipCode": str(criteria.zip_code),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radiusMiles": criteria.radius_miles,
        "searchDate": f"{day:%b} {day.day} {day.year}",
        "numberOfPlayers": criteria.number_of_players,
        "preferredTimeStart": criteria.preferred_time_start,
        "preferredTimeEnd": criteria.preferred_time_end,
        "maxPrice": criteria.max_price,
        "hotDealsOnly": criteria.hot_deals_only,
        "holes": criteria.holes,
        "priorityCourses": list(priority_courses),
    }
