"""The commands that talk to a server over the network."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer

from webchat.client import ChatError, Client, Event

Url = Annotated[str, typer.Option("--url", envvar="WEBCHAT_URL", help="The server.")]
Token = Annotated[str, typer.Option("--token", envvar="WEBCHAT_TOKEN", help="A user's or bot's, or the service key.")]
As = Annotated[str, typer.Option("--as", help="With a service key: the id of the user to act for, or sub:….")]
_HERE = "http://localhost:3000"


def send(
    text: Annotated[str, typer.Argument(help="What to say; left out or -, it is read from standard input.")] = "-",
    user: Annotated[str, typer.Option("--to", help="A person, by name.")] = "",
    conversation: Annotated[int, typer.Option("--conversation", help="A conversation or group, by its id.")] = 0,
    key: Annotated[str, typer.Option("--key", help="A conversation, by the key that its host gave it.")] = "",
    url: Url = _HERE,
    token: Token = "",
    acting: As = "",
) -> None:
    """Send one message: `send --to Mara "It is done"`, or `df -h | python -m webchat send --to Mara`."""
    if sum(map(bool, (user, conversation, key))) != 1:
        raise typer.BadParameter("Say where: exactly one of --to, --conversation and --key.")
    given = sys.stdin.buffer.read() if text == "-" else os.fsencode(text)
    body = given.decode(errors="replace").rstrip()  # an alert with a letter of another encoding goes out all the same
    with _client(url, token, acting) as client:
        if user:
            sent = client.send(body, to=_user_named(client, user))
        else:
            sent = client.send(body, conversation=conversation or _conversation_with(client, key))
        typer.echo(f"Sent: message {sent.id} in conversation {sent.conversation_id}.")


def tail(
    since: Annotated[str, typer.Option("--since", help="A cursor, to begin with what came after it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One event a line, as the interface gives it.")] = False,
    url: Url = _HERE,
    token: Token = "",
    acting: As = "",
) -> None:
    """Follow what happens, one event a line, until Ctrl+C; it goes on after restarts of the server."""
    with _client(url, token, acting) as client, suppress(KeyboardInterrupt, BrokenPipeError):
        for event in client.events(since or None):
            print(_as_json(event) if as_json else _as_line(event), flush=True)


@contextmanager
def _client(url: str, token: str, acting: str) -> Iterator[Client]:
    if not token:
        raise typer.BadParameter("Give a token with --token or WEBCHAT_TOKEN.")
    try:
        with Client(url, token, user=acting or None) as client:
            yield client
    except ChatError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _user_named(client: Client, name: str) -> int:
    wanted = name.removeprefix("@").casefold()
    for found in client.find_users(wanted, limit=100):
        if found.username.casefold() == wanted:
            return found.id
    raise ChatError("not_found", f"Nobody is called {name}.")


def _conversation_with(client: Client, key: str) -> int:
    for found in client.conversations():
        if found.external_key == key:
            return found.id
    raise ChatError("not_found", f"No conversation of yours has the key {key}.")


def _as_json(event: Event) -> str:
    return json.dumps(event.raw | {"cursor": event.cursor}, ensure_ascii=False)


def _as_line(event: Event) -> str:
    at = f"{event.created_at:%Y-%m-%d %H:%M:%S}" if event.created_at else "-"
    place = f"#{event.conversation_id}" if event.conversation_id else "-"
    message = event.message
    if message is None:
        return f"{at} {place} {event.type}"
    words = message.body or f"({'deleted' if message.deleted_at else message.kind})"
    return f"{at} {place} {event.type} {_plain(message.sender.display_name)}: {_plain(words)}"


def _plain(text: str) -> str:
    """On one line, and without what a terminal would obey."""
    return "".join(one if one.isprintable() else " " for one in text)
