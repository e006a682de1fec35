"""What a browser story that failed had on its screens: told with the failure, for where nobody can look."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from tests.support.worker import asking

_NOTIFICATIONS = asking("shown.map(({ tag, title }) => `${tag} ${title}`)")
_SEEN = f"""async () => {{
  const dialogs = [...document.querySelectorAll("dialog[open]")].map((one) => one.getAttribute("aria-label"));
  return {{ text: document.body.innerText.slice(-1500), dialogs, notifications: await ({_NOTIFICATIONS})() }};
}}"""


def _told(page: Page) -> str:
    try:
        seen = page.evaluate(_SEEN)
    except PlaywrightError as error:
        return str(error)
    return f"dialogs {seen['dialogs']}, notifications {seen['notifications']}, and at its end:\n{seen['text']}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add every open page's text, dialogs and notifications to the report of a story that failed."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and isinstance(browser, Browser):
        for context in browser.contexts:
            report.sections += [(f"Seen at {page.url}", _told(page)) for page in context.pages]
    return report
