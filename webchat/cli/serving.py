"""Commands that run the server and get it ready."""

from __future__ import annotations

import typer

from webchat.cli.common import in_one_sentence, say
from webchat.db.embedded import ensure_database
from webchat.db.migrate import upgrade
from webchat.serving.build import ensure_build
from webchat.serving.doctor import findings, look_at_store
from webchat.serving.server import check_port
from webchat.serving.server import serve as serve_until_signal


def serve() -> None:
    """Build what is needed, migrate, and serve everything on one port (HOST, PORT)."""
    with in_one_sentence():
        check_port()
        client = ensure_build(say)
        if not (store := look_at_store()).good:  # people can talk all the same, and a store may be back in a minute
            say(f"{store.text}\nUntil this is mended nobody can send or open files.")
        say("Starting the database …")
        upgrade(ensure_database())
        say("Starting WebChat …")
        serve_until_signal(client, say)
        say("Stopped.")


def build(force: bool = typer.Option(False, help="Build even when nothing changed.")) -> None:
    """Build the front end if its sources changed. A running server misses pages for that time."""
    with in_one_sentence():
        say(f"The front end is ready in {ensure_build(say, force=force)}.")


def migrate() -> None:
    """Bring the database to the newest revision."""
    with in_one_sentence():
        upgrade(ensure_database())
        say("The database is up to date.")


def doctor() -> None:
    """Look at everything that WebChat needs, and say in words what is wrong."""
    with in_one_sentence():
        healthy = True
        for finding in findings():
            healthy = healthy and finding.good
            say(f"{'ok      ' if finding.good else 'PROBLEM '}{finding.text}")
        raise typer.Exit(0 if healthy else 1)
