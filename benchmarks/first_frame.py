"""A video call between two browsers: from Accept to the first picture of the other one."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from playwright.sync_api import expect, sync_playwright

from benchmarks.server import Bench
from tests.support.browser import ARGUMENTS, chromium_path
from tests.support.callers import Caller, talks

CALLS = 11
_ACCEPT = (Path(__file__).parent / "scripts" / "first_frame.js").read_text()


def measure(bench: Bench) -> list[tuple[str, str]]:
    """All rows of this file."""
    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, "--use-fake-ui-for-media-stream"]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        ana, ben = (Caller(browser.new_context(), bench.url, f"Frame {name}").watched() for name in ("Ana", "Ben"))
        ana.join()
        ben.join()
        ana.find(ben.name)
        ana.say("hello")
        ben.open(ana.name)
        ben.say("hello")
        expect(ana.messages).to_have_count(2)
        took = [_call(ana, ben) for _ in range(CALLS)]
        browser.close()
    return [("video call: Accept -> the other one's first picture, p50", f"{median(took):.0f} ms")]


def _call(ana: Caller, ben: Caller) -> float:
    ana.call("Video call")
    expect(ben.incoming()).to_be_visible()
    took = float(ben.page.evaluate(_ACCEPT))
    talks(ana)
    ana.press("Hang up")
    for one in (ana, ben):
        one.press("Close")
    return took
