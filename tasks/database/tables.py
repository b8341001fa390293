"""The tables, as migrations leave them. Rows of a customer carry tenant and environment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def _id() -> Column[UUID]:
    return Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid())


def _scope() -> tuple[Column[str], Column[str]]:
    return Column("tenant", Text, nullable=False), Column("environment", Text, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(
        name, DateTime(timezone=True), nullable=nullable, server_default=None if nullable else func.now()
    )


search_criteria = Table(
    "search_criteria",
    metadata,
    _id(),
    *_scope(),
    Column("request_id", Uuid, nullable=False, comment="the flow run that made the monitor"),
    Column("zip_code", Text, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("time_zone", Text, nullable=False, comment="IANA name, from the point"),
    Column("radius_miles", Integer, nullable=False),
    Column("search_date", Date, nullable=False),
    Column("number_of_players", SmallInteger, nullable=False),
    Column("preferred_time_start", SmallInteger, nullable=False),
    Column("preferred_time_end", SmallInteger, nullable=False),
    Column("max_price", Integer, comment="whole dollars a player; NULL is no limit"),
    Column("hot_deals_only", Boolean, nullable=False),
    Column("holes", SmallInteger, nullable=False, comment="1: nine, 2: eighteen, 3: either"),
    _moment("created_at"),
    _moment("updated_at"),
    UniqueConstraint("tenant", "environment", "request_id"),
    CheckConstraint("latitude <> 0 OR longitude <> 0", name="null_island"),
)

priority_courses = Table(
    "priority_courses",
    metadata,
    _id(),
    *_scope(),
    Column("search_criteria_id", ForeignKey(search_criteria.c.id, ondelete="CASCADE"), nullable=False),
    Column("facility_id", BigInteger, nullable=False),
    Column("position", SmallInteger, nullable=False, comment="0 is the favourite"),
    _moment("created_at"),
    UniqueConstraint("search_criteria_id", "facility_id"),
)

user_search_preferences = Table(
    "user_search_preferences",
    metadata,
    _id(),
    *_scope(),
    Column("email", Text, nullable=False),
    Column("search_criteria_id", ForeignKey(search_criteria.c.id, ondelete="CASCADE"), nullable=False),
    Column("status", Text, nullable=False, server_default="pending_payment"),
    Column("payment_enabled", Boolean, nullable=False, server_default=text("true")),
    Column("notify_enabled", Boolean, nullable=False, server_default=text("true")),
    Column("active", Boolean, nullable=False, server_default=text("false")),
    Column("schedule_id", String(255)),
    Column("schedule_interval", String(50), nullable=False, comment="ISO 8601, such as PT5M"),
    _moment("created_at"),
    _moment("updated_at"),
    UniqueConstraint("search_criteria_id", "email"),
)

checkout_attempts = Table(
    "checkout_attempts",
    metadata,
    _id(),
    *_scope(),
    Column(
        "user_search_preference_id",
        ForeignKey(user_search_preferences.c.id, ondelete="CASCADE"),
        nullable=False,
    ),
    Column("attempt", SmallInteger, nullable=False, comment="counted from 1"),
    Column("idempotency_key", Text, nullable=False, unique=True),
    Column("params", JSONB, nullable=False, comment="what is sent to Stripe, to the letter"),
    Column("price_id", Text, nullable=False),
    Column("state", Text, nullable=False, comment="pending, open, expired"),
    Column("session_id", Text, unique=True),
    Column("url", Text),
    Column("amount_total", Integer, comment="in the currency's smallest unit"),
    Column("currency", Text),
    _moment("expires_at"),
    _moment("created_at"),
    _moment("updated_at"),
    UniqueConstraint("user_search_preference_id", "attempt"),
    Index(
        "checkout_attempts_one_live_key",
        "user_search_preference_id",
        unique=True,
        postgresql_where=text("state IN ('pending', 'open')"),
    ),
)

step_attempts = Table(
    "step_attempts",
    metadata,
    _id(),
    *_scope(),
    Column("flow_run_id", Uuid, nullable=False),
    Column("task_run_id", Uuid, nullable=False),
    Column("step", Text, nullable=False),
    Column("attempt", SmallInteger, nullable=False, comment="counted from 1"),
    Column("error", Text, nullable=False),
    Column("retryable", Boolean, nullable=False),
    _moment("failed_at"),
    _moment("next_try_at", nullable=True),
    UniqueConstraint("task_run_id", "attempt"),
    Index(None, "flow_run_id"),
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    *_scope(),
    Column("workflow", Text, nullable=False),
    Column("params", JSONB, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False, comment="SHA-256 of what was asked for"),
    Column("idempotency_key", Text),
    Column("ref_type", Text),
    Column("ref_id", Text),
    Column("metadata", JSONB, nullable=False),
    _moment("created_at"),
    _moment("start_at"),
    _moment("claimed_until", nullable=True),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("flow_run_id", Uuid, unique=True, comment="NULL until Prefect has the run"),
    _moment("cancelled_at", nullable=True),
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
    _id(),
    *_scope(),
    Column("name", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True, comment="SHA-256 of the token"),
    Column("scopes", ARRAY(Text), nullable=False),
    _moment("created_at"),
    _moment("expires_at", nullable=True),
    _moment("revoked_at", nullable=True),
    UniqueConstraint("tenant", "environment", "name"),
)

workflows = Table(
    "workflows",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("deployment_id", Uuid, nullable=False),
    Column("deployment", JSONB, nullable=False, comment="as Prefect last described it"),
    _moment("seen_at"),
)

CUSTOMER_TABLES = tuple(table for table in metadata.sorted_tables if "tenant" in table.c)
