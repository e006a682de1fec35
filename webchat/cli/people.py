"""Commands about people, bots and reports."""

from __future__ import annotations

import asyncio

import typer

from webchat.cli.common import in_one_sentence, open_database, say
from webchat.db.unit_of_work import transact
from webchat.domain.report_views import report_text
from webchat.services import moderation, operator


def create_token(name: str = typer.Argument(help="The name of a user, as it was typed.")) -> None:
    """Give a program a token (`wcu_…`) that is this user; it is shown this once."""
    with in_one_sentence(), open_database():
        say(asyncio.run(transact(operator.create_token, name)))


def create_bot(
    name: str = typer.Argument(help="The bot's name, unique like a person's."),
    owner: str = typer.Option(..., help="The user whose bot it is: it stands in their settings."),
) -> None:
    """Make a bot; its token (`wcb_…`) is shown this once. Add it to groups like a person."""
    with in_one_sentence(), open_database():
        say(asyncio.run(transact(operator.create_bot, name, owner)).token)


def reports(
    every: bool = typer.Option(False, "--all", help="Also those that were handled."),
    handled: int = typer.Option(0, help="Mark the report with this number as handled, instead of listing."),
) -> None:
    """What people reported, with what there was to see at that time; the oldest first."""
    with in_one_sentence(), open_database():
        if handled:
            asyncio.run(transact(moderation.handle_report, None, handled))
            say(f"Report {handled} is handled.")
            return
        found = asyncio.run(transact(moderation.list_filed, None, handled=every))
        for report in found:
            say(report_text(report))
        if not found:
            say("Nothing is reported.")
