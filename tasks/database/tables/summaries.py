"""Weekly summaries, one a person and week, and addresses that take no mail any more."""

from sqlalchemy import Column, DateTime, Index, SmallInteger, String, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from tasks.database.tables.base import metadata, moment, row_id, scope

weekly_summaries = Table(
    "weekly_summaries",
    metadata,
    row_id(),
    *scope(),
    Column("user_id", Text, nullable=False),
    Column("week", String(8), nullable=False, comment="ISO, such as 2026-W47"),
    Column("recipient", Text),
    Column("starts_at", DateTime(timezone=True), nullable=False, comment="Monday's midnight in their zone"),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("before_at", DateTime(timezone=True), nullable=False, comment="start of the week before"),
    Column("state", Text, nullable=False, comment="pending, sending, sent, skipped, failed, unknown"),
    Column("reason", Text, comment="why it was skipped, failed or is unknown"),
    Column("numbers", JSONB, comment="NULL until they are gathered"),
    Column("subject", Text),
    Column("html", Text),
    Column("text", Text),
    Column("headers", JSONB),
    Column("batch_key", Text, comment="the idempotency key that it was sent under"),
    Column("position", SmallInteger, comment="its place in the batch, from 0"),
    Column("provider_id", Text, unique=True),
    Column("delivery", Text, comment="what the provider told later: delayed, bounced, complained, failed"),
    moment("claimed_until", nullable=True),
    moment("first_tried_at", nullable=True),
    moment("sent_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("tenant", "environment", "user_id", "week"),
    Index(
        "weekly_summaries_open_idx",
        "week",
        "state",
        "id",
        postgresql_where=text("state IN ('pending', 'sending')"),
    ),
)

email_suppressions = Table(
    "email_suppressions",
    metadata,
    Column("email", Text, primary_key=True, comment="in lower case"),
    Column("reason", Text, nullable=False, comment="bounced, complained or suppressed"),
    Column("event_id", Text, nullable=False, comment="the provider's event that told it"),
    moment("created_at"),
)
