"""The command line: `python -m webchat`."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

from webchat.db.embedded import ensure_database, release_database
from webchat.db.engine import close_engine, open_engine
from webchat.db.identity import DatabaseError
from webchat.db.migrate import upgrade
from webchat.db.unit_of_work import transact
from webchat.domain.errors import WebchatError
from webchat.domain.report_views import report_text
from webchat.remote import send, tail
from webchat.services import media_keeper, operator
from webchat.services.media_check import find_faults, mend
from webchat.services.reports import handle_report, list_reports
from webchat.services.seeds import Seed, fill
from webchat.services.sessions import COOKIE
from webchat.serving.build import BuildError, ensure_build
from webchat.serving.doctor import findings, look_at_store
from webchat.serving.server import ServeError, check_port
from webchat.serving.server import serve as serve_until_signal
from webchat.settings import SettingsError, get_settings

cli = typer.Typer(help="WebChat: a person types a name and is talking.", no_args_is_help=True, add_completion=False)
cli.command()(send)
cli.command()(tail)


def say(text: str) -> None:
    """Tell the operator something, at once; a terminal that was closed does not listen any more."""
    with suppress(OSError):
        typer.echo(text)
        sys.stdout.flush()


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """End with a sentence instead of a traceback, and never leave the database behind."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        get_settings()
        yield
    except (SettingsError, DatabaseError, BuildError, ServeError, WebchatError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    finally:
        release_database()


@contextmanager
def _open_database() -> Iterator[None]:
    url = ensure_database()
    upgrade(url)
    open_engine(url)
    try:
        yield
    finally:
        close_engine()


@cli.command()
def serve() -> None:
    """Build what is needed, migrate, and serve everything on one port (HOST, PORT)."""
    with _in_one_sentence():
        check_port()
        client = ensure_build(say)
        if not (store := look_at_store()).good:  # people can talk all the same, and a store may be back in a minute
            say(f"{store.text}\nUntil this is mended nobody can send or open files.")
        say("Starting the database …")
        upgrade(ensure_database())
        say("Starting WebChat …")
        serve_until_signal(client, say)
        say("Stopped.")


@cli.command()
def build(force: bool = typer.Option(False, help="Build even when nothing changed.")) -> None:
    """Build the front end if its sources changed. A running server misses pages for that time."""
    with _in_one_sentence():
        say(f"The front end is ready in {ensure_build(say, force=force)}.")


@cli.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    with _in_one_sentence():
        upgrade(ensure_database())
        say("The database is up to date.")


@cli.command()
def doctor() -> None:
    """Look at everything that WebChat needs, and say in words what is wrong."""
    with _in_one_sentence():
        healthy = True
        for finding in findings():
            healthy = healthy and finding.good
            say(f"{'ok      ' if finding.good else 'PROBLEM '}{finding.text}")
        raise typer.Exit(0 if healthy else 1)


@cli.command()
def seed(
    messages: int = typer.Option(10_000, help="How many messages."),
    people: int = typer.Option(0, help="How many people; 0: as fits."),
    conversations: int = typer.Option(0, help="How many conversations; 0: as fits."),
    number: int = typer.Option(1, "--seed", help="The same number gives the same people and words."),
    into_existing: bool = typer.Option(False, help="Add to a database that has people."),
    join: str = typer.Option("", help="Somebody who is here already and is to be in the middle of it."),
) -> None:
    """Fill the database with made-up people who talk: for demonstrations and measurements."""
    with _in_one_sentence(), _open_database():
        wanted = Seed(messages, people, conversations, number, into_existing, join)
        made = asyncio.run(fill(wanted, lambda said: say(f"{said} messages …")))
        say(f"{len(made.names)} people in {made.conversations} conversations, beginning with {made.names[0]}.")
        if not join:
            say(f"To be {made.names[0]}: in a browser set the cookie {COOKIE}={made.cookie}")
            say(f"As a program: Authorization: Bearer {made.token}")


@cli.command()
def create_token(name: str = typer.Argument(help="The name of a user, as it was typed.")) -> None:
    """Give a program a token (`wcu_…`) that is this user; it is shown this once."""
    with _in_one_sentence(), _open_database():
        say(asyncio.run(transact(operator.create_token, name)))


@cli.command()
def create_bot(
    name: str = typer.Argument(help="The bot's name, unique like a person's."),
    owner: str = typer.Option(..., help="The user whose bot it is: it stands in their settings."),
) -> None:
    """Make a bot; its token (`wcb_…`) is shown this once. Add it to groups like a person."""
    with _in_one_sentence(), _open_database():
        say(asyncio.run(transact(operator.create_bot, name, owner)).token)


@cli.command()
def reports(
    every: bool = typer.Option(False, "--all", help="Also those that were handled."),
    handled: int = typer.Option(0, help="Mark the report with this number as handled, instead of listing."),
) -> None:
    """What people reported, with what there was to see at that time; the oldest first."""
    with _in_one_sentence(), _open_database():
        if handled:
            asyncio.run(transact(handle_report, handled))
            say(f"Report {handled} is handled.")
            return
        found = asyncio.run(transact(list_reports, handled=every))
        for report in found:
            say(report_text(report))
        if not found:
            say("Nothing is reported.")


@cli.command()
def prune_media() -> None:
    """Remove what nobody needs: files never sent or deleted long ago. The server does it once an hour."""
    with _in_one_sentence(), _open_database():
        pruned = asyncio.run(media_keeper.prune_media())
        if pruned is None:
            say("The server is doing this at the moment.")
            return
        say(f"{pruned.dropped} files dropped: their content goes in an hour, at the next run.")
        say(f"{pruned.removed} contents removed, {pruned.uploads} unfinished uploads forgotten.")


@cli.command()
def media_check(
    fix: bool = typer.Option(False, help="Delete what belongs to no file and is older than an hour."),
) -> None:
    """Look for files without content and content without files; ends with 1 when something is wrong."""
    with _in_one_sentence(), _open_database():
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


if __name__ == "__main__":
    cli(prog_name="python -m webchat")
