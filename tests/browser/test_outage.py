"""The server dies in mid-conversation: nobody reloads, nothing is lost or doubled."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.test_groups import new_group
from tests.support.server import wait_until


def test_killed_in_mid_conversation_both_go_on(pair, server):
    ana, ben = pair
    ana.say("before")
    expect(ana.message("before")).to_have_attribute("data-status", "read")
    for person in (ana, ben):
        person.page.evaluate("window.stayed = true")
    ben.composer.fill("a draft that stays")
    with server.gone():
        ana.say("while it was down")
        ana.say("and one more")
        expect(ana.message("while it was down")).to_have_attribute("data-status", "pending")
        expect(ana.page.get_by_role("alert", name="Reconnecting…")).to_be_visible()
    for text in ("while it was down", "and one more"):
        expect(ben.message(text)).to_be_visible(timeout=30_000)
        expect(ana.message(text)).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    expect(ana.page.get_by_role("alert", name="Reconnecting…")).to_have_count(0)
    ben.composer.press("Enter")
    expect(ana.message("a draft that stays")).to_be_visible()
    want = ["before", "while it was down", "and one more", "a draft that stays"]
    for person in (ana, ben):
        person.shows(*want)
        assert person.page.evaluate("window.stayed")


def test_a_cut_line_loses_and_doubles_nothing(pair):
    ana, ben = pair
    ana.say("one")
    expect(ben.message("one")).to_be_visible()
    ben.lose_line()
    ana.say("two")
    ben.say("three, written offline")
    expect(ana.message("two")).to_have_attribute("data-status", "sent")
    ben.context.set_offline(False)
    expect(ben.message("two")).to_be_visible(timeout=60_000)
    expect(ana.message("three, written offline")).to_be_visible(timeout=60_000)
    for person in (ana, ben):
        person.shows("one", "two", "three, written offline")


def _deafened(context: BrowserContext) -> dict[str, bool]:
    """Between its pages and a server that hears of no message while this is "on"."""
    deaf = {"on": False}

    def between(page_side):
        server_side = page_side.connect_to_server()

        def to_server(frame):
            if not (deaf["on"] and "submit_message" in str(frame)):
                server_side.send(frame)

        page_side.on_message(to_server)

    context.route_web_socket(re.compile("/_event"), between)
    return deaf


def test_what_waits_in_one_tab_is_listed_in_the_others_until_it_is_sent(pair):
    ana, ben = pair
    deaf = _deafened(ana.context)
    ana.page.reload()
    other = ana.context.new_page()
    other.goto(f"{ana.url}/chat/")
    entry = other.get_by_role("navigation", name="Conversations").get_by_role("link", name=re.compile(ben.name))
    expect(entry).to_be_visible()
    deaf["on"] = True
    ana.say("only here so far")
    expect(entry.get_by_role("img", name="Sending")).to_be_visible()
    expect(entry).to_contain_text("only here so far")
    deaf["on"] = False
    ana.page.reload()  # what waits is sent at once
    expect(ben.message("only here so far")).to_be_visible()
    expect(entry.get_by_role("img", name="Sending")).to_have_count(0)
    expect(entry).to_contain_text("only here so far")


def test_no_answer_fails_in_words_and_a_retry_goes_through(pair):
    ana, ben = pair
    deaf = _deafened(ana.context)
    ana.page.reload()
    ana.say("heard")
    expect(ben.message("heard")).to_be_visible()
    deaf["on"] = True
    ana.say("not heard")
    ana.say("waits behind it")
    bubble = ana.message("not heard")
    expect(bubble).to_have_attribute("data-status", "failed", timeout=60_000)
    expect(ana.page.get_by_role("log").get_by_text("Not sent").first).to_be_visible()
    expect(ana.message("waits behind it")).to_have_attribute("data-status", "pending")
    entry = ana.entry(ben.name)
    expect(entry.get_by_role("img", name="Not sent")).to_be_visible()
    expect(entry).to_have_accessible_name(re.compile("Not sent: You: waits behind it"))
    deaf["on"] = False
    ana.page.get_by_role("log").get_by_role("button", name="Retry").first.click()
    expect(bubble).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    expect(ben.message("waits behind it")).to_be_visible()
    ben.shows("heard", "not heard", "waits behind it")
    expect(entry.get_by_role("img", name="Not sent")).to_have_count(0)
    expect(entry).to_contain_text("waits behind it")


def test_what_is_written_before_the_server_has_spoken_is_sent(pair):
    """A page can be written in at once; on a slow line that is long before the server has said who sits there."""
    ana, ben = pair
    held: list = []
    line = {"held": True}

    def between(page_side):
        server_side = page_side.connect_to_server()
        page_side.on_message(
            lambda frame: held.append((server_side, frame)) if line["held"] else server_side.send(frame)
        )

    ana.page.route_web_socket(re.compile("/_event"), between)
    ana.page.reload()
    ana.say("quick words")
    ana.composer.fill("and a beginning")
    line["held"] = False
    for server_side, frame in held:
        server_side.send(frame)
    expect(ben.message("quick words")).to_be_visible()
    expect(ana.message("quick words")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    expect(ana.composer).to_have_value("and a beginning")


def test_what_waits_is_sent_at_once_whatever_is_open_when_the_line_is_back(pair):
    """Each message waits for the answer about the one before it, also in a conversation that one has left."""
    ana, ben = pair
    new_group(ana, "Left Meanwhile")
    ana.open(ben.name)
    ana.say("before")

    def was_sent(*words: str) -> None:
        expect(ben.message(words[-1])).to_be_visible()
        kept = "() => !Object.keys(localStorage).some((key) => key.startsWith('webchat.outbox.'))"
        wait_until(lambda: ana.page.evaluate(kept), what="the outbox to be empty")

    ana.lose_line()
    for words in ("one", "two", "three"):
        ana.say(words)
    ana.open("Left Meanwhile")
    ana.context.set_offline(False)
    was_sent("one", "two", "three")
    ana.open(ben.name)
    ana.shows("before", "one", "two", "three")
    ana.lose_line()
    for words in ("four", "five", "six"):
        ana.say(words)
    ana.page.close()
    ana.context.set_offline(False)
    ana.page = ana.context.new_page()
    ana.page.goto(f"{ana.url}/chat/")
    was_sent("four", "five", "six")
    ana.open(ben.name)
    for person in pair:
        person.shows("before", "one", "two", "three", "four", "five", "six")
