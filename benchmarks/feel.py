"""What people feel, in two real browsers: Enter -> visible, a long conversation, the first load."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import arrival, filling
from benchmarks.server import Bench
from tests.support.browser import ARGUMENTS, chromium_path
from tests.support.person import Person

LINES = 40
LONG = 20_000
SWITCHES = 11

_SCRIPTS = Path(__file__).parent / "scripts"
_WATCH, _PRESS, _OPENING = ((_SCRIPTS / name).read_text() for name in ("watch.js", "press.js", "opening.js"))


def enter_to_visible(bench: Bench, browser: Browser) -> list[tuple[str, str]]:
    """Enter in one browser until the bubble stands in the other (both clocks are this machine's)."""
    ana, ben = (Person(browser.new_context(), bench.url, name).join() for name in ("Feel Ana", "Feel Ben"))
    ana.find("Feel Ben")
    ana.say("first")
    ben.open("Feel Ana")
    ben.page.wait_for_selector("[role=log] article")
    ben.page.evaluate(_WATCH)
    ana.page.evaluate(_WATCH)
    own, other = [], []
    for number in range(LINES):
        text = f"line {number}"
        began = ana.page.evaluate(_PRESS, text)
        other.append(ben.page.wait_for_function("text => window.seen[text]", arg=text).json_value() - began)
        own.append(ana.page.evaluate("text => window.seen[text]", text) - began)
    p95 = quantiles(other, n=20)[-1]
    return [
        ("Enter -> own bubble, p50", f"{max(0, median(own)):.0f} ms"),
        ("Enter -> visible in the other browser, p50 / p95", f"{median(other):.0f} / {p95:.0f} ms"),
    ]


def open_long_conversation(bench: Bench, browser: Browser) -> list[tuple[str, str]]:
    """Open an empty and a very long conversation from the list, and come back to it."""
    reader = Person(browser.new_context(), bench.url, "Long Reader").join()
    conversations = {}
    for name in ("Short Story", "Long Story"):
        account = bench.account(name)
        found = account.api.get("/api/users/", params={"q": "Long Reader"}).json()["items"][0]
        sent = account.api.post("/api/messages/", json={"recipient_id": found["id"], "body": "begin"}).json()
        conversations[name] = (sent["conversation_id"], account.id)
    filling.messages(bench, *conversations["Long Story"], LONG)
    account.api.post("/api/messages/", json={"conversation_id": conversations["Long Story"][0], "body": "end"})
    reader.page.reload()
    rows = [
        (f"open '{name}' the first time", f"{_opening(reader.page, name):.0f} ms")
        for name in ("Short Story", "Long Story")
    ]
    switches = [_opening(reader.page, name) for name in ("Short Story", "Long Story") * SWITCHES]
    figure = f"{median(switches):.0f} / {quantiles(switches, n=20)[-1]:.0f} ms"
    rows.append(("switch between two seen before, p50 / p95", figure))
    rows.append((f"DOM nodes with {LONG} messages", str(reader.page.evaluate("document.querySelectorAll('*').length"))))
    return rows


def _opening(page: Page, title: str) -> float:
    entry = page.get_by_role("navigation", name="Conversations").get_by_role("link", name=title)
    return page.evaluate(_OPENING, entry.element_handle())


def first_load(bench: Bench, browser: Browser) -> list[tuple[str, str]]:
    """Bytes and requests of the first page, cold, and of the chat."""
    rows = []
    for name, path in (("first page", "/"), ("chat", "/chat/")):
        page = browser.new_context().new_page()
        if path != "/":
            Person(page.context, bench.url, "Load Tester").join()
        transferred: list[int] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", lambda event, into=transferred: into.append(event["encodedDataLength"]))
        began = time.perf_counter()
        page.goto(bench.url + path)
        page.get_by_role("textbox" if path == "/" else "navigation").first.wait_for()
        took = time.perf_counter() - began
        page.wait_for_load_state("networkidle")
        rows.append(
            (
                f"{name}: requests / bytes on the wire / usable after",
                f"{len(transferred)} / {sum(transferred) / 1024:.0f} KiB / {took * 1000:.0f} ms",
            )
        )
    return rows


def measure(bench: Bench) -> list[tuple[str, str]]:
    """All rows of this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        rows = enter_to_visible(bench, browser) + open_long_conversation(bench, browser) + first_load(bench, browser)
        rows += arrival.slow_first_load(bench, browser)
        browser.close()
    return rows
