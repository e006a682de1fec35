"""The JavaScript of the bridge: every file of the folders beside this one, shipped together."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from reflex.constants import Dirs

FOLDER = Path(__file__).parent
_PLACE = Path(Dirs.EXTERNAL_APP_ASSETS, *__name__.split("."))


# What `rx.asset(name, shared=True)` does. That one looks through the whole call stack for each file; with the bridge's
# two hundred that was two thirds of a start.
def _ship(file: Path) -> str:
    place = _PLACE / file.relative_to(FOLDER)
    link = Path.cwd() / Dirs.APP_ASSETS / place
    if not (link.is_symlink() and link.readlink() == file):
        link.parent.mkdir(parents=True, exist_ok=True)
        made = link.with_name(f".{uuid4().hex}")  # several processes may start in this folder at once
        made.symlink_to(file)
        made.replace(link)
    return f"$/public/{place.as_posix()}"


# They import each other by relative paths, so all are shipped whichever is used. No two bear the same name.
MODULES = {file.name: _ship(file) for file in sorted(FOLDER.glob("*/*.js*"))}
