"""A conversation for keeping: as JSON, and as one page that needs nothing else."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any, TextIO

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.admin_views import EXPORTED
from webchat.domain.clock import now
from webchat.domain.conversation_views import ConversationShared
from webchat.domain.encoding import to_json
from webchat.domain.errors import Conflict, NotFound
from webchat.domain.media_views import MediaView
from webchat.domain.message_views import MessageView
from webchat.domain.user_views import UserView
from webchat.media import storage
from webchat.repositories import audit, conversations, memberships, messages, users

_PAGE = 200
_STYLE = Path(__file__).with_name("exports.css")
_SHOWN = ("image/", "audio/", "video/")
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:">
<title>{title}</title><style>{style}</style></head><body><main><h1>{title}</h1>
<p class="about">{about}</p>
"""  # noqa: E501  one line of HTML
_MESSAGE = """<article id="m{seq}"><header><b>{who}</b> <time>{at}</time>{edited}</header>
{quote}{body}{files}{signs}</article>
"""


async def export_conversation(conversation_id: int, folder: Path) -> tuple[int, list[Path]]:
    """Writes both files for whoever operates the machine; gives how many messages, and the files. It is audited."""
    shared, people = await transact(_begin, conversation_id)
    paths = _new_files(folder, f"conversation-{conversation_id}")
    with paths[0].open("w") as as_json, paths[1].open("w") as as_html:
        about = {"conversation": to_json(shared), "members": to_json(people), "exported_at": to_json(now())}
        as_json.write(f'{json.dumps(about, ensure_ascii=False, indent=1)[:-2]},\n "messages": [')
        title = escape(shared.title or " · ".join(one.display_name for one in people))
        names = ", ".join(escape(one.display_name) for one in people)
        as_html.write(_HEAD.format(title=title, style=_STYLE.read_text(), about=f"{names}. Times are UTC."))
        count = await _write(conversation_id, as_json, as_html)
        as_json.write("\n]}\n")
        as_html.write("</main></body></html>\n")
    return count, paths


def _new_files(folder: Path, name: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{kind}" for kind in ("json", "html")]
    for path in paths:
        if path.exists():
            raise Conflict(f"{path} is there already.")
        path.touch(mode=0o600)
    return paths


async def _write(conversation_id: int, as_json: TextIO, as_html: TextIO) -> int:
    count = 0
    async for message in _messages(conversation_id):
        line = json.dumps(to_json(message), ensure_ascii=False)
        as_json.write(f"{',' if count else ''}\n  {line}")
        as_html.write(await _article(message))
        count += 1
    return count


async def _messages(conversation_id: int) -> AsyncIterator[MessageView]:
    after = 0
    while page := await read(_page, conversation_id, after):
        for message in page:
            yield message
        after = page[-1].seq


async def _article(message: MessageView) -> str:
    files = "".join([await _file(one) for one in message.media])
    signs = "".join(f'<span class="sign">{escape(one.emoji)} {one.count}</span>' for one in message.reactions)
    return _MESSAGE.format(
        seq=message.seq,
        who=escape(message.sender.display_name),
        at=f"{message.created_at:%Y-%m-%d %H:%M}",
        edited=" <i>edited</i>" if message.edited_at and not message.deleted_at else "",
        quote=_quote(message),
        body=_body(message),
        files=f'<div class="files">{files}</div>' if files else "",
        signs=f'<p class="signs">{signs}</p>' if signs else "",
    )


def _quote(message: MessageView) -> str:
    quote = message.reply_to
    if quote is None:
        return ""
    who, said = escape(quote.sender.display_name), escape(quote.snippet or "…")
    return f'<blockquote class="quote"><a href="#m{quote.seq}">{who}: {said}</a></blockquote>\n'


def _body(message: MessageView) -> str:
    """The server's own HTML, which it has cleaned; what has no words is told by its kind."""
    if message.deleted_at:
        return '<p class="gone">This message was deleted.</p>'
    if message.kind == "system":
        return f'<p class="system">{escape(_system(message.payload or {}))}</p>'
    told = "" if message.kind in {"text", "image", "audio", "video", "file", "voice"} else _payload(message)
    return f"{message.html}{told}"


def _system(payload: dict[str, Any]) -> str:
    named = [one["name"] for one in [*(payload.get("users") or []), payload.get("user")] if one]
    about = ", ".join([*named, *([payload["title"]] if payload.get("title") else [])])
    return f"{str(payload.get('code', '')).replace('_', ' ')}{f': {about}' if about else ''}"


def _payload(message: MessageView) -> str:
    lines = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in (message.payload or {}).items()
    )
    return f"<dl><dt>{escape(message.kind)}</dt><dd></dd>{lines}</dl>"


async def _file(file: MediaView) -> str:
    name, size = escape(file.filename), await storage.size_of(storage.content_key(file.sha256))
    if size is None:
        return f"<p>{name} (lost)</p>"
    pieces = [piece async for piece in storage.read(storage.content_key(file.sha256), 0, size)] if size else []
    shown = file.content_type.startswith(_SHOWN) and "svg" not in file.content_type
    kind = file.content_type if shown else "application/octet-stream"
    data = f"data:{kind};base64,{b64encode(b''.join(pieces)).decode()}"
    if not shown:
        return f'<p><a download="{name}" href="{data}">{name}</a></p>'
    if kind.startswith("image/"):
        return f'<img alt="{name}" src="{data}">'
    tag = "audio" if kind.startswith("audio/") else "video"
    return f'<{tag} controls src="{data}" title="{name}"></{tag}>'


def _begin(uow: UnitOfWork, conversation_id: int) -> tuple[ConversationShared, list[UserView]]:
    shared = conversations.get_shared(uow.session, [conversation_id]).get(conversation_id)
    if shared is None:
        raise NotFound(f"There is no conversation with the number {conversation_id}.")
    audit.insert(uow.session, None, EXPORTED, None, {"conversation": conversation_id})
    members = sorted(memberships.members_of(uow.session, conversation_id))
    return shared, users.get_even_gone(uow.session, members)


def _page(uow: UnitOfWork, conversation_id: int, after: int) -> list[MessageView]:
    return messages.newer(uow.session, conversation_id, after, _PAGE)
