"""avatars"""

import sqlalchemy as sa
from alembic import op

revision = "5d1c7be2a904"
down_revision = "3f8e0a6c91b7"
branch_labels = None
depends_on = None

_TABLES = ("user", "conversation")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("avatar_media_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(f"fk_{table}_avatar_media_id", table, "media", ["avatar_media_id"], ["id"])
        op.create_index(
            f"ix_{table}_avatar_media_id",
            table,
            ["avatar_media_id"],
            postgresql_where=sa.text("avatar_media_id IS NOT NULL"),
        )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"ix_{table}_avatar_media_id", table_name=table)
        op.drop_constraint(f"fk_{table}_avatar_media_id", table, type_="foreignkey")
        op.drop_column(table, "avatar_media_id")
