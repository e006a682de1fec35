"""A backup holds everything, and comes back in an empty place as what it was."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import psycopg2
import pytest
from PIL import Image
from sqlalchemy.engine import URL, make_url

from tests.support.chat import Listener, group, say
from tests.support.server import wait_until
from tests.support.uploads import own_folder
from webchat.db import dump, migrate
from webchat.db.engine import plain_engine
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


@pytest.fixture
async def archive(live: Listener, ana: Actor, tmp_path: Path, database_url: str) -> Path:
    """A backup with a file in it."""
    await uploads.upload_file(ana, _picture(tmp_path), "picture.png")
    path = tmp_path / "webchat.tar"
    await backups.back_up(database_url, path)
    return path


def _members(path: Path) -> list[tarfile.TarInfo]:
    with tarfile.open(path) as archive:
        return archive.getmembers()


def _cut(path: Path) -> None:
    """What a copy that broke off leaves, where that happened to be between two members."""
    os.truncate(path, next(one.offset for one in _members(path) if one.name.startswith("thumbnails/")))


def _damage(name: str) -> Callable[[Path], None]:
    """One bit is another one, in the middle of the first member whose name begins so."""

    def damage(path: Path) -> None:
        member = next(one for one in _members(path) if one.name.startswith(name))
        with path.open("r+b") as file:
            file.seek(member.offset_data + member.size // 2)
            (byte,) = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1]))

    return damage


def _write_anew(path: Path, change: Callable[[tarfile.TarInfo, bytes], bytes | None]) -> None:
    """The same archive with other contents; None leaves a member out."""
    whole = path.rename(path.with_suffix(".whole"))
    with tarfile.open(whole) as source, tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as target:
        for member in source:
            content = source.extractfile(member)
            assert content is not None
            changed = change(member, content.read())
            if changed is not None:
                member.size = len(changed)
                target.addfile(member, BytesIO(changed))


def _leave_out_a_file(path: Path) -> None:
    _write_anew(path, lambda member, content: None if member.name.startswith("content/") else content)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_cut, "not whole"), (_damage("content/"), "damaged: content/"), (_damage("thumbnails/"), "damaged: thumb"),
        (_damage("database.dump"), "damaged: database.dump"), (_leave_out_a_file, "Not everything came"),
    ],
)  # fmt: skip
def test_a_backup_that_is_damaged_is_not_taken_for_whole(
    archive: Path, empty_place: dict[str, str], harm: Callable[[Path], None], said: str
) -> None:
    whole = archive.read_bytes()
    harm(archive)
    done = _webchat("restore", str(archive), environment=empty_place)
    assert done.returncode == 1, done.stdout
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert _files(Path(empty_place["WEBCHAT_DATA_DIR"]) / "uploads") == {}
    archive.write_bytes(whole)
    again = _webchat("restore", str(archive), environment=empty_place)
    assert again.returncode == 0, again.stderr


def test_a_restore_that_was_killed_is_said_and_begins_anew(
    archive: Path, database_url: str, empty_place: dict[str, str]
) -> None:
    url = make_url(database_url)
    with closing(_connect(url, "restored")) as held, held.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [migrate.LOCK])  # it waits between the database and the files
        command = [sys.executable, "-m", "webchat", "restore", str(archive)]
        going = subprocess.Popen(command, env=empty_place, cwd=PROJECT)
        wait_until(lambda: _contents(url, "restored"), what="the database to be there")
        going.kill()
        going.wait()
    refused = _webchat("migrate", environment=empty_place)
    assert refused.returncode == 1
    assert "cut off" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    again = _webchat("restore", str(archive), environment=empty_place)
    assert again.returncode == 0, again.stderr
    with plain_engine(_ours(empty_place)).connect() as place:
        assert not dump.is_unfinished(place)


def _ours(place: dict[str, str]) -> str:
    return make_url(place["DATABASE_URL"]).set(drivername="postgresql+psycopg2").render_as_string()


def test_two_restores_into_one_place_do_not_meet(archive: Path, empty_place: dict[str, str]) -> None:
    with dump.alone(_ours(empty_place)) as ours:
        assert ours
        second = _webchat("restore", str(archive), environment=empty_place)
    assert second.returncode == 1
    assert "Another restore" in second.stderr


def test_a_backup_from_before_members_said_what_they_hold_is_taken(archive: Path, empty_place: dict[str, str]) -> None:
    def as_before(member: tarfile.TarInfo, content: bytes) -> bytes | None:
        member.pax_headers = {}
        if member.name == "webchat.json":
            return json.dumps(json.loads(content) | {"format": 1, "files": 0, "lost": 0}).encode()
        return None if member.name == "end.json" else content

    _write_anew(archive, as_before)
    done = _webchat("restore", str(archive), environment=empty_place)
    assert done.returncode == 0, done.stderr
    assert "files have" not in done.stdout
    assert "files are" not in done.stdout


async def test_what_the_store_had_lost_or_damaged_is_said_and_comes_as_it_is(
    live: Listener, ana: Actor, tmp_path: Path, database_url: str, empty_place: dict[str, str]
) -> None:
    for number in (1, 2, 3):
        await uploads.upload_file(ana, _words(f"File {number}"), f"{number}.txt")
    lost, damaged, _ = sorted((tmp_path / "uploads" / "content").glob("*/*"))
    lost.unlink()
    damaged.chmod(0o600)
    damaged.write_bytes(b"other")
    archive = tmp_path / "webchat.tar"
    made = await backups.back_up(database_url, archive)
    assert (made.files, made.lost, made.damaged) == (2, 1, 1)
    done = _webchat("restore", str(archive), environment=empty_place)
    assert done.returncode == 0, done.stderr
    assert "1 files have no content" in done.stdout
    assert "1 files are not what they were" in done.stdout
    assert sorted(_files(Path(empty_place["WEBCHAT_DATA_DIR"]) / "uploads").values()) == sorted(
        content for key, content in _files(tmp_path / "uploads").items() if key.startswith("content")
    )


async def _words(text: str) -> AsyncIterator[bytes]:
    yield text.encode()


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


def test_where_nothing_can_be_written_is_said_in_a_sentence(tmp_path: Path, database_url: str) -> None:
    address = make_url(database_url).set(drivername="postgresql").render_as_string()
    here = os.environ | {"DATABASE_URL": address, "WEBCHAT_DATA_DIR": str(tmp_path / "data")}
    for arguments in (("backup", "/proc/backup.tar"), ("backup", str(tmp_path / "none" / "backup.tar"))):
        done = _webchat(*arguments, environment=here)
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
        assert "cannot be written" in done.stderr
