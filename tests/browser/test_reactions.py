"""Reactions of two people: at once, live, by mouse, keyboard and finger."""

from __future__ import annotations

import itertools
import re
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.support.axe import findings
from tests.support.person import PHONE, Person, at_rest

STILL = {"reduced_motion": "reduce"}
_numbers = itertools.count(1)


@pytest.fixture
def talk(people):
    """Two people, one message of Ana's; options are for Ben's browser."""

    def made(**options) -> tuple[Person, Person]:
        number = next(_numbers)
        ana = people(f"React Ana {number}", **STILL).join()
        ben = people(f"React Ben {number}", **STILL, **options).join()
        ana.find(ben.name)
        ana.say("Shall we?")
        ben.open(ana.name)
        expect(ben.message("Shall we?")).to_be_visible()
        expect(ana.message("Shall we?")).to_have_attribute("data-message-id", re.compile("[1-9]"))
        return ana, ben

    return made


def _chip(person: Person, label: str, text: str = "Shall we?") -> Locator:
    return person.message(text).get_by_role("button", name=label, exact=True)


def _open_bar(person: Person, text: str = "Shall we?") -> None:
    person.message(text).hover()
    person.message(text).get_by_role("button", name="React").click()


def _react(person: Person, emoji: str) -> None:
    _open_bar(person)
    person.page.get_by_role("dialog", name="React").get_by_role("button", name=f"React with {emoji}").click()


def test_a_reaction_is_there_at_once_and_for_both(talk):
    ana, ben = talk()
    _react(ben, "👍")
    expect(_chip(ben, "👍 1, yours too")).to_have_attribute("aria-pressed", "true")
    expect(_chip(ana, "👍 1")).to_have_attribute("aria-pressed", "false")
    _chip(ana, "👍 1").click()
    expect(_chip(ana, "👍 2, yours too")).to_be_visible()
    expect(_chip(ben, "👍 2, yours too")).to_be_visible()
    _chip(ben, "👍 2, yours too").click()
    expect(_chip(ana, "👍 1, yours too")).to_be_visible()
    _chip(ana, "👍 1, yours too").click()
    for person in (ana, ben):
        expect(person.message("Shall we?").get_by_role("group", name="Reactions")).to_have_count(0)
    _react(ben, "❤️")
    expect(_chip(ana, "❤️ 1")).to_be_visible()
    for person in (ana, ben):
        person.page.reload()
    expect(_chip(ana, "❤️ 1")).to_be_visible()
    expect(_chip(ben, "❤️ 1, yours too")).to_be_visible()


def test_who_reacted(talk):
    ana, ben = talk()
    _react(ben, "🙏")
    _chip(ana, "🙏 1").hover()
    expect(ana.page.get_by_role("tooltip")).to_contain_text(f"{ben.name} reacted")
    _chip(ana, "🙏 1").click()
    expect(ana.page.get_by_role("tooltip")).to_contain_text(f"You and {ben.name} reacted")
    ana.message("Shall we?").get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Who reacted").click()
    told = ana.page.get_by_role("dialog", name="Reactions")
    expect(told.get_by_role("listitem")).to_have_text(re.compile(f"🙏.*2.*You and {ben.name}"))
    assert not findings(ana.page)
    _chip_of_ben = _chip(ben, "🙏 2, yours too")
    _chip_of_ben.click()
    expect(told.get_by_role("listitem")).to_have_text(re.compile("🙏.*1.*You"))


def test_what_is_refused_goes_back_and_says_why(talk, server):
    ana, ben = talk()
    message_id = ana.message("Shall we?").get_attribute("data-message-id")
    for number in range(20):
        path = f"{server.url}/api/messages/{message_id}/reactions/{quote(chr(0x1F400 + number))}"
        assert ben.page.request.put(path, headers={"Origin": server.url}).ok
    chips = ana.message("Shall we?").get_by_role("group", name="Reactions").get_by_role("button")
    expect(chips).to_have_count(20)
    _react(ana, "👍")
    expect(ana.page.get_by_role("status", name="Notices")).to_contain_text("at most 20 different reactions")
    expect(chips).to_have_count(20)
    expect(_chip(ana, "👍 1, yours too")).to_have_count(0)


def test_with_the_keyboard_alone(talk):
    ana, ben = talk()
    ben.message("Shall we?").get_by_role("button", name="React").focus()
    ben.page.keyboard.press("Enter")
    bar = ben.page.get_by_role("dialog", name="React")
    expect(bar.get_by_role("button", name="React with 👍")).to_be_focused()
    ben.page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="React with ❤️")).to_be_focused()
    assert not findings(ben.page)
    ben.page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(ben.message("Shall we?").get_by_role("button", name="React")).to_be_focused()
    ben.page.keyboard.press("Enter")
    expect(bar.get_by_role("button", name="React with 👍")).to_be_focused()
    ben.page.keyboard.press("End")
    expect(bar.get_by_role("button").last).to_be_focused()
    ben.page.keyboard.press("Enter")
    search = ben.page.get_by_role("searchbox", name="Search emoji")
    expect(search).to_be_focused()
    ben.page.keyboard.type("party popper")
    expect(ben.page.get_by_role("gridcell", name="party popper")).to_be_visible()
    assert not findings(ben.page)
    ben.page.keyboard.press("Enter")
    expect(_chip(ana, "🎉 1")).to_be_visible()
    expect(ben.message("Shall we?").get_by_role("button", name="React")).to_be_focused()
    _chip(ben, "🎉 1, yours too").focus()
    ben.page.keyboard.press("Space")
    expect(_chip(ana, "🎉 1")).to_have_count(0)


def test_on_a_phone(talk):
    ana, ben = talk(viewport=PHONE, has_touch=True, is_mobile=True)
    touch = ben.context.new_cdp_session(ben.page)

    def hold(part: Locator):
        box = at_rest(part)
        points = [{"x": box["x"] + 12, "y": box["y"] + 12}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
        expect(ben.page.get_by_role("menu").or_(ben.page.get_by_role("dialog", name="Reactions"))).to_be_visible()
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    hold(ben.message("Shall we?"))
    assert not findings(ben.page)
    ben.page.get_by_role("menuitem", name="React with 😂").tap()
    expect(_chip(ana, "😂 1")).to_be_visible()
    hold(_chip(ben, "😂 1, yours too"))
    expect(ben.page.get_by_role("dialog", name="Reactions")).to_contain_text("😂")
    ben.page.get_by_role("button", name="Close").tap()
    expect(_chip(ana, "😂 1")).to_be_visible()
    hold(ben.message("Shall we?"))
    ben.page.get_by_role("menuitem", name="More emoji").tap()
    ben.page.get_by_role("gridcell", name="grinning face", exact=True).tap()
    expect(_chip(ana, "😀 1")).to_be_visible()
    _chip(ben, "😀 1, yours too").tap()
    expect(_chip(ana, "😀 1")).to_have_count(0)


def test_an_outage_loses_no_reaction(talk):
    ana, ben = talk()
    _react(ben, "👍")
    expect(_chip(ana, "👍 1")).to_be_visible()
    ana.lose_line()
    _react(ben, "❤️")
    _chip(ben, "👍 1, yours too").click()
    ana.context.set_offline(False)
    ana.page.reload()
    expect(_chip(ana, "❤️ 1")).to_be_visible()
    expect(_chip(ana, "👍 1")).to_have_count(0)


def test_everybody_who_reacted_is_named_however_many(server, people) -> None:
    """More than are asked for in one question."""
    ana = people("React Host").join()
    crowd = []
    for number in range(105):
        one = httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=60)
        joined = one.post("/session", json={"name": f"Reactor {number:03}"}).raise_for_status().json()
        crowd.append((one, joined["user"]))
    host = crowd[0][0]
    me = ana.page.request.get(f"{server.url}/api/users/me").json()["id"]
    asked = {"title": "The crowd", "member_ids": [me, *(user["id"] for _, user in crowd[1:])]}
    group = host.post("/api/groups", json=asked).raise_for_status().json()["id"]
    said = host.post("/api/messages/", json={"conversation_id": group, "body": "Shall we?"}).raise_for_status().json()
    for one, _ in crowd:
        one.put(f"/api/messages/{said['id']}/reactions/{quote('👍')}").raise_for_status()
        one.close()
    ana.open("The crowd")
    expect(_chip(ana, "👍 105")).to_be_visible()
    ana.message("Shall we?").get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Who reacted").click()
    reactors = ana.page.get_by_role("dialog").locator(".reactors")
    for number in (0, 50, 104):
        expect(reactors).to_contain_text(f"Reactor {number:03}")
