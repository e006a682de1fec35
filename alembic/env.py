"""What Alembic runs: on the connection of `webchat.db.migrate`, or on its own for `alembic revision`."""

from alembic import context
from sqlalchemy import Boolean, Connection, DateTime, Integer, String
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlmodel import SQLModel

import webchat.models  # noqa: F401  fills SQLModel.metadata
from webchat.db.embedded import ensure_database
from webchat.db.engine import plain_engine

ischema_names["xid8"] = String  # SQLAlchemy does not know the type of a transaction's number


def differs(_context: object, _inspected: object, _column: object, found: object, wanted: object) -> bool | None:
    """Take text of any kind for the same (PostgreSQL does); None leaves the rest to Alembic."""
    return False if isinstance(found, String) and not isinstance(wanted, (Integer, DateTime, Boolean)) else None


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=differs)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=SQLModel.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif given is not None:
    migrate(given)
else:
    with plain_engine(ensure_database()).begin() as connection:
        migrate(connection)
