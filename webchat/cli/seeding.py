"""A command for demonstrations and measurements."""

from __future__ import annotations

import asyncio

import typer

from webchat.cli.common import in_one_sentence, open_database, say
from webchat.services.seeds import Seed, fill
from webchat.services.sessions import COOKIE


def seed(
    messages: int = typer.Option(10_000, help="How many messages."),
    people: int = typer.Option(0, help="How many people; 0: as fits."),
    conversations: int = typer.Option(0, help="How many conversations; 0: as fits."),
    number: int = typer.Option(1, "--seed", help="The same number gives the same people and words."),
    into_existing: bool = typer.Option(False, help="Add to a database that has people."),
    join: str = typer.Option("", help="Somebody who is here already and is to be in the middle of it."),
) -> None:
    """Fill the database with made-up people who talk: for demonstrations and measurements."""
    with in_one_sentence(), open_database():
        wanted = Seed(messages, people, conversations, number, into_existing, join)
        made = asyncio.run(fill(wanted, lambda said: say(f"{said} messages …")))
        say(f"{len(made.names)} people in {made.conversations} conversations, beginning with {made.names[0]}.")
        if not join:
            say(f"To be {made.names[0]}: in a browser set the cookie {COOKIE}={made.cookie}")
            say(f"As a program: Authorization: Bearer {made.token}")
