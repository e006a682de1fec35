"""Drafts on all devices, and messages for later."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.test_call_order import Line
from tests.browser.test_groups import details, dialog, new_group
from tests.browser.test_media import _IS_KEPT, choose, file, png
from tests.support.person import Person
from tests.support.server import wait_until


def second_device(person: Person) -> Page:
    """Another tab of the same person, without this one's storage of drafts."""
    context = person.context.browser.new_context()
    context.add_cookies(person.context.cookies())
    return context.new_page()


def composer(page: Page):
    return page.get_by_role("textbox", name="Message", exact=True)


def test_a_draft_comes_to_another_device_and_goes_with_the_sending(pair):
    ana, ben = pair
    ana.composer.press_sequentially("half a thought")
    phone = second_device(ana)
    try:
        phone.goto(f"{ana.url}/chat/")
        row = phone.get_by_role("link", name=re.compile(f"^{re.escape(ben.name)}"))
        expect(row).to_contain_text("Draft: half a thought")
        row.click()
        expect(composer(phone)).to_have_value("half a thought")
        composer(phone).blur()
        ana.composer.press_sequentially(", and more")
        expect(composer(phone)).to_have_value("half a thought, and more")
        ana.composer.press("Enter")
        expect(ben.message("half a thought, and more")).to_be_visible()
        expect(composer(phone)).to_have_value("")
        phone.goto(f"{ana.url}/chat/")
        expect(row).to_contain_text("You: half a thought, and more")
        expect(row).not_to_contain_text("Draft")
    finally:
        phone.context.close()


def test_what_another_tab_sends_is_not_offered_here_again(pair):
    ana, ben = pair
    ana.composer.press_sequentially("from one")
    tab = ana.context.new_page()
    tab.goto(ana.page.url)
    expect(composer(tab)).to_have_value("from one")
    expect(composer(tab)).to_be_focused()
    ana.composer.press_sequentially(" of two tabs")
    expect(composer(tab)).to_have_value("from one of two tabs")
    ana.composer.press("Enter")
    expect(ben.message("from one of two tabs")).to_be_visible()
    expect(composer(tab)).to_have_value("")
    expect(ben.messages).to_have_count(1)


def test_what_is_sent_before_another_tab_is_known_comes_back_nowhere_there(pair):
    """The list has come to that tab, and showed what was being written; the server itself never heard of it."""
    ana, ben = pair
    ana.page.clock.install()
    ana.page.clock.pause_at(ana.page.evaluate("Date.now() / 1000 + 5"))  # what is written stays unsaved
    ana.composer.press_sequentially("from one")
    tab = ana.context.new_page()
    line = Line(tab)
    line.hold_back(r'arrived_rx_state_"\s*:\s*"[^"]')
    tab.goto(f"{ana.url}/chat/")
    row = tab.get_by_role("link", name=re.compile(f"^{re.escape(ben.name)}"))
    expect(row).to_contain_text("Draft: from one")
    ana.composer.press("Enter")
    ana.page.clock.resume()
    expect(ben.message("from one")).to_be_visible()
    expect(row).to_contain_text("You: from one")
    row.click()
    expect(composer(tab)).to_have_value("")
    wait_until(lambda: tab.evaluate("1") and line.waiting, what="the tab to be known")
    line.let_go()
    expect(tab.get_by_role("log", name="Messages").get_by_role("article")).to_have_count(1)
    tab.get_by_role("searchbox", name="Search").fill("looked for it")
    expect(tab.get_by_role("status").filter(has_text="Nothing found")).to_have_count(1)
    assert composer(tab).input_value() == ""


_LATE = "([key, draft]) => localStorage.setItem(key, JSON.stringify(draft))"
_HEARD = "() => void (window.heard = new Promise((done) => addEventListener('storage', done)))"


def test_what_another_tab_heard_of_the_server_replaces_nothing_that_is_being_written(pair):
    """It may not have seen yet what was written since."""
    ana, ben = pair
    tab = ana.context.new_page()
    tab.goto(ana.page.url)
    ana.page.clock.install()
    ana.page.clock.pause_at(ana.page.evaluate("Date.now() / 1000 + 5"))  # what is written stays unsaved
    ana.composer.press_sequentially("half a thought")
    expect(composer(tab)).to_have_value("half a thought")
    (key,) = ana.page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('webchat.draft.'))")
    ana.page.evaluate(_HEARD)
    tab.evaluate(_LATE, [key, {"body": "half", "reply_to": None, "dirty": False}])
    ana.page.evaluate("window.heard")
    assert ana.composer.input_value() == "half a thought"
    expect(composer(tab)).to_have_value("half a thought")
    ana.page.clock.resume()
    ana.composer.press("Enter")
    expect(ben.message("half a thought")).to_be_visible()
    expect(composer(tab)).to_have_value("")


def test_what_one_tab_writes_no_other_saves_as_long_as_it_is_there(pair):
    """However late it does so itself; else a draft could come back after it was sent."""
    ana, _ = pair
    ana.page.route_web_socket(re.compile("/_event"), _without_drafts)
    ana.load()
    ana.composer.press_sequentially("half a thought")
    tab, told = ana.context.new_page(), []
    tab.on("websocket", lambda line: line.on("framesent", lambda frame: told.append(str(frame))))
    tab.clock.install()
    tab.goto(ana.page.url)
    expect(composer(tab)).to_have_value("half a thought")
    wait_until(lambda: tab.evaluate("1") and any("report_attention" in one for one in told), what="it to be known")
    tab.clock.fast_forward(60_000)
    tab.get_by_role("searchbox", name="Search").fill("asked after it")
    wait_until(lambda: tab.evaluate("1") and any("asked after it" in one for one in told), what="what is asked later")
    assert [one for one in told if "save_draft" in one] == []
    ana.page.close()
    wait_until(lambda: tab.evaluate("1") and any("save_draft" in one for one in told), what="the draft to be saved")


def _without_drafts(page: WebSocketRoute) -> None:
    server = page.connect_to_server()
    page.on_message(lambda message: None if "save_draft" in str(message) else server.send(message))


def test_of_two_tabs_the_one_that_is_written_in_saves(pair):
    """What another one saves beside it stays after it is sent: nobody takes back what they did not save."""
    ana, ben = pair
    tab, told = ana.context.new_page(), []
    tab.on("websocket", lambda line: line.on("framesent", lambda frame: told.append(str(frame))))
    tab.goto(ana.page.url, wait_until="commit")
    written = 0
    while not any("report_attention" in one for one in told):  # then it also saves what is left
        ana.composer.press("w")
        written += 1
        assert written < 5000
    ana.composer.press("Enter")
    expect(ben.message("w" * written)).to_be_visible()
    expect(composer(tab)).to_have_value("")
    assert [one for one in told if "save_draft" in one] == []


def test_a_draft_written_without_a_line_is_kept_and_told_later(pair):
    ana, _ = pair
    ana.say("hello")
    expect(ana.message("hello")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    ana.lose_line()
    ana.composer.fill("written in a tunnel")
    ana.context.set_offline(False)
    phone = second_device(ana)
    try:
        phone.goto(ana.page.url)
        expect(composer(phone)).to_have_value("written in a tunnel")
    finally:
        phone.context.close()


def test_a_message_for_later_is_listed_changed_and_sent(pair):
    ana, ben = pair
    ana.composer.fill("Happy new yaer")
    ana.page.get_by_role("button", name="Schedule message").click()
    dialog = ana.page.get_by_role("dialog", name="Send later")
    dialog.get_by_role("button", name="Tomorrow").click()
    expect(dialog).to_be_hidden()
    expect(ana.composer).to_have_value("")
    ana.page.reload()
    ana.page.get_by_role("button", name="1 scheduled").click()
    listed = ana.page.get_by_role("dialog", name="Scheduled messages")
    listed.get_by_role("button", name="Change").click()
    listed.get_by_role("textbox", name="Text").fill("Happy **new** year\n    to   all")
    listed.get_by_label("Date and time").fill(f"{datetime.now().astimezone() + timedelta(days=40):%Y-%m-%dT%H:%M}")
    listed.get_by_role("button", name="Save").click()
    words = listed.get_by_role("paragraph").filter(has_text="Happy new year")
    expect(words).to_be_visible()
    assert words.inner_text() == "Happy new year\n    to   all"  # as it was typed, but for its marks
    expect(ben.messages).to_have_count(0)
    listed.get_by_role("button", name="Send now").click()
    expect(ben.message("Happy new year")).to_be_visible()
    expect(listed).to_contain_text("Nothing waits here any more.")


def test_other_words_for_later_stay_until_the_server_has_them(pair):
    ana, _ = pair
    ana.composer.fill("See you at nine")
    ana.page.get_by_role("button", name="Schedule message").click()
    ana.page.get_by_role("dialog", name="Send later").get_by_role("button", name="Tomorrow").click()
    ana.page.get_by_role("button", name="1 scheduled").click()
    listed = ana.page.get_by_role("dialog", name="Scheduled messages")
    listed.get_by_role("button", name="Change").click()
    words = listed.get_by_role("textbox", name="Text")
    words.fill("x" * 8001)
    listed.get_by_role("button", name="Save").click()
    expect(listed.get_by_role("alert")).to_contain_text("at most 8000 characters")
    words.fill("See you at ten")
    ana.lose_line()
    listed.get_by_role("button", name="Save").click()
    expect(listed.get_by_role("alert")).to_contain_text("The server does not answer")
    expect(words).to_have_value("See you at ten")
    ana.context.set_offline(False)
    listed.get_by_role("button", name="Save").click()
    expect(words).to_have_count(0)
    expect(listed).to_contain_text("See you at ten")


def test_messages_for_later_are_told_to_all_devices_and_can_be_cancelled(pair):
    ana, _ = pair
    phone = second_device(ana)
    try:
        phone.goto(ana.page.url)
        expect(composer(phone)).to_be_visible()
        for text in ("first", "second"):
            ana.composer.fill(text)
            ana.page.get_by_role("button", name="Schedule message").click()
            dialog = ana.page.get_by_role("dialog", name="Send later")
            dialog.get_by_role("button", name="In 1 hour").click()
            expect(dialog).to_be_hidden()
        phone.get_by_role("button", name="2 scheduled").click()
        listed = phone.get_by_role("dialog", name="Scheduled messages")
        listed.get_by_role("listitem").filter(has_text="first").get_by_role("button", name="Cancel message").click()
        expect(ana.page.get_by_role("button", name="1 scheduled")).to_be_visible()
        expect(listed.get_by_role("listitem")).to_have_count(1)
    finally:
        phone.context.close()


def test_times_for_later_stand_in_their_order(pair):
    ana, _ = pair
    evening = datetime.now().astimezone().replace(hour=19, minute=40)
    ana.page.clock.set_fixed_time(evening)
    ana.composer.fill("not before night")
    ana.page.get_by_role("button", name="Schedule message").click()
    presets = ana.page.get_by_role("dialog", name="Send later").locator(".preset")
    expect(presets).to_have_text([re.compile("Tonight"), re.compile("In 1 hour"), re.compile("Tomorrow")])


def test_a_time_that_is_pressed_twice_schedules_one_message(pair):
    ana, _ = pair
    ana.composer.fill("only once")
    ana.page.get_by_role("button", name="Schedule message").click()
    dialog = ana.page.get_by_role("dialog", name="Send later")
    dialog.get_by_role("button", name="In 1 hour").dblclick()
    expect(dialog).to_be_hidden()
    ana.load()
    expect(ana.page.get_by_role("button", name="1 scheduled")).to_be_visible()


def test_a_time_that_is_over_cannot_be_picked(pair):
    ana, _ = pair
    ana.composer.fill("too late")
    ana.page.get_by_role("button", name="Schedule message").click()
    dialog = ana.page.get_by_role("dialog", name="Send later")
    dialog.get_by_label("Date and time").fill("2020-01-01T00:00")
    expect(dialog.get_by_role("alert")).to_contain_text("This time is over")
    expect(dialog.get_by_role("button", name="Schedule")).to_be_disabled()


_OUTBOX = """() => Object.keys(localStorage).filter((key) => key.startsWith("webchat.outbox."))"""
_IN_TRAYS = """() => new Promise(resolve => {
  indexedDB.open("webchat").onsuccess = ({ target: { result: database } }) => {
    const rows = database.transaction("trays").objectStore("trays").getAll();
    rows.onsuccess = () => {
      database.close();
      resolve(rows.result.sort((one, other) => one.at - other.at).map(row => row.file.name));
    };
  };
})"""


def tray(page: Page):
    return page.get_by_role("list", name="Files to send").get_by_role("listitem")


def in_trays(page: Page, *names: str) -> None:
    """Wait until the browser's database holds these files, in this order, and no others."""
    wait_until(lambda: page.evaluate(_IN_TRAYS) == list(names), what=f"{names} in the trays")


def test_files_that_wait_to_be_sent_outlive_a_reload(pair):
    ana, ben = pair
    choose(ana, file("one.png", png("red")), file("two.txt", b"words", "text/plain"), file("three.png", png("blue")))
    tray(ana.page).nth(2).focus()
    ana.page.keyboard.press("ArrowLeft")
    ana.page.get_by_role("button", name="Remove one.png").click()
    in_trays(ana.page, "three.png", "two.txt")
    ana.load()
    expect(tray(ana.page)).to_have_count(2)
    expect(tray(ana.page).nth(0)).to_contain_text("three.png")
    expect(tray(ana.page).nth(0).locator("img")).to_have_js_property("naturalWidth", 640)
    expect(tray(ana.page).nth(1)).to_contain_text("two.txt")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ben.messages.last.get_by_role("link", name="three.png")).to_be_visible()
    expect(ben.messages.last).to_contain_text("two.txt")
    in_trays(ana.page)
    ana.load()
    expect(ana.messages).to_have_count(1)
    expect(tray(ana.page)).to_have_count(0)


def test_files_of_a_tab_that_was_closed_wait_in_the_next_one_only(pair):
    ana, _ = pair
    closed = ana.context.new_page()
    closed.goto(ana.page.url)
    with closed.expect_file_chooser() as chooser:
        closed.get_by_role("button", name="Attach files").click()
    chooser.value.set_files([file("left.png", png("red"))])
    in_trays(closed, "left.png")
    ana.load()
    expect(tray(ana.page)).to_have_count(0)
    closed.close()
    ana.load()
    expect(tray(ana.page)).to_have_count(1)
    tab = ana.context.new_page()
    tab.goto(ana.page.url)
    expect(composer(tab)).to_be_focused()
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(tab.get_by_role("article")).to_have_count(1)
    expect(tray(tab)).to_have_count(0)


def test_what_another_tab_heard_of_first_holds_up_nothing(pair):
    ana, ben = pair
    tab = ana.context.new_page()
    line = Line(tab)
    tab.goto(ana.page.url)
    composer(tab).fill("Here I am")
    composer(tab).press("Enter")
    expect(tab.get_by_role("article").get_by_role("img", name=re.compile("Sent|Delivered|Read"))).to_be_visible()
    line.waits = True
    composer(tab).fill("Heard elsewhere first")
    composer(tab).press("Enter")
    expect(ana.message("Heard elsewhere first")).to_be_visible()
    wait_until(lambda: ana.page.evaluate(_OUTBOX) == [], what="an empty outbox")
    line.let_go()
    composer(tab).fill("And on it goes")
    composer(tab).press("Enter")
    expect(ben.message("And on it goes")).to_be_visible()


def test_of_two_tabs_one_sends_a_file_and_the_other_only_when_that_is_gone(pair):
    ana, ben = pair
    ana.page.route("**/api/uploads/**", lambda route: route.abort())
    choose(ana, file("once.png", png("red")))
    ana.say("By one tab")
    expect(ana.message("By one tab").get_by_role("button", name="Cancel upload")).to_be_visible()
    wait_until(lambda: ana.page.evaluate(_IS_KEPT, "By one tab"), what="the file to be kept")
    tab, asked = ana.context.new_page(), []
    tab.on("request", lambda request: asked.append(request.url) if "/api/uploads" in request.url else None)
    tab.goto(ana.page.url)
    composer(tab).fill("From the other")
    composer(tab).press("Enter")
    expect(ben.message("From the other")).to_be_visible()
    assert asked == []
    expect(ben.messages).to_have_count(1)
    ana.page.close()
    expect(ben.message("By one tab").get_by_role("link", name="once.png")).to_be_visible()
    expect(tab.get_by_role("article")).to_have_count(2)


def test_what_was_to_be_sent_goes_with_its_conversation_and_with_its_person(pair):
    ana, ben = pair
    new_group(ana, "Soon gone")
    choose(ana, file("for-them.png", png("red")))
    in_trays(ana.page, "for-them.png")
    details(ana).get_by_role("button", name="Delete group").click()
    dialog(ana).get_by_role("button", name="Delete", exact=True).click()
    in_trays(ana.page)
    ana.open(ben.name)
    choose(ana, file("for-ben.png", png("blue")))
    in_trays(ana.page, "for-ben.png")
    ana.page.get_by_role("button", name="Settings").click()
    ana.page.get_by_role("button", name="Sign out").click()
    ana.page.get_by_role("dialog", name="Sign out").get_by_role("button", name="Sign out").click()
    expect(ana.page.get_by_role("textbox", name="Your name")).to_be_visible()
    in_trays(ana.page)
