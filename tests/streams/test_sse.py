"""The log as Server-Sent Events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx


@asynccontextmanager
async def following(program, **headers: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """What a program hears; each frame's own id and type must be those of its data."""
    client = httpx.AsyncClient(base_url=str(program.rest.base_url), headers=program.headers | headers, trust_env=False)
    async with client, client.stream("GET", "/api/events", timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        yield _frames(answer)


async def _frames(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    said: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line and said:
            data = json.loads(said["data"])
            assert (said["event"], said.get("id")) == (data["type"], data.get("cursor"))
            yield data
            said = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            said[name] = value


async def _until(frames: AsyncIterator[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    found = []
    async for frame in frames:
        found.append(frame)
        if frame["type"] == kind:
            return found
    raise AssertionError(f"The stream ended before {kind}.")


async def test_what_was_missed_comes_first_and_then_what_happens(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    async with following(bob) as frames:
        cursor = (await _until(frames, "live"))[-1]["cursor"]
        ana.rest.post("/api/messages/", json={"recipient_id": bob.id, "body": "while you listen"}).raise_for_status()
        heard = (await _until(frames, "message.created"))[-1]
        assert heard["data"]["body"] == "while you listen"
    ana.rest.post("/api/messages/", json={"recipient_id": bob.id, "body": "while you were away"}).raise_for_status()
    async with following(bob, **{"Last-Event-ID": cursor}) as frames:
        missed = await _until(frames, "live")
        bodies = [one["data"]["body"] for one in missed if one["type"] == "message.created"]
        assert bodies == ["while you listen", "while you were away"]
        assert heard["id"] in {one.get("id") for one in missed}
        ana.rest.post("/api/messages/", json={"recipient_id": bob.id, "body": "and on"}).raise_for_status()
        assert (await _until(frames, "message.created"))[-1]["data"]["body"] == "and on"
    epoch, place = cursor.split(".", 1)
    # Of another epoch, and of a future that the log has not come to: its database is an older one than that cursor.
    for lost in (f"other.{place}", f"{epoch}.{2**62}.0"):
        assert bob.rest.get("/api/events/log", params={"since": lost}).json()["reset"]
        async with following(bob, **{"Last-Event-ID": lost}) as frames:
            assert (await _until(frames, "reset"))[-1]["cursor"]


async def test_the_stream_ends_with_its_session(program) -> None:
    ana = program("Ana")
    async with following(ana) as frames:
        await _until(frames, "live")
        mine = ana.rest.get("/api/users/me/sessions").json()["items"][0]["id"]
        ana.rest.delete(f"/api/users/me/sessions/{mine}").raise_for_status()
        assert [one async for one in frames] == []


async def test_nobody_and_a_wrong_cursor_are_refused(program) -> None:
    ana = program("Ana")
    async with httpx.AsyncClient(base_url=str(ana.rest.base_url), trust_env=False, timeout=60) as client:
        nobody = await client.get("/api/events")
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (401, "not_signed_in")
    assert ana.rest.get("/api/events", headers={"Last-Event-ID": "nonsense"}).status_code == 422
