"""The page of somebody with 10,000 conversations in a real browser: how soon its list is there, and how large it is."""

from __future__ import annotations

from playwright.sync_api import Browser, sync_playwright

from benchmarks import filling
from benchmarks.server import Account, Bench, bench_server
from tests.support.browser import ARGUMENTS, chromium_path

CONVERSATIONS = (10, 1_000, 10_000)
_NODES = "document.querySelectorAll('*').length"
_ENTRY = ".list .entry"
_PAGE, _PAGES = 50, 10
# Goes on to the end of the list until it has grown.
_FURTHER = """held => {
  document.querySelector(".list").scrollTo(0, 1e9);
  document.querySelector(".list").dispatchEvent(new Event("scroll"));
  return document.querySelector(".list").scrollHeight > held;
}"""
_WHAT = ("list usable after, ms", "entries drawn", "DOM nodes", f"DOM nodes after {_PAGES} pages more")


def measure() -> list[tuple[str, str]]:
    """Rows (what, figure): how long until the list is there, and what it is made of."""
    found = []
    with bench_server() as bench, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        owner, people, held = bench.account("Crowded"), filling.people(bench, CONVERSATIONS[-1]), 0
        for size in CONVERSATIONS:
            filling.rooms(bench, owner.id, people, held + 1, size)
            held = size
            found.append(_list(bench, browser, owner))
        browser.close()
    sizes = " / ".join(f"{size:,}" for size in CONVERSATIONS)
    return [
        (f"{what}, {sizes} conversations", " / ".join(f"{one:.0f}" for one in figures))
        for what, figures in zip(_WHAT, zip(*found, strict=True), strict=True)
    ]


def _list(bench: Bench, browser: Browser, owner: Account) -> tuple[float, ...]:
    context = browser.new_context()
    context.add_cookies([{"name": "webchat_session", "value": owner.secret, "url": bench.url}])
    page = context.new_page()
    page.goto(f"{bench.url}/chat/")
    page.wait_for_selector(_ENTRY)
    took = page.evaluate("performance.now()")
    first = page.locator(_ENTRY).count(), page.evaluate(_NODES)
    for _ in range(_PAGES if first[0] == _PAGE else 0):  # a page that is not full is the last one
        page.wait_for_function(_FURTHER, arg=page.evaluate("document.querySelector('.list').scrollHeight"))
    figures = took, *first, page.evaluate(_NODES)
    context.close()
    return figures
