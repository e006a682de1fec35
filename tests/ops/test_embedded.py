"""The embedded PostgreSQL: crashes, sharing, and other people's folders."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest
from sqlalchemy.engine import make_url

from tests.support.server import wait_until
from webchat.db import identity
from webchat.db.embedded import EmbeddedServer
from webchat.db.identity import DatabaseError, find_identity
from webchat.settings import PROJECT

_USE = """
import sys
from pathlib import Path
from webchat.db.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
print(server.start(), flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def make_server() -> Iterator[Callable[[Path], EmbeddedServer]]:
    servers: list[EmbeddedServer] = []

    def make(folder: Path) -> EmbeddedServer:
        servers.append(EmbeddedServer(folder))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    address = make_url(url)
    connection = psycopg2.connect(host=address.query["host"], user=address.username, dbname=address.database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def another_process(folder: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _USE, str(folder)],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=120)


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))


def test_it_starts_serves_every_script_and_stops(data_dir: Path, make_server) -> None:
    server = make_server(data_dir)
    url = server.start()
    assert ask(url, "SELECT lower('ŻÓŁW'), current_setting('server_encoding'), current_setting('fsync')") == [
        ("żółw", "UTF8", "on")
    ]
    assert ask(url, "SHOW listen_addresses") == [("",)]
    process = postmaster(data_dir)
    server.stop()
    assert not process.is_running()


def test_only_we_can_enter_the_folder_of_the_socket(data_dir: Path, make_server) -> None:
    folder = Path(make_url(make_server(data_dir).start()).query["host"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.stat().st_uid == os.geteuid()


def test_a_deep_folder_has_room_for_the_socket(tmp_path: Path, make_server) -> None:
    url = make_server(tmp_path / ("deep" * 25) / "data").start()
    assert ask(url, "SELECT 1") == [(1,)]


def test_it_works_below_a_private_folder_and_changes_no_permissions(tmp_path: Path, make_server) -> None:
    private, shared = tmp_path / "private", tmp_path / "private" / "shared"
    shared.mkdir(parents=True)
    private.chmod(0o700)
    shared.chmod(0o755)
    make_server(shared / "data").start()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_after_a_kill_of_everything_the_next_start_recovers(data_dir: Path, make_server) -> None:
    process, url = another_process(data_dir)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    server = postmaster(data_dir)
    for victim in (psutil.Process(process.pid), *server.children(), server):
        with suppress(psutil.NoSuchProcess):
            victim.kill()
    end(process)
    assert ask(make_server(data_dir).start(), "SELECT answer FROM kept") == [(42,)]


def test_a_stale_note_of_a_process_id_that_is_taken_again_does_not_hinder(data_dir: Path, make_server) -> None:
    first = make_server(data_dir)
    first.start()
    note = (data_dir / "postgres" / "postmaster.pid").read_text().split("\n", 1)[1]
    first.stop()
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{note}")
    assert ask(make_server(data_dir).start(), "SELECT 1") == [(1,)]


def _is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # between the two
        return True


def test_a_server_left_by_a_killed_process_is_adopted_and_stopped_at_the_end(data_dir: Path, make_server) -> None:
    process, _ = another_process(data_dir)
    left = postmaster(data_dir)
    process.kill()
    end(process)
    assert left.is_running()
    server = make_server(data_dir)
    server.start()
    assert postmaster(data_dir).pid == left.pid
    server.stop()
    wait_until(lambda: _is_gone(left), what="the server's end")


def test_two_processes_share_it_and_the_last_one_stops_it(data_dir: Path, make_server) -> None:
    server = make_server(data_dir)
    url = server.start()
    process, other_url = another_process(data_dir)
    assert other_url == url
    shared = postmaster(data_dir)
    server.stop()
    assert ask(url, "SELECT 1") == [(1,)]
    end(process)
    assert _is_gone(shared)


def test_processes_starting_at_once_get_one_server(data_dir: Path) -> None:
    started = [another_process(data_dir) for _ in range(4)]
    assert len({url for _, url in started}) == 1
    for process, _ in started:
        end(process)
    assert not (data_dir / "postgres" / "postmaster.pid").exists()


def test_ctrl_c_in_the_terminal_does_not_reach_it(data_dir: Path, make_server) -> None:
    make_server(data_dir).start()
    assert os.getsid(postmaster(data_dir).pid) != os.getsid(0)


def test_an_interrupted_first_start_leaves_nothing_half_done(data_dir: Path, make_server) -> None:
    draft = data_dir / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")
    assert ask(make_server(data_dir).start(), "SELECT 1") == [(1,)]


def test_a_socket_folder_that_others_could_enter_is_refused(data_dir: Path, make_server) -> None:
    (data_dir / "socket").mkdir(parents=True, mode=0o755)
    (data_dir / "socket").chmod(0o755)
    with pytest.raises(DatabaseError, match="only this user can enter"):
        make_server(data_dir).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has other users to become")
def test_where_namespaces_are_forbidden_another_user_runs_it(monkeypatch: pytest.MonkeyPatch, make_server) -> None:
    monkeypatch.setattr(identity, "_namespaces_work", lambda: False)
    import tempfile

    with tempfile.TemporaryDirectory(prefix="webchat-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        server = make_server(Path(folder) / "data")
        if not _others_can_run_postgres():
            with pytest.raises(DatabaseError, match="cannot run as root"):
                server.start()
            return
        assert ask(server.start(), "SELECT 1") == [(1,)]
        server.stop()


def _others_can_run_postgres() -> bool:
    from webchat.db.cluster import program

    try:
        find_identity(program("postgres"), Path("/tmp"))
    except DatabaseError:
        return False
    return True


def test_a_signal_to_one_process_leaves_the_others_database(data_dir: Path, make_server) -> None:
    url = make_server(data_dir).start()
    process, _ = another_process(data_dir)
    process.send_signal(signal.SIGKILL)
    end(process)
    assert ask(url, "SELECT 1") == [(1,)]
