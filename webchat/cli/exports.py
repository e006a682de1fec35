"""`export`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from webchat.cli.common import in_one_sentence, open_database, say, writing
from webchat.services import exports


def export(
    conversation: int = typer.Argument(help="The number of a conversation or group: it stands in its address."),
    to: Path = typer.Option(Path(), "--to", help="The folder to write into.", file_okay=False),
) -> None:
    """Write one conversation as JSON, and as one HTML page that holds its pictures and files."""
    with in_one_sentence(), open_database(), writing(to):
        count, paths = asyncio.run(exports.export_conversation(conversation, to))
        say(f"{count} messages: {', '.join(str(path) for path in paths)}")
