"""Queries for whoever watches over the installation."""

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.cursors import Cursor

# Whose transaction has a number has written: it holds the log's horizon back, in whichever database it is.
_PULSE = text("""
    SELECT (SELECT count(*) FROM (
            SELECT 1 FROM event WHERE (txid, id) > (cast(:txid AS xid8), :id) LIMIT 10000
        ) AS ahead) AS behind,
        (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0) FROM pg_stat_activity
            WHERE backend_xid IS NOT NULL) AS horizon_age,
        (SELECT count(*) FROM webhook_delivery WHERE due_at <= now()) AS webhooks
""")


def pulse(session: Session, read_up_to: Cursor) -> RowMapping:
    """`behind`: events after a position; `horizon_age` in seconds; `webhooks`: deliveries that are due."""
    return session.execute(_PULSE, {"txid": str(read_up_to.txid), "id": read_up_to.id}).mappings().one()
