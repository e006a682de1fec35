"""calls, and who takes part in them"""

import sqlalchemy as sa
from alembic import op

revision = "a7d90c4be213"
down_revision = "d2f61c8e5b94"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("initiator_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("media", sa.Text(), server_default="mesh", nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ring_until", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["initiator_id"], ["user.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    live = sa.text("ended_at IS NULL")
    op.create_index("ux_call_live", "call", ["conversation_id"], unique=True, postgresql_where=live)
    op.create_index("ix_call_due", "call", ["due_at"], postgresql_where=live)
    op.create_index("ix_call_conversation_id", "call", ["conversation_id"])
    op.create_table(
        "call_participant",
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("device_id", sa.Text(), server_default="", nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("line", sa.Text(), server_default="", nullable=False),
        sa.Column("noticed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("call_id", "user_id"),
    )
    op.create_index(
        "ux_call_participant_inside",
        "call_participant",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'connecting', 'active', 'reconnecting')"),
    )
    op.create_index("ix_call_participant_user", "call_participant", ["user_id", "call_id"])


def downgrade() -> None:
    op.drop_table("call_participant")
    op.drop_table("call")
