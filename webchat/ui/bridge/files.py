"""The JavaScript of the bridge: every file of the folders beside this one, shipped together."""

from __future__ import annotations

from pathlib import Path

import reflex as rx
from reflex.constants import Dirs

FOLDER = Path(__file__).parent


def _ship(file: Path) -> str:
    name = file.relative_to(FOLDER).as_posix()
    # Reflex links a shared file, but makes only the folder of the module that asks for it.
    linked = Path.cwd() / Dirs.APP_ASSETS / Dirs.EXTERNAL_APP_ASSETS / __name__.replace(".", "/") / name
    linked.parent.mkdir(parents=True, exist_ok=True)
    return rx.asset(name, shared=True).importable_path


# They import each other by relative paths, so all are shipped whichever is used. No two bear the same name.
MODULES = {file.name: _ship(file) for file in sorted(FOLDER.glob("*/*.js*"))}
