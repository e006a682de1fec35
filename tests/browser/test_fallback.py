"""Where WebSockets are blocked our pages go on by long polling, and come back by themselves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.no_upgrades import no_upgrades


@pytest.fixture
def proxy(server):
    with no_upgrades(server.url) as between:
        yield between


def test_where_upgrades_are_refused_two_people_talk(people, proxy):
    polls: list[str] = []
    ana, ben = people("Ana Polling"), people("Ben Polling").join()
    ana.url = proxy.url
    ana.page.on("request", lambda request: polls.append(request.url) if "transport=polling" in request.url else None)
    ana.join()
    ana.find(ben.name)
    ana.say("by long polling")
    ben.open(ana.name)
    expect(ben.message("by long polling")).to_be_visible()
    expect(ana.message("by long polling")).to_have_attribute("data-status", "read")
    ben.composer.press_sequentially("I see")
    expect(ana.page.get_by_text(re.compile("typing"))).not_to_have_count(0)
    ben.composer.press("Enter")
    expect(ana.message("I see")).to_be_visible()
    assert polls
    assert proxy.upgrades
    ana.page.reload()
    expect(ana.message("I see")).to_be_visible()
    ana.shows("by long polling", "I see")


def test_unblocked_the_page_goes_back_and_loses_nothing(people, proxy):
    ana, ben = people("Ana Back"), people("Ben Back").join()
    ana.url = proxy.url
    ana.join()
    ana.find(ben.name)
    ana.say("one")
    ben.open(ana.name)
    ben.say("two")
    expect(ana.message("two")).to_be_visible()
    with ana.page.expect_websocket(lambda socket: "transport=websocket" in socket.url, timeout=60_000):
        proxy.blocked = False
        ben.say("three")
    ana.page.wait_for_function("() => sessionStorage.getItem('webchat.polling') === null")
    ana.say("four")
    expect(ben.message("four")).to_be_visible()
    for person in (ana, ben):
        expect(person.messages).to_have_count(4)
        person.shows("one", "two", "three", "four")


def test_a_socket_that_never_opens_is_not_waited_for_long(people):
    ana, ben = people("Ana Hanging"), people("Ben Hanging").join()
    ana.page.route_web_socket(re.compile("/_event"), lambda _held: None)
    ana.join()
    ana.find(ben.name)
    ana.say("all the same")
    ben.open(ana.name)
    expect(ben.message("all the same")).to_be_visible()
    assert ana.page.evaluate("sessionStorage.getItem('webchat.polling')") == "yes"
    ana.page.reload()
    expect(ana.message("all the same")).to_be_visible()
