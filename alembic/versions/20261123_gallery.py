"""gallery"""

import sqlalchemy as sa
from alembic import op

revision = "b41e07d95c3a"
down_revision = "5d1c7be2a904"
branch_labels = None
depends_on = None

_FILL = """
    UPDATE message_media c SET conversation_id = m.conversation_id, seq = m.seq,
        shelf = CASE WHEN m.kind = 'voice' THEN 'voice' WHEN f.kind IN ('image', 'video') THEN 'media' ELSE 'files' END
    FROM message m, media f WHERE m.id = c.message_id AND f.id = c.media_id
"""


def upgrade() -> None:
    op.add_column("media", sa.Column("pages", sa.Integer(), nullable=True))
    for column in (
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("shelf", sa.Text(), nullable=True),
    ):
        op.add_column("message_media", column)
    op.execute(_FILL)
    for name in ("conversation_id", "seq", "shelf"):
        op.alter_column("message_media", name, nullable=False)
    op.create_foreign_key(
        "message_media_conversation_id_fkey", "message_media", "conversation", ["conversation_id"], ["id"]
    )
    op.create_index("ix_message_media_shelf", "message_media", ["conversation_id", "shelf", "seq", "position"])


def downgrade() -> None:
    op.drop_index("ix_message_media_shelf", table_name="message_media")
    for name in ("shelf", "seq", "conversation_id"):
        op.drop_column("message_media", name)
    op.drop_column("media", "pages")
