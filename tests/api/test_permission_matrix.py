"""The matrix: every route of the interface, by everyone who may come."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.api.conftest import KEY, Program, signed
from webchat.api.app import create_api

WHO = ("nobody", "other", "member", "admin", "owner", "bot", "service", "guest")
"""The columns: `other` is in no conversation of the group's people; the bot is a member of the group; the service key
acts for the member; the guest is a member, too, but its token opens another conversation only."""

ANYBODY = "200 200 200 200 200 200 200 200"
REFUSED = "401 403 403 403 403 403 403 403"
MADE = "201 201 201 201 201 201 201 201"
UNKNOWN = "404 404 404 404 404 404 404 404"
KNOWN = "401 200 200 200 200 200 200 200"
WHOLE = "401 200 200 200 200 200 200 403"
PERSONS = "401 200 200 200 200 403 200 403"
INSIDE = "401 404 200 200 200 200 200 404"
LEADERS = "401 404 403 200 200 403 403 404"
OWNER = "401 404 403 403 200 403 403 404"
HOST = "401 404 403 200 200 403 200 404"
MODERATED = "401 404 200 200 200 403 200 404"
SENDER = "401 404 200 403 403 403 200 404"

GROUP, PEOPLE = "group", "people"


@dataclass
class World:
    """A group with its people; what a path or a body names is made when it is asked for."""

    clients: dict[str, httpx.AsyncClient]
    ids: dict[str, int]
    group: int = 0

    async def call(self, who: str, method: str, path: str, **more: Any) -> Any:
        answer = await self.clients[who].request(method, f"/api{path}", **more)
        assert answer.is_success, f"{who} {method} {path}: {answer.text}"
        return answer.json() if answer.content else {}

    async def new_group(self) -> int:
        ids = [self.ids[who] for who in ("member", "admin", "bot", "guest", "colleague")]
        made = await self.call("owner", "POST", "/groups", json={"title": "Team", "member_ids": ids})
        await self.call("owner", "PATCH", f"/groups/{made['id']}/members/{self.ids['admin']}", json={"role": "admin"})
        return int(made["id"])

    async def say(self, who: str, **said: Any) -> int:
        sent = {"conversation_id": self.group, "body": "words", **said}
        return int((await self.call(who, "POST", "/messages", json=sent))["id"])


Make = Callable[[World, str], Any]


@dataclass(frozen=True)
class Row:
    """What each of `WHO` is answered.

    `made` gives what the path's names stand for; `anew`: each tries it in another group, or with other people.
    """

    expected: str
    body: Any = None
    made: dict[str, Make] = field(default_factory=dict)
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    anew: str = ""


def _message(sender: str = "colleague", **said: Any) -> Make:
    return lambda world, _: world.say(sender, **said)


async def _deleted(world: World, _: str) -> int:
    message = await world.say("member")
    await world.call("member", "DELETE", f"/messages/{message}")
    return message


async def _file(world: World, sender: str, **said: Any) -> dict[str, Any]:
    files = {"file": ("dot.gif", _GIF)}
    media = await world.call(sender, "POST", "/media/upload", files=files)
    await world.say(sender, kind="image", body="", media_ids=[media["id"]], **said)
    return dict(media)


async def _media(world: World, _: str) -> int:
    return int((await _file(world, "colleague"))["id"])


async def _voice(world: World, _: str) -> int:
    media = await world.call("colleague", "POST", "/media/upload", files={"file": ("voice.wav", _WAV)})
    return await world.say("colleague", kind="voice", body="", media_ids=[media["id"]])


async def _invite(world: World, _: str) -> dict[str, Any]:
    return dict(await world.call("owner", "POST", f"/groups/{world.group}/invites", json={}))


async def _invite_id(world: World, who: str) -> int:
    return int((await _invite(world, who))["invite"]["id"])


async def _code(world: World, who: str) -> str:
    return str((await _invite(world, who))["code"])


async def _hook(world: World, _: str, **said: Any) -> dict[str, Any]:
    asked = {"conversation_id": world.group, "kind": "incoming", "name": "Watch", **said}
    return dict(await world.call("owner", "POST", "/webhooks", json=asked))


async def _hook_id(world: World, who: str) -> int:
    return int((await _hook(world, who))["webhook"]["id"])


async def _hook_secret(world: World, who: str) -> str:
    return str((await _hook(world, who))["path"].rpartition("/")[2])


async def _bot_of_member(world: World, _: str) -> int:
    made = await world.call("member", "POST", "/bots", json={"username": f"Helper {_fresh()}"})
    return int(made["bot"]["id"])


async def _scheduled(world: World, _: str) -> int:
    return int((await world.call("member", "POST", "/scheduled", json=_later(world, "member")))["id"])


async def _upload(world: World, _: str) -> str:
    return str((await world.call("member", "POST", "/uploads", headers=_TUS | {"Upload-Length": "9"}))["id"])


async def _link(world: World, _: str) -> int:
    return int((await world.call("member", "POST", "/users/me/link"))["link"]["id"])


async def _session(world: World, _: str) -> int:
    sessions = (await world.call("member", "GET", "/users/me/sessions"))["items"]
    return int(sessions[0]["id"])


def _user(name: str) -> Make:
    async def made(world: World, _: str) -> int:
        return world.ids[name]

    return made


async def _myself(world: World, who: str) -> int:
    return world.ids[{"service": "member", "nobody": "member"}.get(who, who)]


async def _group(world: World, _: str) -> int:
    return world.group


async def _call(world: World, _: str) -> int:
    """Of others: whoever asks is not in it."""
    return int((await world.call("colleague", "POST", "/calls", json={"conversation_id": world.group}))["id"])


async def _verb(_world: World, _who: str) -> str:
    return "ignore"


async def _emoji(_world: World, _who: str) -> str:
    return "%F0%9F%91%8D"


async def _outsider(_world: World, _who: str) -> str:
    return "nobody-knows-this"


def _later(world: World, _: str) -> dict[str, Any]:
    at = datetime.now(UTC) + timedelta(hours=1)
    return {"conversation_id": world.group, "body": "later", "send_at": at.isoformat()}


def _here(**said: Any) -> Callable[[World, str], dict[str, Any]]:
    return lambda world, _: {"conversation_id": world.group, **said}


def _of_message(sender: str, **said: Any) -> Callable[[World, str], Any]:
    async def made(world: World, _: str) -> dict[str, Any]:
        return {"message_ids": [await world.say(sender)], **said}

    return made


_PEOPLE = ("other", "member", "admin", "owner", "colleague", "newcomer")
_numbers = count(1)


def _fresh() -> int:
    return next(_numbers)


def _named(_world: World, who: str, key: str) -> dict[str, Any]:
    return {key: f"{who} {_fresh()}"}


async def _pictured(world: World, _: str) -> int:
    picture = await world.call("colleague", "POST", "/media/upload", files={"file": ("a.gif", _GIF)})
    await world.call("colleague", "PATCH", f"/users/{world.ids['colleague']}", json={"avatar_media_id": picture["id"]})
    return world.ids["colleague"]


async def _pictured_group(world: World, _: str) -> int:
    picture = await world.call("owner", "POST", "/media/upload", files={"file": ("a.gif", _GIF)})
    await world.call("owner", "PATCH", f"/groups/{world.group}", json={"avatar_media_id": picture["id"]})
    return world.group


async def _pictured_code(world: World, who: str) -> str:
    await _pictured_group(world, who)
    return await _code(world, who)


async def _public_pictured(world: World, who: str) -> int:
    await _public(world, who)
    return await _pictured_group(world, who)


async def _public(world: World, _: str) -> int:
    await world.call("owner", "PATCH", f"/groups/{world.group}", json={"is_public": True})
    return world.group


async def _reported(world: World, who: str) -> dict[str, Any]:
    return {"reason": "spam", "message_id": await world.say("colleague")}


async def _report(world: World, who: str) -> int:
    return int((await world.call("member", "POST", "/reports", json=await _reported(world, who)))["id"])


async def _room(_world: World, who: str) -> dict[str, Any]:
    return {"external_key": f"{who} {_fresh()}", "title": "Room"}


async def _newcomer(world: World, _: str) -> dict[str, Any]:
    return {"user_id": world.ids["newcomer"]}


async def _to_colleague(world: World, _: str) -> dict[str, Any]:
    return {"recipient_id": world.ids["colleague"], "body": "hello"}


async def _batch(world: World, _: str) -> dict[str, Any]:
    return {"items": [{"client_id": str(uuid4()), "conversation_id": world.group, "body": "hello"}]}


async def _of_deleted(world: World, who: str) -> dict[str, Any]:
    return {"message_ids": [await _deleted(world, who)]}


async def _subscription(_world: World, who: str) -> dict[str, Any]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": urlsafe_b64encode(raw).decode().rstrip("="), "auth": urlsafe_b64encode(b"a" * 16).decode()[:22]}
    return {"endpoint": f"https://push.example/{who}/{_fresh()}", "keys": keys}


async def _places(world: World, who: str) -> dict[str, Any]:
    """One's notes; who may have none names the group."""
    if who in {"nobody", "guest"}:
        return {"conversation_ids": [world.group]}
    return {"conversation_ids": [(await world.call(who, "POST", "/conversations/notes"))["id"]]}


async def _of_message_to_places(world: World, who: str) -> dict[str, Any]:
    return {"message_ids": [await world.say("colleague")]} | await _places(world, who)


async def _direct(world: World, _: str) -> int:
    said = {"recipient_id": world.ids["colleague"], "body": "between us"}
    await world.call("member", "POST", "/messages", json=said)
    return world.ids["colleague"]


async def _place(world: World, _: str) -> int:
    until = (datetime.now(UTC) + timedelta(minutes=15)).isoformat()
    there = {"latitude": 1, "longitude": 2, "live_until": until}
    return await world.say("member", kind="location", body="", payload=there)


_ASKED = {"kind": "poll", "body": "", "payload": {"question": "Where?", "options": ["Here", "There"]}}
_OWN = _message("member")
_POLL, _POLL_OF_MEMBER = _message(**_ASKED), _message("member", **_ASKED)
_CARD = _message(kind="contact", body="", payload={"name": "Ada", "phones": ["123"], "emails": []})

_GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
_WAV = bytes.fromhex(
    "524946462c00000057415645666d74201000000001000100401f0000401f0000010008006461746108000000" + "80" * 8
)
_TUS = {"Tus-Resumable": "1.0.0"}
_PART = _TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
_OUR_PAGE = {"Origin": "http://chat.test"}
_DEFAULTS: dict[str, Make] = {
    "message_id": _message(), "conversation_id": _group, "group_id": _group, "user_id": _user("colleague"),
    "media_id": _media, "invite_id": _invite_id, "code": _code, "webhook_id": _hook_id, "secret": _hook_secret,
    "bot_id": _bot_of_member, "scheduled_id": _scheduled, "upload_id": _upload, "link_id": _link,
    "session_id": _session, "emoji": _emoji, "claim": _outsider, "report_id": _report, "gif_id": _outsider,
    "one": _user("member"), "other": _direct, "call_id": _call, "verb": _verb,
}  # fmt: skip

_TABLE: dict[str, dict[str, Row]] = {
    "operation": {
        "GET /api/health": Row(ANYBODY),
        "GET /api/ready": Row(ANYBODY),
    },
    "sessions": {
        "POST /session": Row(MADE, lambda w, who: _named(w, who, "name"), headers=_OUR_PAGE),
        "DELETE /session": Row(ANYBODY, headers=_OUR_PAGE, anew=PEOPLE),
        "POST /session/link": Row(UNKNOWN, {"claim": "no-such-claim"}, headers=_OUR_PAGE),
        "POST /api/sessions/ticket": Row(KNOWN),
        "POST /api/sessions/redeem": Row(UNKNOWN, {"code": "nosuchcode"}),
        "GET /api/sessions/redeem/{claim}": Row(UNKNOWN),
        "POST /api/sessions/redeem/{claim}": Row(UNKNOWN),
        "POST /api/users/me/link": Row("401 201 201 201 201 403 201 403"),
        "GET /api/users/me/link/{link_id}": Row("401 404 200 404 404 403 404 403"),
        "POST /api/users/me/link/{link_id}": Row("401 404 409 404 404 403 404 403", {"allow": False}),
        "GET /api/users/me/sessions": Row(WHOLE),
        "GET /api/users/me/look": Row(KNOWN),
        "PATCH /api/users/me/look": Row(WHOLE, {"theme": "dark"}),
        "GET /api/users/me/privacy": Row(WHOLE),
        "PATCH /api/users/me/privacy": Row(WHOLE, {"presence": True}),
        "GET /api/users/me/export": Row(WHOLE),
        "DELETE /api/users/me/sessions/{session_id}": Row("401 404 200 404 404 404 200 403", anew=PEOPLE),
    },
    "users": {
        "POST /api/users": Row(MADE, lambda w, who: _named(w, who, "username")),
        "GET /api/users": Row(KNOWN),
        "GET /api/users/me": Row(KNOWN),
        "DELETE /api/users/me": Row(WHOLE, anew=PEOPLE),
        "GET /api/users/{user_id}": Row("401 200 200 200 200 200 200 404"),
        "GET /api/users/{user_id}/avatar": Row("401 200 200 200 200 200 200 404", made={"user_id": _pictured}),
        "PUT /api/users/{user_id}": Row("401 403 403 403 403 403 403 404", {"about": "x"}),
        "PATCH /api/users/{user_id}": Row("401 403 403 403 403 403 403 404", {"about": "x"}),
        "PATCH /api/users/{user_id} (me)": Row(WHOLE, {"about": "x"}, made={"user_id": _myself}),
        "GET /api/blocks": Row(WHOLE),
        "PUT /api/blocks/{user_id}": Row(WHOLE, anew=GROUP),
        "DELETE /api/blocks/{user_id}": Row(WHOLE),
        "POST /api/reports": Row("401 404 201 201 201 201 201 404", _reported),
    },
    "bots": {
        "GET /api/bots": Row(PERSONS),
        "POST /api/bots": Row("401 201 201 201 201 403 201 403", lambda w, who: _named(w, who, "username")),
        "POST /api/bots/{bot_id}/rotate": Row("401 404 201 404 404 403 201 403"),
        "DELETE /api/bots/{bot_id}": Row("401 404 200 404 404 403 200 403"),
    },
    "conversations": {
        "GET /api/conversations": Row(KNOWN),
        "POST /api/conversations/notes": Row(WHOLE),
        "POST /api/conversations/ensure": Row("401 403 403 403 403 403 201 403", _room),
        "GET /api/conversations/{conversation_id}": Row(INSIDE),
        "PATCH /api/conversations/{conversation_id}": Row(INSIDE, {"pinned": False}),
        "GET /api/conversations/{conversation_id}/links": Row(INSIDE),
        "GET /api/conversations/{conversation_id}/media": Row(INSIDE),
        "GET /api/conversations/{conversation_id}/media/counts": Row(INSIDE),
        "GET /api/conversations/{conversation_id}/pinned": Row(INSIDE),
        "PUT /api/conversations/{conversation_id}/typing": Row(INSIDE),
        "DELETE /api/conversations/{conversation_id}/typing": Row(INSIDE),
        "DELETE /api/conversations/{conversation_id}/unread": Row("401 404 204 204 204 204 204 404"),
    },
    "groups": {
        "POST /api/groups": Row("401 201 201 201 201 201 201 403", {"title": "New"}),
        "GET /api/groups": Row(KNOWN),
        "GET /api/groups/directory": Row(WHOLE),
        "GET /api/groups/{group_id}": Row(INSIDE),
        "GET /api/groups/{group_id}/avatar": Row(INSIDE, made={"group_id": _pictured_group}),
        "GET /api/groups/{group_id}/avatar (public)": Row(
            "401 200 200 200 200 200 200 404", made={"group_id": _public_pictured}, anew=GROUP
        ),
        "PATCH /api/groups/{group_id}": Row(LEADERS, {"title": "Other"}),
        "DELETE /api/groups/{group_id}": Row(OWNER, anew=GROUP),
        "POST /api/groups/{group_id}/join": Row("401 404 200 200 200 200 200 404"),
        "POST /api/groups/{group_id}/join (public)": Row(WHOLE, made={"group_id": _public}, anew=GROUP),
        "GET /api/groups/{group_id}/members": Row(INSIDE),
        "POST /api/groups/{group_id}/members": Row("401 404 403 201 201 403 403 403", _newcomer, anew=GROUP),
        "PATCH /api/groups/{group_id}/members/{user_id}": Row(LEADERS, {"role": "member"}),
        "PATCH /api/groups/{group_id}/members/{user_id} (owner)": Row(OWNER, {"role": "owner"}, anew=GROUP),
        "DELETE /api/groups/{group_id}/members/{user_id}": Row(LEADERS, anew=GROUP),
        "DELETE /api/groups/{group_id}/members/me": Row("401 404 200 200 409 200 200 404", anew=GROUP),
        "GET /api/groups/{group_id}/invites": Row(LEADERS),
        "POST /api/groups/{group_id}/invites": Row("401 404 403 201 201 403 403 403", {}),
        "DELETE /api/groups/{group_id}/invites/{invite_id}": Row(LEADERS),
        "GET /api/invites/{code}": Row(ANYBODY),
        "GET /api/invites/{code}/avatar": Row(ANYBODY, made={"code": _pictured_code}),
        "POST /api/invites/{code}/accept": Row(WHOLE, anew=GROUP),
    },
    "messages": {
        "POST /api/messages": Row("401 404 201 201 201 201 201 404", _here(body="hello")),
        "POST /api/messages (direct)": Row("401 201 201 201 201 201 201 403", _to_colleague),
        "POST /api/messages/batch": Row(KNOWN, _batch),
        "GET /api/messages": Row(INSIDE, query="?conversation_id={group_id}"),
        "GET /api/messages/conversation/{one}/{other}": Row("401 404 200 404 404 404 200 404"),
        "GET /api/messages/search": Row(KNOWN, query="?q=words"),
        "GET /api/messages/search (here)": Row(INSIDE, query="?q=words&conversation_id={group_id}"),
        "GET /api/messages/starred": Row(KNOWN),
        "GET /api/messages/{message_id}": Row(INSIDE),
        "PATCH /api/messages/{message_id}": Row(SENDER, {"body": "other"}, made={"message_id": _OWN}),
        "DELETE /api/messages/{message_id}": Row(LEADERS),
        "DELETE /api/messages/{message_id} (sender)": Row(MODERATED, made={"message_id": _OWN}),
        "POST /api/messages/delete": Row(LEADERS, _of_message("colleague")),
        "GET /api/messages/{message_id}/history": Row(INSIDE),
        "POST /api/messages/{message_id}/restore": Row(SENDER, made={"message_id": _deleted}),
        "POST /api/messages/restore": Row(SENDER, _of_deleted),
        "PUT /api/messages/{message_id}/delivered": Row(INSIDE),
        "PUT /api/messages/{message_id}/read": Row(INSIDE),
        "GET /api/messages/{message_id}/receipts": Row(INSIDE),
        "POST /api/messages/{message_id}/forward": Row("401 404 201 201 201 201 201 404", _places),
        "POST /api/messages/forward": Row("401 404 201 201 201 201 201 404", _of_message_to_places),
        "POST /api/messages/{message_id}/pin": Row(INSIDE),
        "DELETE /api/messages/{message_id}/pin": Row(INSIDE),
        "POST /api/messages/{message_id}/star": Row("401 404 204 204 204 204 204 404"),
        "DELETE /api/messages/{message_id}/star": Row("401 404 204 204 204 204 204 404"),
        "POST /api/messages/{message_id}/unread": Row(INSIDE),
        "PUT /api/messages/{message_id}/reactions/{emoji}": Row(INSIDE),
        "DELETE /api/messages/{message_id}/reactions/{emoji}": Row(INSIDE),
        "DELETE /api/messages/{message_id}/preview": Row(SENDER, made={"message_id": _OWN}),
        "PUT /api/messages/{message_id}/heard": Row(INSIDE, made={"message_id": _voice}),
        "PUT /api/messages/{message_id}/votes": Row(INSIDE, {"options": [0]}, made={"message_id": _POLL}),
        "POST /api/messages/{message_id}/close": Row(MODERATED, made={"message_id": _POLL_OF_MEMBER}),
        "PATCH /api/messages/{message_id}/location": Row(
            SENDER, {"latitude": 1, "longitude": 2}, made={"message_id": _place}
        ),
        "GET /api/messages/{message_id}/contact.vcf": Row(INSIDE, made={"message_id": _CARD}),
        "GET /api/scheduled": Row(KNOWN),
        "POST /api/scheduled": Row("401 404 201 201 201 201 201 404", _later),
        "PATCH /api/scheduled/{scheduled_id}": Row("401 404 200 404 404 404 200 404", {"body": "other"}),
        "DELETE /api/scheduled/{scheduled_id}": Row("401 404 204 404 404 404 204 404"),
    },
    "media": {
        "POST /api/media/upload": Row("401 201 201 201 201 201 201 201"),
        "POST /api/media/ticket": Row(KNOWN),
        "GET /api/media/{media_id}": Row(INSIDE),
        "GET /api/media/{media_id}/download": Row(INSIDE),
        "GET /api/media/{media_id}/thumbnail": Row(INSIDE),
        "OPTIONS /api/uploads": Row("204 204 204 204 204 204 204 204"),
        "POST /api/uploads": Row("401 201 201 201 201 201 201 201", headers=_TUS | {"Upload-Length": "9"}),
        "GET /api/uploads/{upload_id}": Row("401 404 200 404 404 404 200 404"),
        "HEAD /api/uploads/{upload_id}": Row("401 404 200 404 404 404 200 404", headers=_TUS),
        "PATCH /api/uploads/{upload_id}": Row("401 404 204 404 404 404 204 404", headers=_PART),
        "DELETE /api/uploads/{upload_id}": Row("401 404 204 404 404 404 204 404", headers=_TUS),
        "GET /api/stickers": Row(KNOWN),
        "GET /api/gifs": Row(KNOWN),
        "POST /api/gifs": Row("401 404 404 404 404 404 404 404", {"id": "none"}),
        "GET /api/gifs/{gif_id}/preview": Row("401 404 404 404 404 404 404 404"),
    },
    "calls": {
        "POST /api/calls": Row("401 404 201 201 201 201 201 404", _here(), anew=PEOPLE),
        "GET /api/calls": Row(KNOWN),
        "GET /api/calls/live": Row(KNOWN),
        "GET /api/calls/doctor": Row(KNOWN),
        "POST /api/calls/seen": Row(KNOWN),
        "GET /api/calls/{call_id}": Row(INSIDE),
        "POST /api/calls/{call_id}/{verb}": Row(INSIDE, {}),
        "POST /api/calls/{call_id}/signal": Row("401 404 404 404 404 404 404 404", {"to_user_id": 1, "data": {}}),
        "GET /api/calls/ice": Row("401 404 404 404 404 404 404 404", query="?call_id={call_id}"),
        "GET /api/calls/livekit": Row("401 404 404 404 404 404 404 404", query="?call_id={call_id}"),
    },
    "webhooks": {
        "GET /api/webhooks": Row(HOST, query="?conversation_id={group_id}"),
        "POST /api/webhooks": Row("401 404 403 201 201 403 201 404", _here(kind="incoming", name="Watch"), anew=GROUP),
        "DELETE /api/webhooks/{webhook_id}": Row(HOST, anew=GROUP),
        "POST /api/webhooks/{webhook_id}/rotate": Row("401 404 403 201 201 403 201 404", anew=GROUP),
        "GET /api/webhooks/{webhook_id}/parked": Row(HOST, anew=GROUP),
        "POST /api/webhooks/{webhook_id}/redeliver": Row(HOST, {}, anew=GROUP),
        "POST /api/hooks/{secret}": Row(MADE, {"text": "hello"}, anew=GROUP),
    },
    "notifications": {
        "GET /api/users/me/notifications": Row(KNOWN),
        "PATCH /api/users/me/notifications": Row(WHOLE, {"sound": True}),
        "GET /api/users/me/mail": Row(WHOLE),
        "PUT /api/users/me/mail": Row("401 409 409 409 409 403 409 403", {"address": "ana@example.org"}),
        "POST /api/users/me/mail/confirm": Row("401 404 404 404 404 403 404 403", {"code": "482913"}),
        "PATCH /api/users/me/mail": Row("401 404 404 404 404 403 404 403", {"texts": False}),
        "DELETE /api/users/me/mail": Row("401 200 200 200 200 403 200 403"),
        "GET /api/push/key": Row(KNOWN),
        "GET /api/push/subscriptions": Row(WHOLE),
        "POST /api/push/subscriptions": Row("401 201 201 201 201 403 403 403", _subscription),
        "DELETE /api/push/subscriptions": Row("401 404 404 404 404 404 404 403", {"endpoint": "https://push.example/1"}),
    },
    "admin": {  # of the installation, which nobody of these is
        "GET /api/admin/audit": Row(REFUSED),
        "GET /api/admin/figures": Row(REFUSED),
        "GET /api/admin/reports": Row(REFUSED),
        "PUT /api/admin/reports/{report_id}/handled": Row(REFUSED, {}),
        "GET /api/admin/users": Row(REFUSED),
        "PUT /api/admin/users/{user_id}/suspension": Row(REFUSED, {}),
        "DELETE /api/admin/users/{user_id}/suspension": Row(REFUSED),
        "DELETE /api/admin/users/{user_id}/content": Row(REFUSED),
        "DELETE /api/admin/messages/{message_id}": Row(REFUSED),
    },
    "events": {
        "GET /api/events/log": Row(KNOWN),
        "GET /api/events": Row("401 422 422 422 422 422 422 422", query="?since=nonsense"),
    },
}  # fmt: skip


@pytest.fixture
async def world(
    configured: Callable[..., None], client: Callable[..., httpx.AsyncClient], nobody: httpx.AsyncClient,
    enrol: Callable[[str], Any],
) -> Callable[[], Any]:  # fmt: skip
    """Makes people, each with a client, and the group."""
    configured(WEBCHAT_RATE_LIMITS="off")

    async def make() -> World:
        people: dict[str, Program] = {who: await enrol(f"{who} {_fresh()}") for who in _PEOPLE}
        clients = {who: person.http for who, person in people.items()} | {"nobody": nobody}
        clients["service"] = client(KEY, **{"X-Webchat-User": str(people["member"].id)})
        subject = f"guest {_fresh()}"
        made = World(clients, {who: person.id for who, person in people.items()})
        bot = await made.call("owner", "POST", "/bots", json={"username": f"bot {_fresh()}"})
        clients["bot"], made.ids["bot"] = client(bot["token"]), bot["bot"]["id"]
        host = client(KEY)
        room = {"external_key": "order:8", "title": "Other", "member_ids": [made.ids["owner"]]}
        assert (await host.post("/api/conversations/ensure", json=room)).status_code in {200, 201}
        clients["guest"] = client(signed(sub=subject, name=None, rooms=["order:8"]))
        made.ids["guest"] = (await made.call("guest", "GET", "/users/me"))["id"]
        made.group = await made.new_group()
        return made

    return make


@pytest.mark.parametrize("noun", _TABLE)
async def test_the_matrix(world: Callable[[], Any], noun: str) -> None:
    home, wrong = await world(), []
    for name, row in _TABLE[noun].items():
        for who, expected in zip(WHO, row.expected.split(), strict=True):
            here = home
            if row.anew:
                here = await world() if row.anew == PEOPLE else replace(home, group=await home.new_group())
            got = await _try(here, name, row, who)
            if str(got) != expected:
                wrong.append(f"{name} as {who}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


async def _try(world: World, name: str, row: Row, who: str) -> int:
    method, path = name.split()[:2]
    values = {}
    for part in re.findall(r"{(\w+)}", path + row.query):
        values[part] = await (row.made.get(part) or _DEFAULTS[part])(world, who)
    body = row.body(world, who) if callable(row.body) else row.body
    if hasattr(body, "__await__"):
        body = await body
    more: dict[str, Any] = {"headers": row.headers} | ({} if body is None else {"json": body})
    if path.endswith("/upload"):
        more["files"] = {"file": ("dot.gif", _GIF)}
    answer = await world.clients[who].request(method, (path + row.query).format(**values), **more)
    if answer.status_code >= 400 and method != "HEAD":
        assert {"code", "message", "field", "retryable"} <= set(answer.json()["error"]), name
    return answer.status_code


def test_every_route_has_its_row() -> None:
    documented = {
        f"{method.upper()} {path}" for path, methods in create_api().openapi()["paths"].items() for method in methods
    }
    assert documented - {name.split(" (")[0] for rows in _TABLE.values() for name in rows} == set()
