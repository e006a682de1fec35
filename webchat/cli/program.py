"""All commands of `python -m webchat`, put together."""

from __future__ import annotations

import atexit
import os
import sys

import typer

from webchat.cli import backups, exports, media, people, retention, seeding, serving, users
from webchat.remote import send, tail

_SERVER, _PEOPLE, _DATA, _PROGRAMS = "The server", "People", "What is kept", "For programs"

cli = typer.Typer(help="WebChat: a person types a name and is talking.", no_args_is_help=True, add_completion=False)
for command in (serving.serve, serving.build, serving.frontend, serving.migrate, serving.doctor):
    cli.command(rich_help_panel=_SERVER)(command)
cli.command(hidden=True)(serving.work)
cli.add_typer(users.users, name="users", rich_help_panel=_PEOPLE)
for command in (people.reports, users.audit, people.create_token, people.create_bot):
    cli.command(rich_help_panel=_PEOPLE)(command)
for command in (backups.backup, backups.restore, exports.export, retention.prune):
    cli.command(rich_help_panel=_DATA)(command)
for command in (media.prune_media, media.media_check, seeding.seed):
    cli.command(rich_help_panel=_DATA)(command)
for command in (send, tail):
    cli.command(rich_help_panel=_PROGRAMS)(command)


def main() -> None:
    """Runs a command, then leaves at once with its exit code.

    A thread of a native library (obstore's) may be on its way back into Python while the interpreter takes itself
    apart: that aborts the process, after everything was done.
    """
    code = 0
    try:
        cli(prog_name="python -m webchat")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    atexit._run_exitfuncs()  # noqa: SLF001  what they registered is still owed
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
