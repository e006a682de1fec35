"""What every command needs: words for the operator, and the database."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from webchat.db.cluster import has_cluster
from webchat.db.embedded import ensure_database, release_database
from webchat.db.engine import close_engine, open_engine
from webchat.db.identity import DatabaseError
from webchat.db.migrate import upgrade
from webchat.domain.errors import WebchatError
from webchat.serving.build import BuildError
from webchat.serving.front_end import FrontEndError
from webchat.serving.server import ServeError
from webchat.serving.tracing import TracingError
from webchat.settings import SettingsError, get_settings


def say(text: str) -> None:
    """Tell the operator something, at once; a terminal that was closed does not listen any more."""
    with suppress(OSError):
        typer.echo(text)
        sys.stdout.flush()


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """End with a sentence instead of a traceback, and never leave the database behind."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        get_settings()
        yield
    except (SettingsError, DatabaseError, BuildError, FrontEndError, ServeError, TracingError, WebchatError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    finally:
        release_database()


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """End with a sentence where files cannot be written: the disk is full, the folder is not there, or not ours."""
    try:
        yield
    except OSError as error:
        typer.echo(f"{place} cannot be written ({error.strerror or error}).", err=True)
        raise typer.Exit(1) from None


@contextmanager
def open_database(*, anew: bool = False) -> Iterator[None]:
    """Open the server's database for a `with` block, at the newest revision.

    Where none was ever made, DatabaseError says so; `anew` makes one. A command that is called without the server's
    settings looks into another data folder, and must not report success about an empty one.
    """
    settings = get_settings()
    if not (anew or settings.database_url or has_cluster(settings.data_dir)):
        raise DatabaseError(
            f"There is no installation in {settings.data_dir}: call this with the server's own settings "
            "(WEBCHAT_DATA_DIR or DATABASE_URL), or start the server there first."
        )
    url = ensure_database()
    upgrade(url)
    open_engine(url)
    try:
        yield
    finally:
        close_engine()
