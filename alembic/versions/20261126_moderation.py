"""admins, suspended people, slow mode, and what admins did"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7c3a9e52f1d8"
down_revision = "8e5a3c07f1d2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("user", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_user_suspended", "user", ["id"], postgresql_where=sa.text("suspended_at IS NOT NULL"))
    op.add_column("conversation", sa.Column("slow_seconds", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index(
        "ix_message_deleted", "message", ["deleted_at"],
        postgresql_where=sa.text("deleted_at IS NOT NULL AND (body <> '' OR payload <> '{}')"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_index("ix_message_deleted", "message")
    op.drop_column("conversation", "slow_seconds")
    op.drop_index("ix_user_suspended", "user")
    op.drop_column("user", "suspended_at")
    op.drop_column("user", "is_admin")
