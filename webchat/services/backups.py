"""Everything that must be kept, as one file: the database of one moment, the files that it speaks of, the key.

The archive is a plain tar: `webchat.json` says what is in it, `secret_key`, `database.dump` is PostgreSQL's own format,
then come the files under the keys of the store, and `end.json` says how many they are: without it a part is missing.
What the log holds stays behind: whoever comes back reads afresh.
"""

from __future__ import annotations

import json
import re
import secrets
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import Any

from webchat.db import dump
from webchat.db.advisory import holder
from webchat.db.engine import close_engine, open_engine, plain_engine
from webchat.db.migrate import upgrade
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, InvalidInput
from webchat.media import storage
from webchat.repositories import backups
from webchat.services.checked_tar import add, take
from webchat.services.media_keeper import KEEPER
from webchat.settings import get_settings

_FORMAT = 2
_UNCHECKED = 1
"""Before, members did not say what they hold, and nothing said where the end is."""

_ABOUT, _KEY, _DATABASE, _END = "webchat.json", "secret_key", "database.dump", "end.json"
_STORED = re.compile(r"(content/[0-9a-f]{2}/[0-9a-f]{64}|thumbnails/[0-9a-f]{2}/[0-9a-f]{64}/[a-z0-9-]+\.webp)")
_PREFIXES = ("content", "thumbnails")
_SPOOLED = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds: rows by table, and how many files.

    `lost`: contents that were not in the store. `damaged`: contents that were not what they had been; they come along.
    """

    made_at: str
    rows: dict[str, int]
    files: int = 0
    lost: int = 0
    damaged: int = 0


@dataclass(slots=True)
class _Came:
    """What was stored from an archive; `contents` are the hashes that it is kept under. `end`: what its end says."""

    files: int = 0
    damaged: int = 0
    contents: set[str] = field(default_factory=set)
    end: dict[str, int] | None = None


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

    Cursors of before count no more: the epoch of the log is another one. What fails leaves the place empty; after a
    kill nothing starts on what is there until the same is called again.
    """
    with dump.alone(url) as ours:
        if not ours:
            raise Conflict("Another restore is going on here.")
        with plain_engine(url).connect() as place:
            cut_off = dump.is_unfinished(place)
        if cut_off:
            await _empty_again(url)
        await _need_empty(url)
        return await _fill(url, source)


async def _fill(url: str, source: Path) -> Backup:
    try:
        with tarfile.open(source, "r:") as archive:
            members = iter(archive)
            about, checked = _read_about(archive, members)
            _keep_key(archive, members, checked=checked)
            _load_database(url, archive, members, checked=checked)  # all or nothing: from here on the place is ours
            try:
                upgrade(url, restoring=True)
                open_engine(url)
                came = await _store_files(archive, members, checked=checked)
                await transact(_begin_anew)
                found = await _compare(about, came)
                with plain_engine(url).begin() as place:
                    dump.finish(place)
                return found
            except BaseException:
                await _empty_again(url)
                raise
    except (tarfile.TarError, OSError) as error:
        raise InvalidInput(f"{source} cannot be read as a backup: {error}") from error


async def _empty_again(url: str) -> None:
    """The same command can be called again; the key stays, for the next archive brings its own."""
    close_engine()
    dump.clear(url)
    for prefix in _PREFIXES:
        async for page in storage.pages_of(prefix):
            await storage.drop(*(item.key for item in page))


async def _compare(about: Backup, came: _Came) -> Backup:
    """What is here now; raises `Conflict` where that is not what the archive says it holds."""
    rows, hashes = await read(_count)
    found = Backup(about.made_at, rows, came.files, len(hashes - came.contents), came.damaged)
    is_here, said = asdict(found), asdict(about) | (came.end or {})
    known = said if came.end else {"rows"}
    differing = [f"{name} {is_here[name]} instead of {said[name]}" for name in known if is_here[name] != said[name]]
    if differing:
        raise Conflict(f"Not everything came: {', '.join(differing)}.")
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
        _add_json(archive, _ABOUT, {"format": _FORMAT, "made_at": made_at, "rows": rows})
        add(archive, _KEY, BytesIO(get_settings().secret_key.get_secret_value().encode()))
        with dumped.open("rb") as source:
            add(archive, _DATABASE, source)
    end = {"files": 0, "lost": 0, "damaged": 0}
    for sha256 in hashes:
        await _add_files(archive, sha256, end)
    _add_json(archive, _END, end)
    return Backup(made_at, rows, **end)


async def _add_files(archive: tarfile.TarFile, sha256: str, end: dict[str, int]) -> None:
    """The content and what was made of it; counted in `end`."""
    size = await storage.size_of(storage.content_key(sha256))
    if size is None:
        end["lost"] += 1
        return
    end["damaged"] += await _add_stored(archive, storage.content_key(sha256), size) != sha256
    end["files"] += 1
    async for page in storage.pages_of(f"thumbnails/{sha256[:2]}/{sha256}"):
        for item in page:
            await _add_stored(archive, item.key, item.size)
            end["files"] += 1


async def _add_stored(archive: tarfile.TarFile, key: str, size: int) -> str:
    with tempfile.SpooledTemporaryFile(_SPOOLED) as spool:
        if size:
            async for piece in storage.read(key, 0, size):
                spool.write(piece)
        return add(archive, key, spool)


def _add_json(archive: tarfile.TarFile, name: str, content: dict[str, Any]) -> None:
    add(archive, name, BytesIO(json.dumps(content, indent=1).encode()))


async def _need_empty(url: str) -> None:
    with plain_engine(url).connect() as place:
        if not dump.is_empty(place):
            raise Conflict("The database is not empty. Restore into an empty place: another WEBCHAT_DATA_DIR, say.")
    for prefix in _PREFIXES:
        async for page in storage.pages_of(prefix):
            if page:
                raise Conflict("The store of files is not empty. Restore into an empty place.")


def _next(members: Iterator[tarfile.TarInfo], name: str) -> tarfile.TarInfo:
    entry = next(members, None)
    if entry is None or entry.name != name or not entry.isfile():
        raise InvalidInput(f"This is no backup of WebChat: {name} is not where it should be.")
    return entry


def _read_about(archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo]) -> tuple[Backup, bool]:
    """What it says of itself, and whether its members say what they hold."""
    entry, content = _next(members, _ABOUT), BytesIO()
    take(archive, entry, content, checked=False)  # the format is in it
    try:
        about = json.loads(content.getvalue())
        made_by, said = about["format"], Backup(about["made_at"], about["rows"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"This backup is damaged: {_ABOUT} cannot be read.") from error
    if made_by not in (_FORMAT, _UNCHECKED):
        raise InvalidInput("This backup was made by another version of WebChat that writes them differently.")
    return said, made_by == _FORMAT


def _keep_key(archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], *, checked: bool) -> None:
    """Links and webhooks that were signed go on to count, unless the operator sets another SECRET_KEY."""
    path, content = get_settings().data_dir / "secret_key", BytesIO()
    take(archive, _next(members, _KEY), content, checked=checked)
    if path.exists():
        path.write_bytes(content.getvalue())


def _load_database(url: str, archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], *, checked: bool) -> None:
    with tempfile.NamedTemporaryFile(prefix="webchat-restore-") as file:
        take(archive, _next(members, _DATABASE), file, checked=checked)
        dump.load(url, Path(file.name))


async def _store_files(archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], *, checked: bool) -> _Came:
    came = _Came()
    for entry in members:
        if entry.name == _END and entry.isfile() and checked:
            content = BytesIO()
            take(archive, entry, content)
            came.end = json.loads(content.getvalue())
            return came
        if not entry.isfile() or not _STORED.fullmatch(entry.name):
            raise InvalidInput(f"{entry.name!r} does not belong into a backup.")
        await _store_file(archive, entry, came, checked=checked)
    if checked:
        raise InvalidInput("This backup is not whole: its end is missing.")
    return came


async def _store_file(archive: tarfile.TarFile, entry: tarfile.TarInfo, came: _Came, *, checked: bool) -> None:
    with tempfile.NamedTemporaryFile(prefix="webchat-restore-") as file:
        sha256 = take(archive, entry, file, checked=checked)
        await storage.keep(entry.name, Path(file.name))
    came.files += 1
    if entry.name.startswith("content/"):
        came.contents.add(storage.hash_of(entry.name))
        came.damaged += sha256 != storage.hash_of(entry.name)


def _begin_anew(uow: UnitOfWork) -> None:
    backups.begin_anew(uow.session, secrets.token_hex(8))


def _count(uow: UnitOfWork) -> tuple[dict[str, int], set[str]]:
    return backups.counts(uow.session), set(backups.contents(uow.session))


def close() -> None:
    """Closes what `restore` opened."""
    close_engine()
