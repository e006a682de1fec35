"""webhooks"""

import sqlalchemy as sa
from alembic import op

from webchat.models.events import Xid8

revision = "e7a04c915f26"
down_revision = "7a3f52c8d016"
branch_labels = None
depends_on = None


def _later(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _moment() -> sa.Column:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _words(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _counter(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("by_service", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _words("url"),
        sa.Column("events", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True, unique=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("txid", Xid8(), server_default=sa.text("'0'::xid8"), nullable=False),
        _counter("event_id"),
        _counter("since_event_id"),
        _moment(),
        _later("ended_at"),
        _later("deleted_at"),
    )
    op.create_index("ix_webhook_conversation_id", "webhook", ["conversation_id"])
    op.create_index("ix_webhook_bot_id", "webhook", ["bot_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("webhook_id", sa.BigInteger(), sa.ForeignKey("webhook.id"), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        _counter("attempts"),
        _later("first_at"),
        _later("due_at"),
        _later("done_at"),
        _later("parked_at"),
        _words("last_error"),
        _moment(),
        sa.UniqueConstraint("webhook_id", "event_id", name="uq_webhook_delivery_event"),
    )
    op.create_index(
        "ix_webhook_delivery_due",
        "webhook_delivery",
        ["webhook_id", "due_at", "id"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
