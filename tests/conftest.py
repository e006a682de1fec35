"""What all tests share: one embedded PostgreSQL for the whole session, a real server, a real browser."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything reads the settings: no test touches the data or the configuration of a real installation.
_DATA = tempfile.TemporaryDirectory(prefix="webchat-tests-", ignore_cleanup_errors=True)
_GIVEN = {name: os.environ.pop(name, None) for name in ("DATABASE_URL", "WEBCHAT_SERVICE_KEY", "ALLOWED_ORIGINS")}
os.environ["WEBCHAT_DATA_DIR"] = _DATA.name
os.environ["WEBCHAT_WELCOME_BOT"] = "off"  # its own tests switch it on; the others count what people say
os.environ["WEBCHAT_RATE_LIMITS"] = os.environ.get("WEBCHAT_RATE_LIMITS", "on")

# A run in the background (nohup) ignores this signal, and so would the servers that it starts.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

import psycopg2  # noqa: E402
import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402
from sqlalchemy.engine import make_url  # noqa: E402

from tests.support.emptying import empty  # noqa: E402

settings.register_profile("webchat", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
settings.load_profile("webchat")

pytest_plugins = ["tests.support.server", "tests.support.coturn", "tests.support.mail", "tests.support.seen"]


@pytest.fixture(scope="session")
def empty_database_url() -> Iterator[str]:
    """Start one embedded PostgreSQL for the whole session; not migrated."""
    from webchat.db.embedded import ensure_database, release_database

    address = ensure_database()
    url = make_url(address)
    connection = psycopg2.connect(host=url.query["host"], user=url.username, dbname=url.database)
    connection.autocommit = True
    with connection.cursor() as cursor:  # its transactions hold back the end of the event log for a moment
        cursor.execute("ALTER SYSTEM SET autovacuum_analyze_threshold = 2000000000")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    yield address
    release_database()
    _DATA.cleanup()


@pytest.fixture(scope="session")
def database_url(empty_database_url: str) -> str:
    """Return the address of the session's database, migrated once."""
    from webchat.db.migrate import upgrade

    upgrade(empty_database_url)
    return empty_database_url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[object]:
    """Open the product's own engine on the session's database."""
    from webchat.db.engine import close_engine, get_engine, open_engine

    open_engine(database_url)
    yield get_engine()
    close_engine()


@pytest.fixture
def clean_database(engine: object, database_url: str) -> object:
    """Empty every table, so that each test begins alone; gives the engine."""
    empty(database_url)
    return engine


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Return a short path for a data folder of the test's own."""
    return tmp_path / "data"
