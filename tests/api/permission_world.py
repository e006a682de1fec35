"""The people and things that the matrix of permissions is tried with."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


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


def message(sender: str = "colleague", **said: Any) -> Make:
    return lambda world, _: world.say(sender, **said)


async def deleted(world: World, _: str) -> int:
    message = await world.say("member")
    await world.call("member", "DELETE", f"/messages/{message}")
    return message


async def file(world: World, sender: str, **said: Any) -> dict[str, Any]:
    files = {"file": ("dot.gif", GIF)}
    media = await world.call(sender, "POST", "/media/upload", files=files)
    await world.say(sender, kind="image", body="", media_ids=[media["id"]], **said)
    return dict(media)


async def media(world: World, _: str) -> int:
    return int((await file(world, "colleague"))["id"])


async def voice(world: World, _: str) -> int:
    media = await world.call("colleague", "POST", "/media/upload", files={"file": ("voice.wav", WAV)})
    return await world.say("colleague", kind="voice", body="", media_ids=[media["id"]])


async def invite(world: World, _: str) -> dict[str, Any]:
    return dict(await world.call("owner", "POST", f"/groups/{world.group}/invites", json={}))


async def invite_id(world: World, who: str) -> int:
    return int((await invite(world, who))["invite"]["id"])


async def code(world: World, who: str) -> str:
    return str((await invite(world, who))["code"])


async def hook(world: World, _: str, **said: Any) -> dict[str, Any]:
    asked = {"conversation_id": world.group, "kind": "incoming", "name": "Watch", **said}
    return dict(await world.call("owner", "POST", "/webhooks", json=asked))


async def hook_id(world: World, who: str) -> int:
    return int((await hook(world, who))["webhook"]["id"])


async def hook_secret(world: World, who: str) -> str:
    return str((await hook(world, who))["path"].rpartition("/")[2])


async def bot_of_member(world: World, _: str) -> int:
    made = await world.call("member", "POST", "/bots", json={"username": f"Helper {fresh()}"})
    return int(made["bot"]["id"])


async def scheduled(world: World, _: str) -> int:
    return int((await world.call("member", "POST", "/scheduled", json=later(world, "member")))["id"])


async def upload(world: World, _: str) -> str:
    return str((await world.call("member", "POST", "/uploads", headers=TUS | {"Upload-Length": "9"}))["id"])


async def link(world: World, _: str) -> int:
    return int((await world.call("member", "POST", "/users/me/link"))["link"]["id"])


async def session(world: World, _: str) -> int:
    sessions = (await world.call("member", "GET", "/users/me/sessions"))["items"]
    return int(sessions[0]["id"])


def user(name: str) -> Make:
    async def made(world: World, _: str) -> int:
        return world.ids[name]

    return made


async def myself(world: World, who: str) -> int:
    return world.ids[{"service": "member", "nobody": "member"}.get(who, who)]


async def group(world: World, _: str) -> int:
    return world.group


async def call(world: World, _: str) -> int:
    """Of others: whoever asks is not in it."""
    return int((await world.call("colleague", "POST", "/calls", json={"conversation_id": world.group}))["id"])


async def verb(_world: World, _who: str) -> str:
    return "ignore"


async def emoji(_world: World, _who: str) -> str:
    return "%F0%9F%91%8D"


async def outsider(_world: World, _who: str) -> str:
    return "nobody-knows-this"


def later(world: World, _: str) -> dict[str, Any]:
    at = datetime.now(UTC) + timedelta(hours=1)
    return {"conversation_id": world.group, "body": "later", "send_at": at.isoformat()}


def here(**said: Any) -> Callable[[World, str], dict[str, Any]]:
    return lambda world, _: {"conversation_id": world.group, **said}


def of_message(sender: str, **said: Any) -> Callable[[World, str], Any]:
    async def made(world: World, _: str) -> dict[str, Any]:
        return {"message_ids": [await world.say(sender)], **said}

    return made


EVERYBODY = ("other", "member", "admin", "owner", "colleague", "newcomer")
_numbers = count(1)


def fresh() -> int:
    return next(_numbers)


def named(_world: World, who: str, key: str) -> dict[str, Any]:
    return {key: f"{who} {fresh()}"}


async def pictured(world: World, _: str) -> int:
    picture = await world.call("colleague", "POST", "/media/upload", files={"file": ("a.gif", GIF)})
    await world.call("colleague", "PATCH", f"/users/{world.ids['colleague']}", json={"avatar_media_id": picture["id"]})
    return world.ids["colleague"]


async def pictured_group(world: World, _: str) -> int:
    picture = await world.call("owner", "POST", "/media/upload", files={"file": ("a.gif", GIF)})
    await world.call("owner", "PATCH", f"/groups/{world.group}", json={"avatar_media_id": picture["id"]})
    return world.group


async def pictured_code(world: World, who: str) -> str:
    await pictured_group(world, who)
    return await code(world, who)


async def public_pictured(world: World, who: str) -> int:
    await public(world, who)
    return await pictured_group(world, who)


async def public(world: World, _: str) -> int:
    await world.call("owner", "PATCH", f"/groups/{world.group}", json={"is_public": True})
    return world.group


async def reported(world: World, who: str) -> dict[str, Any]:
    return {"reason": "spam", "message_id": await world.say("colleague")}


async def report(world: World, who: str) -> int:
    return int((await world.call("member", "POST", "/reports", json=await reported(world, who)))["id"])


async def room(_world: World, who: str) -> dict[str, Any]:
    return {"external_key": f"{who} {fresh()}", "title": "Room"}


async def newcomer(world: World, _: str) -> dict[str, Any]:
    return {"user_id": world.ids["newcomer"]}


async def newcomers(world: World, _: str) -> dict[str, Any]:
    return {"user_ids": [world.ids["newcomer"], world.ids["colleague"]]}


async def to_colleague(world: World, _: str) -> dict[str, Any]:
    return {"recipient_id": world.ids["colleague"], "body": "hello"}


async def batch(world: World, _: str) -> dict[str, Any]:
    return {"items": [{"client_id": str(uuid4()), "conversation_id": world.group, "body": "hello"}]}


async def of_deleted(world: World, who: str) -> dict[str, Any]:
    return {"message_ids": [await deleted(world, who)]}


async def subscription(_world: World, who: str) -> dict[str, Any]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": urlsafe_b64encode(raw).decode().rstrip("="), "auth": urlsafe_b64encode(b"a" * 16).decode()[:22]}
    return {"endpoint": f"https://push.example/{who}/{fresh()}", "keys": keys}


async def places(world: World, who: str) -> dict[str, Any]:
    """One's notes; who may have none names the group."""
    if who in {"nobody", "guest"}:
        return {"conversation_ids": [world.group]}
    return {"conversation_ids": [(await world.call(who, "POST", "/conversations/notes"))["id"]]}


async def of_message_to_places(world: World, who: str) -> dict[str, Any]:
    return {"message_ids": [await world.say("colleague")]} | await places(world, who)


async def direct(world: World, _: str) -> int:
    said = {"recipient_id": world.ids["colleague"], "body": "between us"}
    await world.call("member", "POST", "/messages", json=said)
    return world.ids["colleague"]


async def place(world: World, _: str) -> int:
    until = (datetime.now(UTC) + timedelta(minutes=15)).isoformat()
    there = {"latitude": 1, "longitude": 2, "live_until": until}
    return await world.say("member", kind="location", body="", payload=there)


ASKED = {"kind": "poll", "body": "", "payload": {"question": "Where?", "options": ["Here", "There"]}}
OWN = message("member")
POLL, POLL_OF_MEMBER = message(**ASKED), message("member", **ASKED)
CARD = message(kind="contact", body="", payload={"name": "Ada", "phones": ["123"], "emails": []})

GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
WAV = bytes.fromhex(
    "524946462c00000057415645666d74201000000001000100401f0000401f0000010008006461746108000000" + "80" * 8
)
TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
OUR_PAGE = {"Origin": "http://chat.test"}
DEFAULTS: dict[str, Make] = {
    "message_id": message(), "conversation_id": group, "group_id": group, "user_id": user("colleague"),
    "media_id": media, "invite_id": invite_id, "code": code, "webhook_id": hook_id, "secret": hook_secret,
    "bot_id": bot_of_member, "scheduled_id": scheduled, "upload_id": upload, "link_id": link,
    "session_id": session, "emoji": emoji, "claim": outsider, "report_id": report, "gif_id": outsider,
    "one": user("member"), "other": direct, "call_id": call, "verb": verb,
}  # fmt: skip
