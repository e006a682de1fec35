"""A tar whose members each say what their SHA-256 is, so that nobody takes for whole what was damaged on its way."""

from __future__ import annotations

import hashlib
import tarfile
from typing import IO

from webchat.db.identity import DatabaseError
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput

_SAID = "WEBCHAT.sha256"  # a keyword of our own in POSIX's extended header
_BLOCK = 1024 * 1024


def add(archive: tarfile.TarFile, name: str, source: IO[bytes]) -> str:
    """Writes all that can be read from the start of `source`; gives its SHA-256, hexadecimal."""
    source.seek(0)
    sha256 = _copy(source)
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = source.tell(), 0o600, int(now().timestamp())
    entry.pax_headers = {_SAID: sha256}
    source.seek(0)
    archive.addfile(entry, source)
    return sha256


def take(archive: tarfile.TarFile, entry: tarfile.TarInfo, to: IO[bytes], *, checked: bool = True) -> str:
    """Copies a member; gives its SHA-256. With `checked` raises `InvalidInput` where that is not what it says."""
    source = archive.extractfile(entry)
    if source is None:
        raise DatabaseError(f"{entry.name} cannot be read.")
    sha256 = _copy(source, to)
    to.flush()
    if checked and entry.pax_headers.get(_SAID) != sha256:
        raise InvalidInput(f"This backup is damaged: {entry.name} is not what was written.")
    return sha256


def _copy(source: IO[bytes], to: IO[bytes] | None = None) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        if to:
            to.write(block)
    return digest.hexdigest()
