"""What a paid monitor lives by: provider events, schedules, openings told of, mails, areas of the source."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

CUSTOMER_TABLES = ("provider_events", "monitor_schedules", "monitor_openings", "mails")


def upgrade() -> None:
    op.add_column(
        "checkout_attempts",
        sa.Column(
            "payment", sa.Text(), nullable=True, comment="the payment intent or subscription that it made"
        ),
    )
    op.create_unique_constraint(op.f("checkout_attempts_payment_key"), "checkout_attempts", ["payment"])
    op.alter_column(
        "checkout_attempts",
        "state",
        existing_type=sa.Text(),
        existing_nullable=False,
        comment="pending, open, expired, complete (unpaid), paid, over",
        existing_comment="pending, open, expired",
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="the provider's idempotency key too"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column(
            "state", sa.Text(), server_default="pending", nullable=False, comment="pending, sent, failed"
        ),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("mails_pkey")),
        sa.UniqueConstraint("key", name=op.f("mails_key_key")),
    )
    op.create_index(
        "mails_unsent_idx",
        "mails",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "provider_events",
        sa.Column("id", sa.Text(), nullable=False, comment="the provider's own, such as evt_…"),
        sa.Column(
            "tenant", sa.Text(), nullable=True, comment="NULL for an event that belongs to no monitor of ours"
        ),
        sa.Column("environment", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column(
            "user_search_preference_id",
            sa.Uuid(),
            nullable=True,
            comment="the monitor that it moved or might have moved",
        ),
        sa.Column(
            "about",
            sa.Text(),
            nullable=True,
            comment="the payment that it tells of, while no monitor is known to be paid by it",
        ),
        sa.Column("outcome", sa.Text(), nullable=False, comment="what came of it, for a person"),
        sa.Column("occurred_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("provider_events_pkey")),
    )
    op.create_index(
        "provider_events_about_idx",
        "provider_events",
        ["about"],
        unique=False,
        postgresql_where=sa.text("about IS NOT NULL"),
    )
    op.create_index(
        "provider_events_monitor_idx", "provider_events", ["user_search_preference_id"], unique=False
    )
    op.create_table(
        "tee_time_areas",
        sa.Column(
            "question", sa.Text(), nullable=False, comment="what the source is asked, in one fixed spelling"
        ),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="in a row"),
        sa.Column("parked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column(
            "appearances",
            postgresql.JSONB(),
            nullable=True,
            comment="what it offers, and offered before: one entry an opening",
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("question", name=op.f("tee_time_areas_pkey")),
    )
    op.create_table(
        "monitor_openings",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_search_preference_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Text(), nullable=False, comment="the source's own"),
        sa.Column(
            "appearance", sa.Integer(), nullable=False, comment="counted from 1: it may vanish and come back"
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "mail_key",
            sa.Text(),
            nullable=True,
            comment="the mail that told of it; NULL if none was to be sent",
        ),
        sa.ForeignKeyConstraint(
            ["user_search_preference_id"],
            ["user_search_preferences.id"],
            name=op.f("monitor_openings_user_search_preference_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("monitor_openings_pkey")),
        sa.UniqueConstraint(
            "user_search_preference_id",
            "opening_id",
            "appearance",
            name=op.f("monitor_openings_user_search_preference_id_opening_id_appearance_key"),
        ),
    )
    op.create_table(
        "monitor_schedules",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_search_preference_id", sa.Uuid(), nullable=False),
        sa.Column("interval", sa.String(length=50), nullable=False, comment="ISO 8601, such as PT5M"),
        sa.Column("time_zone", sa.Text(), nullable=False, comment="IANA name, the course's own"),
        sa.Column("ends_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "compared_with",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the moment of the source's answer that it was last compared with",
        ),
        sa.Column("claimed_by", sa.Uuid(), nullable=True, comment="the flow run that checks it"),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(next_check_at IS NULL) = (stopped_at IS NOT NULL)",
            name=op.f("monitor_schedules_checked_until_stopped_check"),
        ),
        sa.ForeignKeyConstraint(
            ["user_search_preference_id"],
            ["user_search_preferences.id"],
            name=op.f("monitor_schedules_user_search_preference_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("monitor_schedules_pkey")),
        sa.UniqueConstraint(
            "user_search_preference_id", name=op.f("monitor_schedules_user_search_preference_id_key")
        ),
    )
    op.create_index(
        "monitor_schedules_due_idx",
        "monitor_schedules",
        ["next_check_at"],
        unique=False,
        postgresql_where=sa.text("next_check_at IS NOT NULL"),
    )

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
    for table in ("tee_time_areas", *reversed(CUSTOMER_TABLES)):
        op.drop_table(table)
    op.drop_column("checkout_attempts", "payment")
