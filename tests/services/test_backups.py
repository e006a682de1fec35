"""A backup holds everything, and comes back in an empty place as what it was."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg2
import pytest
from PIL import Image
from sqlalchemy.engine import URL, make_url

from tests.support.chat import Listener, group, say
from tests.support.uploads import own_folder
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict
from webchat.services import backups, events, uploads
from webchat.settings import PROJECT, get_settings

__all__ = ["own_folder"]

# The log stays behind, and with it what it moves along.
_OTHERWISE = {"event", "webhook_delivery", "installation", "webhook"}


@pytest.fixture
def empty_place(database_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation that was never started: another database, another folder."""
    url = make_url(database_url)
    _admin(url, "CREATE DATABASE restored")
    address = url.set(database="restored", drivername="postgresql").render_as_string()
    yield {**os.environ, "DATABASE_URL": address, "WEBCHAT_DATA_DIR": str(tmp_path / "new"), "UPLOAD_DIR": "uploads"}
    _admin(url, "DROP DATABASE restored WITH (FORCE)")


def _connect(url: URL, database: str) -> psycopg2.extensions.connection:
    return psycopg2.connect(host=url.query["host"], user=url.username, dbname=database)


def _admin(url: URL, statement: str) -> None:
    connection = _connect(url, "postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _contents(url: URL, database: str) -> dict[str, str]:
    """A fingerprint of every table."""
    connection = _connect(url, database)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = [name for (name,) in cursor.fetchall() if name not in _OTHERWISE]
            found = {}
            for table in tables:
                cursor.execute(f"""SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')), count(*)
                    FROM "{table}" t""")
                found[table] = str(cursor.fetchone())
            return found
    finally:
        connection.close()


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def _picture(tmp_path: Path) -> AsyncIterator[bytes]:
    path = tmp_path / "picture.png"
    Image.effect_mandelbrot((600, 400), (-2, -1.5, 1, 1.5), 60).save(path)
    yield path.read_bytes()


def _webchat(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webchat", *arguments], env=environment, cwd=PROJECT, capture_output=True, text=True
    )


async def test_it_comes_back_as_what_it_was(
    live: Listener, ana: Actor, bob: Actor, tmp_path: Path, database_url: str, empty_place: dict[str, str]
) -> None:
    room = await group(ana, bob)
    file = await uploads.upload_file(ana, _picture(tmp_path), "picture.png")
    await say(ana, room, "Look, ünïcode 😀 and\ttabs\\", media_ids=(file.id,))
    await say(bob, room, "Nice")
    archive = tmp_path / "webchat.tar"
    made = await backups.back_up(database_url, archive)
    assert made.rows["messages"] == 3
    assert made.files >= 2
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with pytest.raises(Conflict):
        await backups.back_up(database_url, archive)

    done = _webchat("restore", str(archive), environment=empty_place)
    assert done.returncode == 0, done.stderr
    assert "2 users, 3 messages in 1 conversations" in done.stdout
    url, place = make_url(database_url), Path(empty_place["WEBCHAT_DATA_DIR"])
    assert _contents(url, "restored") == _contents(url, url.database or "")
    before, after = _files(tmp_path / "uploads"), _files(place / "uploads")
    assert {key: value for key, value in before.items() if not key.startswith("parts")} == after
    assert (place / "secret_key").read_text() == get_settings().secret_key.get_secret_value()

    again = _webchat("restore", str(archive), environment=empty_place)
    assert again.returncode == 1
    assert "not empty" in again.stderr
    # Whoever was connected before the backup reads afresh: the numbers of the log mean something else now.
    old = (await read(events.read_log, ana, None)).cursor
    connection = _connect(url, "restored")
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, (SELECT count(*) FROM event) FROM installation")
        epoch, logged = cursor.fetchone()
    connection.close()
    assert (epoch != old.split(".")[0], logged) == (True, 0)


def test_what_is_no_backup_is_said_in_a_sentence(tmp_path: Path, empty_place: dict[str, str]) -> None:
    other, evil = tmp_path / "other.tar", tmp_path / "evil.tar"
    other.write_text("not a tar")
    with tarfile.open(evil, "w") as archive:
        archive.add(__file__, "../../etc/passwd")
    for path in (other, evil):
        done = _webchat("restore", str(path), environment=empty_place)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert "backup" in done.stderr
    assert not (tmp_path / "etc").exists()
