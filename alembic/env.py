"""What Alembic runs: on the connection of `webchat.db.migrate`, or on its own for `alembic revision`."""

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine
from sqlmodel import SQLModel

import webchat.models  # noqa: F401  fills SQLModel.metadata
from webchat.db.embedded import ensure_database


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_server_default=True)
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
    engine = create_engine(ensure_database(), poolclass=NullPool)
    with engine.begin() as connection:
        migrate(connection)
