"""What GitHub answered, so that only what changed is asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "github_answers",
        sa.Column("api", sa.Text(), nullable=False, comment="where it was asked: GitHub, or the sandbox"),
        sa.Column(
            "path",
            sa.Text(),
            nullable=False,
            comment="with its query, and `raw` after it for a file's own bytes",
        ),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True, comment="to ask with the next time"),
        sa.Column(
            "as_of",
            sa.Text(),
            nullable=True,
            comment="the push up to which it holds: until the next one nothing is asked",
        ),
        sa.Column("following", sa.Text(), nullable=True, comment="the next page"),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("api", "path", name=op.f("github_answers_pkey")),
    )


def downgrade() -> None:
    op.drop_table("github_answers")
