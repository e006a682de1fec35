"""search finds the names of files"""

import sqlalchemy as sa
from alembic import op

from webchat.domain.names import search_key

revision = "7a3f52c8d016"
down_revision = "7c41d09be5a2"
branch_labels = None
depends_on = None

_SOME = 1000
_NAMED = """
    SELECT m.id, m.search_text, string_agg(f.filename, ' ' ORDER BY c.position) AS names
    FROM message m JOIN message_media c ON c.message_id = m.id JOIN media f ON f.id = c.media_id
    WHERE m.deleted_at IS NULL AND m.kind <> 'voice' AND m.id > :after GROUP BY m.id ORDER BY m.id LIMIT :some
"""
_FOUND_BY = """
    UPDATE message SET search_text = f.folded FROM unnest(cast(:ids AS bigint[]), cast(:texts AS text[]))
        AS f (id, folded) WHERE message.id = f.id
"""


def upgrade() -> None:
    connection, after = op.get_bind(), 0
    while found := connection.execute(sa.text(_NAMED), {"after": after, "some": _SOME}).all():
        texts = [search_key(f"{row.search_text} {row.names}") for row in found]
        connection.execute(sa.text(_FOUND_BY), {"ids": [row.id for row in found], "texts": texts})
        after = found[-1].id


def downgrade() -> None:
    """What is found by more words than before harms nobody."""
