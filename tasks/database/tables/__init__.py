"""The tables, as migrations leave them. Rows of a customer carry tenant and environment."""

from tasks.database.tables.base import metadata
from tasks.database.tables.monitors import (
    checkout_attempts,
    monitor_openings,
    monitor_schedules,
    priority_courses,
    search_criteria,
    tee_time_areas,
    user_search_preferences,
)
from tasks.database.tables.people import (
    job_applications,
    jobs,
    model_answers,
    profile_changes,
    profiles,
    resumes,
    subscription_tiers,
    usage_reservations,
    usage_tracking,
    user_subscriptions,
)
from tasks.database.tables.postings import (
    board_answers,
    matched_users,
    posting_decisions,
    posting_matches,
    postings,
)
from tasks.database.tables.providers import mails, provider_events
from tasks.database.tables.repositories import github_answers
from tasks.database.tables.runs import inbox, step_attempts, tokens, workflows
from tasks.database.tables.summaries import email_suppressions, weekly_summaries

CUSTOMER_TABLES = tuple(table for table in metadata.sorted_tables if "tenant" in table.c)

__all__ = [
    "CUSTOMER_TABLES",
    "board_answers",
    "checkout_attempts",
    "email_suppressions",
    "github_answers",
    "inbox",
    "job_applications",
    "jobs",
    "mails",
    "matched_users",
    "metadata",
    "model_answers",
    "monitor_openings",
    "monitor_schedules",
    "posting_decisions",
    "posting_matches",
    "postings",
    "priority_courses",
    "profile_changes",
    "profiles",
    "provider_events",
    "resumes",
    "search_criteria",
    "step_attempts",
    "subscription_tiers",
    "tee_time_areas",
    "tokens",
    "usage_reservations",
    "usage_tracking",
    "user_search_preferences",
    "user_subscriptions",
    "weekly_summaries",
    "workflows",
]
