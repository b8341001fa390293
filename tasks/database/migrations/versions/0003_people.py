"""People: profiles, résumés, jobs, applications, how much of their plan they have used, their summaries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

CUSTOMER_TABLES = (
    "job_applications",
    "jobs",
    "model_answers",
    "profile_changes",
    "profiles",
    "resumes",
    "usage_reservations",
    "usage_tracking",
    "user_subscriptions",
    "weekly_summaries",
)

TIERS = {"free": 5, "pro": 50, "premium": -1}
"""Résumés a week; -1 is no limit. From HowlerHire."""


def upgrade() -> None:
    op.create_table(
        "job_applications",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column(
            "application_id",
            sa.Text(),
            nullable=False,
            comment="the app's own, or the flow run's that made it",
        ),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Text(),
            server_default="generating",
            nullable=False,
            comment="generating, ready, failed, limit_exceeded, budget_exceeded, pending_upgrade",
        ),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column(
            "flow_run_id",
            sa.Text(),
            nullable=True,
            comment="the run that writes it, or has written it",
        ),
        sa.Column(
            "tailored_resume", postgresql.JSONB(), nullable=True, comment="JSON Resume as it was written"
        ),
        sa.Column("cover_letter", sa.Text(), nullable=True),
        sa.Column(
            "files",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
            comment="pdf, docx, json, report: where they lie",
        ),
        sa.Column(
            "version",
            sa.Text(),
            nullable=True,
            comment="equal for equal profile, posting, template and engine",
        ),
        sa.Column("match_score", sa.SmallInteger(), nullable=True),
        sa.Column("ats_score", sa.SmallInteger(), nullable=True),
        sa.Column("quality_score", sa.SmallInteger(), nullable=True),
        sa.Column("gaps", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interview_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("job_applications_pkey")),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "application_id",
            name=op.f("job_applications_tenant_environment_application_id_key"),
        ),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False, comment="the app's own, or ours for a discovered one"),
        sa.Column("user_id", sa.Text(), nullable=False, comment="whose list it is on"),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("remote", sa.Boolean(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("salary_min", sa.Integer(), nullable=True),
        sa.Column("salary_max", sa.Integer(), nullable=True),
        sa.Column("salary_currency", sa.Text(), nullable=True),
        sa.Column("match_score", sa.SmallInteger(), nullable=True),
        sa.Column("match_reasons", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column(
            "status",
            sa.Text(),
            server_default="discovered",
            nullable=False,
            comment="discovered, saved, applied, dismissed",
        ),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "discovered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("match_score BETWEEN 0 AND 100", name=op.f("jobs_match_score_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("jobs_pkey")),
        sa.UniqueConstraint(
            "tenant", "environment", "job_id", name=op.f("jobs_tenant_environment_job_id_key")
        ),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "user_id",
            "source_url",
            name=op.f("jobs_tenant_environment_user_id_source_url_key"),
        ),
    )
    op.create_table(
        "model_answers",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False, comment="SHA-256 of model, prompt and schema"),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("model_answers_pkey")),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "input_hash",
            name=op.f("model_answers_tenant_environment_input_hash_key"),
        ),
    )
    op.create_table(
        "profile_changes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="resume-parsing or profile-sync"),
        sa.Column(
            "source_id",
            sa.Text(),
            nullable=False,
            comment="what it was read from: a résumé's id, a GitHub login and week",
        ),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="applied, or proposed until the person decides"
        ),
        sa.Column(
            "diff",
            postgresql.JSONB(),
            nullable=False,
            comment="one entry a field: field, before, after, evidence",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("profile_changes_pkey")),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "source",
            "source_id",
            name=op.f("profile_changes_tenant_environment_source_source_id_key"),
        ),
    )
    op.create_index(
        "profile_changes_user_idx", "profile_changes", ["tenant", "environment", "user_id"], unique=False
    )
    op.create_table(
        "profiles",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True, comment="IANA name; NULL is UTC"),
        sa.Column("linkedin_url", sa.Text(), nullable=True),
        sa.Column("github_handle", sa.Text(), nullable=True),
        sa.Column(
            "portfolio_urls",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
            comment="list of URLs",
        ),
        sa.Column(
            "skills",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
            comment="JSON Resume's skills",
        ),
        sa.Column(
            "experience",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
            comment="JSON Resume's work",
        ),
        sa.Column(
            "education",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
            comment="JSON Resume's education",
        ),
        sa.Column(
            "more",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
            comment="JSON Resume's other sections",
        ),
        sa.Column(
            "preferred_roles", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column(
            "preferred_locations", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("remote_preference", sa.Text(), server_default="hybrid", nullable=False),
        sa.Column("min_salary", sa.Integer(), nullable=True, comment="a year, in salary_currency"),
        sa.Column("max_salary", sa.Integer(), nullable=True, comment="a year, in salary_currency"),
        sa.Column("salary_currency", sa.Text(), nullable=True),
        sa.Column(
            "email_preferences",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
            comment="its five switches; the first four are on where absent, marketingEmails is off",
        ),
        sa.Column(
            "edited_by_hand",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
            comment="names of columns that the person wrote: no run changes them",
        ),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("profiles_pkey")),
        sa.UniqueConstraint(
            "tenant", "environment", "user_id", name=op.f("profiles_tenant_environment_user_id_key")
        ),
    )
    op.create_table(
        "resumes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("resume_id", sa.Text(), nullable=False, comment="the app's own"),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("original_file_name", sa.Text(), nullable=True),
        sa.Column("original_file_url", sa.Text(), nullable=True),
        sa.Column("original_file_type", sa.Text(), nullable=True, comment="pdf or docx"),
        sa.Column(
            "status",
            sa.Text(),
            server_default="uploaded",
            nullable=False,
            comment="uploaded, parsed, needs_ocr, failed",
        ),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column(
            "parsed_content", sa.Text(), nullable=True, comment="the text, line by line in reading order"
        ),
        sa.Column(
            "structured_data",
            postgresql.JSONB(),
            nullable=True,
            comment="JSON Resume, with confidence and lines under x-caddie",
        ),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("parsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("resumes_pkey")),
        sa.UniqueConstraint(
            "tenant", "environment", "resume_id", name=op.f("resumes_tenant_environment_resume_id_key")
        ),
    )
    op.create_table(
        "subscription_tiers",
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("generation_limit", sa.Integer(), nullable=False, comment="a week; -1 is no limit"),
        sa.PrimaryKeyConstraint("tier", name=op.f("subscription_tiers_pkey")),
    )
    op.create_table(
        "usage_reservations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("flow_run_id", sa.Text(), nullable=False, comment="who reserved it"),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column(
            "period_start", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="reserved, confirmed, given_back"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("usage_reservations_pkey")),
        sa.UniqueConstraint("flow_run_id", name=op.f("usage_reservations_flow_run_id_key")),
    )
    op.create_index(
        "usage_reservations_user_idx",
        "usage_reservations",
        ["tenant", "environment", "user_id", "period_start"],
        unique=False,
    )
    op.create_table(
        "usage_tracking",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column(
            "period_start", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "generations_used", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="confirmed"
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("usage_tracking_pkey")),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "user_id",
            "period_start",
            name=op.f("usage_tracking_tenant_environment_user_id_period_start_key"),
        ),
    )
    op.create_table(
        "user_subscriptions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="only active and trialing count; otherwise the free tier",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("user_subscriptions_pkey")),
        sa.UniqueConstraint(
            "tenant", "environment", "user_id", name=op.f("user_subscriptions_tenant_environment_user_id_key")
        ),
    )
    op.create_table(
        "email_suppressions",
        sa.Column("email", sa.Text(), nullable=False, comment="in lower case"),
        sa.Column("reason", sa.Text(), nullable=False, comment="bounced, complained or suppressed"),
        sa.Column("event_id", sa.Text(), nullable=False, comment="the provider's event that told it"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("email_suppressions_pkey")),
    )
    op.create_table(
        "weekly_summaries",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO, such as 2026-W47"),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column(
            "starts_at", sa.DateTime(timezone=True), nullable=False, comment="Monday's midnight in their zone"
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "before_at", sa.DateTime(timezone=True), nullable=False, comment="start of the week before"
        ),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="pending, sending, sent, skipped, failed, unknown"
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was skipped, failed or is unknown"),
        sa.Column("numbers", postgresql.JSONB(), nullable=True, comment="NULL until they are gathered"),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("headers", postgresql.JSONB(), nullable=True),
        sa.Column(
            "batch_key", sa.Text(), nullable=True, comment="the idempotency key that it was sent under"
        ),
        sa.Column("position", sa.SmallInteger(), nullable=True, comment="its place in the batch, from 0"),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column(
            "delivery",
            sa.Text(),
            nullable=True,
            comment="what the provider told later: delayed, bounced, complained, failed",
        ),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("weekly_summaries_pkey")),
        sa.UniqueConstraint("provider_id", name=op.f("weekly_summaries_provider_id_key")),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "user_id",
            "week",
            name=op.f("weekly_summaries_tenant_environment_user_id_week_key"),
        ),
    )
    op.create_index(
        "weekly_summaries_open_idx",
        "weekly_summaries",
        ["week", "state", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_index(
        "jobs_applied_idx",
        "jobs",
        ["applied_at"],
        unique=False,
        postgresql_where=sa.text("applied_at IS NOT NULL"),
    )
    op.create_index("jobs_discovered_idx", "jobs", ["discovered_at"], unique=False)
    tiers = sa.table("subscription_tiers", sa.column("tier"), sa.column("generation_limit"))
    op.bulk_insert(tiers, [{"tier": tier, "generation_limit": limit} for tier, limit in TIERS.items()])

    for table in CUSTOMER_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_scope ON {table} USING ("
            "(tenant = current_setting('caddie.tenant', true)"
            " AND environment = current_setting('caddie.environment', true))"
            " OR current_setting('caddie.all_tenants', true) = 'on')"
        )


def downgrade() -> None:
    for table in ("email_suppressions", "subscription_tiers", *reversed(CUSTOMER_TABLES)):
        op.drop_table(table)
