"""Migrations, run in this process at every start; an advisory lock lets one process at a time do it."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from webchat.db import dump
from webchat.db.engine import plain_engine
from webchat.db.identity import DatabaseError
from webchat.settings import PROJECT

LOCK = 7_236_110_401  # any number that no other use of advisory locks takes


def alembic_config() -> Config:
    """Return the configuration that the command `alembic` uses too."""
    return Config(PROJECT / "alembic.ini")


def upgrade(url: str, *, restoring: bool = False) -> None:
    """Bring the database at `url` to the newest revision.

    Raises DatabaseError when it does not answer, and where a restore was cut off: only that one goes on (`restoring`).
    """
    config = alembic_config()
    with _connected(url) as guard:
        guard.execution_options(isolation_level="AUTOCOMMIT").execute(
            text("SELECT pg_advisory_lock(:key)"), {"key": LOCK}
        )
        if not restoring and dump.is_unfinished(guard):
            if not dump.is_empty(guard):
                raise DatabaseError("A restore into this database was cut off. Call the same `restore` again.")
            dump.finish(guard)
        if _current(guard) != _newest(config):
            with guard.engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")


def _connected(url: str) -> Connection:
    try:
        return plain_engine(url).connect()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseError(f"The database does not let us in ({reason}): look at DATABASE_URL.") from error


def is_current(url: str) -> bool:
    """Say whether the database at `url` stands at the newest revision."""
    with plain_engine(url).connect() as connection:
        return _current(connection) == _newest(alembic_config())


def _current(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _newest(config: Config) -> set[str]:
    return set(ScriptDirectory.from_config(config).get_heads())
