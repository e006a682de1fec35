"""identities: whom a host names without an issuer is found under any"""

from alembic import op

revision = "5d0b7e42c9f1"
down_revision = "c4e81f7a2d06"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_host_identity_subject", "host_identity", ["subject"])


def downgrade() -> None:
    op.drop_index("ix_host_identity_subject", "host_identity")
