"""One message through every door: an equal row, an equal event, equal refusals."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.support.reflex_socket import PEOPLE, TIMELINE, ReflexSocket

Outcome = dict[str, Any]
"""`{"id"}` of the message, or `{"code", "message"}`."""
_ALL, _NOT_HOOK = ("tab", "rest", "socket", "bot", "hook"), ("tab", "rest", "socket", "bot")
_OF_ITS_OWN = {"id", "seq", "client_id", "created_at", "sender_id", "search_text"}


@dataclass
class Door:
    """A way in, and the places of who comes by it: `shut` and `muted` are with people between whom a block stands."""

    send: Callable[..., Awaitable[Outcome]]
    places: dict[str, int]


def _of_answer(answer: httpx.Response) -> Outcome:
    said = answer.json()
    return {"id": said["id"]} if answer.is_success else _refused(said["error"])


def _refused(error: dict[str, Any]) -> Outcome:
    return {"code": error["code"], "message": error["message"]}


def _page(client: httpx.Client, conversation_id: int) -> list[dict[str, Any]]:
    return list(client.get("/api/messages/", params={"conversation_id": conversation_id}).json()["items"])


def _by_rest(client: httpx.Client) -> Callable[..., Awaitable[Outcome]]:
    async def send(**said: Any) -> Outcome:
        return _of_answer(await asyncio.to_thread(client.post, "/api/messages/", json=said))

    return send


def _by_socket(link: Any) -> Callable[..., Awaitable[Outcome]]:
    async def send(**said: Any) -> Outcome:
        await link.send(json.dumps({"type": "message.send", "ref": 1, **said}))
        while (frame := json.loads(await link.recv())).get("ref") != 1:
            pass
        return {"id": frame["data"]["id"]} if frame["type"] == "ack" else _refused(frame["error"])

    return send


def _by_tab(tab: ReflexSocket, client: httpx.Client) -> Callable[..., Awaitable[Outcome]]:
    async def send(**said: Any) -> Outcome:
        client_id = said.setdefault("client_id", str(uuid.uuid4()))
        tab.entries.get(TIMELINE, {}).pop(f"x:{client_id}", None)
        await tab.send(f"{TIMELINE}.submit_message", {"sent": said})
        tab.entries.get(PEOPLE, {}).pop("found", None)
        await tab.send(f"{PEOPLE}.find_people", {"asked": {"query": "nobody of this name"}})
        await tab.until(lambda one: "found" in one.entries.get(PEOPLE, {}))  # events of a tab are handled in order
        if refusal := tab.entries.get(TIMELINE, {}).get(f"x:{client_id}"):
            return _refused(refusal)
        # It looks at no conversation: without this answer it would wait, and ask again.
        assert any(key.endswith(f":{client_id}") for key in tab.entries[TIMELINE])
        page = await asyncio.to_thread(_page, client, said["conversation_id"])
        return {"id": next(one["id"] for one in page if one["client_id"] == client_id)}

    return send


def _by_hook(url: str, path: str) -> Callable[..., Awaitable[Outcome]]:
    async def send(*, body: str, client_id: str = "", **_: Any) -> Outcome:
        headers = {"Idempotency-Key": client_id} if client_id else {}
        said = {"json": {"text": body}, "headers": headers, "trust_env": False}
        return _of_answer(await asyncio.to_thread(httpx.post, url + path, **said))

    return send


def _places(who: httpx.Client, room: int, join) -> dict[str, int]:
    """Where somebody writes: with others, with who shut them out, with whom they shut out."""
    me = who.get("/api/users/me").json()["id"]
    places = {"room": room}
    for name in ("shut", "muted"):
        other, user = join(name)
        places[name] = who.post("/api/messages/", json={"recipient_id": user["id"], "body": "hi"}).json()[
            "conversation_id"
        ]
        blocker, blocked = (other, me) if name == "shut" else (who, user["id"])
        blocker.put(f"/api/blocks/{blocked}").raise_for_status()
    return places


@pytest.fixture
async def doors(server, join, tab_of):
    """Every door into one group, and somebody in it who only listens."""
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    made = ana.post("/api/bots/", json={"username": f"Bot {uuid.uuid4().hex[:8]}"}).json()
    group = ana.post("/api/groups/", json={"title": "Doors", "member_ids": [ben_user["id"], made["bot"]["id"]]}).json()
    hook = ana.post("/api/webhooks/", json={"conversation_id": group["id"], "kind": "incoming", "name": "Hook"}).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    tab = await tab_of(ana)
    await tab.arrive()
    hers = _places(ana, group["id"], join)
    proof = {"Cookie": f"webchat_session={ana.cookies['webchat_session']}"}
    with httpx.Client(base_url=server.url, headers=bearer, trust_env=False) as bot:
        async with connect(
            f"{server.url.replace('http', 'ws', 1)}/ws/me", additional_headers=proof, origin=server.url
        ) as link:
            yield {
                "tab": Door(_by_tab(tab, ana), hers),
                "rest": Door(_by_rest(ana), hers),
                "socket": Door(_by_socket(link), hers),
                "bot": Door(_by_rest(bot), _places(bot, group["id"], join)),
                "hook": Door(_by_hook(server.url, hook["path"]), {"room": group["id"]}),
                "ben": ben, "ana": ana, "hook_bot": hook["webhook"]["bot_id"], "ben_user": ben_user,
            }  # fmt: skip


async def test_a_message_is_the_same_row_and_event_by_whichever_door(server, doors) -> None:
    ben = doors["ben"]
    since = ben.get("/api/events/log").json()["cursor"]
    body = f"**Hello** @{doors['ben_user']['username']} :wave: <b>x</b>\nhttps://example.org/?a=1&b=2 `code`"
    ids = {}
    for name in _ALL:
        door = doors[name]
        ids[name] = (await door.send(conversation_id=door.places["room"], body=body))["id"]
    with server.database() as database:
        rows = [_row(database, number) for number in ids.values()]
    assert rows[0]["body"].startswith("**Hello**")
    assert rows == [rows[0]] * len(ids)
    events = {one["data"]["id"]: one for one in _log(ben, since, len(ids))}
    assert list(events) == list(ids.values())
    told = [_without(events[number]) for number in ids.values()]
    assert told[0]["data"]["mentions"] == [doors["ben_user"]["id"]]
    assert told == [told[0]] * len(ids)


def _row(database: Any, number: int) -> dict[str, Any]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(m) || jsonb_build_object('named', (SELECT array_agg(user_id) FROM mention"
            " WHERE message_id = m.id)) FROM message m WHERE id = %s",
            [number],
        )
        return {name: value for name, value in cursor.fetchone()[0].items() if name not in _OF_ITS_OWN}


def _log(reader: httpx.Client, since: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < count:  # the log's pages lag, but they skip nothing
        page = reader.get("/api/events/log", params={"since": since}).json()
        since = page["cursor"]
        found += [one for one in page["items"] if one["type"] == "message.created"]
    return found


def _without(event: dict[str, Any]) -> dict[str, Any]:
    data = {name: value for name, value in event["data"].items() if name not in {*_OF_ITS_OWN, "sender"}}
    return {"type": event["type"], "conversation_id": event["conversation_id"], "data": data}


async def test_refusals_are_the_same_by_whichever_door(doors, join) -> None:
    (one, _), (_, two) = join("One"), join("Two")
    foreign = one.post("/api/messages/", json={"recipient_id": two["id"], "body": "between us"}).json()
    known = {name: str(uuid.uuid4()) for name in _NOT_HOOK}
    for name in _NOT_HOOK:
        await doors[name].send(conversation_id=doors[name].places["room"], body="first", client_id=known[name])
    table: dict[str, tuple[str, tuple[str, ...], Callable[[str, Door], dict[str, Any]]]] = {
        "too long": ("message_too_long", _ALL, lambda _, door: {"body": "x" * 8001}),
        "empty": ("invalid_input", _ALL, lambda _, door: {"body": " \n "}),
        "unknown kind": ("invalid_input", _NOT_HOOK, lambda _, door: {"kind": "smell"}),
        "a system message": ("invalid_input", _NOT_HOOK, lambda _, door: {"kind": "system"}),
        "not a member": ("not_found", _NOT_HOOK, lambda _, door: {"conversation_id": foreign["conversation_id"]}),
        "not there": ("not_found", _NOT_HOOK, lambda _, door: {"conversation_id": 2**40}),
        "shut out": ("not_found", _NOT_HOOK, lambda _, door: {"conversation_id": door.places["shut"]}),
        "shut out by me": ("forbidden", _NOT_HOOK, lambda _, door: {"conversation_id": door.places["muted"]}),
        "reply to a foreign message": ("invalid_input", _NOT_HOOK, lambda _, door: {"reply_to_id": foreign["id"]}),
        "the same id, other words": ("conflict", _NOT_HOOK, lambda name, door: {"client_id": known[name]}),
    }
    for what, (code, names, said) in table.items():
        outcomes = {}
        for name in names:
            door = doors[name]
            sent = {"conversation_id": door.places["room"], "body": "second", **said(name, door)}
            outcomes[name] = await door.send(**sent)
        first = outcomes[names[0]]
        assert first.get("code") == code, (what, first)
        assert outcomes == dict.fromkeys(names, first), what
    looks_like_not_there = await doors["rest"].send(conversation_id=2**40, body="x")
    assert looks_like_not_there == await doors["rest"].send(conversation_id=doors["rest"].places["shut"], body="x")
    page = _page(doors["ana"], doors["rest"].places["room"])
    assert [one["body"] for one in page if one["kind"] == "text"] == ["first"] * len(_NOT_HOOK)


async def test_a_repeat_is_the_first_message_by_whichever_door(doors) -> None:
    for name in _ALL:
        said = {"conversation_id": doors[name].places["room"], "body": "once", "client_id": str(uuid.uuid4())}
        assert await doors[name].send(**said) == await doors[name].send(**said)
    page = _page(doors["ben"], doors["rest"].places["room"])
    assert [one["body"] for one in page if one["kind"] == "text"] == ["once"] * len(_ALL)


async def test_a_client_id_holds_over_all_doors_of_one_sender(doors) -> None:
    said = {"conversation_id": doors["rest"].places["room"], "body": "once", "client_id": str(uuid.uuid4())}
    first = await doors["rest"].send(**said)
    assert [await doors[name].send(**said) for name in ("tab", "socket", "rest")] == [first] * 3


async def test_a_hook_whose_bot_was_removed_finds_nothing(doors) -> None:
    door = doors["hook"]
    group = door.places["room"]
    doors["ana"].delete(f"/api/groups/{group}/members/{doors['hook_bot']}").raise_for_status()
    assert (await door.send(body="words"))["code"] == "not_found"
