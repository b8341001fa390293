"""The door's inbox and tokens, and what is remembered of runs."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tasks.database.tables.base import metadata, moment, row_id, scope

step_attempts = Table(
    "step_attempts",
    metadata,
    row_id(),
    *scope(),
    Column("flow_run_id", Uuid, nullable=False),
    Column("task_run_id", Uuid, nullable=False),
    Column("step", Text, nullable=False),
    Column("attempt", SmallInteger, nullable=False, comment="counted from 1"),
    Column("error", Text, nullable=False),
    Column("retryable", Boolean, nullable=False),
    moment("failed_at"),
    moment("next_try_at", nullable=True),
    UniqueConstraint("task_run_id", "attempt"),
    Index(None, "flow_run_id"),
)

inbox = Table(
    "inbox",
    metadata,
    row_id(),
    *scope(),
    Column("workflow", Text, nullable=False),
    Column("params", JSONB, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False, comment="SHA-256 of what was asked for"),
    Column("idempotency_key", Text),
    Column("ref_type", Text),
    Column("ref_id", Text),
    Column("metadata", JSONB, nullable=False),
    moment("created_at"),
    moment("start_at"),
    moment("claimed_until", nullable=True),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("flow_run_id", Uuid, unique=True, comment="NULL until Prefect has the run"),
    moment("cancelled_at", nullable=True),
    Column("refusal", Text, comment="why Prefect will never take it"),
    Index(
        "inbox_idempotency_key",
        "tenant",
        "environment",
        "workflow",
        "idempotency_key",
        unique=True,
        postgresql_where=text("idempotency_key IS NOT NULL"),
    ),
    Index(
        "inbox_waiting_idx",
        "created_at",
        postgresql_where=text(
            "flow_run_id IS NULL AND refusal IS NULL AND (cancelled_at IS NULL OR tries > 0)"
        ),
    ),
    Index("inbox_ref_idx", "tenant", "environment", "ref_type", "ref_id"),
)

tokens = Table(
    "tokens",
    metadata,
    row_id(),
    *scope(),
    Column("name", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True, comment="SHA-256 of the token"),
    Column("scopes", ARRAY(Text), nullable=False),
    moment("created_at"),
    moment("expires_at", nullable=True),
    moment("revoked_at", nullable=True),
    UniqueConstraint("tenant", "environment", "name"),
)

workflows = Table(
    "workflows",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("deployment_id", Uuid, nullable=False),
    Column("deployment", JSONB, nullable=False, comment="as Prefect last described it"),
    moment("seen_at"),
)
