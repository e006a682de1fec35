"""The list of conversations: folders, pinned ones, muting, archiving, hiding; on all of one's tabs."""

from __future__ import annotations

import re
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.test_groups import new_group
from tests.support.callers import MAKE_GROUP
from tests.support.person import PHONE, WIDE, at_rest, box_of
from tests.support.server import wait_until


def menu_of(person, title, item):
    """Choose an item of a conversation's menu."""
    person.entry(title).click(button="right")
    person.page.get_by_role("menuitem", name=item, exact=True).click()


def test_pinned_ones_stay_on_top_on_every_tab(people):
    ana = people("Ana Tops").join()
    for name in ("Ben Tops", "Cem Pins"):
        people(name).join()
        ana.find(name)
        expect(ana.page.get_by_role("heading", name=name).first).to_be_visible()
        ana.say(f"Hello {name}")
        expect(ana.message(f"Hello {name}")).to_have_attribute("data-status", re.compile("sent|delivered"))
    tab = ana.context.new_page()
    tab.goto(f"{ana.url}/chat/")
    expect(tab.locator(".entry .title")).to_have_text(["Cem Pins", "Ben Tops"])
    menu_of(ana, "Ben Tops", "Pin")
    for page in (ana.page, tab):
        expect(page.locator(".entry .title")).to_have_text(["Ben Tops", "Cem Pins"])
        expect(page.get_by_role("link", name=re.compile("^Ben Tops, pinned"))).to_be_visible()
    ana.load()
    expect(ana.page.locator(".entry .title")).to_have_text(["Ben Tops", "Cem Pins"])
    menu_of(ana, "Ben Tops", "Unpin")
    expect(tab.locator(".entry .title")).to_have_text(["Cem Pins", "Ben Tops"])


def test_whose_words_are_ones_own_is_known_with_the_list(pair):
    """What the first handler sets comes at its end; the list is there before."""
    ana, ben = pair
    ana.say("mine")
    expect(ben.message("mine")).to_be_visible()
    ends = []

    def between(page):
        server = page.connect_to_server()
        is_end = re.compile(r'arrived_rx_state_"\s*:\s*"[^"]').search
        server.on_message(lambda frame: ends.append(frame) if is_end(str(frame)) else page.send(frame))

    ana.page.route_web_socket(re.compile("/_event"), between)
    ana.page.goto(f"{ana.url}/chat/")
    expect(ana.entry(ben.name)).to_contain_text("You: mine")
    wait_until(lambda: ana.page.evaluate("1") and ends, what="the end of the first handler")
    expect(ana.entry(ben.name)).to_contain_text("You: mine")


def test_archived_comes_back_with_news_and_hidden_too(pair):
    ana, ben = pair
    ben.say("first")
    expect(ana.entry(ben.name)).to_contain_text("first")
    menu_of(ana, ben.name, "Archive")
    expect(ana.entry(ben.name)).to_have_count(0)
    ana.page.get_by_role("button", name=re.compile("^Archived")).click()
    expect(ana.entry(ben.name)).to_be_visible()
    ana.page.get_by_role("button", name="Back to all chats").click()
    ben.say("second")
    expect(ana.entry(ben.name)).to_contain_text("second")
    menu_of(ana, ben.name, "Hide")
    expect(ana.entry(ben.name)).to_have_count(0)
    ana.page.reload()
    expect(ana.composer).to_be_visible()
    expect(ana.entry(ben.name)).to_have_count(0)
    ben.say("third")
    expect(ana.entry(ben.name)).to_contain_text("third")


def test_muted_does_not_count_in_the_title(people):
    ana = people("Ana Mutes").join()
    ben = people("Ben Mutes").join()
    ben.find("Ana Mutes")
    ben.say("one")
    expect(ana.page).to_have_title(re.compile(r"^\(1\)"))
    ana.entry("Ben Mutes").click(button="right")
    ana.page.get_by_role("menuitem", name="Mute…").click()
    nothing = ana.page.get_by_role("group", name="Nothing at all")
    nothing.get_by_role("menuitem", name="For an hour").click()
    expect(ana.page).to_have_title(re.compile(r"^(?!\()"))
    expect(ana.entry("Ben Mutes")).to_have_accessible_name(re.compile("1 unread, muted"))
    ben.say("two")
    expect(ana.entry("Ben Mutes")).to_contain_text("two")
    expect(ana.page).to_have_title(re.compile(r"^(?!\()"))
    menu_of(ana, "Ben Mutes", "Unmute")
    expect(ana.page).to_have_title(re.compile(r"^\(2\)"))
    menu_of(ana, "Ben Mutes", "Mark as read")
    expect(ana.page).to_have_title(re.compile(r"^(?!\()"))
    expect(ana.entry("Ben Mutes")).not_to_have_accessible_name(re.compile("unread"))


def test_folders_by_keyboard(people):
    ana = people("Ana Folders").join()
    ben = people("Ben Folders").join()
    ben.find("Ana Folders")
    ben.say("unread")
    unread = ana.page.get_by_role("tab", name=re.compile("^Unread"))
    expect(unread).to_have_text("Unread1")
    ana.page.get_by_role("tab", name="All").focus()
    ana.page.keyboard.press("ArrowRight")
    expect(unread).to_have_attribute("aria-selected", "true")
    expect(ana.entry("Ben Folders")).to_be_visible()
    ana.page.keyboard.press("ArrowRight")
    expect(ana.entry("Ben Folders")).to_have_count(0)
    expect(ana.page.get_by_text("Nothing here")).to_be_visible()
    ana.page.keyboard.press("ArrowRight")
    expect(ana.entry("Ben Folders")).to_be_visible()
    ana.entry("Ben Folders").focus()
    ana.page.keyboard.press("Shift+F10")
    expect(ana.page.get_by_role("menuitem", name="Mark as read")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(ana.entry("Ben Folders")).to_be_focused()


def test_a_long_press_opens_the_menu_on_a_phone(people):
    eva = people("Eva Holds", viewport=PHONE, has_touch=True, is_mobile=True).join()
    finn = people("Finn Holds").join()
    finn.find("Eva Holds")
    finn.say("hello")
    expect(eva.entry("Finn Holds")).to_contain_text("hello")
    box = at_rest(eva.entry("Finn Holds"))
    touch = eva.context.new_cdp_session(eva.page)
    point = {"x": box["x"] + 80, "y": box["y"] + 20}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    pin = eva.page.get_by_role("menuitem", name="Pin", exact=True)
    expect(pin).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    pin.tap()
    expect(eva.entry("Finn Holds")).to_have_accessible_name(re.compile("pinned"))


# Whether the words after the names stand inside of their line, and the line inside of its entry.
_ROOM = """entry => {
  const line = entry.querySelector("p.typing");
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() && !texts.currentNode.data.includes("are typing…"));
  const words = document.createRange();
  words.setStart(texts.currentNode, texts.currentNode.data.indexOf("are typing…"));
  words.setEnd(texts.currentNode, texts.currentNode.data.length);
  const [verb, edge] = [words, line].map((one) => one.getBoundingClientRect());
  return [verb.width > 40, Math.round(verb.right) <= Math.round(edge.right), entry.scrollWidth <= entry.clientWidth];
}"""
# The same of the line above the composer, which is as wide as the column.
_ROOM_BELOW = _ROOM.replace('entry.querySelector("p.typing")', "entry")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_two_long_names_leave_room_for_what_they_do(people, viewport):
    place = viewport["width"]
    hub = people(f"Hub Sees {place}", viewport=viewport).join()
    names = [f"{name} von und zu Hohenlohe-Langenburg {place}" for name in ("Maximiliane", "Konstantin")]
    with ExitStack() as stack:
        typists = [stack.enter_context(httpx.Client(base_url=hub.url, trust_env=False, timeout=30)) for _ in names]
        for http, name in zip(typists, names, strict=True):
            asked = {"username": f"{name.split()[0]} {place}", "display_name": name}
            token = http.post("/api/users/", json=asked).raise_for_status().json()["token"]
            http.headers["Authorization"] = f"Bearer {token}"
        number = hub.page.evaluate(MAKE_GROUP, [f"Nobility {place}", names])
        entry = hub.entry(f"Nobility {place}")
        expect(entry).to_be_visible()

        def both_type() -> bool:
            for http in typists:
                http.put(f"/api/conversations/{number}/typing").raise_for_status()
            return "are typing…" in (entry.get_attribute("aria-label") or "") and entry.evaluate(_ROOM) == [True] * 3

        wait_until(both_type, what="the names to give way")
        expect(entry.locator("p.typing")).to_have_text(re.compile("^(Max|Kon).* and (Max|Kon).* are typing…$"))
        hub.open(f"Nobility {place}")
        line = hub.page.locator(".typing-line")

        def both_are_said() -> bool:
            for http in typists:
                http.put(f"/api/conversations/{number}/typing").raise_for_status()
            return "are typing…" in line.inner_text() and line.evaluate(_ROOM_BELOW) == [True] * 3

        wait_until(both_are_said, what="the names above the composer to give way")
        expect(line).to_have_text(re.compile("^(Max|Kon).* and (Max|Kon).* are typing…$"))


_MUTE = """([conversation, seconds]) => fetch(`/api/conversations/${conversation}`, {
  method: "PATCH", headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ muted_until: new Date(Date.now() + 1000 * seconds).toISOString() }),
}).then((answer) => answer.ok)"""


def test_what_was_muted_for_a_while_is_heard_again_by_itself(pair):
    ana, ben = pair
    ana.page.goto(ana.url)
    ben.say("one")
    expect(ana.page).to_have_title(re.compile(r"^\(1\)"))
    number = int(re.search(r"/chat/(\d+)/", ben.page.url)[1])
    entry = ana.entry(ben.name)
    assert ana.page.evaluate(_MUTE, [number, 10])
    expect(entry).to_have_accessible_name(re.compile("muted"))
    expect(ana.page).to_have_title(re.compile(r"^(?!\()"))
    expect(entry).not_to_have_accessible_name(re.compile("muted"))
    expect(ana.page).to_have_title(re.compile(r"^\(1\)"))
    expect(ana.page.get_by_role("tab", name=re.compile("^Unread"))).to_have_text("Unread1")
    ben.say("two")
    expect(ana.page).to_have_title(re.compile(r"^\(2\)"))


_UNASKED = "Object.defineProperty(Notification, 'permission', { get: () => 'default' })"


def test_a_phone_on_its_side_keeps_its_room_for_the_list(people):
    ida = people("Ida Turns", viewport=PHONE, has_touch=True, is_mobile=True)
    ida.context.add_init_script(_UNASKED)
    ida.join()
    jon = people("Jon Turns").join()
    jon.find(ida.name)
    jon.say("Turn it around")
    offer = ida.page.get_by_role("button", name="Turn on notifications")
    expect(offer).to_be_visible()
    ida.page.set_viewport_size({"width": 844, "height": 390})
    expect(offer).to_be_hidden()
    expect(ida.entry(jon.name)).to_be_in_viewport(ratio=1)
    ida.page.set_viewport_size(PHONE)
    expect(offer).to_be_visible()


def test_whom_one_knows_comes_first_where_one_looks_for_somebody(people):
    ana = people("Ana Has Friends").join()
    for name in ("Aaron Unknown", "Zora Known", "Zed Known"):
        people(name).join()
    for name in ("Zora Known", "Zed Known"):
        ana.find(name)
        ana.say("hello")
        expect(ana.message("hello")).to_have_attribute("data-status", re.compile("sent|delivered"))
    ana.page.get_by_role("button", name="New conversation").first.click()
    dialog = ana.page.get_by_role("dialog")
    expect(dialog.locator(".person").first).to_contain_text("Zed Known")
    expect(dialog.locator(".person").nth(1)).to_contain_text("Zora Known")
    dialog.get_by_role("button", name="New group").click()
    offered = dialog.get_by_role("group", name="People").get_by_role("button")
    expect(offered.first).to_contain_text("Zed Known")
    expect(offered.filter(has_text="Zed Known")).to_have_count(1)
    dialog.get_by_role("textbox", name="Search people").fill("unknown")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Aaron Unknown")


def test_a_number_in_a_folder_moves_none(people):
    ana = people("Ana Sits Still").join()
    ben = people("Ben Sits Still").join()
    ben.find(ana.name)
    tabs = ana.page.get_by_role("tab")
    before = [box_of(tab) for tab in tabs.all()]
    ben.say("Are you there?")
    expect(ana.page.get_by_role("tab", name=re.compile("^Unread"))).to_have_text("Unread1")
    assert [box_of(tab) for tab in tabs.all()] == before


@pytest.mark.parametrize("locale", ["en-GB", "de", "es", "ar"])
@pytest.mark.parametrize("width", [360, 390, 900, 1360])
def test_all_folders_are_in_sight_in_each_language(people, locale, width):
    finger = {"has_touch": True, "is_mobile": True} if width < 760 else {}
    ana = people(f"Ana Wide {locale} {width}", locale=locale, viewport={"width": width, "height": 800}, **finger)
    ana.page.goto(ana.url)
    ana.page.get_by_role("textbox").fill(ana.name)
    ana.page.keyboard.press("Enter")
    bar = ana.page.get_by_role("tablist")
    expect(bar.get_by_role("tab")).to_have_count(4)
    room = bar.evaluate("(bar) => bar.clientWidth - bar.scrollWidth")
    assert room >= 0


# Whether the sign after the name is in sight, and the name begins where the line does.
_AUTHOR = """(author) => {
  const words = document.createRange();
  words.selectNodeContents(author.lastChild);
  const [sign, edge] = [words, author].map((one) => one.getBoundingClientRect());
  const name = author.querySelector("bdi");
  return [sign.left >= edge.left, sign.right <= edge.right, name.scrollWidth > name.clientWidth];
}"""


def test_a_long_name_before_the_last_line_is_its_first_word(people):
    """Cut in the middle it left a gap before the colon, and little room for what was said."""
    ida, dot = people("Ida Reads").join(), people("Dr. Dorothea Longname").join()
    new_group(ida, "First Words", dot)
    dot.open("First Words")
    dot.say("There is more room for this now")
    expect(ida.page.locator(".row .author")).to_have_text("Dr. Dorothea:")


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_of_a_long_name_before_the_last_line_the_end_is_cut(people, locale):
    hub = people(f"Hub Reads {locale}", locale=locale)
    hub.page.goto(hub.url)
    hub.page.get_by_role("textbox").fill(hub.name)
    hub.page.keyboard.press("Enter")
    expect(hub.page.locator(".sidebar")).to_be_visible()
    with httpx.Client(base_url=hub.url, trust_env=False, timeout=30) as http:
        asked = {"username": f"Konni {locale}", "display_name": "Konstantinopolitanischerseits"}
        token = http.post("/api/users/", json=asked).raise_for_status().json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        number = hub.page.evaluate(MAKE_GROUP, [f"Long {locale}", [asked["username"]]])
        http.post("/api/messages", json={"conversation_id": number, "body": "Hm"}).raise_for_status()
    author = hub.page.locator(".row .author").filter(has_text="Konstantin")
    expect(author).to_be_visible()
    assert author.evaluate(_AUTHOR) == [True] * 3


def test_no_sign_is_cut_in_two_in_a_draft_and_in_initials(people):
    ana, ben = people("Ana Whole Signs").join(), people("Ben Whole Signs").join()
    ana.find(ben.name)
    ana.composer.fill("🇩🇪" * 90)
    new_group(ana, "🇩🇪 of Whole Signs 👍🏽", ben)
    expect(ana.entry(ben.name)).to_contain_text("🇩🇪" * 69 + "…")
    for person in (ana, ben):
        expect(person.entry("🇩🇪 of Whole Signs").locator(".avatar")).to_have_text("🇩🇪👍🏽")
