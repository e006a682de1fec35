"""what people hide: when they are here, and what they have read"""

import sqlalchemy as sa
from alembic import op

revision = "b7c15e90d3f2"
down_revision = "7c3a9e52f1d8"
branch_labels = None
depends_on = None


# What limited tokens see of the table, with the columns that it has now.
_VIEW = """
    CREATE OR REPLACE VIEW scoped.membership AS SELECT * FROM public.membership
    WHERE conversation_id = ANY(string_to_array(current_setting('webchat.rooms'), ',')::bigint[])
    WITH CHECK OPTION
"""


def upgrade() -> None:
    for name in ("hides_receipts", "hides_presence"):
        op.add_column("user", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("membership", sa.Column("shown_seq", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("UPDATE membership SET shown_seq = read_seq")
    op.create_index("ix_membership_shown", "membership", ["conversation_id", "shown_seq"])
    op.drop_index("ix_membership_read", table_name="membership")
    op.execute(_VIEW)


def downgrade() -> None:
    op.create_index("ix_membership_read", "membership", ["conversation_id", "read_seq"])
    op.drop_index("ix_membership_shown", table_name="membership")
    op.execute("DROP VIEW scoped.membership")
    op.drop_column("membership", "shown_seq")
    op.execute(_VIEW)
    for name in ("hides_receipts", "hides_presence"):
        op.drop_column("user", name)
