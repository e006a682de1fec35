"""The browser of the stories: what is left out of it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser


def test_what_playwright_leaves_out_stays_out(browser: Browser) -> None:
    started = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    playwrights, ours = (set(one.split(",")) for one in re.findall(r"--disable-features=(\S+)", started))
    assert playwrights < ours
