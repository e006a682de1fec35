"""The JavaScript of the bridge: every file beside this one, shipped together."""

from __future__ import annotations

from pathlib import Path

import reflex as rx

FOLDER = Path(__file__).parent


def _ship(name: str) -> str:
    return rx.asset(name, shared=True).importable_path


# They import each other by relative paths, so all are shipped whichever is used.
MODULES = {file.name: _ship(file.name) for file in sorted(FOLDER.glob("*.js*"))}
