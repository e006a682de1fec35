"""Who a person is to a host, bots and their makers, and what a token for single conversations sees."""

import sqlalchemy as sa
from alembic import op

revision = "2c6f0b83d9a4"
down_revision = "91c6f0d2be47"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "host_identity",
        sa.Column("issuer", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("user.id"), nullable=False, unique=True),
        sa.Column("name", sa.String(), server_default="", nullable=False),
    )
    op.add_column("user", sa.Column("is_bot", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("user", sa.Column("made_by", sa.BigInteger(), sa.ForeignKey("user.id"), nullable=True))
    op.create_index("ix_user_made_by", "user", ["made_by"], postgresql_where=sa.text("made_by IS NOT NULL"))
    op.execute('UPDATE "user" SET is_bot = true WHERE id IN (SELECT bot_id FROM webhook)')
    # See db/scope.py. A migration that changes the table makes the view anew.
    op.execute("CREATE SCHEMA scoped")
    op.execute("""
        CREATE VIEW scoped.membership AS SELECT * FROM public.membership
        WHERE conversation_id = ANY(string_to_array(current_setting('webchat.rooms'), ',')::bigint[])
        WITH CHECK OPTION
    """)


def downgrade() -> None:
    op.execute("DROP SCHEMA scoped CASCADE")
    op.drop_index("ix_user_made_by", "user")
    op.drop_column("user", "made_by")
    op.drop_column("user", "is_bot")
    op.drop_table("host_identity")
