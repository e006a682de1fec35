"""The one engine of this process."""

from typing import Any

from sqlalchemy import Engine, create_engine, event

from webchat.settings import get_settings

_engine: Engine | None = None

# A forgotten transaction would hold back the horizon of the event log for everyone.
_LIMITS = {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "10s", "lock_timeout": "10s"}
_LIMITS_SINCE_17 = {"transaction_timeout": "30s"}


def open_engine(url: str) -> Engine:
    """Opens the pool, as large as the number of worker threads, once; a second call gives the same."""
    global _engine
    if _engine is None:
        size = get_settings().db_pool_size
        arguments = {"application_name": "webchat", "options": "-c timezone=UTC"}
        _engine = create_engine(url, pool_size=size, max_overflow=0, pool_pre_ping=True, connect_args=arguments)
        event.listen(_engine, "connect", _set_limits)
    return _engine


def get_engine() -> Engine:
    """The open engine."""
    if _engine is None:
        raise RuntimeError("The database is not open yet: call open_engine first.")
    return _engine


def close_engine() -> None:
    """Closes all connections."""
    global _engine
    if _engine is not None:
        _engine.dispose()
    _engine = None


def _set_limits(connection: Any, _record: Any) -> None:
    limits = _LIMITS | (_LIMITS_SINCE_17 if connection.server_version >= 170000 else {})
    with connection.cursor() as cursor:
        for name, value in limits.items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.commit()
