"""What people do with messages: going to one and back, and what both of two people see."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.test_groups import new_group
from tests.browser.test_history import Teller
from tests.support.axe import findings
from tests.support.person import PHONE, at_rest, box_of
from tests.support.server import wait_until
from webchat.domain.text import snippet_of

# The light over a message that was gone to lasts less than two seconds.
_FLASHES = """window.flashed = new Set();
const note = ({ target }) => "flash" in target.dataset && flashed.add(target.dataset.seq);
new MutationObserver((seen) => seen.forEach(note))
  .observe(document, { subtree: true, attributes: true, attributeFilter: ["data-flash"] });"""


def _tell_thousand(server, reader: str) -> int:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        teller = Teller(client, f"Teller of {reader}", reader)
        teller.tell(1000)
        return client.get(f"/api/messages/{teller.last}").json()["conversation_id"]


def test_a_link_opens_a_message_that_is_not_loaded_in_its_context(people, server):
    hana = people("Hana Link").join()
    conversation = _tell_thousand(server, hana.name)
    hana.page.add_init_script(_FLASHES)
    hana.page.goto(f"{server.url}/chat/{conversation}/?m=400")
    wanted = hana.page.locator('article[data-seq="400"]')
    expect(wanted).to_be_in_viewport()
    hana.page.wait_for_function("() => flashed.has('400')")
    expect(hana.page).to_have_url(re.compile(rf"/chat/{conversation}/$"))
    expect(hana.message("line 399")).to_be_in_viewport()
    expect(hana.message("line 401")).to_be_in_viewport()


def _choose(person, text: str, item: str) -> None:
    """Choose from the menu of the message that holds `text`."""
    bubble = person.message(text).last
    bubble.hover()
    bubble.get_by_role("button", name="More").click()
    person.page.get_by_role("menuitem", name=item, exact=True).click()


def test_an_answer_carries_its_quote_and_follows_what_becomes_of_it(pair):
    ana, ben = pair
    ana.say("Shall we meet at eight?")
    expect(ben.message("Shall we meet")).to_be_visible()
    ben.message("Shall we meet").hover()
    ben.message("Shall we meet").get_by_role("button", name="Reply").click()
    expect(ben.page.get_by_text(f"Reply to {ana.name}")).to_be_visible()
    ben.page.reload()
    expect(ben.page.get_by_text(f"Reply to {ana.name}")).to_be_visible()
    ben.say("Nine is better")
    expect(ben.page.get_by_text(f"Reply to {ana.name}")).to_have_count(0)
    for person in pair:
        answer = person.message("Nine is better")
        expect(answer.locator(".quote")).to_contain_text("Shall we meet at eight?")
        expect(answer.locator(".quote")).to_contain_text(ana.name)
    expect(ana.messages.last).not_to_have_attribute("data-status", "pending")
    ana.composer.press("ArrowUp")
    expect(ana.composer).to_have_value("Shall we meet at eight?")
    ana.composer.fill("Shall we meet at seven?")
    ana.composer.press("Enter")
    for person in pair:
        expect(person.message("Nine is better").locator(".quote")).to_contain_text("at seven?")
    first = ana.messages.first
    first.hover()
    first.get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Delete").click()
    for person in pair:
        expect(person.message("Nine is better").locator(".quote")).to_contain_text("Message deleted")


@pytest.mark.parametrize(
    "body",
    [
        "Of **everything** that\nhappens " + "we know only " * 20,
        "no" + "\U0001f468\u200d\U0001f467" * 60,
        "🇩🇪" * 90,
        "no" + "👍🏽" * 90,
    ],
)
def test_a_long_quote_ends_alike_before_and_after_it_is_sent(pair, body):
    ana, ben = pair
    ana.say(body)
    expect(ben.messages).to_have_count(1)
    ben.messages.first.hover()
    ben.messages.first.get_by_role("button", name="Reply").click()
    before = ben.page.locator(".answer-bar .mid span").inner_text()
    assert before == snippet_of(body)
    assert before.endswith("…")
    ben.say("Is that so?")
    for person in pair:
        expect(person.message("Is that so?").locator(".quote span")).to_have_text(before)


def test_editing_keeps_the_draft_and_the_history(pair):
    ana, ben = pair
    ana.say("Meet at **noon**")
    expect(ben.message("Meet at noon")).to_be_visible()
    ana.composer.fill("half a thought")
    _choose(ana, "Meet at noon", "Edit")
    expect(ana.page.get_by_text("Editing")).to_be_visible()
    expect(ana.composer).to_have_value("Meet at **noon**")
    ana.composer.press("Escape")
    expect(ana.composer).to_have_value("half a thought")
    _choose(ana, "Meet at noon", "Edit")
    ana.composer.fill("Meet at one")
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("half a thought")
    expect(ben.message("Meet at one")).to_be_visible()
    expect(ben.message("Meet at noon")).to_have_count(0)
    ana.page.keyboard.press("Tab")  # by the keyboard, a ring shows where one is
    edited = ana.message("Meet at one").get_by_role("button", name="edited")
    edited.focus()
    assert edited.evaluate("one => getComputedStyle(one).outlineColor === getComputedStyle(one).color")
    ben.message("Meet at one").get_by_role("button", name="edited").click()
    history = ben.page.get_by_role("dialog", name="Edit history")
    expect(history).to_contain_text("Meet at noon")
    expect(history.locator("strong")).to_have_text("noon")
    assert not findings(ben.page)


def test_deleting_can_be_undone_for_a_while(pair):
    ana, ben = pair
    ana.say("Too much said")
    expect(ben.message("Too much said")).to_be_visible()
    _choose(ana, "Too much said", "Delete")
    for person in pair:
        expect(person.message("Message deleted")).to_be_visible()
    ana.page.get_by_role("button", name="Undo").click()
    for person in pair:
        expect(person.message("Too much said")).to_be_visible()
        expect(person.message("Message deleted")).to_have_count(0)


def test_several_are_chosen_with_shift_and_deleted_together(pair):
    ana, ben = pair
    for number in range(4):
        ana.say(f"thought {number}")
    expect(ben.message("thought 3")).to_be_visible()
    _choose(ana, "thought 0", "Select")
    boxes = ana.page.get_by_role("checkbox")
    expect(boxes).to_have_count(4)
    boxes.nth(2).click(modifiers=["Shift"])
    expect(ana.page.get_by_text("3 selected")).to_be_visible()
    assert not findings(ana.page)
    ana.page.keyboard.press("Escape")
    expect(boxes).to_have_count(0)
    _choose(ana, "thought 0", "Select")
    boxes.nth(1).click()
    ana.page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    expect(ben.message("Message deleted")).to_have_count(2)
    expect(ben.message("thought 3")).to_be_visible()


def test_forwarding_to_several_says_who_said_it_first(pair, people):
    ana, ben = pair
    eve = people(f"Eve of {ana.name}").join()
    ben.say("The recipe is in the drawer")
    expect(ana.message("The recipe")).to_be_visible()
    _choose(ana, "The recipe", "Forward")
    dialog = ana.page.get_by_role("dialog", name="Forward")
    dialog.get_by_role("checkbox", name=ben.name).check()
    dialog.get_by_role("textbox").fill(eve.name)
    dialog.get_by_role("checkbox", name=eve.name).check()
    assert not findings(ana.page)
    dialog.get_by_role("button", name="Forward (2)").click()
    expect(ana.page.get_by_text("Forwarded to 2 chats")).to_be_visible()
    expect(ben.message(f"Forwarded from {ben.name}")).to_contain_text("The recipe")
    eve.open(ana.name)
    expect(eve.message(f"Forwarded from {ben.name}")).to_contain_text("The recipe")


def test_pins_are_live_and_the_bar_goes_through_them(pair):
    ana, ben = pair
    ana.say("The address is 5 Elm Street")
    ana.say("The code is 4711")
    expect(ben.message("The code")).to_be_visible()
    _choose(ana, "The address", "Pin")
    bar = ben.page.locator(".pinned-bar")
    expect(bar).to_contain_text("5 Elm Street")
    _choose(ben, "The code", "Pin")
    expect(ana.page.locator(".pinned-bar")).to_contain_text("The code is 4711")
    expect(ana.page.locator(".pinned-bar")).to_contain_text("1/2")
    ana.page.locator(".pinned-bar .go").click()
    expect(ana.page.locator(".pinned-bar")).to_contain_text("5 Elm Street")
    assert not findings(ana.page)
    _choose(ana, "The code", "Unpin")
    expect(bar).to_contain_text("5 Elm Street")
    ben.page.reload()
    expect(bar).to_contain_text("5 Elm Street")
    bar.get_by_role("button", name="Unpin").click()
    for person in pair:
        expect(person.page.locator(".pinned-bar")).to_have_count(0)


def test_saved_messages_open_in_their_context(pair):
    ana, ben = pair
    ben.say("Remember the milk")
    expect(ana.message("Remember the milk")).to_be_visible()
    _choose(ana, "Remember the milk", "Save message")
    expect(ana.message("Remember the milk").get_by_role("img", name="Saved")).to_be_visible()
    expect(ben.message("Remember the milk").get_by_role("img", name="Saved")).to_have_count(0)
    ana.page.add_init_script(_FLASHES)
    ana.page.goto(f"{ana.url}/chat/")
    ana.page.get_by_role("button", name="Saved messages").click()
    saved = ana.page.get_by_role("dialog", name="Saved messages")
    expect(saved).to_contain_text("Remember the milk")
    assert not findings(ana.page)
    saved.get_by_role("button", name=re.compile("Remember the milk")).click()
    ana.page.wait_for_function("() => flashed.size === 1")


def test_marked_unread_until_it_is_opened_again(pair, people):
    ana, ben = pair
    for line in ("one", "two", "three"):
        ben.say(f"line {line}")
    expect(ana.message("line three")).to_be_visible()
    expect(ben.message("line three")).to_have_attribute("data-status", "read")
    _choose(ana, "line two", "Mark unread from here")
    expect(ana.entry(ben.name)).to_have_accessible_name(re.compile("2 unread"))
    ana.load(f"{ana.url}/chat/")
    expect(ana.entry(ben.name)).to_have_accessible_name(re.compile("2 unread"))
    ana.open(ben.name)
    expect(ana.page.get_by_role("separator", name="New messages")).to_be_visible()
    expect(ana.entry(ben.name)).not_to_have_accessible_name(re.compile("unread"))
    ana.page.reload()
    expect(ana.message("line three")).to_be_visible()
    expect(ana.entry(ben.name)).not_to_have_accessible_name(re.compile("unread"))


def test_info_tells_who_has_read_it(pair):
    ana, ben = pair
    ana.say("Did you see this?")
    expect(ana.message("Did you see this?")).to_have_attribute("data-status", "read")
    _choose(ana, "Did you see this?", "Info")
    info = ana.page.get_by_role("dialog", name="Message info")
    expect(info).to_contain_text("Read by · 1")
    expect(info).to_contain_text(ben.name)
    assert not findings(ana.page)


def test_a_quote_jumps_to_what_is_not_loaded_and_back_to_the_same_place(people, server):
    hana = people("Hana Quote").join()
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        teller = Teller(client, "Teller of Quotes", hana.name)
        teller.tell(1000)
        last = client.get(f"/api/messages/{teller.last}").json()
        page = client.get(
            "/api/messages/", params={"conversation_id": last["conversation_id"], "around": 300, "limit": 3}
        ).json()
        old = next(one for one in page["items"] if one["seq"] == 300)
        answer = {"conversation_id": last["conversation_id"], "body": "an answer", "reply_to_id": old["id"]}
        client.post("/api/messages/", json=answer).raise_for_status()
        client.post("/api/messages/", json={**answer, "body": "after it", "reply_to_id": None}).raise_for_status()
    hana.page.goto(f"{server.url}/chat/{last['conversation_id']}/?m=990")
    quoted = hana.message("an answer")
    expect(quoted).to_be_visible()
    expect(hana.page.locator("[data-flash]")).to_have_count(0)
    quoted.locator(".quote").scroll_into_view_if_needed()
    expect(quoted).to_be_in_viewport()
    hana.page.get_by_role("log").evaluate("() => new Promise(requestAnimationFrame)")
    top = quoted.bounding_box()["y"]
    quoted.locator(".quote").dblclick()  # as some do everywhere: one way back
    wanted = hana.page.locator('article[data-seq="300"]')
    expect(wanted).to_be_in_viewport()
    expect(hana.message("an answer")).to_have_count(0)
    back = hana.page.locator(".jump.back")
    back.click()
    expect(back).to_have_count(0)
    wait_until(lambda: quoted.count() and abs(box_of(quoted)["y"] - top) < 1, what="the place where it was")
    hana.say("at the end")
    quoted.locator(".quote").click()
    expect(back).to_be_visible()
    hana.page.get_by_role("button", name="Jump to latest").click()
    expect(hana.message("at the end")).to_be_in_viewport()
    expect(back).to_have_count(0)  # it would lead to where one is


def test_a_copied_link_opens_the_message_and_a_link_inside_opens_beside(pair):
    ana, ben = pair
    ana.say("The plan is at https://plan.example/")
    expect(ben.message("The plan is")).to_be_visible()
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _choose(ana, "The plan is", "Copy link")
    expect(ana.page.get_by_role("status", name="Notices")).to_contain_text("Link copied")
    link = ana.page.evaluate("navigator.clipboard.readText()")
    ben.page.add_init_script(_FLASHES)
    ben.page.goto("about:blank")
    ben.page.goto(link)
    ben.page.wait_for_function("() => flashed.size === 1")

    ben.context.route("https://plan.example/**", lambda route: route.fulfill(body="the plan"))
    with ben.context.expect_page() as opened:
        ben.message("The plan is").get_by_role("link", name="https://plan.example/").click()
    opened.value.wait_for_load_state()
    assert opened.value.url == "https://plan.example/"
    assert opened.value.evaluate("window.opener === null && document.referrer === ''")
    expect(ben.message("The plan is")).to_be_visible()


def test_info_says_who_has_read_a_message_in_a_group(people):
    ana, ben, eva = people("Ana Informs").join(), people("Ben Informs").join(), people("Eva Informs").join()
    eva.page.goto("about:blank")
    new_group(ana, "Informed people", ben, eva)
    ben.open("Informed people")
    ana.say("Who has seen this?")
    expect(ben.message("Who has seen this?")).to_be_visible()
    ben.say("I have")
    expect(ana.message("I have")).to_be_visible()
    _choose(ana, "Who has seen this?", "Info")
    sections = ana.page.get_by_role("dialog", name="Message info").locator("section")
    expect(sections).to_have_count(2)
    readers, others = sections.all()
    expect(readers).to_contain_text("Read by · 1")
    expect(readers.get_by_role("listitem")).to_contain_text(ben.name)
    expect(readers.locator("time")).to_have_count(1)
    expect(others).to_contain_text(eva.name)


def test_what_is_told_of_a_message_fits_a_small_phone(people):
    ana = people("Ana Tiny", viewport={"width": 320, "height": 568}).join()
    ben = people("Ben Wolfeschlegelsteinhausenberg").join()
    ben.find(ana.name)
    ben.say("Bring along:\n\n- **tents**\n- ropes")
    expect(ben.message("ropes")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    ben.composer.press("ArrowUp")
    expect(ben.page.get_by_text("Editing")).to_be_visible()
    ben.composer.fill("Bring along:\n\n- **tents**\n- maps")
    ben.composer.press("Enter")
    # What was typed as a list looks like one, as in the message.
    ben.message("maps").get_by_role("button", name="edited").click()
    item = ben.page.get_by_role("dialog", name="Edit history").get_by_text("ropes")
    assert item.evaluate("one => getComputedStyle(one).listStyleType") == "disc"
    assert item.evaluate("one => getComputedStyle(one).paddingInlineStart") == "0px"
    ben.page.keyboard.press("Escape")
    # A long name is cut where the line ends, and the time beside it is seen.
    ana.entry(ben.name).click()
    ana.say("Thanks a lot")
    expect(ana.message("Thanks a lot")).to_have_attribute("data-status", "read")
    ana.message("Thanks a lot").hover()
    ana.message("Thanks a lot").get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Info").click()
    readers = ana.page.get_by_role("dialog", name="Message info").locator("section").first
    expect(readers.locator("time")).to_be_in_viewport(ratio=1)


def test_a_swipe_on_the_phone_answers(people):
    ana, ben = people("Ana Swipes", viewport=PHONE, has_touch=True, is_mobile=True).join(), people("Ben Swipes").join()
    ben.find(ana.name)
    ben.say("Draw me aside")
    ana.open(ben.name)
    box = at_rest(ana.message("Draw me aside").locator(".body"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = ana.context.new_cdp_session(ana.page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for moved in (15, 30, 45, 60, 70):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - moved, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(ana.page.get_by_text(f"Reply to {ben.name}")).to_be_visible()
