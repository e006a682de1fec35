"""A real Chromium through Playwright: the machine's own one, else the one that Playwright brought."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

# Of several lists the browser takes the last one, so ours begins with what Playwright leaves out.
_PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "msForceBrowserSignIn,msEdgeUpdateLaunchServicesPreferredVersion"
)
# Two pages of the browser's own in each window, which nobody sees: they took as much time as the page of the chat.
_OF_THE_ADDRESS_BAR = "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    f"--disable-features={_PLAYWRIGHTS},{_OF_THE_ADDRESS_BAR}",
]  # fmt: skip


def chromium_path() -> str | None:
    """Return the path of the machine's Chromium or Chrome; None lets Playwright look for its own."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    return None


# Playwright's loop occupies the thread while it runs: it ends with the folder of the browser stories, so that tests
# with a loop of their own can follow.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all the stories of a folder; every story opens contexts of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()
