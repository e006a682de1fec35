"""What a reader's eye gets while scrolling through 10,000 messages of all kinds, with the wheel, there and back.

Layout shifts are not counted: Chromium calls it one where older messages come above and the line in sight stays.
"""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks import filling
from benchmarks.pictures import drawn, talk
from benchmarks.server import Account, Bench
from tests.support.browser import ARGUMENTS, chromium_path
from tests.support.person import Person

MESSAGES = 10_000
TITLE = "Long Walk"
_LAST = "The very last line"
# Pixels a turn, 60 turns a second: a quick hand passes fifteen screens a second, no hand is as harsh.
_HARSH, _QUICK, _TURNS = 1_600, 200, 60
_PATIENCE = 120.0
_QUICKLY = 20.0
_SCRIPTS = Path(__file__).parent / "scripts"
_NOTE = (_SCRIPTS / "frames.js").read_text()
_TAKE = "() => { const noted = window.noted; window.noted = null; return noted; }"
_FIRST = "() => Number(document.querySelector('[role=log] [data-seq]').dataset.seq)"
_IN_SIGHT = """seq => {
  const log = document.querySelector("[role=log]").getBoundingClientRect();
  const box = document.querySelector(`[role=log] [data-seq="${seq}"]`)?.getBoundingClientRect();
  return Boolean(box) && box.bottom > log.top && box.top < log.bottom;
}"""


def measure(bench: Bench) -> list[tuple[str, str]]:
    """All rows of this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        reader = Person(browser.new_context(), bench.url, "Walk Reader").join()
        last = _converse(bench, reader.name)
        reader.page.reload()
        reader.open(TITLE)
        reader.page.get_by_role("button", name=re.compile("Jump to latest|new messages")).click()
        expect(reader.message(_LAST)).to_be_in_viewport()
        rows = _rows("a quick hand, up", _walk(reader.page, -_QUICK, 1, _QUICKLY))
        rows += _rows("a quick hand, back", _walk(reader.page, _QUICK, last, _QUICKLY))
        rows += _rows("as fast as it goes, to the first message", _walk(reader.page, -_HARSH, 1))
        rows += _rows("back", _walk(reader.page, _HARSH, last))
        browser.close()
    return rows


def _converse(bench: Bench, listener: str) -> int:
    """A group of three in which everything was said, many times; gives the number of the last message."""
    ana, ben = bench.account("Walk Ana"), bench.account("Walk Ben")
    found = ana.api.get("/api/users/", params={"q": listener}).json()["items"][0]["id"]
    group = ana.api.post("/api/groups/", json={"title": TITLE, "member_ids": [found, ben.id]}).raise_for_status().json()
    for number, said in enumerate(_everything(ana)):
        _say(ben if number % 3 == 2 and not said.get("media_ids") else ana, group["id"], said)
    filling.mixed(bench, group["id"], MESSAGES)
    return int(_say(ana, group["id"], {"body": _LAST})["seq"])


def _everything(who: Account) -> list[dict[str, Any]]:
    """Lines of all lengths; among them albums, single pictures, voice, polls, places, stickers."""
    lines: list[dict[str, Any]] = [{"body": body} for _, body in talk.WORDS if not body.startswith("@")] * 3
    skies = [drawn.landscape(name, size) for name in drawn.SKIES for size in ((1280, 860), (860, 1280), (1000, 1000))]
    pictures = [_upload(who, f"{number}.jpg", drawn.jpeg(picture)) for number, picture in enumerate(skies)]
    others = [{"body": "All of them", "media_ids": pictures[start::3]} for start in range(3)]
    others += [{"media_ids": [one]} for one in pictures[:4]]
    others += [{"kind": "voice", "media_ids": [_upload(who, "voice.wav", drawn.voice(n))]} for n in (3, 8)]
    poll = {"question": "Where do we eat?", "options": ["At the harbour", "Noodles", "We cook"], "multiple": False}
    others.append({"kind": "poll", "payload": poll})
    others.append({"kind": "sticker", "payload": {"pack": "pim", "name": "hello"}})
    others.append({"kind": "contact", "payload": {"name": "Frida Lund", "phones": ["+45 20 30 40 50"]}})
    others.append({"body": talk.LETTER})
    for number, other in enumerate(others):
        lines.insert(number * 3, other)
    return lines


def _upload(who: Account, name: str, content: bytes) -> int:
    answer = who.api.post("/api/media/upload/", files={"file": (name, content)}).raise_for_status()
    return int(answer.json()["id"])


def _say(who: Account, conversation_id: int, said: dict[str, Any]) -> dict[str, Any]:
    return who.api.post("/api/messages/", json={"conversation_id": conversation_id, **said}).raise_for_status().json()


def _walk(page: Page, turn: int, seq: int, patience: float = _PATIENCE) -> dict[str, Any]:
    """Turn the wheel until a message is in sight, or for so long; gives what the frames said and how far it went."""
    box = page.get_by_role("log", name="Messages").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = page.evaluate(_FIRST)
    page.evaluate(_NOTE)
    began = due = time.monotonic()
    while not page.evaluate(_IN_SIGHT, seq) and time.monotonic() < began + patience:
        for _ in range(_TURNS // 4):
            page.mouse.wheel(0, turn)
            due = max(due + 1 / _TURNS, time.monotonic())
            time.sleep(max(0, due - time.monotonic()))
    passed = abs(page.evaluate(_FIRST) - before)
    return {**page.evaluate(_TAKE), "seconds": time.monotonic() - began, "passed": passed}


def _rows(way: str, noted: dict[str, Any]) -> list[tuple[str, str]]:
    gaps = [after - before for before, after in pairwise(noted["times"])]
    slow, very = (sum(gap > most for gap in gaps) for most in (20, 50))
    return [
        (f"{way}: messages passed; in seconds", f"{noted['passed']}; {noted['seconds']:.0f}"),
        (f"{way}: frames a second", f"{1000 * len(gaps) / sum(gaps):.1f}"),
        (f"{way}: frames; above 20 ms; above 50 ms; longest", f"{len(gaps)}; {slow}; {very}; {max(gaps):.0f} ms"),
        (f"{way}: most DOM nodes", str(noted["nodes"])),
    ]
