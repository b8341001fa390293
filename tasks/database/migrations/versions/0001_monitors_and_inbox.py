"""The inbox, tokens and attempts of every workflow; the rows of monitor-creation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

CUSTOMER_TABLES = (
    "search_criteria",
    "priority_courses",
    "user_search_preferences",
    "checkout_attempts",
    "step_attempts",
    "inbox",
    "tokens",
)


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, comment="SHA-256 of what was asked for"),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("ref_type", sa.Text(), nullable=True),
        sa.Column("ref_id", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("flow_run_id", sa.Uuid(), nullable=True, comment="NULL until Prefect has the run"),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True, comment="why Prefect will never take it"),
        sa.PrimaryKeyConstraint("id", name=op.f("inbox_pkey")),
        sa.UniqueConstraint("flow_run_id", name=op.f("inbox_flow_run_id_key")),
    )
    op.create_index(
        "inbox_idempotency_key",
        "inbox",
        ["tenant", "environment", "workflow", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )
    op.create_index("inbox_ref_idx", "inbox", ["tenant", "environment", "ref_type", "ref_id"], unique=False)
    op.create_index(
        "inbox_waiting_idx",
        "inbox",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text(
            "flow_run_id IS NULL AND refusal IS NULL AND (cancelled_at IS NULL OR tries > 0)"
        ),
    )
    op.create_table(
        "search_criteria",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False, comment="the flow run that made the monitor"),
        sa.Column("zip_code", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False, comment="IANA name, from the point"),
        sa.Column("radius_miles", sa.Integer(), nullable=False),
        sa.Column("search_date", sa.Date(), nullable=False),
        sa.Column("number_of_players", sa.SmallInteger(), nullable=False),
        sa.Column("preferred_time_start", sa.SmallInteger(), nullable=False),
        sa.Column("preferred_time_end", sa.SmallInteger(), nullable=False),
        sa.Column(
            "max_price", sa.Integer(), nullable=True, comment="whole dollars a player; NULL is no limit"
        ),
        sa.Column("hot_deals_only", sa.Boolean(), nullable=False),
        sa.Column("holes", sa.SmallInteger(), nullable=False, comment="1: nine, 2: eighteen, 3: either"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("latitude <> 0 OR longitude <> 0", name=op.f("search_criteria_null_island_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("search_criteria_pkey")),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "request_id",
            name=op.f("search_criteria_tenant_environment_request_id_key"),
        ),
    )
    op.create_table(
        "step_attempts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("flow_run_id", sa.Uuid(), nullable=False),
        sa.Column("task_run_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False, comment="counted from 1"),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("retryable", sa.Boolean(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("step_attempts_pkey")),
        sa.UniqueConstraint("task_run_id", "attempt", name=op.f("step_attempts_task_run_id_attempt_key")),
    )
    op.create_index(op.f("step_attempts_flow_run_id_idx"), "step_attempts", ["flow_run_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the token"),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("tokens_pkey")),
        sa.UniqueConstraint("hash", name=op.f("tokens_hash_key")),
        sa.UniqueConstraint("tenant", "environment", "name", name=op.f("tokens_tenant_environment_name_key")),
    )
    op.create_table(
        "workflows",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "deployment",
            postgresql.JSONB(),
            nullable=False,
            comment="as Prefect last described it",
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("workflows_pkey")),
    )
    op.create_table(
        "priority_courses",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("search_criteria_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False, comment="0 is the favourite"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_criteria_id"],
            ["search_criteria.id"],
            name=op.f("priority_courses_search_criteria_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("priority_courses_pkey")),
        sa.UniqueConstraint(
            "search_criteria_id",
            "facility_id",
            name=op.f("priority_courses_search_criteria_id_facility_id_key"),
        ),
    )
    op.create_table(
        "user_search_preferences",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("search_criteria_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="pending_payment", nullable=False),
        sa.Column("payment_enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("notify_enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("schedule_id", sa.String(length=255), nullable=True),
        sa.Column(
            "schedule_interval", sa.String(length=50), nullable=False, comment="ISO 8601, such as PT5M"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_criteria_id"],
            ["search_criteria.id"],
            name=op.f("user_search_preferences_search_criteria_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("user_search_preferences_pkey")),
        sa.UniqueConstraint(
            "search_criteria_id", "email", name=op.f("user_search_preferences_search_criteria_id_email_key")
        ),
    )
    op.create_table(
        "checkout_attempts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_search_preference_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False, comment="counted from 1"),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column(
            "params",
            postgresql.JSONB(),
            nullable=False,
            comment="what is sent to Stripe, to the letter",
        ),
        sa.Column("price_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="pending, open, expired"),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("amount_total", sa.Integer(), nullable=True, comment="in the currency's smallest unit"),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_search_preference_id"],
            ["user_search_preferences.id"],
            name=op.f("checkout_attempts_user_search_preference_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("checkout_attempts_pkey")),
        sa.UniqueConstraint("idempotency_key", name=op.f("checkout_attempts_idempotency_key_key")),
        sa.UniqueConstraint("session_id", name=op.f("checkout_attempts_session_id_key")),
        sa.UniqueConstraint(
            "user_search_preference_id",
            "attempt",
            name=op.f("checkout_attempts_user_search_preference_id_attempt_key"),
        ),
    )
    op.create_index(
        "checkout_attempts_one_live_key",
        "checkout_attempts",
        ["user_search_preference_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('pending', 'open')"),
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
    for table in ("workflows", *reversed(CUSTOMER_TABLES)):
        op.drop_table(table)
