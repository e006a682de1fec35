"""Old screen + events = fresh load, on the sockets that browsers use; nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import random
import uuid

import pytest

from tests.support.reflex_socket import SIDEBAR, TIMELINE, ReflexSocket


def _messages(tab: ReflexSocket) -> dict[str, dict]:
    return {key: value for key, value in tab.entries.get(TIMELINE, {}).items() if key.startswith("m:")}


def _shown(tab: ReflexSocket) -> dict[str, dict]:
    """Messages as they are drawn: with their reactions and stars, and with what their quotes say now."""
    held = tab.entries[TIMELINE]
    return {key: _drawn(message, held) for key, message in _messages(tab).items()}


def _drawn(message: dict, held: dict[str, dict]) -> dict:
    quote = message.get("reply_to")
    if quote and (now := held.get(f"y:{quote['id']}")):
        quote = {**quote, "snippet": now["snippet"], "deleted": now["deleted"]}
    reactions = held.get(f"e:{message['id']}", {}).get("reactions", [])
    starred = held.get(f"b:{message['id']}", False)
    return {**message, "version": 0, "reply_to": quote, "reactions": reactions, "starred": starred}


def _list(tab: ReflexSocket) -> dict[str, dict]:
    held = tab.entries.get(SIDEBAR, {})
    listed = {key: value for key, value in held.items() if key[:2] in {"l:", "s:", "r:", "q:"}}
    return {key: {**value, "version": 0} for key, value in listed.items()}


async def _until_it_holds(tab: ReflexSocket, seq: int) -> None:
    async with asyncio.timeout(60):
        await tab.until(lambda one: any(message["seq"] == seq for message in _messages(one).values()))


def _act(dice: random.Random, clients, peer: dict, mine: list[dict]) -> None:
    """One use case, over REST, by one of the two."""
    who = dice.randrange(2)
    own = [message for message in mine if message["by"] == who]
    choice = dice.random()
    if choice < 0.4 or not own:
        body = {"recipient_id": peer[who], "body": f"line {dice.random()}"}
        if dice.random() < 0.4 and (answered := [message for message in mine if not message.get("gone")]):
            body["reply_to_id"] = dice.choice(answered)["id"]
        sent = clients[who].post("/api/messages/", json=body).raise_for_status().json()
        mine.append({**sent, "by": who})
    elif choice < 0.5:
        one = dice.choice(own)
        clients[who].delete(f"/api/messages/{one['id']}").raise_for_status()
        one["gone"] = True
    else:
        _change(dice, clients[who], dice.choice(own), mine[-1])


def _change(dice: random.Random, client, own: dict, latest: dict) -> None:
    path = f"/api/messages/{own['id']}"
    if own.get("gone"):
        client.post(f"{path}/restore").raise_for_status()
        own["gone"] = False
        return
    method, what, body = dice.choice(
        [
            ("PATCH", "", {"body": f"better {dice.random()}"}),
            ("POST", "/pin", None),
            ("DELETE", "/pin", None),
            ("POST", "/star", None),
            ("DELETE", "/star", None),
            ("PUT", "/reactions/👍", None),
            ("DELETE", "/reactions/👍", None),
            ("POST", "/unread", None),
            ("PUT", "/read", None),
        ]
    )
    client.request(method, f"{path}{what}", json=body).raise_for_status()
    client.put(f"/api/messages/{latest['id']}/{dice.choice(['read', 'delivered'])}").raise_for_status()


@pytest.mark.parametrize("seed", range(4))
async def test_old_screen_and_events_make_the_fresh_load(tab_of, join, seed):
    dice = random.Random(seed)
    (ana, ana_user), (ben, ben_user) = join("Ana"), join("Ben")
    clients, peer, said = (ana, ben), {0: ben_user["id"], 1: ana_user["id"]}, []
    _act(random.Random(1), clients, peer, said)
    conversation = said[0]["conversation_id"]
    old = await tab_of(ana)
    await old.arrive()
    page = await old.show(conversation)

    for _ in range(25):
        _act(dice, clients, peer, said)
    await _until_it_holds(old, said[-1]["seq"])
    held = {
        "from_seq": page["from_seq"],
        "to_seq": max(message["seq"] for message in _messages(old).values()),
        "cursor": old.entries[TIMELINE].get("cursor", page["cursor"]),
    }
    await old.close()

    # The line is down: what happens now is only in the log.
    for _ in range(25):
        _act(dice, clients, peer, said)

    back = await tab_of(ana)
    back.entries = old.entries
    await back.arrive()
    await back.show(conversation, held=held)
    for _ in range(10):
        _act(dice, clients, peer, said)
    body = {"recipient_id": peer[0], "body": "the end"}
    last = ana.post("/api/messages/", json=body).raise_for_status().json()
    await _until_it_holds(back, last["seq"])

    fresh = await tab_of(ana)
    await fresh.arrive()
    await fresh.show(conversation)
    while (fresh_page := fresh.entries[TIMELINE][f"g:{conversation}"])["has_older"]:
        del fresh.entries[TIMELINE][f"g:{conversation}"]
        asked = {"conversation_id": conversation, "before": fresh_page["from_seq"]}
        await fresh.send(f"{TIMELINE}.load_page", {"asked": asked})
        await fresh.until(lambda one: f"g:{conversation}" in one.entries[TIMELINE])

    async with asyncio.timeout(60):
        await back.until(lambda one: _shown(one) == _shown(fresh))
    async with asyncio.timeout(60):  # one's own cursors come in a frame of their own
        await back.until(lambda one: _list(one) == _list(fresh))
    assert sorted(message["seq"] for message in _messages(back).values()) == list(range(1, last["seq"] + 1))


async def test_fifty_sends_of_one_client_id_make_one_row_and_one_bubble(tab_of, join):
    (ana, _), (_, ben_user) = join("Ana"), join("Ben")
    first = ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": "hello"}).json()
    tabs = [await tab_of(ana) for _ in range(5)]
    for tab in tabs:
        await tab.arrive()
        await tab.show(first["conversation_id"])
    sent = {"conversation_id": first["conversation_id"], "client_id": str(uuid.uuid4()), "body": "only once"}
    await asyncio.gather(*(tab.send(f"{TIMELINE}.submit_message", {"sent": sent}) for tab in tabs for _ in range(10)))
    for tab in tabs:
        await _until_it_holds(tab, 2)
    ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": "after"}).raise_for_status()
    for tab in tabs:
        await _until_it_holds(tab, 3)
        assert [message["seq"] for message in _messages(tab).values()] == [1, 2, 3]
    page = ana.get("/api/messages/", params={"conversation_id": first["conversation_id"]}).json()["items"]
    assert [message["body"] for message in page] == ["hello", "only once", "after"]


async def test_a_frame_is_small_and_grows_with_nothing(tab_of, join):
    (ana, _), (_, ben_user) = join("Ana"), join("Ben")
    sizes = []
    tab = None
    for number in range(1, 61):
        body = {"recipient_id": ben_user["id"], "body": f"as long as the others {number:02}"}
        sent = ana.post("/api/messages/", json=body).raise_for_status().json()
        if tab is None:
            tab = await tab_of(ana)
            await tab.arrive()
            await tab.show(sent["conversation_id"])
            continue
        await _until_it_holds(tab, sent["seq"])
        sizes.append(len(tab.frames[-1].encode()))
    assert max(sizes) < 1024
    assert max(sizes) - min(sizes) < 40  # digits of growing numbers


async def test_an_edit_a_pin_and_a_star_are_one_small_patch(tab_of, join):
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    body = {"recipient_id": ben_user["id"], "body": "as long as the others"}
    message = ana.post("/api/messages/", json=body).raise_for_status().json()
    tab = await tab_of(ben)
    await tab.arrive()
    await tab.show(message["conversation_id"])
    plain = ana.post("/api/messages/", json=body).raise_for_status().json()
    await _until_it_holds(tab, plain["seq"])
    size_of_a_message = len(tab.frames[-1].encode())
    key, path = f"m:{message['sender']['id']}:{message['client_id']}", f"/api/messages/{message['id']}"
    for client, method, what, more, done in (
        (ana, "PATCH", "", {"body": "as long as the other"}, lambda held: held[key].get("edited_at")),
        (ana, "POST", "/pin", None, lambda held: held[key].get("pinned_at")),
        (ana, "PUT", "/reactions/👍", None, lambda held: held.get(f"e:{message['id']}", {}).get("reactions")),
        (ben, "POST", "/star", None, lambda held: held.get(f"b:{message['id']}")),
        (ana, "DELETE", "", None, lambda held: held[key].get("deleted_at")),
        (ana, "POST", "/restore", None, lambda held: not held[key].get("deleted_at")),
    ):
        frames = len(tab.frames)
        client.request(method, f"{path}{what}", json=more).raise_for_status()
        async with asyncio.timeout(60):
            await tab.until(lambda one, done=done: done(one.entries[TIMELINE]))
        assert len(tab.frames) == frames + 1, what
        assert len(tab.frames[-1].encode()) < 2 * size_of_a_message, what
    assert not tab.entries[TIMELINE][f"b:{message['id']}"]
    last = ana.post("/api/messages/", json=body).raise_for_status().json()
    frames = len(tab.frames)
    await _until_it_holds(tab, last["seq"])
    assert len(tab.frames) == frames + 1


async def test_in_a_group_all_hear_of_receipts_only_when_the_last_one_moves(tab_of, join):
    (ana, _), *others = [join(name) for name in ("Ana", "Ben", "Cleo", "Dan", "Eve", "Fay")]
    members = [user["id"] for _, user in others]
    group = ana.post("/api/groups/", json={"title": "All", "member_ids": members}).raise_for_status().json()["id"]
    tab = await tab_of(ana)
    await tab.arrive()
    await tab.show(group)
    sent = ana.post("/api/messages/", json={"group_id": group, "body": "news"}).raise_for_status().json()
    await _until_it_holds(tab, sent["seq"])
    frames = len(tab.frames)
    for client, _ in others:
        client.put(f"/api/messages/{sent['id']}/read").raise_for_status()
    async with asyncio.timeout(60):
        await tab.until(lambda one: one.entries[SIDEBAR][f"r:{group}"]["read_seq"] == sent["seq"])
    heard = [frame for frame in tab.frames[frames:] if f'"r:{group}"' in frame]
    # One when the first moved, for nothing was told yet, and one when the last did.
    assert len(tab.frames) - frames == len(heard) <= 2
