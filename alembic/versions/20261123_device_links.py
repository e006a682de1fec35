"""device links"""

import sqlalchemy as sa
from alembic import op

revision = "5b1e7d40a6c3"
down_revision = "2c6f0b83d9a4"
branch_labels = None
depends_on = None


def _words(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _hash(name: str, **more: bool) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), **{"nullable": False, **more})


def upgrade() -> None:
    op.create_table(
        "device_link",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        _hash("secret_hash", unique=True),
        _hash("selector_hash", unique=True),
        _hash("code_hash"),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        _hash("claim_hash", unique=True, nullable=True),
        _words("device"),
        _words("address"),
        _words("answer"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.create_index("ix_device_link_user_id", "device_link", ["user_id"])
    op.create_index("ix_device_link_expires_at", "device_link", ["expires_at"])


def downgrade() -> None:
    op.drop_table("device_link")
