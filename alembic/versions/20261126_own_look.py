"""the language, theme and accent that people chose for all their devices, and the guide that welcomes them"""

import sqlalchemy as sa
from alembic import op

revision = "c41d7e92ab05"
down_revision = "c4e81f60a97d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("language", "theme", "accent"):
        op.add_column("user", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "guide",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "welcome",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_index("ix_welcome_unsaid", "welcome", ["user_id"], postgresql_where=sa.text("said_at IS NULL"))


def downgrade() -> None:
    op.drop_table("welcome")
    op.drop_table("guide")
    for name in ("accent", "theme", "language"):
        op.drop_column("user", name)
