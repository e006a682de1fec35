"""One message to many connected browser sockets: CPU a delivery, bytes, the last one's delay; RSS when idle."""

from __future__ import annotations

import asyncio
import time
import uuid
from statistics import median

from benchmarks.server import Account, Bench
from benchmarks.tabs import Tab
from tests.support.reflex_socket import TIMELINE, ReflexSocket

MESSAGES = 30


async def _tabs(bench: Bench, account: Account, conversation_id: int, count: int) -> list[Tab]:
    return [await Tab.show_in(bench, account, conversation_id) for _ in range(count)]


def _holds(text: str):
    def held(tab: ReflexSocket) -> bool:
        return any(text in frame for frame in tab.frames[-3:])

    return held


async def _send_and_wait(tabs: list[Tab], sender: Tab, conversation_id: int, text: str) -> float:
    waits = [asyncio.create_task(tab.until(_holds(text))) for tab in tabs]
    began = time.perf_counter()
    sent = {"conversation_id": conversation_id, "client_id": str(uuid.uuid4()), "body": text}
    await sender.send(f"{TIMELINE}.submit_message", {"sent": sent})
    await asyncio.gather(*waits)
    return time.perf_counter() - began


async def measure(bench: Bench, counts: tuple[int, ...] = (200, 500)) -> list[tuple[str, str]]:
    """Rows (what, figure) for tabs that all look at one conversation."""
    sender, reader = bench.account("Fan Sender"), bench.account("Fan Reader")
    conversation_id = sender.api.post("/api/messages/", json={"recipient_id": reader.id, "body": "hello"}).json()[
        "conversation_id"
    ]
    rows: list[tuple[str, str]] = []
    tabs: list[Tab] = []
    writer = (await _tabs(bench, sender, conversation_id, 1))[0]
    for count in counts:
        before = bench.rss()
        new = await _tabs(bench, reader, conversation_id, count - len(tabs))
        tabs += new
        rows.append(
            (f"RSS per idle browser socket ({len(new)} new)", f"{(bench.rss() - before) / len(new) / 1024:.0f} KiB")
        )
        rows += await _burst(bench, tabs, writer, conversation_id)
    await asyncio.gather(*(tab.close() for tab in [writer, *tabs]))
    return rows


async def _burst(bench: Bench, tabs: list[Tab], sender: Tab, conversation_id: int) -> list[tuple[str, str]]:
    await _send_and_wait(tabs, sender, conversation_id, "warm up")
    idle = bench.cpu_seconds()
    await asyncio.sleep(1)
    idle = bench.cpu_seconds() - idle
    began, cpu = time.perf_counter(), bench.cpu_seconds()
    delays = [await _send_and_wait(tabs, sender, conversation_id, f"burst {n}.") for n in range(MESSAGES)]
    spent = bench.cpu_seconds() - cpu - idle * (time.perf_counter() - began)
    frame = next(frame for frame in reversed(tabs[0].frames) if "burst" in frame)
    return [
        (f"server CPU per delivery, {len(tabs)} sockets", f"{spent / MESSAGES / len(tabs) * 1e6:.0f} µs"),
        (f"bytes per frame, {len(tabs)} sockets", f"{len(frame.encode())}"),
        (f"send -> last of {len(tabs)} sockets has it (median)", f"{median(delays) * 1000:.0f} ms"),
    ]
