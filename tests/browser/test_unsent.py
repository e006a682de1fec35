"""Drafts on all devices, and messages for later."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.support.person import Person


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
    listed.get_by_role("textbox", name="Text").fill("Happy new year")
    listed.get_by_label("Date and time").fill(f"{datetime.now().astimezone() + timedelta(days=40):%Y-%m-%dT%H:%M}")
    listed.get_by_role("button", name="Save").click()
    expect(listed).to_contain_text("Happy new year")
    expect(ben.messages).to_have_count(0)
    listed.get_by_role("button", name="Send now").click()
    expect(ben.message("Happy new year")).to_be_visible()
    expect(listed).to_contain_text("Nothing waits here any more.")


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


def test_a_time_that_is_over_cannot_be_picked(pair):
    ana, _ = pair
    ana.composer.fill("too late")
    ana.page.get_by_role("button", name="Schedule message").click()
    dialog = ana.page.get_by_role("dialog", name="Send later")
    dialog.get_by_label("Date and time").fill("2020-01-01T00:00")
    expect(dialog.get_by_role("alert")).to_contain_text("This time is over")
    expect(dialog.get_by_role("button", name="Schedule")).to_be_disabled()
