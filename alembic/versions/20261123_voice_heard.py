"""who heard which voice message"""

import sqlalchemy as sa
from alembic import op

revision = "7c41d09be5a2"
down_revision = "b41e07d95c3a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voice_heard",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("message_id", "user_id"),
    )


def downgrade() -> None:
    op.drop_table("voice_heard")
