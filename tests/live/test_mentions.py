"""Being named is told to one's own tabs, under a key for each message, and taken back with the message."""

from __future__ import annotations

import asyncio

from tests.support.reflex_socket import SIDEBAR


async def test_a_name_is_a_key_for_who_is_named_alone(tab_of, join):
    (ana, _), (ben, ben_user), (cleo, cleo_user) = join("Ana"), join("Ben"), join("Cleo")
    members = {"title": "Crew", "member_ids": [ben_user["id"], cleo_user["id"]]}
    room = ana.post("/api/groups", json=members).raise_for_status().json()["id"]
    tabs = [await tab_of(client) for client in (ana, ben, cleo)]
    for tab in tabs:
        await tab.arrive()

    def say(body: str) -> dict:
        return ana.post("/api/messages", json={"group_id": room, "body": body}).raise_for_status().json()

    def named(tab) -> dict:
        return {key: value for key, value in tab.entries[SIDEBAR].items() if key.startswith(f"n:{room}:")}

    async with asyncio.timeout(30):
        first, to_all = say(f"@{ben_user['username']} look"), say("@all look")
        for tab in tabs:
            await tab.until(lambda one: one.entries[SIDEBAR].get(f"l:{room}", {}).get("seq") == to_all["seq"])
        one, everyone = f"n:{room}:{first['seq']}", f"n:{room}:{to_all['seq']}"
        author, meant, other = tabs
        await meant.until(lambda tab: named(tab) == {one: True, everyone: True})
        await other.until(lambda tab: named(tab) == {everyone: True})
        assert named(author) == {}
        fresh = await tab_of(ben)
        await fresh.arrive()
        await fresh.until(lambda tab: named(tab) == {one: True, everyone: True})
        ana.delete(f"/api/messages/{first['id']}").raise_for_status()
        await meant.until(lambda tab: named(tab)[one] is False)
        ben.put(f"/api/messages/{to_all['id']}/read").raise_for_status()
        after = await tab_of(ben)
        await after.arrive()
        await after.until(lambda tab: tab.entries[SIDEBAR].get(f"s:{room}", {}).get("read_seq") == to_all["seq"])
        assert named(after) == {}
