"""Something has happened to a monitor, say it was paid: the world follows."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.mail_delivery import send_mails
from tasks.monitors.model import ActivatedMonitor
from tasks.monitors.steps.activation import close_checkout, keep_schedule_in_step, look_up_event
from tasks.reports import track_progress

EventId = Annotated[str, Field(min_length=1, max_length=255)]


@flow(
    name="monitor-activation",
    flow_run_name="event {event_id}",
    persist_result=True,
    result_serializer="json",
)
def monitor_activation(event_id: EventId) -> ActivatedMonitor | None:
    """Start or stop a monitor's checks after an event, and confirm a payment by mail.

    It goes by what the monitor is now, not by what the event said: so it may be run again, and beside
    others. Nothing comes of an event that concerns no monitor.

    Args:
        event_id: An event that the door has verified and kept, such as evt_… of Stripe's.
    """
    track_progress(steps=4)
    look_up_event(event_id)
    monitor = keep_schedule_in_step(event_id)
    close_checkout(event_id)
    send_mails()
    return monitor
