"""Who is removed from a group: their screens and sockets stop at once, and begin again when they are added again."""

from __future__ import annotations

import asyncio
import json
import uuid

import httpx
import pytest

from tests.support.reflex_socket import PEOPLE, SIDEBAR, TIMELINE, ReflexSocket


async def _until(tab: ReflexSocket, found) -> None:
    async with asyncio.timeout(60):
        await tab.until(found)


async def _settled(tab: ReflexSocket) -> None:
    """Events of a tab are handled in order: when a later harmless one is answered, the earlier ones are done."""
    tab.entries.get(PEOPLE, {}).pop("found", None)
    await tab.send(f"{PEOPLE}.find_people", {"asked": {"query": "nobody of this name"}})
    await _until(tab, lambda one: "found" in one.entries.get(PEOPLE, {}))


def _group(owner: httpx.Client, *members: dict) -> int:
    body = {"title": "Hiking", "member_ids": [member["id"] for member in members]}
    return int(owner.post("/api/groups/", json=body).raise_for_status().json()["id"])


def _say(client: httpx.Client, group: int, body: str) -> dict:
    sent = client.post("/api/messages/", json={"group_id": group, "body": body})
    return sent.raise_for_status().json()


def _holds(tab: ReflexSocket, message: dict) -> bool:
    return f"m:{message['sender']['id']}:{message['client_id']}" in tab.entries[TIMELINE]


def _change(client: httpx.Client, group: int, sent: dict, newcomer: dict) -> None:
    """Each change that a group hears of."""
    client.put(f"/api/messages/{sent['id']}/reactions/👍").raise_for_status()
    client.patch(f"/api/groups/{group}", json={"title": "Without them", "description": "at last"}).raise_for_status()
    client.post(f"/api/groups/{group}/members", json={"user_id": newcomer["id"]}).raise_for_status()
    client.patch(f"/api/groups/{group}/members/{newcomer['id']}", json={"role": "admin"}).raise_for_status()
    client.delete(f"/api/messages/{sent['id']}").raise_for_status()


async def _much_happens(group: int, ana: httpx.Client, ben: httpx.Client, ben_tab: ReflexSocket, dora: dict) -> None:
    """Everything that a group hears of, ended by a message that `ben_tab` waits for."""
    sent = _say(ana, group, "now that they are gone")
    await ben_tab.send(f"{PEOPLE}.report_typing", {"told": {"conversation_id": group, "active": True}})
    await ben_tab.send(f"{TIMELINE}.acknowledge", {"told": {"seen": [[group, sent["seq"], sent["seq"]]]}})
    await _settled(ben_tab)
    _change(ana, group, sent, dora)
    last = _say(ben, group, "the last word")
    await _until(ben_tab, lambda tab: _holds(tab, last))


@pytest.mark.parametrize("how", ["removed", "left", "deleted"])
async def test_not_one_frame_comes_after_the_removal(tab_of, join, how):
    (ana, _), (ben, ben_user), (cleo, cleo_user), (dora, dora_user) = (
        join(name) for name in ("Ana", "Ben", "Cleo", "D")
    )
    group = _group(ana, ben_user, cleo_user)
    _say(ana, group, "hello all three")
    ben_tab, looking, elsewhere = await tab_of(ben), await tab_of(cleo), await tab_of(cleo)
    for tab in (ben_tab, looking, elsewhere):
        await tab.arrive()
    await ben_tab.show(group)
    await looking.show(group)
    if how == "removed":
        ana.delete(f"/api/groups/{group}/members/{cleo_user['id']}").raise_for_status()
    elif how == "left":
        cleo.delete(f"/api/groups/{group}/members/me").raise_for_status()
    else:
        ana.delete(f"/api/groups/{group}").raise_for_status()
    for tab in (looking, elsewhere):
        await _until(tab, lambda one: one.entries[SIDEBAR].get(f"c:{group}", 0) is None)
        assert tab.entries[SIDEBAR][f"l:{group}"] is None
        assert tab.entries[TIMELINE][f"g:{group}"] == {"missing": True, "how": how}
        tab.frames.clear()

    if how != "deleted":
        await _much_happens(group, ana, ben, ben_tab, dora_user)
        dora_tab = await tab_of(dora)
        await dora_tab.arrive()  # somebody comes online whom they shared only this group with
        await ben_tab.until(lambda tab: f"p:{dora_user['id']}" in tab.entries[PEOPLE])
    for tab in (looking, elsewhere):
        await _settled(tab)
        heard = [json.loads(frame[10:])[1]["delta"] for frame in tab.frames]
        assert [list(delta[PEOPLE]) for delta in heard if PEOPLE in delta] == [["found", "more", "found_for"]]
        assert not any(set(delta) & {SIDEBAR, TIMELINE} for delta in heard), heard


async def test_nothing_opens_again_until_they_are_added_again(tab_of, join):
    (ana, _), (ben, ben_user), (cleo, cleo_user) = (join(name) for name in ("Ana", "Ben", "Cleo"))
    group = _group(ana, ben_user, cleo_user)
    sent = _say(ana, group, "hello all three")
    looking, ben_tab = await tab_of(cleo), await tab_of(ben)
    for tab in (looking, ben_tab):
        await tab.arrive()
        await tab.show(group)
    ana.delete(f"/api/groups/{group}/members/{cleo_user['id']}").raise_for_status()
    await _until(looking, lambda one: one.entries[SIDEBAR].get(f"c:{group}", 0) is None)
    looking.entries[TIMELINE].clear()
    looking.frames.clear()

    asked, client_id = {"conversation_id": group}, str(uuid.uuid4())
    held = {"from_seq": 1, "to_seq": sent["seq"], "cursor": ""}
    await looking.send(f"{TIMELINE}.load_page", {"asked": {**asked, "after": 0}})
    await looking.send(f"{TIMELINE}.open_conversation", {"asked": {**asked, "held": held}})
    await looking.send(f"{TIMELINE}.submit_message", {"sent": {**asked, "client_id": client_id, "body": "still here"}})
    await looking.send(f"{TIMELINE}.acknowledge", {"told": {"seen": [[group, sent["seq"], sent["seq"]]]}})
    await looking.send(f"{PEOPLE}.report_typing", {"told": {**asked, "active": True}})
    assert await looking.show(group) == {"missing": True}
    _say(ana, group, "between us two")
    await _settled(looking)
    assert set(looking.entries[TIMELINE]) <= {f"g:{group}", f"x:{client_id}", "home_rx_state_"}
    assert looking.entries[TIMELINE][f"x:{client_id}"]["code"] == "not_found"
    assert "between us" not in "".join(looking.frames)
    page = ana.get("/api/messages/", params=asked).json()["items"]
    assert "still here" not in [message["body"] for message in page]
    assert not any(key.startswith(f"t:{group}:{cleo_user['id']}") for key in ben_tab.entries.get(PEOPLE, {}))

    ana.post(f"/api/groups/{group}/members", json={"user_id": cleo_user["id"]}).raise_for_status()
    await _until(looking, lambda one: one.entries[SIDEBAR].get(f"c:{group}"))
    shown = await looking.show(group)
    assert not shown.get("missing")
    assert "between us two" in json.dumps(looking.entries[TIMELINE])
    after = _say(ana, group, "welcome back")
    await _until(looking, lambda one: _holds(one, after))
