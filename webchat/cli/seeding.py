"""A command for demonstrations and measurements."""

from __future__ import annotations

import asyncio

import typer

from webchat.cli.common import in_one_sentence, open_database, say
from webchat.services.demo import Played, play
from webchat.services.seeds import Seed, fill
from webchat.services.sessions import COOKIE


def seed(
    messages: int = typer.Option(0, help="So many messages of random words instead, for measurements."),
    people: int = typer.Option(0, help="How many people; 0: as fits."),
    conversations: int = typer.Option(0, help="How many conversations; 0: as fits."),
    number: int = typer.Option(1, "--seed", help="The same number gives the same people and words."),
    into_existing: bool = typer.Option(False, help="Add to a database that has people."),
    join: str = typer.Option("", help="Somebody who is here already and is to be in the middle of it."),
) -> None:
    """Let made-up people talk: a lively demonstration, told once; with --messages, as much as you want to measure."""
    with in_one_sentence(), open_database(anew=True):
        if not messages:
            _show(asyncio.run(play(join)))
            return
        wanted = Seed(messages, people, conversations, number, into_existing, join)
        made = asyncio.run(fill(wanted, lambda said: say(f"{said} messages …")))
        say(f"{len(made.names)} people in {made.conversations} conversations, beginning with {made.names[0]}.")
        if not join:
            say(f"To be {made.names[0]}: in a browser set the cookie {COOKIE}={made.cookie}")
            say(f"As a program: Authorization: Bearer {made.token}")


def _show(played: Played) -> None:
    say(f"{played.people} people in {played.rooms} conversations" + ("." if played.anew else ", as before."))
    say(f"To be {played.name}: in a browser set the cookie {COOKIE}={played.cookie}")
    say("To be in the middle of it yourself, join under a name first, then: bin/seed --join NAME")
