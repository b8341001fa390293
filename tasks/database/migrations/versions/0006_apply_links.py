"""Where to apply for an opening, and every page that it was found on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column(
        "postings",
        sa.Column(
            "apply_url", sa.Text(), nullable=True, comment="where to apply for the opening that it stands for"
        ),
    )
    op.execute("UPDATE postings SET cluster = NULL")  # so that the next run compares and finds the links
    op.add_column(
        "jobs",
        sa.Column(
            "source_links",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
            comment="every board's page",
        ),
    )
    op.add_column(
        "jobs",
        sa.Column(
            "apply_url", sa.Text(), nullable=True, comment="the employer's own link where a board gives it"
        ),
    )


def downgrade() -> None:
    op.drop_column("jobs", "apply_url")
    op.drop_column("jobs", "source_links")
    op.drop_column("postings", "apply_url")
