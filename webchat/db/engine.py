"""The one engine of this process."""

from datetime import datetime
from time import monotonic
from typing import Any
from weakref import WeakSet

import psycopg2
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import NullPool

from webchat.db import silence
from webchat.domain.clock import follow
from webchat.settings import get_settings

_engine: Engine | None = None
_beside: Engine | None = None
_others: WeakSet[Any] = WeakSet()
_ASK_AFTER = 5.0  # seconds
_ARGUMENTS: dict[str, Any] = {"application_name": "webchat", "options": "-c timezone=UTC"}
# A host that vanishes says nothing. Seconds, the last in milliseconds; a Unix socket needs the first only. What an
# operator wrote into the address of the database stands over these.
_SILENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

# A forgotten transaction would hold back the horizon of the event log for everyone.
_LIMITS = {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "10s", "lock_timeout": "10s"}
# What is prepared is run with any values: it need not be planned for some of them first.
_PLANS = {"plan_cache_mode": "force_generic_plan"}
_LIMITS_SINCE_17 = {"transaction_timeout": "30s"}


def open_engine(url: str) -> Engine:
    """Opens the pool, as large as the number of worker threads, once; a second call gives the same."""
    global _engine, _beside
    if _engine is None:
        size = get_settings().db_pool_size
        arguments = _arguments(make_url(url))
        _engine = create_engine(url, pool_size=size, max_overflow=0, pool_use_lifo=True, connect_args=arguments)
        event.listen(_engine, "connect", _set_up)
        event.listen(_engine, "checkout", _check_what_rested)
        event.listen(_engine, "checkin", _note_rest)
        _beside = plain_engine(url, connect_args=arguments)
        event.listen(_beside, "connect", _set_up)
        silence.watch.start()
    return _engine


def plain_engine(url: str, **arguments: Any) -> Engine:
    """An engine without pool or limits, for what is done before this process serves: connections end with their use."""
    return create_engine(url, poolclass=NullPool, **arguments)


def get_engine() -> Engine:
    """The open engine."""
    if _engine is None:
        raise RuntimeError("The database is not open yet: call open_engine first.")
    return _engine


def open_beside() -> Connection:
    """A connection that the pool does not miss, for what is held longer than a use case."""
    if _beside is None:
        raise RuntimeError("The database is not open yet: call open_engine first.")
    return _beside.connect()


def close_engine() -> None:
    """Closes all connections."""
    global _engine, _beside
    if _engine is not None:
        silence.watch.stop()
        _engine.dispose()
    for connection in list(_others):
        connection.close()
    _engine = _beside = None


def connect_arguments() -> dict[str, Any]:
    """What to open one more connection with, as the pool's are."""
    engine = get_engine()
    _, arguments = engine.dialect.create_connect_args(engine.url)
    return {**arguments, **_arguments(engine.url)}


def close_with_pool(connection: Any) -> None:
    """One of `connect_arguments` is to be closed where the pool is."""
    _others.add(connection)


def limits_of(server_version: int) -> dict[str, str]:
    """Settings of every connection, by name."""
    return _LIMITS | _PLANS | (_LIMITS_SINCE_17 if server_version >= 170000 else {})


def time_of(connection: Connection) -> datetime:
    """What time it is for the database."""
    moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment


def _arguments(url: URL) -> dict[str, Any]:
    return _ARGUMENTS | {name: value for name, value in _SILENCE.items() if name not in url.query}


def _note_rest(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = monotonic()


def _check_what_rested(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that lay for a while may be cut: asking each time would cost as much as a short query."""
    if monotonic() - record.info.get("rests_since", monotonic()) < _ASK_AFTER:
        return
    try:
        with silence.watch.over(connection, silence.STATEMENT), connection.cursor() as cursor:
            _ask_the_time(cursor)
            connection.rollback()
    except psycopg2.Error as error:
        raise DisconnectionError from error  # the pool opens another one


def _set_up(connection: Any, _record: Any) -> None:
    with silence.watch.over(connection, silence.STATEMENT), connection.cursor() as cursor:
        for name, value in limits_of(connection.server_version).items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        _ask_the_time(cursor)
        connection.commit()


def _ask_the_time(cursor: Any) -> None:
    asked = monotonic()
    cursor.execute("SELECT clock_timestamp()")
    follow(cursor.fetchone()[0], asked, monotonic())
