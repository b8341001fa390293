"""Tell customers what is new: the sweep over all the monitors that are due."""

from typing import Annotated

from prefect import flow
from pydantic import BaseModel, ConfigDict, Field

from tasks.mail_delivery import Delivery, send_mails
from tasks.monitors.steps.checks import (
    Told,
    ask_tee_time_source,
    claim_due_monitors,
    end_finished_monitors,
    show_trouble,
    tell_customers,
)


class Sweep(BaseModel):
    """What came of one sweep, over all tenants."""

    model_config = ConfigDict(frozen=True)

    ended: int
    areas: int
    told: Told
    mails: Delivery


@flow(
    name="monitor-check",
    flow_run_name="up to {batch} monitors",
    persist_result=True,
    result_serializer="json",
)
def monitor_check(batch: Annotated[int, Field(ge=1, le=50_000)] = 20_000) -> Sweep:
    """Check the monitors that are due and mail their customers what is new.

    Monitors that would ask the tee-time source the same are one question. A sweep that was missed is made
    up for by one check of each monitor.

    Args:
        batch: The most monitors to check in this sweep; the others are due in the next one.
    """
    ended = end_finished_monitors()
    areas = claim_due_monitors(batch)
    asked = ask_tee_time_source(areas)
    told = tell_customers(asked)
    mails = send_mails()
    show_trouble(asked, mails)
    return Sweep(ended=ended, areas=len(areas), told=told, mails=mails)
