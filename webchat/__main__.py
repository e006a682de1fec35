"""The command line: `python -m webchat`."""

from __future__ import annotations

import typer

from webchat.cli import backups, exports, media, people, retention, seeding, serving, users
from webchat.remote import send, tail

_SERVER, _PEOPLE, _DATA, _PROGRAMS = "The server", "People", "What is kept", "For programs"

cli = typer.Typer(help="WebChat: a person types a name and is talking.", no_args_is_help=True, add_completion=False)
for command in (serving.serve, serving.build, serving.migrate, serving.doctor):
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


if __name__ == "__main__":
    cli(prog_name="python -m webchat")
