"""groups and messages"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from webchat.domain.names import search_key

revision = "20a3c1b7d2e4"
down_revision = "5666e14559af"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "former_member",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("removed_by", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"],
            ["user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("conversation_id", "user_id"),
    )
    op.create_table(
        "invite",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("max_uses", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("uses", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index(op.f("ix_invite_conversation_id"), "invite", ["conversation_id"], unique=False)
    op.create_table(
        "receipt_moment",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("conversation_id", "user_id", "seq", "is_read"),
    )
    op.create_index("ix_receipt_moment_at", "receipt_moment", ["at"], unique=False, postgresql_using="brin")
    op.create_table(
        "draft",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply_to_id", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("user_id", "conversation_id"),
    )
    op.create_table(
        "mention",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("message_id", "user_id"),
    )
    op.create_index("ix_mention_user", "mention", ["user_id", "conversation_id", "seq"], unique=False)
    op.create_table(
        "message_revision",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.PrimaryKeyConstraint("message_id", "version"),
    )
    op.create_table(
        "poll_vote",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("message_id", "user_id", "option"),
    )
    op.create_table(
        "reaction",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("emoji", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("message_id", "user_id", "emoji"),
    )
    op.create_table(
        "scheduled_message",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="text", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reply_to_id", sa.BigInteger(), nullable=True),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "client_id", name="scheduled_message_once"),
    )
    op.create_index("ix_scheduled_message_due", "scheduled_message", ["send_at"], unique=False)
    op.create_table(
        "star",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("user_id", "message_id"),
    )
    op.create_index("ix_star_message_id", "star", ["message_id"], unique=False)
    op.add_column("conversation", sa.Column("who_can_write", sa.Text(), server_default="all", nullable=False))
    op.add_column("conversation", sa.Column("who_can_add", sa.Text(), server_default="admins", nullable=False))
    op.add_column("conversation", sa.Column("is_public", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("conversation", sa.Column("search_key", sa.Text(), server_default="", nullable=False))
    op.add_column("conversation", sa.Column("members_count", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index(
        "ix_conversation_public",
        "conversation",
        ["search_key", "id"],
        unique=False,
        postgresql_where=sa.text("is_public"),
    )
    op.add_column("membership", sa.Column("unread_mark", sa.BigInteger(), nullable=True))
    op.add_column("membership", sa.Column("hidden_seq", sa.BigInteger(), nullable=True))
    op.add_column("membership", sa.Column("archived_seq", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE membership m SET archived_seq = c.last_seq FROM conversation c WHERE c.id = m.conversation_id AND archived"
    )
    op.drop_column("membership", "archived")
    op.add_column("membership", sa.Column("notify", sa.Text(), server_default="all", nullable=False))
    op.create_index("ix_membership_delivered", "membership", ["conversation_id", "delivered_seq"], unique=False)
    op.create_index("ix_membership_read", "membership", ["conversation_id", "read_seq"], unique=False)
    op.add_column("message", sa.Column("search_text", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "message",
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("message", sa.Column("reply_to_id", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("mentions_all", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("message", sa.Column("link_preview", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("message", sa.Column("preview_off", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("message", sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("pinned_by", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("deleted_by", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_message_pinned",
        "message",
        ["conversation_id", "pinned_at"],
        unique=False,
        postgresql_where=sa.text("pinned_at is not null"),
    )
    op.create_index(
        "ix_message_links",
        "message",
        ["conversation_id", "seq"],
        unique=False,
        postgresql_where=sa.text("html like '%<a href=%' and deleted_at is null"),
    )
    op.create_index(
        "ix_message_to_all",
        "message",
        ["conversation_id", "seq"],
        unique=False,
        postgresql_where=sa.text("mentions_all"),
    )
    op.create_foreign_key("message_deleted_by_fkey", "message", "user", ["deleted_by"], ["id"])
    op.create_foreign_key("message_pinned_by_fkey", "message", "user", ["pinned_by"], ["id"])
    op.create_index(
        "ix_message_reply_to_id",
        "message",
        ["reply_to_id"],
        unique=False,
        postgresql_where=sa.text("reply_to_id is not null"),
    )
    op.create_foreign_key("message_reply_to_id_fkey", "message", "message", ["reply_to_id"], ["id"])
    op.execute(
        "UPDATE conversation c SET members_count = (SELECT count(*) FROM membership WHERE conversation_id = c.id)"
    )
    _fold_messages(op.get_bind())
    _fold_names(op.get_bind())
    op.create_index(
        "ix_message_search",
        "message",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index("ix_message_recent", "message", ["created_at"], unique=False)
    op.create_index("ix_message_sender", "message", ["sender_id", "created_at"], unique=False)


def _fold_names(connection: sa.Connection) -> None:
    found = connection.execute(sa.text('SELECT id, username, display_name FROM "user"')).all()
    folded = [(search_key(row.username), search_key(row.display_name)) for row in found]
    values = {
        "ids": [row.id for row in found],
        "keys": [shown if name == shown else f"{shown} {name}" for name, shown in folded],
    }
    connection.execute(
        sa.text(
            'UPDATE "user" SET search_key = f.folded FROM unnest(cast(:ids AS bigint[]), cast(:keys AS text[]))'
            ' AS f (id, folded) WHERE "user".id = f.id'
        ),
        values,
    )


def _fold_messages(connection: sa.Connection) -> None:
    found = connection.execute(sa.text("SELECT id, body FROM message WHERE deleted_at IS NULL")).all()
    for start in range(0, len(found), 1000):
        some = found[start : start + 1000]
        values = {"ids": [row.id for row in some], "texts": [search_key(row.body) for row in some]}
        connection.execute(
            sa.text(
                "UPDATE message SET search_text = f.folded FROM unnest(:ids, :texts) AS f (id, folded) WHERE message.id = f.id"
            ),
            values,
        )


def downgrade() -> None:
    op.drop_index("ix_message_sender", table_name="message")
    op.drop_index("ix_message_recent", table_name="message")
    op.drop_index("ix_message_search", table_name="message")
    op.drop_index("ix_message_reply_to_id", table_name="message", postgresql_where=sa.text("reply_to_id is not null"))
    op.drop_index("ix_message_links", table_name="message")
    op.drop_index("ix_message_to_all", table_name="message", postgresql_where=sa.text("mentions_all"))
    op.drop_index("ix_message_pinned", table_name="message", postgresql_where=sa.text("pinned_at is not null"))
    op.drop_column("message", "deleted_by")
    op.drop_column("message", "pinned_by")
    op.drop_column("message", "pinned_at")
    op.drop_column("message", "preview_off")
    op.drop_column("message", "link_preview")
    op.drop_column("message", "mentions_all")
    op.drop_column("message", "reply_to_id")
    op.drop_column("message", "payload")
    op.drop_column("message", "search_text")
    op.drop_index("ix_membership_read", table_name="membership")
    op.drop_index("ix_membership_delivered", table_name="membership")
    op.drop_column("membership", "notify")
    op.add_column("membership", sa.Column("archived", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.drop_column("membership", "archived_seq")
    op.drop_column("membership", "hidden_seq")
    op.drop_column("membership", "unread_mark")
    op.drop_index("ix_conversation_public", table_name="conversation")
    op.drop_column("conversation", "members_count")
    op.drop_column("conversation", "search_key")
    op.drop_column("conversation", "is_public")
    op.drop_column("conversation", "who_can_add")
    op.drop_column("conversation", "who_can_write")
    op.drop_table("star")
    op.drop_index("ix_scheduled_message_due", table_name="scheduled_message")
    op.drop_table("scheduled_message")
    op.drop_table("reaction")
    op.drop_table("poll_vote")
    op.drop_table("message_revision")
    op.drop_index("ix_mention_user", table_name="mention")
    op.drop_table("mention")
    op.drop_table("draft")
    op.drop_table("receipt_moment")
    op.drop_index(op.f("ix_invite_conversation_id"), table_name="invite")
    op.drop_table("invite")
    op.drop_table("former_member")
