"""`backup` and `restore`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from webchat.cli.common import in_one_sentence, open_database, say, writing
from webchat.db.embedded import ensure_database
from webchat.services import backups
from webchat.services.backups import Backup


def backup(
    to: Path = typer.Argument(help="The archive to write, such as webchat.tar."),
) -> None:
    """Write everything into one file: database, files, key. The server may run meanwhile.

    Keep the archive as you keep the server: whoever has it can read every conversation.
    """
    with in_one_sentence(), open_database(), writing(to):
        made = asyncio.run(backups.back_up(ensure_database(), to))
        say(f"{to}: {_in_words(made)}.")
        _say_faults(made)


def restore(
    source: Path = typer.Argument(help="An archive that `backup` wrote.", exists=True, dir_okay=False),
) -> None:
    """Fill an empty installation (no database yet, no files) from an archive. Do it before the first `serve`."""
    with in_one_sentence():
        try:
            found = asyncio.run(backups.restore(ensure_database(), source))
        finally:
            backups.close()
        say(f"The backup of {found.made_at} is here: {_in_words(found)}.")
        _say_faults(found)


def _in_words(one: Backup) -> str:
    rows = one.rows
    return (
        f"{rows['users']} users, {rows['messages']} messages in {rows['conversations']} conversations, "
        f"{one.files} files"
    )


def _say_faults(one: Backup) -> None:
    if one.lost:
        say(f"{one.lost} files have no content in it: see `python -m webchat media-check`.")
    if one.damaged:
        say(f"{one.damaged} files are not what they were when they were sent.")
