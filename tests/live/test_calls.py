"""Calls on tabs without a browser: who hears of them, and to which tab a signal goes."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from typing import Any

from tests.support.reflex_socket import ReflexSocket, state_name

CALLS = state_name("calls", "CallsState")


async def _ask(tab: ReflexSocket, handler: str, **asked: Any) -> dict[str, Any]:
    """Ask something about calls; answers what this tab is told."""
    number = tab.entries.get(CALLS, {}).get("answer", {}).get("ask", 0) + 1
    await tab.send(f"{CALLS}.{handler}", {"asked": {"ask": number, **asked}})
    return await tab.until(lambda one: (given := one.entries[CALLS].get("answer", {})).get("ask") == number and given)


def _versions(tab: ReflexSocket, call_id: int) -> list[tuple[bool, int]]:
    """The versions of a call that a tab was told, in order; first whether a list told it."""
    updates = [json.loads(frame[frame.index("[") :])[1] for frame in tab.frames]
    told = [(update.get("delta") or {}).get(CALLS, {}) for update in updates]
    return [("listed" in one, one[f"c:{call_id}"]["version"]) for one in told if f"c:{call_id}" in one]


async def test_all_tabs_are_rung_and_signals_reach_the_one_that_answered_in_order(tab_of, join) -> None:
    (ana, ana_user), (ben, ben_user) = join("Ana"), join("Ben")
    room = ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": "hi"}).json()["conversation_id"]
    ben.post("/api/messages/", json={"conversation_id": room, "body": "hello"}).raise_for_status()
    hers, desk, pocket = await tab_of(ana), await tab_of(ben), await tab_of(ben)
    for tab in (hers, desk, pocket):
        await tab.arrive()
    async with asyncio.timeout(40):
        asked = await _ask(hers, "request_call", conversation_id=room, kind="audio", device_id="hers")
        call_id = asked["call"]["id"]
        assert asked["ice"]["policy"] == "all"
        for tab in (desk, pocket):
            await tab.until(lambda one: one.entries[CALLS].get(f"c:{call_id}"))
        signals = [{"call_id": call_id, "to_user_id": ben_user["id"], "data": {"n": n}} for n in range(5)]
        await hers.send(f"{CALLS}.signal", {"told": {"batch": 1, "signals": signals, "device_id": "hers"}})
        await hers.until(lambda one: one.entries[CALLS].get("passed") == 1)  # nobody has accepted: nothing was passed

        late = await _ask(desk, "change_call", call_id=call_id, verb="accept", device_id="desk")
        lost = await _ask(pocket, "change_call", call_id=call_id, verb="accept", device_id="pocket")
        assert not late["call"]["answered_elsewhere"]
        assert lost["call"]["answered_elsewhere"]
        assert "ice" in late
        assert "ice" not in lost
        await hers.send(f"{CALLS}.signal", {"told": {"batch": 2, "signals": signals, "device_id": "hers"}})
        heard: list[dict[str, Any]] = []

        def all_heard(tab: ReflexSocket) -> bool:
            signal = tab.entries[CALLS].pop("signal", None)
            heard.extend([signal] if signal else [])
            return len(heard) == len(signals)

        await desk.until(all_heard)
        assert [(one["from_user_id"], one["data"]["n"]) for one in heard] == [(ana_user["id"], n) for n in range(5)]
        await _ask(desk, "change_call", call_id=call_id, verb="hangup", device_id="desk")
        for tab in (hers, pocket):
            await tab.until(lambda one: one.entries[CALLS][f"c:{call_id}"]["state"] == "ended")
    assert "signal" not in pocket.entries[CALLS]


async def test_a_stranger_learns_nothing_and_changes_nothing(tab_of, join) -> None:
    (ana, _), (ben, ben_user), (eve, _) = join("Ana"), join("Ben"), join("Eve")
    room = ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": "hi"}).json()["conversation_id"]
    ben.post("/api/messages/", json={"conversation_id": room, "body": "hello"}).raise_for_status()
    call = ana.post("/api/calls/", json={"conversation_id": room, "kind": "audio"}).raise_for_status().json()
    spy = await tab_of(eve)
    await spy.arrive()
    async with asyncio.timeout(60):
        for verb in ("accept", "hangup", "nonsense"):
            told = await _ask(spy, "change_call", call_id=call["id"], verb=verb, device_id="spy")
            assert told["error"]
            assert "call" not in told
        told = await _ask(spy, "request_call", conversation_id=room, kind="audio", device_id="spy")
        assert told["code"] == "not_found"
    assert not any(key.startswith("c:") for key in spy.entries[CALLS])
    assert ana.get(f"/api/calls/{call['id']}").json()["state"] in {"calling", "ringing"}


async def test_a_tab_that_arrives_while_a_call_changes_holds_it_as_it_is_now(tab_of, join) -> None:
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    room = ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": "hi"}).json()["conversation_id"]
    ben.post("/api/messages/", json={"conversation_id": room, "body": "hello"}).raise_for_status()
    call_id = ana.post("/api/calls/", json={"conversation_id": room, "kind": "audio"}).raise_for_status().json()["id"]

    over = threading.Event()

    def change() -> int:
        """Goes on and on; gives the last version."""
        verbs = itertools.chain(["accept"], itertools.cycle(["connected", "reconnecting"]))
        told = {}
        while not over.is_set():
            told = ben.post(f"/api/calls/{call_id}/{next(verbs)}").raise_for_status().json()
        return told["version"]

    changing = asyncio.create_task(asyncio.to_thread(change))
    tabs = []
    try:
        for _ in range(12):
            tabs.append(await tab_of(ana))
            await tabs[-1].arrive()
    finally:
        over.set()  # else the thread goes on for ever
    last = await changing
    for tab in tabs:
        async with asyncio.timeout(60):
            await tab.until(lambda one: last in [version for _, version in _versions(one, call_id)])
        told = _versions(tab, call_id)
        changes = [version for is_list, version in told if not is_list]
        assert changes == sorted(changes)
        # The list may know some that are told after it, for a page passes over what is older than what it holds. But
        # none that was told before it may be missing from it.
        (place,) = [place for place, (is_list, _) in enumerate(told) if is_list]
        before = [version for _, version in told[:place]]
        assert told[place][1] >= max(before, default=0), "a list that was read before a change came after it"
