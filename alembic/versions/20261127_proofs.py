"""proofs: in which conversations a file counts that a limited proof sent here"""

import sqlalchemy as sa
from alembic import op

revision = "b2f64d1c8e07"
down_revision = "7a1c93e5d284"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("media", "upload"):
        op.add_column(table, sa.Column("rooms", sa.ARRAY(sa.BigInteger()), nullable=True))


def downgrade() -> None:
    for table in ("media", "upload"):
        op.drop_column(table, "rooms")
