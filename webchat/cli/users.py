"""`python -m webchat users …`: who is here, and what whoever operates the machine may do about them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import typer

from webchat.cli.common import in_one_sentence, open_database, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.admin_views import ManagedUser, audit_text
from webchat.services import moderation, operator

users = typer.Typer(help="Look at people, suspend them, delete what they wrote, make admins.", no_args_is_help=True)
_NAME = typer.Argument(help="The name of a user, as it was typed.")
_LIMIT = typer.Option(50, min=1, max=1000, help="At most so many.")


@users.command("list")
def list_(
    q: str = typer.Argument("", help="Part of a name."),
    suspended: bool = typer.Option(False, help="Only who is suspended."),
    after: int = typer.Option(0, help="Go on after the user with this number."),
    limit: int = _LIMIT,
) -> None:
    """People and bots, by their numbers."""
    with in_one_sentence(), open_database():
        found = asyncio.run(read(moderation.list_people, None, q, suspended=suspended, after=after, limit=limit))
        for person in found:
            say(_line(person))
        if not found:
            say("Nobody is found.")


@users.command()
def show(name: str = _NAME) -> None:
    """One person."""
    _change(name, lambda user_id: read(moderation.get_person, None, user_id))


@users.command()
def suspend(name: str = _NAME, reason: str = typer.Option("", help="Why, for the audit log.")) -> None:
    """Sign somebody and their bots out everywhere, at once, and let them in no more; what they wrote stays."""
    _change(name, lambda user_id: transact(moderation.suspend_user, None, user_id, reason=reason))


@users.command()
def unsuspend(name: str = _NAME) -> None:
    """Let somebody in again. Their sessions have ended: `create-token` gives them a way back."""
    _change(name, lambda user_id: transact(moderation.unsuspend_user, None, user_id))


@users.command()
def rename(name: str = _NAME, display_name: str = typer.Argument(help="What others see from now on.")) -> None:
    """Give somebody another display name; the name that others mention stays."""
    _change(name, lambda user_id: transact(moderation.rename_user, None, user_id, display_name))


@users.command()
def make_admin(
    name: str = _NAME, undo: bool = typer.Option(False, "--undo", help="Take the right away again.")
) -> None:
    """Let somebody look after this server: reports, suspensions and figures, at /admin."""
    _change(name, lambda user_id: transact(moderation.make_admin, None, user_id, admin=not undo))


@users.command()
def delete_content(name: str = _NAME, yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Delete every message of somebody for everyone, their picture and what they say of themselves."""
    with in_one_sentence(), open_database():
        user = asyncio.run(read(operator.named, name))
        if not yes:
            typer.confirm(f"Delete everything that {user.username} wrote? It cannot be brought back", abort=True)
        say(f"{asyncio.run(moderation.delete_content(None, user.id))} messages are deleted.")


def audit(before: int = typer.Option(0, help="Go on before the entry with this number."), limit: int = _LIMIT) -> None:
    """What admins did, and what was done at the machine; the latest first."""
    with in_one_sentence(), open_database():
        found = asyncio.run(read(moderation.list_audit, None, before or None, limit))
        for entry in found:
            say(f"{entry.id:>6}  {audit_text(entry)}")
        if not found:
            say("Nothing was done.")


def _change(name: str, act: Callable[[int], Any]) -> None:
    async def found() -> ManagedUser:
        return await act((await read(operator.named, name)).id)

    with in_one_sentence(), open_database():
        say(_line(asyncio.run(found())))


def _line(person: ManagedUser) -> str:
    marks = [
        "bot" if person.user.is_bot else "",
        "admin" if person.is_admin else "",
        f"suspended {person.suspended_at:%Y-%m-%d}" if person.suspended_at else "",
    ]
    user = person.user
    about = f"{user.username} ({user.display_name})" if user.display_name != user.username else user.username
    counts = f"{person.messages} messages, {person.sessions} sessions, since {user.created_at:%Y-%m-%d}"
    return "  ".join(filter(None, (f"{user.id:>6}", about, counts, ", ".join(filter(None, marks)))))
