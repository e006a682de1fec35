"""Commands that run the server and get it ready."""

from __future__ import annotations

from pathlib import Path
from socket import socket

import typer

from webchat.cli.common import in_one_sentence, say
from webchat.db.embedded import ensure_database, kept_database
from webchat.db.migrate import upgrade
from webchat.serving import polling
from webchat.serving.build import ensure_build
from webchat.serving.doctor import findings, look_at_store
from webchat.serving.front_end import headers_file, write_front_end
from webchat.serving.server import check_port
from webchat.serving.server import serve as serve_until_signal
from webchat.serving.worker import tell_ready
from webchat.serving.workers import supervise
from webchat.settings import get_settings


def serve(
    workers: int = typer.Option(0, min=0, max=64, help="How many processes; 0: WEBCHAT_WORKERS, else one."),
) -> None:
    """Build what is needed, migrate, and serve everything on one port (HOST, PORT)."""
    with in_one_sentence():
        check_port()
        client = ensure_build(say)
        if not (store := look_at_store()).good:  # people can talk all the same, and a store may be back in a minute
            say(f"{store.text}\nUntil this is mended nobody can send or open files.")
        say("Starting the database …")
        upgrade(ensure_database())
        say("Starting WebChat …")
        count = workers or get_settings().workers
        with kept_database(say):
            if count > 1:
                supervise(count, client, say)
            else:
                serve_until_signal(client, say)
        say("Stopped.")


def work(client: Path, place: int, folder: Path, listener: int, door: int, ready: int, lifeline: int) -> None:
    """One of several processes of `serve --workers`, which gives it open files by their numbers."""
    with in_one_sentence():
        polling.settle(polling.Place(place, folder))
        listeners = [socket(fileno=listener), socket(fileno=door)]
        serve_until_signal(client, lambda _: tell_ready(ready), listeners, lifeline)


def build(force: bool = typer.Option(False, help="Build even when nothing changed.")) -> None:
    """Build the front end if its sources changed. A running server misses pages for that time."""
    with in_one_sentence():
        say(f"The front end is ready in {ensure_build(say, force=force)}.")


def frontend(
    folder: Path = typer.Argument(help="Where to; what an earlier one left there is replaced."),
    backend: str = typer.Option(help="The address of the backend, such as https://api.example.org."),
) -> None:
    """Write the front end as files for nginx, Caddy or any other web server, with the backend at another address.

    Beside the folder are the headers that this server has to send (FOLDER-headers.nginx and FOLDER-headers.caddy).
    """
    with in_one_sentence():
        write_front_end(ensure_build(say), folder.absolute(), backend)
        headers = " and ".join(str(headers_file(folder, server)) for server in ("nginx", "caddy"))
        say(f"The front end is in {folder}, its headers are in {headers}.")


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
