"""Everything that must be kept, as one file: the database of one moment, the files that it speaks of, the key.

The archive is a plain tar: `webchat.json` says what is in it, `secret_key`, `database.dump` is PostgreSQL's own format,
then come the files under the keys of the store. What the log holds stays behind: whoever comes back reads afresh.
"""

from __future__ import annotations

import json
import re
import secrets
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import IO

from webchat.db import dump
from webchat.db.advisory import holder
from webchat.db.engine import close_engine, open_engine
from webchat.db.identity import DatabaseError
from webchat.db.migrate import upgrade
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, InvalidInput
from webchat.media import storage
from webchat.repositories import backups
from webchat.services.media_keeper import KEEPER
from webchat.settings import get_settings

_FORMAT = 1
_ABOUT, _KEY, _DATABASE = "webchat.json", "secret_key", "database.dump"
_STORED = re.compile(r"(content/[0-9a-f]{2}/[0-9a-f]{64}|thumbnails/[0-9a-f]{2}/[0-9a-f]{64}/[a-z0-9-]+\.webp)")
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds: rows by table, and how many files. `lost`: files whose content was not in the store."""

    made_at: str
    rows: dict[str, int]
    files: int = 0
    lost: int = 0


async def back_up(url: str, to: Path) -> Backup:
    """Writes an archive while everything runs on. Raises `Conflict` where the file is there already."""
    draft = _draft_of(to)
    try:
        async with holder() as locks, locks.trying(KEEPER) as ours:  # nobody removes a file meanwhile
            if not ours:
                raise Conflict("Files that nobody needs are being removed just now. Try again in a minute.")
            with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as archive:
                made = await _write(url, archive)
        draft.rename(to)
    finally:
        draft.unlink(missing_ok=True)
    return made


async def restore(url: str, source: Path) -> Backup:
    """Fills an empty installation from an archive, and looks whether all of it came. Raises `Conflict`, `InvalidInput`.

    Cursors of before count no more: the epoch of the log is another one.
    """
    await _need_empty(url)
    try:
        with tarfile.open(source, "r:") as archive:
            members = iter(archive)
            about = _read_about(archive, members)
            _keep_key(archive, members)
            _load_database(url, archive, members)
            upgrade(url)
            open_engine(url)
            files = await _store_files(archive, members)
    except (tarfile.TarError, OSError) as error:
        raise InvalidInput(f"{source} cannot be read as a backup: {error}") from error
    await transact(_begin_anew)
    found = Backup(about.made_at, await read(_count), files)
    if found.rows != about.rows:
        raise Conflict(f"Not everything came: {found.rows} instead of {about.rows}.")
    return found


def _draft_of(to: Path) -> Path:
    """A new file beside, for us alone: an archive is there whole or not at all."""
    if to.exists():
        raise Conflict(f"{to} is there already.")
    draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    return draft


async def _write(url: str, archive: tarfile.TarFile) -> Backup:
    with tempfile.TemporaryDirectory(prefix="webchat-backup-") as folder:
        dumped = Path(folder) / _DATABASE
        with dump.snapshot(url) as (session, name):
            rows, hashes = backups.counts(session), backups.contents(session)
            dump.dump(url, name, dumped)
        made_at = now().astimezone(UTC).isoformat(timespec="seconds")
        about = asdict(Backup(made_at, rows)) | {"format": _FORMAT}
        _add(archive, _ABOUT, json.dumps(about, indent=1).encode())
        _add(archive, _KEY, get_settings().secret_key.get_secret_value().encode())
        archive.add(dumped, _DATABASE, filter=_anonymous)
    files = lost = 0
    for sha256 in hashes:
        found = await _add_files(archive, sha256)
        files, lost = files + found, lost + (not found)
    return Backup(made_at, rows, files, lost)


async def _add_files(archive: tarfile.TarFile, sha256: str) -> int:
    """The content and what was made of it; 0 where the store has lost it."""
    size = await storage.size_of(storage.content_key(sha256))
    if size is None:
        return 0
    await _add_stored(archive, storage.content_key(sha256), size)
    count = 1
    async for page in storage.pages_of(f"thumbnails/{sha256[:2]}/{sha256}"):
        for item in page:
            await _add_stored(archive, item.key, item.size)
            count += 1
    return count


async def _add_stored(archive: tarfile.TarFile, key: str, size: int) -> None:
    with tempfile.SpooledTemporaryFile(_BLOCK) as spool:
        if size:
            async for piece in storage.read(key, 0, size):
                spool.write(piece)
        spool.seek(0)
        _add_from(archive, key, size, spool)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_from(archive, name, len(content), BytesIO(content))


def _add_from(archive: tarfile.TarFile, name: str, size: int, source: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(now().timestamp())
    archive.addfile(entry, source)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


async def _need_empty(url: str) -> None:
    if not dump.is_empty(url):
        raise Conflict("The database is not empty. Restore into an empty place: another WEBCHAT_DATA_DIR, say.")
    for prefix in ("content", "thumbnails"):
        async for page in storage.pages_of(prefix):
            if page:
                raise Conflict("The store of files is not empty. Restore into an empty place.")


def _next(members: Iterable[tarfile.TarInfo], name: str) -> tarfile.TarInfo:
    entry = next(iter(members), None)
    if entry is None or entry.name != name or not entry.isfile():
        raise InvalidInput(f"This is no backup of WebChat: {name} is not where it should be.")
    return entry


def _read_about(archive: tarfile.TarFile, members: Iterable[tarfile.TarInfo]) -> Backup:
    about = json.loads(_open(archive, _next(members, _ABOUT)).read())
    if about.pop("format", None) != _FORMAT:
        raise InvalidInput("This backup was made by another version of WebChat that writes them differently.")
    return Backup(**about)


def _keep_key(archive: tarfile.TarFile, members: Iterable[tarfile.TarInfo]) -> None:
    """Links and webhooks that were signed go on to count, unless the operator sets another SECRET_KEY."""
    path = get_settings().data_dir / "secret_key"
    content = _open(archive, _next(members, _KEY)).read()
    if path.exists():
        path.write_bytes(content)


def _load_database(url: str, archive: tarfile.TarFile, members: Iterable[tarfile.TarInfo]) -> None:
    with tempfile.NamedTemporaryFile(prefix="webchat-restore-") as file:
        _copy(_open(archive, _next(members, _DATABASE)), file)
        dump.load(url, Path(file.name))


async def _store_files(archive: tarfile.TarFile, members: Iterable[tarfile.TarInfo]) -> int:
    count = 0
    for entry in members:
        if not entry.isfile() or not _STORED.fullmatch(entry.name):
            raise InvalidInput(f"{entry.name!r} does not belong into a backup.")
        with tempfile.NamedTemporaryFile(prefix="webchat-restore-") as file:
            _copy(_open(archive, entry), file)
            await storage.keep(entry.name, Path(file.name))
        count += 1
    return count


def _open(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(entry)
    if opened is None:
        raise DatabaseError(f"{entry.name} cannot be read.")
    return opened


def _copy(source: IO[bytes], to: IO[bytes]) -> None:
    while block := source.read(_BLOCK):
        to.write(block)
    to.flush()


def _begin_anew(uow: UnitOfWork) -> None:
    backups.begin_anew(uow.session, secrets.token_hex(8))


def _count(uow: UnitOfWork) -> dict[str, int]:
    return backups.counts(uow.session)


def close() -> None:
    """Closes what `restore` opened."""
    close_engine()
