"""A block on raw sockets: all tabs of who blocks are as if loaded afresh, and the other's hear nothing of it."""

from __future__ import annotations

import asyncio

from tests.support.reflex_socket import PEOPLE, SIDEBAR, ReflexSocket, state_name

BLOCKS = state_name("blocks", "BlocksState")


async def _until(tab: ReflexSocket, found) -> None:
    async with asyncio.timeout(60):
        await tab.until(found)


def _screen(tab: ReflexSocket, pair: int, other: int) -> tuple:
    """What a tab shows of somebody."""
    blocked = tab.entries.get(BLOCKS, {}).get(f"b:{other}")
    mine = tab.entries[SIDEBAR][f"q:{pair}"]
    return (blocked or {}).get("id"), mine["blocked"], tab.entries[PEOPLE].get(f"p:{other}")


def _types_in(tab: ReflexSocket, who: int) -> list[str]:
    return [key for key in tab.entries.get(PEOPLE, {}) if key.startswith("t:") and key.endswith(f":{who}")]


async def test_every_tab_is_as_if_loaded_afresh(join, tab_of):
    (ana, me), (ben, him) = join("Ana Blocks"), join("Ben Blocked")
    pair = ana.post("/api/messages/", json={"recipient_id": him["id"], "body": "hello"}).json()["conversation_id"]
    tabs, theirs = [await tab_of(ana), await tab_of(ana)], await tab_of(ben)
    for tab in (*tabs, theirs):
        await tab.arrive()
    heard = len(theirs.frames)
    for change, blocked in ((ana.put, True), (ana.delete, False)):
        change(f"/api/blocks/{him['id']}").raise_for_status()
        fresh = await tab_of(ana)
        await fresh.arrive()
        shown = _screen(fresh, pair, him["id"])
        assert shown[:2] == (him["id"] if blocked else None, blocked)
        for tab in tabs:
            await _until(tab, lambda one, shown=shown: _screen(one, pair, him["id"]) == shown)
        again = await tab_of(ben)
        await again.arrive()
        mine = again.entries[PEOPLE][f"p:{me['id']}"]
        assert mine["presence"] == ("offline" if blocked else "online")
        await _until(theirs, lambda one, mine=mine: one.entries[PEOPLE][f"p:{me['id']}"] == mine)
    told = [frame for frame in theirs.frames[heard:] if "block" in frame]
    assert told == []


async def test_typing_and_names_pass_no_more(join, tab_of):
    (ana, me), (ben, him), (cem, third) = join("Ana Typist"), join("Ben Typist"), join("Cem Typist")
    body = {"title": "Typists", "member_ids": [him["id"], third["id"]]}
    room = ana.post("/api/groups/", json=body).raise_for_status().json()["id"]
    ana.put(f"/api/blocks/{him['id']}").raise_for_status()
    tabs = {one: await tab_of(client) for one, client in ((me["id"], ana), (him["id"], ben), (third["id"], cem))}
    for tab in tabs.values():
        await tab.arrive()
    for who in (me["id"], him["id"]):
        await tabs[who].send(f"{PEOPLE}.report_typing", {"told": {"conversation_id": room, "active": True}})
        await _until(tabs[third["id"]], lambda tab, who=who: _types_in(tab, who))
    said = cem.post("/api/messages/", json={"group_id": room, "body": "that was all"}).raise_for_status().json()
    for one, other in ((me["id"], him["id"]), (him["id"], me["id"])):
        await _until(tabs[one], lambda tab: tab.entries[SIDEBAR].get(f"l:{room}", {}).get("seq") == said["seq"])
        assert _types_in(tabs[one], other) == []
