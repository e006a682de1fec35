"""Old list + patches = fresh list, on the sockets that browsers use, for somebody who comes and goes in a group."""

from __future__ import annotations

import asyncio
import random

import pytest

from tests.support.reflex_socket import SIDEBAR, ReflexSocket

_KINDS = {"c:", "k:", "l:", "q:", "r:", "s:"}


def _list(tab: ReflexSocket) -> dict[str, object]:
    held = tab.entries.get(SIDEBAR, {})
    return {key: value for key, value in held.items() if key[:2] in _KINDS and value is not None}


def _change(dice: random.Random, owner, comes_and_goes, other, ids: dict[str, int], group: int) -> None:
    """One use case, over REST; what is not allowed at this moment changes nothing."""
    path, cleo, ben = f"/api/groups/{group}", ids["comes_and_goes"], ids["other"]
    client = dice.choice([owner, comes_and_goes, other])
    choices = [
        lambda: client.post("/api/messages/", json={"group_id": group, "body": f"line {dice.random()}"}),
        lambda: client.post("/api/messages/", json={"group_id": group, "body": f"line {dice.random()}"}),
        lambda: client.patch(path, json={"title": f"Title {dice.randrange(99)}"}),
        lambda: owner.patch(path, json={"who_can_write": dice.choice(["all", "admins"]), "is_public": True}),
        lambda: owner.post(f"{path}/members", json={"user_id": cleo}),
        lambda: owner.delete(f"{path}/members/{cleo}"),
        lambda: comes_and_goes.delete(f"{path}/members/me"),
        lambda: comes_and_goes.post(f"{path}/join"),
        lambda: owner.patch(f"{path}/members/{cleo}", json={"role": dice.choice(["admin", "member"])}),
        lambda: other.delete(f"{path}/members/me"),
        lambda: owner.post(f"{path}/members", json={"user_id": ben, "role": "admin"}),
    ]
    assert dice.choice(choices)().status_code < 500
    page = client.get("/api/messages/", params={"conversation_id": group, "limit": 1})
    if page.status_code == 200 and dice.random() < 0.5:
        client.put(f"/api/messages/{page.json()['items'][0]['id']}/read").raise_for_status()


@pytest.mark.parametrize("seed", range(3))
async def test_old_list_and_patches_make_the_fresh_list(tab_of, join, seed):
    dice = random.Random(seed)
    (ana, _), (ben, ben_user), (cleo, cleo_user) = (join(name) for name in ("Ana", "Ben", "Cleo"))
    ids = {"comes_and_goes": cleo_user["id"], "other": ben_user["id"]}
    body = {"title": "Hiking", "member_ids": list(ids.values())}
    group = ana.post("/api/groups/", json=body).raise_for_status().json()["id"]
    notes = cleo.post("/api/conversations/notes").raise_for_status().json()["id"]
    old, looking = await tab_of(cleo), await tab_of(cleo)
    for tab in (old, looking):
        await tab.arrive()
        await tab.until(lambda one: f"c:{notes}" in one.entries.get(SIDEBAR, {}))
    await looking.show(group)
    for _ in range(40):
        _change(dice, ana, cleo, ben, ids, group)
    cleo.post("/api/messages/", json={"conversation_id": notes, "body": "the end"}).raise_for_status()

    fresh = await tab_of(cleo)
    await fresh.arrive()
    async with asyncio.timeout(60):
        await fresh.until(lambda one: one.entries.get(SIDEBAR, {}).get(f"l:{notes}", {}).get("snippet") == "the end")
        for tab in (old, looking):
            await tab.until(lambda one: _list(one) == _list(fresh))
