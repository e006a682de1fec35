"""Under which user PostgreSQL runs: it refuses to run as root, which a container often is.

As root the server runs in a user namespace of its own: inside it is an ordinary user, outside it still owns the data
as root, so folders that only root may enter work. Where namespaces are forbidden, it runs as another user, if that
user can enter the folders. The permissions of folders that are not ours are never changed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_INSIDE_UID = "1000"


class DatabaseError(Exception):
    """The server cannot be used; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Identity:
    """How to start PostgreSQL's programs: a command to put in front, and a user to become (None: stay)."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def command(self, *arguments: str | Path) -> list[str]:
        """Return the command line that runs `arguments` under this identity."""
        return [*self.prefix, *map(str, arguments)]

    def process_options(self) -> dict[str, object]:
        """Return the arguments for `subprocess` that go with `command`."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Make a folder of ours belong to the server's user."""
        if self.uid is not None and folder.stat().st_uid != self.uid:
            os.chown(folder, self.uid, self.gid if self.gid is not None else -1)


def find_identity(program: Path, folder: Path) -> Identity:
    """Return an identity that can run `program` and use our data folder, which it may be given for that."""
    if os.geteuid() != 0:
        return Identity()
    for identity in _candidates(folder):
        if _can_use(identity, program, folder):
            return identity
    raise DatabaseError(
        f"The embedded PostgreSQL cannot run as root, and no other user can enter {folder} and {program.parent}: "
        "start WebChat as an ordinary user, put it where others may enter, or set DATABASE_URL."
    )


def _candidates(folder: Path) -> Iterator[Identity]:
    cluster = folder / "postgres"
    for owned in (cluster, folder):
        if owned.exists() and (owner := owned.stat()).st_uid != 0:
            yield Identity(uid=owner.st_uid, gid=owner.st_gid)
    if _namespaces_work():
        yield _namespace()
    for name in () if cluster.exists() else ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            yield Identity(uid=user.pw_uid, gid=user.pw_gid)


def _namespace() -> Identity:
    unshare = shutil.which("unshare") or "unshare"
    return Identity((unshare, "--user", f"--map-user={_INSIDE_UID}", f"--map-group={_INSIDE_UID}", "--"))


@cache
def _namespaces_work() -> bool:
    return shutil.which("unshare") is not None and _runs(_namespace(), "true")


def _can_use(identity: Identity, program: Path, folder: Path) -> bool:
    if not (_runs(identity, program, "--version") and _runs(identity, "test", "-x", folder.parent)):
        return False
    if not _runs(identity, "test", "-x", folder):
        identity.own(folder)
    return _runs(identity, "test", "-x", folder)


def _runs(identity: Identity, *arguments: str | Path) -> bool:
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            identity.command(*arguments), capture_output=True, cwd="/", timeout=20, **identity.process_options()
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
