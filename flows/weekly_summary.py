"""Once a week, each who wants it is told what the week brought."""

from prefect import flow
from prefect.runtime import flow_run

from tasks.summaries.steps import (
    Sent,
    choose_users,
    gather_numbers,
    preview_summaries,
    send_summaries,
    settle_week,
    show_summary,
)
from tasks.values import IsoWeek, UserId


def _run_name() -> str:
    asked = flow_run.parameters
    return f"{asked.get('week') or 'the last week'} for {asked.get('user_id') or 'everybody'}"


@flow(
    name="weekly-summary",
    flow_run_name=_run_name,
    persist_result=True,
    result_serializer="json",
)
def weekly_summary(
    week: IsoWeek | None = None,
    user_id: UserId | None = None,
    preview: bool = False,
    send_past_week: bool = False,
) -> Sent:
    """Mail each who wants it a summary of their week: once, however often this runs.

    Who has a mail of that week gets no second one, so a late or repeated run sends only what is missing.

    Args:
        week: ISO week to tell of, such as 2026-W47; empty is the one that ended last.
        user_id: Only this person; empty is everybody.
        preview: Write the mails, show one, and send none.
        send_past_week: Send even a week that is long over. Without it only the last one is sent.
    """
    told = settle_week(week, even_a_past_one=preview or send_past_week).week
    if preview:
        return preview_summaries(told, user_id)
    choose_users(told, user_id)
    gather_numbers(told, user_id)
    sent = send_summaries(told, user_id)
    show_summary(told, user_id, sent.seconds)
    return sent
