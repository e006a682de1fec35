"""Calls that cannot be: no permission, no device, nobody who may be called; and the page that says why."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.axe import findings
from tests.support.person import PHONE, WIDE, box_of
from tests.support.server import wait_until

STILL = {"reduced_motion": "reduce"}
BOTH = {"permissions": ["microphone", "camera"]}


def test_who_gives_no_microphone_is_told_and_may_listen(people) -> None:
    pia, quin = people("Pia Silent", **STILL).join(), people("Quin Speaks", **STILL, **BOTH).join()
    pia.find(quin.name)
    pia.say("Hello")
    expect(pia.messages.last).to_have_attribute("data-status", re.compile("sent|delivered"))
    pia.page.get_by_role("button", name="Voice call").click()  # her browser has not said yes before: she looks first
    preview = pia.page.get_by_role("dialog", name="Preview")
    expect(preview.get_by_role("alert")).to_contain_text("The microphone is blocked for this page.")
    expect(preview.get_by_role("button", name="Start call")).to_be_disabled()
    assert not findings(pia.page)
    for size in ({"width": 1280, "height": 720}, PHONE):
        pia.page.set_viewport_size(size)
        expect(preview.get_by_role("button", name="Only listen")).to_be_in_viewport(ratio=1)
    wait_until(lambda: box_of(preview)["width"] == PHONE["width"], what="a sheet as wide as the phone")
    pia.page.set_viewport_size(WIDE)
    preview.get_by_role("button", name="Only listen").click()
    window = pia.page.get_by_role("dialog", name=re.compile("^Call with"))
    expect(window).to_contain_text("You can call once the other person has written to you.")
    expect(window.get_by_role("button", name="Call again")).to_have_count(0)  # it would be refused again
    window.get_by_role("button", name="Close").click()
    quin.open(pia.name)
    quin.say("Now you may")
    expect(pia.message("Now you may")).to_be_visible()
    pia.page.get_by_role("button", name="Voice call").click()
    preview.get_by_role("button", name="Only listen").click()
    incoming = quin.page.get_by_role("dialog", name="Incoming call")
    expect(incoming).to_be_visible()
    assert not findings(quin.page)
    incoming.get_by_role("button", name="Accept").click()
    expect(window.locator(".duration")).to_be_visible()
    expect(window.get_by_role("button", name="Unmute")).to_be_visible()
    for person in (pia, quin):
        assert not findings(person.page)
    window.get_by_role("button", name="Minimise").click()
    assert not findings(pia.page)
    pia.page.get_by_role("button", name="Hang up").click()
    expect(quin.page.locator('article[data-kind="call"]')).to_contain_text(re.compile(r"Voice call, \d:\d\d"))
    pia.page.get_by_role("button", name="Calls", exact=True).click()
    expect(pia.page.get_by_role("list", name="Calls").get_by_role("listitem")).to_have_count(1)
    assert not findings(pia.page)


def test_plain_http_and_the_doctor(people, server) -> None:
    rae = people("Rae Doctor", **STILL, viewport=PHONE).join()
    rae.page.goto(f"{server.url}/doctor/")
    steps = rae.page.get_by_role("list", name="Steps")
    for good in ("WebSocket", "Server-Sent Events", "Clock"):
        expect(steps.get_by_role("listitem", name=f"{good}: good")).to_be_visible()
    expect(steps.get_by_role("listitem", name="Microphone: fails")).to_contain_text("blocked")
    expect(rae.page.get_by_role("status")).to_contain_text("Calls do not work in this browser yet")
    assert not findings(rae.page)
    rae.context.grant_permissions(["microphone", "camera"])
    rae.page.get_by_role("button", name="Try again").click()
    expect(rae.page.get_by_role("status")).to_have_text(
        "Calls work on this network. From mobile networks they will fail: no relay is configured; set WEBCHAT_TURN_URL."
    )
    expect(steps.get_by_role("listitem", name="Microphone: good")).to_be_visible()
