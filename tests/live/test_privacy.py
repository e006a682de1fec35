"""What one hides, on raw sockets of our own pages: the others' tabs see it at once, one's own read anew."""

from __future__ import annotations

import asyncio

from tests.support.reflex_socket import PEOPLE, SIDEBAR, ReflexSocket


async def _until(tab: ReflexSocket, found) -> None:
    async with asyncio.timeout(60):
        await tab.until(found)


def _presence(tab: ReflexSocket, who: int) -> str:
    return tab.entries.get(PEOPLE, {}).get(f"p:{who}", {}).get("presence", "")


async def test_presence_and_ticks_of_who_hides_them(join, tab_of):
    (ana, me), (ben, him) = join("Ana Hides"), join("Ben Looks")
    said = ben.post("/api/messages/", json={"recipient_id": me["id"], "body": "hello"}).json()
    pair = said["conversation_id"]
    mine, theirs = await tab_of(ana), await tab_of(ben)
    for tab in (mine, theirs):
        await tab.arrive()
    await _until(theirs, lambda tab: _presence(tab, me["id"]) == "online")
    ana.patch("/api/users/me/privacy", json={"presence": False, "receipts": False}).raise_for_status()
    await _until(theirs, lambda tab: _presence(tab, me["id"]) == "offline")
    fresh = await tab_of(ana)
    await fresh.arrive()
    assert _presence(fresh, him["id"]) == "offline"
    ana.put(f"/api/messages/{said['id']}/read").raise_for_status()
    await _until(theirs, lambda tab: tab.entries[SIDEBAR].get(f"r:{pair}", {}).get("delivered_seq") == said["seq"])
    assert theirs.entries[SIDEBAR][f"r:{pair}"]["read_seq"] < said["seq"]
    again = ana.post("/api/messages/", json={"recipient_id": him["id"], "body": "hello yourself"}).json()
    ben.put(f"/api/messages/{again['id']}/read").raise_for_status()
    await _until(fresh, lambda tab: tab.entries[SIDEBAR].get(f"r:{pair}", {}).get("delivered_seq") == again["seq"])
    assert fresh.entries[SIDEBAR][f"r:{pair}"]["read_seq"] == 0
