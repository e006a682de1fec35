"""While a dialog is open everything outside of it is dead: what must be heard, seen or pressed moves into it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Route, expect

from tests.browser.test_media import choose, file, png
from tests.support.person import PHONE, Person, box_of
from tests.support.server import wait_until


def _settings(person: Person) -> Locator:
    person.page.get_by_role("button", name="Settings").click()
    dialog = person.page.get_by_role("dialog", name="Settings")
    expect(dialog.get_by_role("textbox", name="Shown name")).to_be_enabled()
    return dialog


def delete(person: Person, text: str) -> None:
    """By the menu of the message."""
    person.message(text).hover()
    person.message(text).get_by_role("button", name="More").click()
    person.page.get_by_role("menuitem", name="Delete", exact=True).click()


def test_a_toast_is_pressed_and_news_are_said_while_a_dialog_is_open(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    notices = ana.page.get_by_role("status", name="Notices")
    ana.say("To be or not")
    expect(ben.message("To be or not")).to_be_visible()
    delete(ana, "To be or not")
    expect(notices).to_contain_text("1 message deleted")
    expect(ben.message("Message deleted")).to_be_visible()
    dialog = _settings(ana)
    undo = dialog.get_by_role("status", name="Notices").get_by_role("button", name="Undo")
    undo.click()
    expect(ben.message("To be or not")).to_be_visible()
    expect(dialog).to_be_visible()
    dialog.get_by_role("textbox", name="About you").fill("Heard above everything")
    dialog.get_by_role("button", name="Save profile").click()
    expect(dialog.get_by_role("status", name="Notices")).to_contain_text("Profile saved")
    ben.say("Can you hear me in there?")
    news = f"{ben.name}: Can you hear me in there?"
    expect(dialog.get_by_role("status").filter(has_text=news)).to_have_count(1)
    # From one dialog to the next, and out of both: there is one of each, where it is heard.
    dialog.get_by_role("button", name="Devices").click()
    devices = ana.page.get_by_role("dialog", name="Devices")
    expect(devices.get_by_role("status", name="Notices")).to_have_count(1)
    ana.page.keyboard.press("Escape")
    expect(devices).to_be_hidden()
    expect(ana.page.locator("dialog").get_by_role("status", include_hidden=True)).to_have_count(0)
    expect(notices).to_have_count(1)
    delete(ana, "To be or not")
    notices.get_by_role("button", name="Undo").click()
    expect(ben.message("To be or not")).to_be_visible()


def test_a_toast_is_seen_on_a_phone_whose_dialogs_come_from_below(people) -> None:
    ana, ben = people("Ana Below", viewport=PHONE, has_touch=True, is_mobile=True).join(), people("Ben Below").join()
    ben.find(ana.name)
    ben.say("Keep this")
    ana.open(ben.name)
    expect(ana.message("Keep this")).to_be_visible()
    ana.page.get_by_role("button", name="Back").first.click()
    dialog = _settings(ana)
    dialog.get_by_role("textbox", name="About you").fill("On the go")
    dialog.get_by_role("button", name="Save profile").tap()
    toast = dialog.get_by_text("Profile saved")
    expect(toast).to_be_in_viewport(ratio=1)
    dialog.get_by_role("button", name="Dismiss").tap()
    expect(toast).to_have_count(0)


def test_a_toast_lies_over_no_menu_of_a_phone(people) -> None:
    ana, ben = people("Ana Menu", viewport=PHONE, has_touch=True, is_mobile=True).join(), people("Ben Menu").join()
    ana.find(ben.name)
    empty = {"name": "a file that has nothing in it.txt", "mimeType": "text/plain", "buffer": b""}
    choose(ana, file("sea.png", png("red")), empty, taken=1)
    toast = ana.page.get_by_text("a file that has nothing in it.txt is empty.")
    ana.page.get_by_role("button", name="Remove sea.png").tap()
    toast.dispatch_event("pointerover")  # somebody reads it: it stays
    ana.page.get_by_role("button", name="Add", exact=True).tap()
    menu = ana.page.get_by_role("menu")

    def is_free() -> bool:
        return box_of(toast)["y"] + box_of(toast)["height"] <= box_of(menu)["y"]

    wait_until(is_free, what="the menu to be free of the toast", patience=20)


def test_a_large_picture_is_such_a_dialog(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    page = ana.page
    choose(ana, file("sea.png", png("red")))
    ana.say("The sea")
    ana.say("To be or not")
    expect(ben.message("To be or not")).to_be_visible()
    opener = ana.message("The sea").get_by_role("link", name="sea.png")
    expect(opener).to_have_attribute("href", re.compile("^/api/media/"))  # it is sent
    delete(ana, "To be or not")
    expect(page.get_by_role("status", name="Notices")).to_contain_text("1 message deleted")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Media")
    expect(dialog).to_be_focused()
    dialog.get_by_role("status", name="Notices").get_by_role("button", name="Undo").click()
    expect(ben.message("To be or not")).to_be_visible()
    expect(dialog).to_be_visible()
    ben.say("Can you hear me in there?")
    news = f"{ben.name}: Can you hear me in there?"
    expect(dialog.get_by_role("status").filter(has_text=news)).to_have_count(1)
    # Nothing behind it is reached, by no key and by no screen reader.
    assert not ana.composer.evaluate("one => (one.focus(), one === document.activeElement)")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("() => !document.activeElement.closest('.app')")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    expect(page.get_by_role("status", name="Notices")).to_have_count(1)


def _sends_two(ana: Person, ben: Person) -> None:
    for name in ("first.png", "second.png"):
        choose(ana, file(name, png("red")))
        ana.composer.press("Enter")
        expect(ben.page.get_by_role("link", name=name)).to_be_visible()


def test_keys_pressed_while_a_picture_opens_are_not_lost(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    _sends_two(ana, ben)
    opener = ben.page.get_by_role("link", name="first.png")
    dialog = ben.page.get_by_role("dialog", name="Media")
    # As fast as keys can be: with the lightbox's first frame.
    press = """key => new MutationObserver((_, all) => {
      if (!document.querySelector('.pswp')) return;
      all.disconnect();
      window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }).observe(document.body, { childList: true, subtree: true })"""
    ben.page.evaluate(press, "ArrowRight")
    opener.click()
    expect(dialog.locator(".lightbox-caption")).to_be_visible()
    expect(dialog.get_by_role("link", name="Download")).to_have_attribute("download", "second.png")
    ben.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    ben.page.evaluate(press, "Escape")
    opener.click()
    expect(opener).to_be_focused()
    expect(dialog).to_have_count(0)


def test_a_step_to_a_picture_that_is_on_its_way_is_taken_when_it_comes(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    _sends_two(ana, ben)
    held: list[Route] = []
    ben.page.route(re.compile(r"/conversations/\d+/media\?"), lambda route: held.append(route))
    ben.page.get_by_role("link", name="first.png").click()
    download = ben.page.get_by_role("dialog", name="Media").get_by_role("link", name="Download")
    expect(download).to_have_attribute("download", "first.png")
    wait_until(lambda: ben.page.evaluate("1") and len(held) == 2, what="both sides to be asked for")
    ben.page.keyboard.press("ArrowRight")
    ben.page.keyboard.press("ArrowRight")  # the first one may have waited for the lightbox to be open
    for one in held:
        one.continue_()
    expect(download).to_have_attribute("download", "second.png")


def test_the_broken_line_is_told_in_a_dialog_and_nothing_is_claimed(pair: tuple[Person, Person], server) -> None:
    ana, ben = pair
    ana.page.reload()
    expect(ana.entry(ben.name)).to_be_visible()
    with server.gone():
        ana.page.get_by_role("button", name="New conversation").first.click()
        dialog = ana.page.get_by_role("dialog", name="New conversation")
        expect(dialog.get_by_role("alert", name="Reconnecting…")).to_be_visible()
        expect(dialog.get_by_text("There is no connection. People are shown as soon as it is back.")).to_be_visible()
    expect(dialog.locator(".person").first).to_be_visible()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.get_by_role("textbox", name="Search people").fill(ben.name)
    expect(dialog.get_by_role("button", name=re.compile(f"^{re.escape(ben.name)}"))).to_be_visible()
