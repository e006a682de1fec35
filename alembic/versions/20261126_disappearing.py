"""messages that disappear"""

import sqlalchemy as sa
from alembic import op

revision = "c4e81f7a2d06"
down_revision = "e93b5f1d60a7"
branch_labels = None
depends_on = None

# Tables that point to messages and would be read whole for each row that is removed.
_POINTING = {
    "report": "message_id",
    "call": "message_id",
    "draft": "reply_to_id",
    "scheduled_message": "reply_to_id",
}


def upgrade() -> None:
    op.add_column("conversation", sa.Column("disappear_seconds", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("message", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("vanished_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_message_expires", "message", ["expires_at"],
        postgresql_where=sa.text("expires_at IS NOT NULL AND vanished_at IS NULL"),
    )
    op.create_index(
        "ix_message_vanished", "message", ["vanished_at"], postgresql_where=sa.text("vanished_at IS NOT NULL")
    )
    for table, column in _POINTING.items():
        op.create_index(
            f"ix_{table}_{column}", table, [column], postgresql_where=sa.text(f"{column} IS NOT NULL")
        )


def downgrade() -> None:
    for table, column in _POINTING.items():
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_index("ix_message_vanished", "message")
    op.drop_index("ix_message_expires", "message")
    op.drop_column("message", "vanished_at")
    op.drop_column("message", "expires_at")
    op.drop_column("conversation", "disappear_seconds")
