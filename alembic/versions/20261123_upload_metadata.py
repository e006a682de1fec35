"""what a client said of an upload"""

import sqlalchemy as sa
from alembic import op

revision = "91c6f0d2be47"
down_revision = "e7a04c915f26"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("upload", sa.Column("about", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("upload", "about")
