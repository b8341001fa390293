"""What providers told us, and what is to be told through them."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from tasks.database.tables.base import metadata, moment, row_id, scope

_ABOUT = "the mail that it tells of, or the payment while no monitor is known to be paid by it"

provider_events = Table(
    "provider_events",
    metadata,
    Column("id", Text, primary_key=True, comment="the provider's own, such as evt_…"),
    Column("tenant", Text, comment="NULL for an event that belongs to no monitor of ours"),
    Column("environment", Text),
    Column("provider", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("user_search_preference_id", Uuid, comment="the monitor that it moved or might have moved"),
    Column("about", Text, comment=_ABOUT),
    Column("outcome", Text, nullable=False, comment="what came of it, for a person"),
    moment("occurred_at"),
    moment("received_at"),
    Index("provider_events_about_idx", "about", postgresql_where=text("about IS NOT NULL")),
    Index("provider_events_monitor_idx", "user_search_preference_id"),
)

mails = Table(
    "mails",
    metadata,
    row_id(),
    *scope(),
    Column("key", Text, nullable=False, unique=True, comment="the provider's idempotency key too"),
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="pending", comment="pending, sent, failed"),
    Column("provider_id", Text),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    moment("created_at"),
    moment("claimed_until", nullable=True),
    moment("first_tried_at", nullable=True),
    moment("sent_at", nullable=True),
    Index("mails_unsent_idx", "created_at", postgresql_where=text("state = 'pending'")),
)
