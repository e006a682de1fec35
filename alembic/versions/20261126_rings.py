"""calls: what one answered is not unread, and whose devices were told that they ring"""

import sqlalchemy as sa
from alembic import op

revision = "c4e81f60a97d"
down_revision = "b7c15e90d3f2"
branch_labels = None
depends_on = None


# What limited tokens see of the table, with the columns that it has now.
_VIEW = """
    CREATE OR REPLACE VIEW scoped.membership AS SELECT * FROM public.membership
    WHERE conversation_id = ANY(string_to_array(current_setting('webchat.rooms'), ',')::bigint[])
    WITH CHECK OPTION
"""


def upgrade() -> None:
    none = sa.text("'{}'")
    op.add_column("membership", sa.Column("answered", sa.ARRAY(sa.BigInteger()), server_default=none, nullable=False))
    op.execute(_VIEW)
    op.add_column("call_participant", sa.Column("told", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("call_participant", "told")
    op.execute("DROP VIEW scoped.membership")
    op.drop_column("membership", "answered")
    op.execute(_VIEW)
