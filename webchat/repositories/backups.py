"""Queries for copies of everything."""

from sqlalchemy import text
from sqlmodel import Session

_COUNTS = text("""
    SELECT (SELECT count(*) FROM "user") AS users, (SELECT count(*) FROM conversation) AS conversations,
        (SELECT count(*) FROM membership) AS memberships, (SELECT count(*) FROM message) AS messages,
        (SELECT count(*) FROM reaction) AS reactions, (SELECT count(*) FROM media) AS media,
        (SELECT count(*) FROM session) AS sessions
""")
_CONTENTS = text("SELECT DISTINCT sha256 FROM media ORDER BY sha256")
# Numbers of transactions begin anew in another cluster: whatever held a place in the log holds it no more.
_BEGIN_ANEW = text("""
    WITH emptied AS (DELETE FROM event), undelivered AS (DELETE FROM webhook_delivery), listening AS (
        UPDATE webhook SET txid = '0', event_id = 0
    )
    UPDATE installation SET epoch = :epoch, pruned_txid = '0'
""")


def counts(session: Session) -> dict[str, int]:
    """Rows by table."""
    return dict(session.execute(_COUNTS).mappings().one())


def contents(session: Session) -> list[str]:
    """The hashes of all files, in order."""
    return list(session.execute(_CONTENTS).scalars())


def begin_anew(session: Session, epoch: str) -> None:
    """An empty log of another epoch."""
    session.execute(_BEGIN_ANEW, {"epoch": epoch})
