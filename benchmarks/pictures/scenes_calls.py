"""Calls, as one of two sees them: the other one's browser is real, too."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from benchmarks.pictures.camera import WIDE, scene
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.steps import composer, listed, pictures, settled, shown


def _beside(page: Page, circle: Circle, who: str, room: str = "Mara") -> Page:
    """Somebody else, at a desk, in this conversation of Lea's."""
    browser = page.context.browser
    assert browser
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce", permissions=["microphone", "camera"])
    context.add_cookies([{"name": "webchat_session", "value": circle.people[who].secret, "url": circle.url}])
    other = context.new_page()
    other.goto(f"{circle.url}/chat/{circle.rooms[room]}/")
    expect(composer(other)).to_be_visible()
    return other


@scene("call-incoming", who="Mara", path="/chat/{Mara}/", permissions=["microphone", "camera"])
def incoming(page: Page, circle: Circle) -> None:
    shown(page)
    _beside(page, circle, "Lea").get_by_role("button", name="Video call").click()
    expect(page.get_by_role("dialog", name="Incoming call")).to_be_visible()


@scene("call-incoming-group", who="Mara", path="/chat/{house}/", permissions=["microphone", "camera"])
def incoming_of_group(page: Page, circle: Circle) -> None:
    shown(page)
    _beside(page, circle, "Lea", "house").get_by_role("button", name="Voice call").click()
    expect(page.get_by_role("dialog", name="Incoming call").get_by_text("Voice call from Lea")).to_be_visible()
    pictures(page)


@scene("call-ringing", path="/chat/{Mara}/", permissions=["microphone", "camera"])
def ringing(page: Page, circle: Circle) -> None:
    shown(page)
    _beside(page, circle, "Mara")
    page.get_by_role("button", name="Voice call").click()
    expect(page.get_by_text("Ringing…")).to_be_visible()


@scene("call-join", who="Mara", path="/chat/{house}/", permissions=["microphone", "camera"])
def joining(page: Page, circle: Circle) -> None:
    """A call of the group that one has not answered goes on."""
    shown(page)
    _beside(page, circle, "Lea", "house").get_by_role("button", name="Voice call").click()
    page.get_by_role("dialog", name="Incoming call").get_by_role("button", name="Ignore").click()
    expect(page.get_by_role("button", name="Join call")).to_be_visible()


@scene("call-list")
def calls(page: Page, circle: Circle) -> None:
    """What became of a few calls."""
    if "called" not in circle.said:
        circle.said["called"] = _called(circle, "Mara", "Lea", "video", "Mara", "cancel")
        _called(circle, "Lea", "Jonas Novak", "audio", "Jonas Novak", "decline")
        _called(circle, "Jonas Novak", "Lea", "audio", "Lea", "accept", "hangup")
    listed(page)
    page.get_by_role("button", name=re.compile("^Calls")).click()
    expect(page.get_by_role("dialog", name="Calls").get_by_role("listitem").nth(2)).to_be_visible()
    settled(page)


def _called(circle: Circle, who: str, whom: str, kind: str, by: str, *verbs: str) -> int:
    room = circle.rooms[whom if who == "Lea" else who]
    call = int(circle.put(who, "POST", "/api/calls", {"conversation_id": room, "kind": kind})["id"])
    for verb in verbs:
        circle.put(by, "POST", f"/api/calls/{call}/{verb}", {})
    return call


@scene("call-video", path="/chat/{Mara}/", permissions=["microphone", "camera"])
def video(page: Page, circle: Circle) -> None:
    _call(page, circle)


@scene("call-beside", path="/chat/{Mara}/", permissions=["microphone", "camera"])
def beside(page: Page, circle: Circle) -> None:
    _call(page, circle)
    page.get_by_role("button", name="Minimise").click()
    expect(page.get_by_role("button", name="Back to the call")).to_be_visible()


@scene("call-screen", path="/chat/{kinds}/", permissions=["microphone", "camera"])
def screen(page: Page, circle: Circle) -> None:
    """Three talk, and one shows their screen."""
    shown(page)
    others = [_beside(page, circle, name, "kinds") for name in ("Mara", "Jonas Novak")]
    page.get_by_role("button", name="Video call").click()
    for other in others:
        other.get_by_role("dialog", name="Incoming call").get_by_role("button", name="Accept", exact=True).click()
    for one in (page, *others):
        expect(one.locator(".call-stage video")).to_have_count(3)
    others[-1].get_by_role("button", name="Share screen").click()
    expect(page.locator('.call-stage [data-screen="true"] video')).to_be_visible()


def _call(page: Page, circle: Circle) -> None:
    shown(page)
    other = _beside(page, circle, "Mara")
    page.get_by_role("button", name="Video call").click()
    other.get_by_role("dialog", name="Incoming call").get_by_role("button", name="Accept").click()
    expect(page.locator(".call-stage video").first).to_be_visible()
    expect(page.locator(".quality").first).to_be_visible()
