"""Postings that boards offer, and which of them suit whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

CUSTOMER_TABLES = ("matched_users", "posting_matches")


def upgrade() -> None:
    op.create_table(
        "board_answers",
        sa.Column("board", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("last_modified", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "rates",
            postgresql.JSONB(),
            nullable=True,
            comment="how full the fields of the last good answer are",
        ),
        sa.Column("answer", sa.LargeBinary(), nullable=True, comment="the last good one, gzip"),
        sa.Column(
            "quarantined",
            sa.LargeBinary(),
            nullable=True,
            comment="the last one that could not be trusted, gzip",
        ),
        sa.Column("quarantined_why", sa.Text(), nullable=True),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("board", "address", name=op.f("board_answers_pkey")),
    )
    op.create_table(
        "postings",
        sa.Column("pid", sa.Text(), nullable=False, comment="source:source_id"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False, comment="the board's page: where attribution leads"),
        sa.Column("posting", postgresql.JSONB(), nullable=False, comment="all of it, mended"),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="SHA-256 of that"),
        sa.Column(
            "cluster", sa.Text(), nullable=True, comment="one opening has one; NULL until it was compared"
        ),
        sa.Column(
            "role_group", sa.Text(), nullable=True, comment="one role, in one or several places, has one"
        ),
        sa.Column("stands_for_cluster", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "first_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("pid", name=op.f("postings_pkey")),
    )
    op.create_index("postings_source_idx", "postings", ["source", "last_seen_at"], unique=False)
    op.create_index("postings_url_idx", "postings", ["url"], unique=False)
    op.create_index("postings_cluster_idx", "postings", ["cluster"], unique=False)
    op.create_table(
        "posting_decisions",
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False, comment="same, sibling, different"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("posting_decisions_pkey")),
    )
    op.create_table(
        "posting_matches",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("missing", postgresql.JSONB(), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("posting_matches_score_check")),
        sa.PrimaryKeyConstraint("tenant", "environment", "user_id", "pid", name=op.f("posting_matches_pkey")),
    )
    op.create_table(
        "matched_users",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column(
            "held",
            sa.Text(),
            nullable=False,
            comment="what was held against what: equal means nothing to do",
        ),
        sa.Column("matched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "environment", "user_id", name=op.f("matched_users_pkey")),
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
    for table in ("matched_users", "posting_matches", "posting_decisions", "postings", "board_answers"):
        op.drop_table(table)
