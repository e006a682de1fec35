"""Everything that is kept of somebody, as a zip that is made while it is sent: JSON, and the files that are theirs."""

import zipfile
from collections.abc import AsyncIterator, Callable
from typing import Any

from anyio import to_thread

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationView
from webchat.domain.encoding import to_bytes
from webchat.domain.errors import Unavailable
from webchat.domain.filenames import clean_filename
from webchat.domain.media_views import MediaView
from webchat.domain.message_views import MessageView
from webchat.media import storage
from webchat.repositories import archives
from webchat.services import (
    blocks,
    bots,
    conversations,
    drafts,
    limits,
    looks,
    mails,
    privacy,
    schedules,
    sessions,
    stars,
    users,
)

_PAGE = 200
_EPOCH = (1980, 1, 1, 0, 0, 0)
_README = """This is what WebChat keeps of you.

profile.json        your name, what you wrote about yourself, what you show of yourself, how it looks to you, your
                    mail address, devices, bots, blocked people
conversations.jsonl the conversations that you are in, one a line
drafts.json         what you wrote and did not send, and what waits to be sent
messages.jsonl      every message of yours that was not deleted, one a line, the oldest first
saved.jsonl         the messages that you saved, one a line, the last one saved first
reactions.jsonl     the signs that you gave to messages, one a line
votes.jsonl         what you chose in polls, one a line
media.json, media/  the files that you sent, and your picture
"""


class _Pipe:
    """What the archive writes, until it is sent; it cannot be sought in."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """All that was written since the last time."""
        data, self._waiting = b"".join(self._waiting), []
        return data


async def begin(actor: Actor) -> AsyncIterator[bytes]:
    """The pieces of the archive; raises `RateLimited` before the first."""
    actor.need_everywhere()
    limits.count_archive(actor.user_id)
    about = await read(_about, actor)
    return _pieces(actor, about)


def check(actor: Actor) -> None:
    """What `begin` would raise now; counts nothing."""
    actor.need_everywhere()
    limits.check_archive(actor.user_id)


async def _pieces(actor: Actor, about: dict[str, bytes]) -> AsyncIterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in about.items():
            archive.writestr(name, content)
        yield pipe.taken()
        for name, load in _LISTS.items():
            async for piece in _lines(actor, archive, name, load):
                yield piece + pipe.taken()
        async for piece in _files(actor, archive):
            yield piece + pipe.taken()
    yield pipe.taken()


def _about(uow: UnitOfWork, actor: Actor) -> dict[str, bytes]:
    profile = {
        "user": users.get_user(uow, actor, actor.user_id),
        "look": looks.get_look(uow, actor),
        "mail": mails.get_mail(uow, actor),
        "privacy": privacy.get_privacy(uow, actor),
        "devices": sessions.list_sessions(uow, actor),
        "blocked": blocks.list_blocks(uow, actor),
        "bots": [] if users.get_user(uow, actor, actor.user_id).is_bot else bots.list_bots(uow, actor),
    }
    unsent = {"drafts": drafts.list_drafts(uow, actor), "scheduled": schedules.list_scheduled(uow, actor)}
    return {"README.txt": _README.encode(), "profile.json": to_bytes(profile), "drafts.json": to_bytes(unsent)}


Page = tuple[list[Any], Any]
"""Some rows, and where the next page begins; None at the end."""


def _conversations(uow: UnitOfWork, actor: Actor, after: Any) -> Page:
    page = conversations.list_conversations(uow, actor, after, 100)
    return [_outline(view) for view in page.items], page.next


def _outline(view: ConversationView) -> dict[str, Any]:
    kept = ("id", "kind", "title", "description", "role", "created_at", "members_count", "muted_until", "pinned")
    return {name: value for name, value in view.as_dict().items() if name in kept}


def _messages(uow: UnitOfWork, actor: Actor, after: Any) -> Page:
    found: list[MessageView] = archives.messages_of(uow.session, actor.user_id, after, _PAGE)
    return list(found), (found[-1].created_at, found[-1].id) if len(found) == _PAGE else None


def _saved(uow: UnitOfWork, actor: Actor, after: Any) -> Page:
    page = stars.list_starred(uow, actor, after, _PAGE)
    return page.items, page.next


def _reactions(uow: UnitOfWork, actor: Actor, after: Any) -> Page:
    found = archives.reactions_of(uow.session, actor.user_id, after, _PAGE)
    return found, (found[-1]["message_id"], found[-1]["emoji"]) if len(found) == _PAGE else None


def _votes(uow: UnitOfWork, actor: Actor, after: Any) -> Page:
    found = archives.votes_of(uow.session, actor.user_id, after, _PAGE)
    return found, (found[-1]["message_id"], found[-1]["option"]) if len(found) == _PAGE else None


_LISTS: dict[str, Callable[[UnitOfWork, Actor, Any], Page]] = {
    "conversations.jsonl": _conversations,
    "messages.jsonl": _messages,
    "saved.jsonl": _saved,
    "reactions.jsonl": _reactions,
    "votes.jsonl": _votes,
}


def _media(uow: UnitOfWork, actor: Actor, after: Any) -> Page:
    found: list[MediaView] = archives.media_of(uow.session, actor.user_id, after or 0, _PAGE)
    return list(found), found[-1].id if len(found) == _PAGE else None


async def _lines(
    actor: Actor, archive: zipfile.ZipFile, name: str, load: Callable[[UnitOfWork, Actor, Any], Page]
) -> AsyncIterator[bytes]:
    """Fills one file of the archive with a row a line; what is yielded is empty, and lets the pipe be read."""
    with archive.open(name, "w", force_zip64=True) as file:
        async for rows in _pages(actor, load):
            await to_thread.run_sync(_write, file.write, rows)
            yield b""


def _write(write: Callable[[bytes], Any], rows: list[Any]) -> None:
    for row in rows:
        write(to_bytes(row) + b"\n")


async def _pages(actor: Actor, load: Callable[[UnitOfWork, Actor, Any], Page]) -> AsyncIterator[list[Any]]:
    after = None
    while True:
        rows, after = await read(load, actor, after)
        yield rows
        if after is None:
            return


async def _files(actor: Actor, archive: zipfile.ZipFile) -> AsyncIterator[bytes]:
    listed: list[MediaView] = []
    async for page in _pages(actor, _media):
        for view in page:
            async for piece in _file(archive, view):
                yield piece
        listed += page
    archive.writestr("media.json", to_bytes(listed))


async def _file(archive: zipfile.ZipFile, view: MediaView) -> AsyncIterator[bytes]:
    """One file, as it is: pictures and films are that already. One that the store has lost is left out."""
    entry = zipfile.ZipInfo(f"media/{view.id}-{clean_filename(view.filename)}", date_time=_EPOCH)
    key = storage.content_key(view.sha256)
    try:
        if await storage.size_of(key) is None:
            return
        with archive.open(entry, "w", force_zip64=True) as file:
            async for piece in storage.read(key, 0, view.size):
                file.write(piece)
                yield b""
    except Unavailable:
        return
