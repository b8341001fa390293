"""A customer wants to be told of tee times: everything up to the page where they pay."""

from prefect import flow

from tasks.monitors.model import CreatedMonitor, PriorityCourses, SearchCriteria
from tasks.monitors.steps.creation import (
    create_checkout_session,
    geocode_zip,
    upsert_priority_courses,
    upsert_search_criteria,
    upsert_user_search_preferences,
)
from tasks.reports import track_progress
from tasks.values import EmailAddress, IsoInterval


@flow(
    name="monitor-creation",
    flow_run_name="tee times near {search_criteria.zip_code} on {search_criteria.search_date}",
    persist_result=True,
    result_serializer="json",
)
def monitor_creation(
    email: EmailAddress,
    search_criteria: SearchCriteria,
    priority_courses: PriorityCourses = (),
    notify_enabled: bool = True,
    schedule_interval: IsoInterval = IsoInterval("PT5M"),
) -> CreatedMonitor:
    """Store a tee-time monitor and open the Checkout Session that pays for it.

    Each run makes a monitor of its own, whoever else watches the same place. It sleeps until it is paid.

    Args:
        email: Whom to tell of tee times, and who pays.
        search_criteria: Which tee times to look for.
        priority_courses: Facility ids of favourite courses, best first; at most five.
        notify_enabled: Send a mail when something new is found.
        schedule_interval: How often to look, as an ISO 8601 duration in minutes or hours.
    """
    track_progress(steps=5 if priority_courses else 4)
    place = geocode_zip(search_criteria.zip_code)
    criteria_id = upsert_search_criteria(search_criteria, place)
    if priority_courses:
        upsert_priority_courses(criteria_id, priority_courses)
    preference_id = upsert_user_search_preferences(email, criteria_id, notify_enabled, schedule_interval)
    checkout_url = create_checkout_session(preference_id, email)
    return CreatedMonitor(
        checkout_url=checkout_url,
        search_criteria_id=criteria_id,
        user_search_preference_id=preference_id,
    )
