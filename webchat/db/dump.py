"""The whole database to a file and back, by PostgreSQL's own programs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from webchat.db.cluster import program
from webchat.db.engine import plain_engine
from webchat.db.identity import DatabaseError
from webchat.settings import child_environment

# The log is of one life of a database: its numbers of transactions mean nothing in another one.
_NOT_KEPT = ("event", "webhook_delivery")
# A large database takes longer than any use case may.
_UNLIMITED = text("""
    SELECT set_config(name, '0', true) FROM pg_settings
    WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
""")

# What stands in another schema are views of these tables; an extension may be somebody else's, and is not made twice.
_CLEAR = (
    text("""DO $$ DECLARE found text; BEGIN
    FOR found IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'DROP TABLE IF EXISTS ' || found || ' CASCADE';
    END LOOP; END $$"""),
    text("DROP SCHEMA IF EXISTS scoped"),
)


# Stands in a database from before `load` until all that belongs to it is here, whoever dies meanwhile.
_MARK = "webchat_restoring"
_MARKED = text("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = :name)").bindparams(name=_MARK)
_TAKE_MARK = text(f"DROP SCHEMA IF EXISTS {_MARK}")
_ALONE = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))").bindparams(name=_MARK)


@contextmanager
def snapshot(url: str) -> Iterator[tuple[Session, str]]:
    """One moment of the database, as long as this is open: to read, and its name for `dump`."""
    with plain_engine(url, isolation_level="REPEATABLE READ").connect() as connection, Session(connection) as session:
        session.execute(_UNLIMITED)
        yield session, session.execute(text("SELECT pg_export_snapshot()")).scalar_one()


def dump(url: str, snapshot_name: str, to: Path) -> None:
    """Writes everything of that moment to a file that `load` reads. Raises DatabaseError."""
    left_out = [f"--exclude-table-data=public.{table}" for table in _NOT_KEPT]
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot_name}",
         f"--file={to}", *left_out)  # fmt: skip


@contextmanager
def alone(url: str) -> Iterator[bool]:
    """Whether nobody else restores into this database meanwhile."""
    with plain_engine(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection.execute(_ALONE).scalar_one()


def load(url: str, source: Path) -> None:
    """Fills an empty database from a file, all or nothing, and marks it as unfinished. Raises DatabaseError."""
    with plain_engine(url).begin() as connection:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_MARK}"))
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", source)


def finish(connection: Connection) -> None:
    """All is here that belongs to what `load` brought."""
    connection.execute(_TAKE_MARK)


def is_unfinished(connection: Connection) -> bool:
    """Whether `load` was called here, and neither `finish` nor `clear` came after it."""
    return connection.execute(_MARKED).scalar_one()


def clear(url: str) -> None:
    """Takes out what `load` brought; only for a database that was empty before it."""
    with plain_engine(url).begin() as connection:
        for statement in (*_CLEAR, _TAKE_MARK):
            connection.execute(statement)


def is_empty(connection: Connection) -> bool:
    """Whether the database holds no table."""
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    return connection.execute(text(tables)).scalar_one() == 0


def _run(name: str, url: str, *arguments: str | Path) -> None:
    """The password goes by the environment: what stands in a command line everybody on the machine can read."""
    address = make_url(url).set(drivername="postgresql")
    secret = {"PGPASSWORD": str(address.password)} if address.password else {}
    target = address.set(password=None).render_as_string()
    done = subprocess.run(
        [program(name), "--dbname", target, *arguments], env=child_environment(**secret), capture_output=True, text=True
    )
    if done.returncode != 0:
        raise DatabaseError(f"{name} failed: {done.stderr.strip()[-1000:]}")
