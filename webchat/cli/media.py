"""Commands that look after files."""

from __future__ import annotations

import asyncio

import typer

from webchat.cli.common import in_one_sentence, open_database, say
from webchat.services import media_keeper
from webchat.services.media_check import find_faults, mend


def prune_media() -> None:
    """Remove what nobody needs: files never sent or deleted long ago. The server does it once an hour."""
    with in_one_sentence(), open_database():
        pruned = asyncio.run(media_keeper.prune_media())
        if pruned is None:
            say("The server is doing this at the moment.")
            return
        say(f"{pruned.dropped} files dropped: their content goes in an hour, at the next run.")
        say(f"{pruned.removed} contents removed, {pruned.uploads} unfinished uploads forgotten.")


def media_check(
    fix: bool = typer.Option(False, help="Delete what belongs to no file and is older than an hour."),
) -> None:
    """Look for files without content and content without files; ends with 1 when something is wrong."""
    with in_one_sentence(), open_database():
        left = asyncio.run(_check_media(fix=fix))
        say(f"{left} things are wrong." if left else "Every file has its content, and every content its file.")
        raise typer.Exit(1 if left else 0)


async def _check_media(*, fix: bool) -> int:
    left = 0
    async for fault in find_faults():
        mended = fix and await mend(fault)
        left += not mended
        say(f"{fault.text}{' Deleted.' if mended else ''}")
    return left
