"""the address to which somebody wants a mail when they were away for long"""

import sqlalchemy as sa
from alembic import op

revision = "e93b5f1d60a7"
down_revision = "c41d7e92ab05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_digest",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("wanted_address", sa.Text(), server_default="", nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("after_hours", sa.Integer(), server_default="24", nullable=False),
        sa.Column("texts", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("user_id"),
    )
    due = sa.text("address <> '' AND after_hours > 0")
    op.create_index("ix_mail_digest_due", "mail_digest", ["look_at"], postgresql_where=due)


def downgrade() -> None:
    op.drop_table("mail_digest")
