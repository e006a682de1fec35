"""Voice messages between two people, spoken by Chromium's own microphone that beeps."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.support.person import PHONE, Person, at_rest
from tests.support.server import wait_until

MICROPHONE = {"permissions": ["microphone"]}


def two(people: Callable[..., Person], one: str, other: str, **options) -> tuple[Person, Person]:
    speaker, listener = people(one, **options).join(), people(other).join()
    speaker.find(listener.name)
    listener.open(speaker.name)
    return speaker, listener


def record(person: Person) -> Locator:
    return person.page.get_by_role("button", name="Record voice message")


def spoken_for(person: Person, seconds: int) -> None:
    """At least so long: on a busy machine a second passes between two looks."""
    expect(person.page.get_by_role("timer")).to_have_text(re.compile(f"0:0[{seconds}-9]|0:[1-5]"))


def test_a_voice_message_is_spoken_heard_and_known_to_be_heard(people) -> None:
    ada, bo = two(people, "Ada Speaks", "Bo Listens", **MICROPHONE)
    ada.composer.fill("words")
    expect(record(ada)).to_have_count(0)
    ada.composer.fill("")
    record(ada).press("Enter")  # a click that lasts is a hold
    spoken_for(ada, 1)
    ada.page.get_by_role("button", name="Pause recording").click()
    ada.page.get_by_role("button", name="Continue recording").click()
    spoken_for(ada, 6)  # long enough to be seen playing
    ada.page.get_by_role("button", name="Send voice message").click()
    expect(ada.messages).to_have_count(1)
    expect(ada.messages.get_by_label("Not heard yet")).to_be_visible()
    theirs = bo.messages.first
    expect(theirs.get_by_label("Not heard yet")).to_be_visible()
    expect(bo.entry(ada.name)).to_contain_text(re.compile(r"Voice message, 0:\d\d"))
    slider = theirs.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuemax", re.compile(r"^([2-9]|\d\d)$"))
    theirs.get_by_role("button", name="Play").click()
    expect(slider).not_to_have_attribute("aria-valuenow", "0")
    expect(theirs.get_by_role("button", name="Pause")).to_be_visible()
    expect(bo.page.get_by_role("region", name="Now playing")).to_have_count(0)  # its bubble is in sight
    expect(theirs.get_by_label("Not heard yet")).to_have_count(0)
    expect(ada.messages.first).to_contain_text("Heard")
    address = theirs.locator(".player").get_attribute("data-player").partition(":")[2]
    length = bo.page.evaluate(
        "url => new Promise((done, fail) => { const sound = new Audio(url); sound.onerror = fail;"
        " sound.onloadedmetadata = () => { sound.currentTime = 1.2; };"
        " sound.onseeked = () => done([sound.duration, sound.currentTime]); })",
        address,
    )
    assert length[0] < 60  # and not infinite
    assert abs(length[1] - 1.2) < 0.1


def test_held_and_let_go_sends_and_sliding_away_does_not(people) -> None:
    cy, _ = two(people, "Cy Holds", "Di Waits", **MICROPHONE)
    for slides in (True, False):
        box = at_rest(record(cy))
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        cy.page.mouse.move(x, y)
        cy.page.mouse.down()
        expect(cy.page.get_by_text("Slide to cancel")).to_be_visible()
        spoken_for(cy, 1)
        if slides:
            cy.page.mouse.move(x - 160, y, steps=4)
            expect(cy.page.get_by_role("timer")).to_have_count(0)
        cy.page.mouse.up()
        expect(record(cy)).to_be_visible()
        expect(cy.messages).to_have_count(0 if slides else 1)
    expect(cy.messages.first).to_have_attribute("data-status", re.compile("sent|delivered|read"))


def test_leaving_stops_and_sends_nothing_and_no_microphone_is_said(people) -> None:
    ed, fay = two(people, "Ed Leaves", "Fay Stays", viewport=PHONE, **MICROPHONE)
    record(ed).focus()
    ed.page.keyboard.press("Enter")
    spoken_for(ed, 1)
    ed.page.get_by_role("button", name="Back", exact=True).click()
    ed.page.get_by_role("button", name="Go there").click()
    ed.page.get_by_role("button", name="Send voice message").click()
    expect(fay.messages).to_have_count(1)
    record(ed).focus()
    ed.page.keyboard.press("Enter")
    spoken_for(ed, 1)
    ed.page.keyboard.press("Escape")
    expect(record(ed)).to_be_visible()
    expect(ed.messages).to_have_count(1)
    record(fay).click()  # her browser gives this page no microphone
    expect(fay.page.get_by_text("The microphone is blocked for this page.")).to_be_visible()
    expect(fay.page.get_by_role("button", name="Send voice message")).to_have_count(0)


NOTHING_KEPT = """() => new Promise((done) => {
  const request = indexedDB.open("webchat");
  request.onsuccess = () => {
    const count = request.result.transaction("recordings").objectStore("recordings").count();
    count.onsuccess = () => (request.result.close(), done(count.result === 0));
  };
})"""


def test_what_was_not_sent_waits_after_a_reload_to_be_heard_sent_or_thrown_away(people) -> None:
    gil, hal = two(people, "Gil Reloads", "Hal Receives", **MICROPHONE)
    send = gil.page.get_by_role("button", name="Send voice message")
    record(gil).press("Enter")
    spoken_for(gil, 6)
    gil.page.reload()
    waiting = gil.page.get_by_role("group", name="Voice message")
    expect(waiting).to_contain_text("Recording stopped")
    expect(waiting.get_by_role("slider")).to_have_attribute("aria-valuemax", re.compile("[1-9]"))
    waiting.get_by_role("button", name="Play").click()
    expect(waiting.get_by_role("slider")).not_to_have_attribute("aria-valuenow", "0")
    expect(gil.page.get_by_role("region", name="Now playing")).to_have_count(0)
    gil.page.reload()  # it still waits
    send.click()
    expect(gil.messages).to_have_count(1)
    hal.messages.first.get_by_role("button", name="Play").click()
    expect(hal.messages.first.get_by_role("slider")).not_to_have_attribute("aria-valuenow", "0")
    record(gil).press("Enter")  # a click that lasts is a hold
    spoken_for(gil, 2)
    gil.page.reload()
    gil.page.get_by_role("button", name="Cancel recording").click()
    expect(record(gil)).to_be_visible()
    wait_until(lambda: gil.page.evaluate(NOTHING_KEPT), what="nothing to be kept")
    expect(hal.messages).to_have_count(1)
