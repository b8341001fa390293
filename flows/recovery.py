"""Find what was left undone, by a crash or by a provider that was away, and mend it."""

from prefect import flow

from tasks.crashed_runs import take_up_crashed_runs
from tasks.file_clearing import clear_old_files
from tasks.findings import Finding, show_findings
from tasks.mail_delivery import send_left_mails
from tasks.monitors.steps.recovery import (
    ask_after_checkouts,
    count_waiting_requests,
    mend_schedules,
    take_in_undelivered_events,
)
from tasks.resumes.steps.recovery import free_unused_places


@flow(name="recovery", flow_run_name="what was left undone", persist_result=True, result_serializer="json")
def recovery() -> list[Finding]:
    """Find what was left undone and mend it: crashed runs, missed payments, schedules, mails.

    What cannot be mended now is found again a minute later.
    """
    return show_findings(
        [
            take_up_crashed_runs(),
            take_in_undelivered_events(),
            ask_after_checkouts(),
            *mend_schedules(),
            free_unused_places(),
            send_left_mails(),
            clear_old_files(),
            count_waiting_requests(),
        ]
    )
