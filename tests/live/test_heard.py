"""That a voice message was heard is one small patch, and the same on a screen loaded afresh."""

from __future__ import annotations

import asyncio
import io
import wave

from tests.support.reflex_socket import SIDEBAR, TIMELINE


def _speak(client, peer: dict) -> dict:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))
    file = client.post("/api/media/upload/", files={"file": ("a.wav", buffer.getvalue())}).raise_for_status().json()
    body = {"recipient_id": peer["id"], "kind": "voice", "media_ids": [file["id"]]}
    return client.post("/api/messages/", json=body).raise_for_status().json()


async def test_one_small_patch_and_a_fresh_load_agree(tab_of, join):
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    sent = [_speak(ana, ben_user) for _ in range(2)]
    room = sent[0]["conversation_id"]
    old, elsewhere = await tab_of(ana), await tab_of(ana)
    for tab in (old, elsewhere):
        await tab.arrive()
    page = await old.show(room)
    listed, frames = dict(elsewhere.entries[SIDEBAR]), len(old.frames)
    heard = ben.put(f"/api/messages/{sent[0]['id']}/heard").raise_for_status().json()
    async with asyncio.timeout(60):
        held = await old.until(lambda one: one.entries[TIMELINE].get(f"v:{sent[0]['id']}"))
    assert held["heard_by"] == heard["heard_by"] == [ben_user["id"]]
    assert len(old.frames) == frames + 1
    assert len(old.frames[-1].encode()) < 512
    cursor = old.entries[TIMELINE].get("cursor", page["cursor"])
    await old.close()
    ben.put(f"/api/messages/{sent[1]['id']}/heard").raise_for_status()
    back, fresh = await tab_of(ana), await tab_of(ana)
    back.entries = old.entries
    await back.arrive()
    await back.show(room, held={"from_seq": 1, "to_seq": 2, "cursor": cursor})
    await fresh.arrive()
    await fresh.show(room)

    def shown(tab):
        return {key: value for key, value in tab.entries[TIMELINE].items() if key[:2] in {"v:", "m:"}}

    assert shown(back) == shown(fresh)
    assert shown(back)[f"v:{sent[1]['id']}"]["heard_by"] == [ben_user["id"]]
    assert elsewhere.entries[SIDEBAR][f"l:{room}"]["snippet"] == listed[f"l:{room}"]["snippet"] == "0:01"
