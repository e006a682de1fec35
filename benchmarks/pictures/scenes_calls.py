"""Calls, as one of two sees them: the other one's browser is real, too."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from benchmarks.pictures.camera import WIDE, scene
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.steps import composer, shown


def _beside(page: Page, circle: Circle, who: str) -> Page:
    """Somebody else, at a desk, in the conversation of Lea and Mara."""
    browser = page.context.browser
    assert browser
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce", permissions=["microphone", "camera"])
    context.add_cookies([{"name": "webchat_session", "value": circle.people[who].secret, "url": circle.url}])
    other = context.new_page()
    other.goto(f"{circle.url}/chat/{circle.rooms['Mara']}/")
    expect(composer(other)).to_be_visible()
    return other


@scene("call-incoming", who="Mara", path="/chat/{Mara}/", permissions=["microphone", "camera"])
def incoming(page: Page, circle: Circle) -> None:
    shown(page)
    _beside(page, circle, "Lea").get_by_role("button", name="Video call").click()
    expect(page.get_by_role("dialog", name="Incoming call")).to_be_visible()


@scene("call-video", path="/chat/{Mara}/", permissions=["microphone", "camera"])
def video(page: Page, circle: Circle) -> None:
    shown(page)
    other = _beside(page, circle, "Mara")
    page.get_by_role("button", name="Video call").click()
    other.get_by_role("dialog", name="Incoming call").get_by_role("button", name="Accept").click()
    expect(page.locator(".call-stage video").first).to_be_visible()
    expect(page.locator(".quality").first).to_be_visible()
