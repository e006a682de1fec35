"""The search on a database of many messages: seeded, served, and asked as programs ask it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx

from tests.support.server import PROJECT, RunningServer

MESSAGES = 1_000_000
RUNS = 7
KEY = "wcs_benchmark_only_0123456789abcdef"
# The first person of a seed is in a good part of all conversations, a later one in a few.
PEOPLE = {"in many conversations": 1, "in a few conversations": 150}
QUERIES = {
    "common": "the",
    "two common words": "the meeting",
    "less common": "umbrella",
    "part of a word": "mbrel",
    "phrase": '"see you"',
    "Chinese": "会议",
    "Thai": "ประชุม",
    "accents": "reunion",
    "two letters": "me",
    "nothing found": "qqqzzzxxx",
    "from:": "from:emma",
    "from: and a word": "from:emma lunch",
    "has:link": "has:link",
    "in:": "in:lunch coffee",
    "before:": "coffee before:2026-05-01",
}


def _seed(folder: Path, messages: int) -> float:
    began = time.perf_counter()
    environment = {**os.environ, "WEBCHAT_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "webchat", "seed", "--messages", str(messages)]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _ask(api: httpx.Client, user_id: int, query: str) -> float:
    began = time.perf_counter()
    headers = {"Authorization": f"Bearer {KEY}", "X-Webchat-User": str(user_id)}
    api.get("/api/messages/search", params={"q": query}, headers=headers).raise_for_status()
    return (time.perf_counter() - began) * 1000


def measure(messages: int = MESSAGES) -> list[tuple[str, str]]:
    """Rows (what, figure): seeding, and the median of each class of queries for two people."""
    with tempfile.TemporaryDirectory(prefix="webchat-search-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "data"
        rows = [(f"bin/seed --messages {messages}", f"{_seed(folder, messages):.0f} s")]
        server = RunningServer(folder, WEBCHAT_RATE_LIMITS="off", WEBCHAT_SERVICE_KEY=KEY)
        try:
            server.start()
            with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as api:
                for who, user_id in PEOPLE.items():
                    rows += _figures(api, who, user_id, messages)
        finally:
            server.stop()
    return rows


def _figures(api: httpx.Client, who: str, user_id: int, messages: int) -> list[tuple[str, str]]:
    rows, all_times = [], []
    for what, query in QUERIES.items():
        times = [_ask(api, user_id, query) for _ in range(RUNS)]
        all_times += times
        rows.append((f"search {what}, {who} (median)", f"{median(times):.0f} ms"))
    rows.append((f"search of {messages} messages, {who} (median of all)", f"{median(all_times):.0f} ms"))
    return rows
