"""Postings that boards offer, the same for all tenants, and which of them suit whom."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tasks.database.tables.base import metadata, moment, scope

board_answers = Table(
    "board_answers",
    metadata,
    Column("board", Text, nullable=False),
    Column("address", Text, nullable=False),
    moment("asked_at"),
    moment("answered_at", nullable=True),
    Column("etag", Text, nullable=False, server_default=""),
    Column("last_modified", Text, nullable=False, server_default=""),
    Column("rates", JSONB, comment="how full the fields of the last good answer are"),
    Column("answer", LargeBinary, comment="the last good one, gzip"),
    Column("quarantined", LargeBinary, comment="the last one that could not be trusted, gzip"),
    Column("quarantined_why", Text),
    moment("quarantined_at", nullable=True),
    PrimaryKeyConstraint("board", "address"),
)

postings = Table(
    "postings",
    metadata,
    Column("pid", Text, primary_key=True, comment="source:source_id"),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False, comment="the board's page: where attribution leads"),
    Column("posting", JSONB, nullable=False, comment="all of it, mended"),
    Column("content_hash", Text, nullable=False, comment="SHA-256 of that"),
    Column("cluster", Text, comment="one opening has one; NULL until it was compared"),
    Column("role_group", Text, comment="one role, in one or several places, has one"),
    Column("stands_for_cluster", Boolean, nullable=False, server_default=text("false")),
    Column("apply_url", Text, comment="where to apply for the opening that it stands for"),
    moment("first_seen_at"),
    moment("last_seen_at"),
    Index("postings_source_idx", "source", "last_seen_at"),
    Index("postings_url_idx", "url"),
    Index("postings_cluster_idx", "cluster"),
)

posting_decisions = Table(
    "posting_decisions",
    metadata,
    Column("a", Text, nullable=False),
    Column("b", Text, nullable=False),
    Column("verdict", Text, nullable=False, comment="same, sibling, different"),
    Column("reason", Text, nullable=False),
    moment("decided_at"),
    moment("undone_at", nullable=True),
    PrimaryKeyConstraint("a", "b"),
)

posting_matches = Table(
    "posting_matches",
    metadata,
    *scope(),
    Column("user_id", Text, nullable=False),
    Column("pid", Text, nullable=False),
    Column("score", SmallInteger, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("missing", JSONB, nullable=False),
    moment("matched_at"),
    PrimaryKeyConstraint("tenant", "environment", "user_id", "pid"),
    CheckConstraint("score BETWEEN 0 AND 100", name="score"),
)

matched_users = Table(
    "matched_users",
    metadata,
    *scope(),
    Column("user_id", Text, nullable=False),
    Column("held", Text, nullable=False, comment="what was held against what: equal means nothing to do"),
    moment("matched_at"),
    PrimaryKeyConstraint("tenant", "environment", "user_id"),
)
