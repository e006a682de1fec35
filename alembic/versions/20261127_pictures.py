"""pictures: which one a host names for its user"""

import sqlalchemy as sa
from alembic import op

revision = "7a1c93e5d284"
down_revision = "5d0b7e42c9f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("host_identity", sa.Column("avatar", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("host_identity", "avatar")
