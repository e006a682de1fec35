"""A reaction is one small patch to the tabs that look, and the same on a screen loaded afresh."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from tests.support.reflex_socket import SIDEBAR, TIMELINE


def _react(client, message_id: int, emoji: str, method: str = "PUT") -> dict:
    path = f"/api/messages/{message_id}/reactions/{quote(emoji)}"
    return client.request(method, path).raise_for_status().json()


async def test_one_small_patch_of_one_key(tab_of, join):
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    sent = ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": "x" * 5000}).json()
    tab, elsewhere = await tab_of(ana), await tab_of(ana)
    for one in (tab, elsewhere):
        await one.arrive()
    await tab.show(sent["conversation_id"])
    listed, frames = dict(elsewhere.entries[SIDEBAR]), len(tab.frames)
    given = _react(ben, sent["id"], "👍")
    key = f"e:{sent['id']}"
    async with asyncio.timeout(60):
        held = await tab.until(lambda one: one.entries[TIMELINE].get(key))
    assert held["reactions"] == given["reactions"] == [{"emoji": "👍", "count": 1, "user_ids": [ben_user["id"]]}]
    assert len(tab.frames) == frames + 1
    assert len(tab.frames[-1].encode()) < 512
    _react(ben, sent["id"], "👍", "DELETE")
    async with asyncio.timeout(60):
        await tab.until(lambda one: one.entries[TIMELINE][key]["reactions"] == [])
    assert elsewhere.entries[SIDEBAR] == listed


async def test_who_was_away_sees_what_a_fresh_load_shows(tab_of, join):
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    sent = [ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": f"{n}"}).json() for n in range(3)]
    room = sent[0]["conversation_id"]
    old = await tab_of(ana)
    await old.arrive()
    page = await old.show(room)
    _react(ben, sent[0]["id"], "👍")
    async with asyncio.timeout(60):
        await old.until(lambda one: f"e:{sent[0]['id']}" in one.entries[TIMELINE])
    held = {"from_seq": 1, "to_seq": 3, "cursor": old.entries[TIMELINE].get("cursor", page["cursor"])}
    await old.close()
    _react(ben, sent[0]["id"], "👍", "DELETE")
    for emoji in ("🎉", "❤️"):
        _react(ben, sent[1]["id"], emoji)
    back, fresh = await tab_of(ana), await tab_of(ana)
    back.entries = old.entries
    await back.arrive()
    await back.show(room, held=held)
    await fresh.arrive()
    await fresh.show(room)

    def shown(tab):
        return {key: value for key, value in tab.entries[TIMELINE].items() if key[:2] in {"e:", "m:"}}

    assert shown(back) == shown(fresh)
    assert [one["emoji"] for one in shown(back)[f"e:{sent[1]['id']}"]["reactions"]] == ["🎉", "❤️"]
