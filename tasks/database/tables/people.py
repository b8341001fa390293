"""A person's profile, résumés, jobs and applications, and how much of their plan they have used.

Names are HowlerHire's. Ids of people, jobs and résumés are the app's own, so they are texts.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tasks.database.tables.base import metadata, moment, row_id, scope

_EMPTY_LIST = text("'[]'::jsonb")
_EMPTY_OBJECT = text("'{}'::jsonb")

profiles = Table(
    "profiles",
    metadata,
    row_id(),
    *scope(),
    Column("user_id", Text, nullable=False),
    Column("email", Text),
    moment("email_verified_at", nullable=True),
    Column("full_name", Text),
    Column("headline", Text),
    Column("summary", Text),
    Column("phone", Text),
    Column("location", Text),
    Column("time_zone", Text, comment="IANA name; NULL is UTC"),
    Column("linkedin_url", Text),
    Column("github_handle", Text),
    Column("portfolio_urls", JSONB, nullable=False, server_default=_EMPTY_LIST, comment="list of URLs"),
    Column("skills", JSONB, nullable=False, server_default=_EMPTY_LIST, comment="JSON Resume's skills"),
    Column("experience", JSONB, nullable=False, server_default=_EMPTY_LIST, comment="JSON Resume's work"),
    Column("education", JSONB, nullable=False, server_default=_EMPTY_LIST, comment="JSON Resume's education"),
    Column(
        "more", JSONB, nullable=False, server_default=_EMPTY_OBJECT, comment="JSON Resume's other sections"
    ),
    Column("preferred_roles", JSONB, nullable=False, server_default=_EMPTY_LIST),
    Column("preferred_locations", JSONB, nullable=False, server_default=_EMPTY_LIST),
    Column("remote_preference", Text, nullable=False, server_default="hybrid"),
    Column("min_salary", Integer, comment="a year, in salary_currency"),
    Column("max_salary", Integer, comment="a year, in salary_currency"),
    Column("salary_currency", Text),
    Column(
        "email_preferences",
        JSONB,
        nullable=False,
        server_default=_EMPTY_OBJECT,
        comment="its five switches; the first four are on where absent, marketingEmails is off",
    ),
    Column(
        "edited_by_hand",
        JSONB,
        nullable=False,
        server_default=_EMPTY_LIST,
        comment="names of columns that the person wrote: no run changes them",
    ),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("tenant", "environment", "user_id"),
)

profile_changes = Table(
    "profile_changes",
    metadata,
    row_id(),
    *scope(),
    Column("user_id", Text, nullable=False),
    Column("source", Text, nullable=False, comment="resume-parsing or profile-sync"),
    Column(
        "source_id",
        Text,
        nullable=False,
        comment="what it was read from: a résumé's id, a GitHub login and week",
    ),
    Column("state", Text, nullable=False, comment="applied, or proposed until the person decides"),
    Column("diff", JSONB, nullable=False, comment="one entry a field: field, before, after, evidence"),
    moment("created_at"),
    UniqueConstraint("tenant", "environment", "source", "source_id"),
    Index("profile_changes_user_idx", "tenant", "environment", "user_id"),
)

resumes = Table(
    "resumes",
    metadata,
    row_id(),
    *scope(),
    Column("resume_id", Text, nullable=False, comment="the app's own"),
    Column("user_id", Text, nullable=False),
    Column("is_default", Boolean, nullable=False, server_default=text("false")),
    Column("original_file_name", Text),
    Column("original_file_url", Text),
    Column("original_file_type", Text, comment="pdf or docx"),
    Column(
        "status",
        Text,
        nullable=False,
        server_default="uploaded",
        comment="uploaded, parsed, needs_ocr, failed",
    ),
    Column("error_message", Text),
    Column("parsed_content", Text, comment="the text, line by line in reading order"),
    Column("structured_data", JSONB, comment="JSON Resume, with confidence and lines under x-caddie"),
    Column("engine", Text),
    moment("parsed_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("tenant", "environment", "resume_id"),
)

jobs = Table(
    "jobs",
    metadata,
    row_id(),
    *scope(),
    Column("job_id", Text, nullable=False, comment="the app's own, or ours for a discovered one"),
    Column("user_id", Text, nullable=False, comment="whose list it is on"),
    Column("external_id", Text),
    Column("source", Text, nullable=False),
    Column("source_url", Text, nullable=False),
    Column("source_links", JSONB, nullable=False, server_default=_EMPTY_LIST, comment="every board's page"),
    Column("apply_url", Text, comment="the employer's own link where a board gives it"),
    Column("title", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("location", Text),
    Column("remote", Boolean),
    Column("description", Text, nullable=False),
    Column("salary_min", Integer),
    Column("salary_max", Integer),
    Column("salary_currency", Text),
    Column("match_score", SmallInteger),
    Column("match_reasons", JSONB, nullable=False, server_default=_EMPTY_LIST),
    Column(
        "status",
        Text,
        nullable=False,
        server_default="discovered",
        comment="discovered, saved, applied, dismissed",
    ),
    moment("posted_at", nullable=True),
    moment("discovered_at"),
    moment("applied_at", nullable=True),
    moment("updated_at"),
    UniqueConstraint("tenant", "environment", "job_id"),
    UniqueConstraint("tenant", "environment", "user_id", "source_url"),
    CheckConstraint("match_score BETWEEN 0 AND 100", name="match_score"),
    Index("jobs_discovered_idx", "discovered_at"),
    Index("jobs_applied_idx", "applied_at", postgresql_where=text("applied_at IS NOT NULL")),
)

job_applications = Table(
    "job_applications",
    metadata,
    row_id(),
    *scope(),
    Column("application_id", Text, nullable=False, comment="the app's own, or the flow run's that made it"),
    Column("user_id", Text, nullable=False),
    Column("job_id", Text, nullable=False),
    Column(
        "status",
        Text,
        nullable=False,
        server_default="generating",
        comment="generating, ready, failed, limit_exceeded, budget_exceeded, pending_upgrade",
    ),
    Column("error_message", Text),
    Column("flow_run_id", Text, comment="the run that writes it, or has written it"),
    Column("tailored_resume", JSONB, comment="JSON Resume as it was written"),
    Column("cover_letter", Text),
    Column(
        "files",
        JSONB,
        nullable=False,
        server_default=_EMPTY_OBJECT,
        comment="pdf, docx, json, report: where they lie",
    ),
    Column("version", Text, comment="equal for equal profile, posting, template and engine"),
    Column("match_score", SmallInteger),
    Column("ats_score", SmallInteger),
    Column("quality_score", SmallInteger),
    Column("gaps", JSONB, nullable=False, server_default=_EMPTY_LIST),
    Column("engine", Text),
    moment("replied_at", nullable=True),
    moment("interview_at", nullable=True),
    moment("ready_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("tenant", "environment", "application_id"),
)

subscription_tiers = Table(
    "subscription_tiers",
    metadata,
    Column("tier", Text, primary_key=True),
    Column("generation_limit", Integer, nullable=False, comment="a week; -1 is no limit"),
)

user_subscriptions = Table(
    "user_subscriptions",
    metadata,
    row_id(),
    *scope(),
    Column("user_id", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("status", Text, nullable=False, comment="only active and trialing count; otherwise the free tier"),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("tenant", "environment", "user_id"),
)

usage_tracking = Table(
    "usage_tracking",
    metadata,
    row_id(),
    *scope(),
    Column("user_id", Text, nullable=False),
    moment("period_start"),
    Column("generations_used", Integer, nullable=False, server_default=text("0"), comment="confirmed"),
    moment("updated_at"),
    UniqueConstraint("tenant", "environment", "user_id", "period_start"),
)

usage_reservations = Table(
    "usage_reservations",
    metadata,
    row_id(),
    *scope(),
    Column("flow_run_id", Text, nullable=False, unique=True, comment="who reserved it"),
    Column("user_id", Text, nullable=False),
    moment("period_start"),
    Column("state", Text, nullable=False, comment="reserved, confirmed, given_back"),
    moment("created_at"),
    moment("updated_at"),
    Index("usage_reservations_user_idx", "tenant", "environment", "user_id", "period_start"),
)

model_answers = Table(
    "model_answers",
    metadata,
    row_id(),
    *scope(),
    Column("input_hash", Text, nullable=False, comment="SHA-256 of model, prompt and schema"),
    Column("model", Text, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    moment("created_at"),
    UniqueConstraint("tenant", "environment", "input_hash"),
)
