"""What events tell of a mail is found by the mail: they may come before its id is on its row."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BEFORE = "the payment that it tells of, while no monitor is known to be paid by it"
NOW = "the mail that it tells of, or the payment while no monitor is known to be paid by it"


def upgrade() -> None:
    op.alter_column("provider_events", "about", existing_type=sa.Text(), comment=NOW, existing_comment=BEFORE)
    op.execute("SET LOCAL caddie.all_tenants = 'on'")
    op.execute(
        "UPDATE provider_events SET about = payload ->> 'email_id' WHERE provider = 'resend' AND type IN"
        " ('email.bounced', 'email.complained', 'email.suppressed', 'email.failed', 'email.delivery_delayed')"
    )


def downgrade() -> None:
    op.execute("SET LOCAL caddie.all_tenants = 'on'")
    op.execute("UPDATE provider_events SET about = NULL WHERE provider = 'resend'")
    op.alter_column("provider_events", "about", existing_type=sa.Text(), comment=BEFORE, existing_comment=NOW)
