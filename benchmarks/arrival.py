"""The first load on a slow processor: when one can begin, how much code came, how much of the page moved."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession

from benchmarks.server import Bench
from tests.support.person import Person

SLOWER = 4  # times: the processor of a cheap phone
_ARRIVAL = (Path(__file__).parent / "scripts" / "arrival.js").read_text()


def slow_first_load(bench: Bench, browser: Browser) -> list[tuple[str, str]]:
    """A row for the first page and one for the chat, each without anything in the cache."""
    rows = []
    for name, path in (("first page", "/"), ("chat", "/chat/")):
        known = Person(browser.new_context(), bench.url, "Slow Loader").join() if path != "/" else None
        # With the session of somebody, but without what the cache and the service worker of that browser hold.
        context = browser.new_context(storage_state={"cookies": known.context.cookies()} if known else None)
        what = f"{name}, cold, processor {SLOWER} times slower: usable after / JavaScript, compressed / layout shift"
        rows.append((what, _arrival(context, bench.url + path)))
        context.close()
    return rows


def _arrival(context: BrowserContext, url: str) -> str:
    page = context.new_page()
    page.add_init_script(_ARRIVAL)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    scripts = _scripts(session)
    page.goto(url)
    page.wait_for_function("() => window.arrival.usable > 0")
    page.wait_for_load_state("networkidle")
    seen = page.evaluate("window.arrival")
    return f"{seen['usable']:.0f} ms / {sum(scripts.values()) / 1024:.0f} KiB / {seen['shift']:.3f}"


def _scripts(session: CDPSession) -> dict[str, float]:
    """Fills while the page loads: the bytes on the wire of each answer that is JavaScript."""
    sizes: dict[str, float] = {}

    def began(event: dict) -> None:
        if "javascript" in event["response"]["mimeType"]:
            sizes[event["requestId"]] = 0

    def ended(event: dict) -> None:
        if event["requestId"] in sizes:
            sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.responseReceived", began)
    session.on("Network.loadingFinished", ended)
    return sizes
