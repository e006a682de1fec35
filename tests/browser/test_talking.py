"""Two people, two browsers: the main job."""

from __future__ import annotations

import re
from contextlib import ExitStack, suppress

import httpx
from playwright.sync_api import WebSocketRoute, expect

from tests.support.callers import MAKE_GROUP
from tests.support.person import PHONE, at_rest
from tests.support.server import wait_until


def test_join_talk_and_see_the_ticks_turn(people):
    ana = people("Ana Talk").join()
    ben = people("Ben Talk").join()
    ana.find("Ben Talk")
    ana.say("Hello Ben")
    bubble = ana.message("Hello Ben")
    expect(bubble).to_have_attribute("data-status", re.compile("sent|delivered"))
    expect(ana.composer).to_have_value("")
    expect(ana.composer).to_be_focused()
    expect(bubble).to_have_attribute("data-status", "delivered")

    entry = ben.entry("Ana Talk")
    expect(entry).to_contain_text("Hello Ben")
    expect(entry).to_have_accessible_name(re.compile("1 unread"))
    expect(ben.page).to_have_title(re.compile(r"^\(1\)"))
    entry.click()
    expect(ben.message("Hello Ben")).to_be_visible()
    expect(bubble).to_have_attribute("data-status", "read")
    expect(ben.page).to_have_title(re.compile(r"^(?!\()"))

    ben.say("Hello Ana")
    expect(ana.message("Hello Ana")).to_be_visible()
    expect(ben.message("Hello Ana")).to_have_attribute("data-status", "read")


NARROWED = """async (field, query) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, query);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  return [...field.closest("dialog").querySelectorAll(".people .title, .ways")].map((one) => one.textContent);
}"""


def test_who_fits_stays_under_the_finger_as_one_types(people):
    """What goes only when the server answers moves the rest away under a click."""
    ana = people("Ana Types A Name", permissions=["clipboard-read", "clipboard-write"]).join()
    ben = people("Aaron Fits").join()  # the first ones of all are offered
    ana.page.get_by_role("button", name="New conversation").first.click()
    field = ana.page.get_by_role("textbox", name="Search people")
    found = ana.page.get_by_role("dialog").locator(".people")
    expect(found.get_by_role("button", name=ben.name)).to_be_visible()
    assert field.evaluate(NARROWED, ben.name.upper()) == [ben.name]
    field.fill("Nobody at all")
    expect(found).to_contain_text("Nobody of this name. Did they join already?")
    # Who is not here yet needs the address.
    found.get_by_role("button", name="Send somebody the link to this chat").click()
    expect(ana.page.get_by_text("Link copied")).to_be_visible()
    assert ana.page.evaluate("navigator.clipboard.readText()") == f"{ana.url}/"
    field.fill("")
    expect(found.get_by_role("button", name=ben.name)).to_be_visible()


def test_a_late_answer_shows_nobody_who_does_not_fit_any_more(pair, people):
    ana, ben = pair
    early, later = people("Zed Early").join(), people("Zed Later").join()
    late: list[str] = []
    page_side: list[WebSocketRoute] = []

    def between(ws: WebSocketRoute) -> None:
        page_side.append(ws)
        ws.connect_to_server().on_message(lambda frame: late.append(frame) if "found_for" in frame else ws.send(frame))

    ana.page.route_web_socket(re.compile("/_event"), between)
    ana.page.reload()
    expect(ana.entry(ben.name)).to_be_visible()
    ana.page.get_by_role("button", name="New conversation").first.click()
    listed = ana.page.get_by_role("dialog").locator(".person")

    def answered(question: str) -> None:
        wait_until(lambda: ana.page.evaluate("1") and any(f'"{question}"' in one for one in late), what=question)
        page_side[-1].send(late.pop(0))
        ben.say(f"after {question!r}")  # comes behind it
        expect(ana.entry(ben.name)).to_contain_text(f"after {question!r}")

    field = ana.page.get_by_role("textbox", name="Search people")
    answered("")
    field.fill("Zed")
    wait_until(lambda: ana.page.evaluate("1") and late, what="the first answer")
    field.fill(later.name)
    answered("Zed")
    assert listed.filter(has_text=early.name).count() == 0
    answered(later.name)
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text(later.name)


def test_typing_shows_and_stops_with_the_message(pair):
    ana, ben = pair
    ana.composer.press_sequentially("I am thin")
    line = ben.page.get_by_role("status").filter(has_text=f"{ana.name} is typing…")
    expect(line).to_be_visible()
    expect(ben.entry(ana.name)).to_contain_text("typing")
    ana.composer.press("Enter")
    expect(ben.message("I am thin")).to_be_visible()
    expect(line).to_have_count(0)


def test_one_two_three_and_several_people_type(people):
    """The others are programs: that all of them type within some seconds does not hang on browsers."""
    hub = people("Hub Watches").join()
    with ExitStack() as stack:
        names = [f"{name} Types" for name in ("Ana", "Ben", "Cem", "Dan")]
        typists = [stack.enter_context(httpx.Client(base_url=hub.url, trust_env=False, timeout=30)) for _ in names]
        for http, name in zip(typists, names, strict=True):
            token = http.post("/api/users/", json={"username": name}).raise_for_status().json()["token"]
            http.headers["Authorization"] = f"Bearer {token}"
        number = hub.page.evaluate(MAKE_GROUP, ["Many fingers", names])
        hub.page.goto(f"{hub.url}/chat/{number}/")
        expect(hub.composer).to_be_visible()
        line = hub.page.get_by_role("status").filter(has_text="typing…")

        def type_all(count: int, says: re.Pattern[str]) -> None:
            for _ in range(20):  # each counts for six seconds
                for http in typists[:count]:
                    http.put(f"/api/conversations/{number}/typing").raise_for_status()
                with suppress(AssertionError):
                    expect(line).to_have_text(says, timeout=3_000)
                    return
            expect(line).to_have_text(says)

        some = f"(?:{'|'.join(names)})"
        type_all(1, re.compile(f"^{names[0]} is typing…$"))
        type_all(2, re.compile(f"^{some} and {some} are typing…$"))
        type_all(3, re.compile(f"^{some}, {some}, and {some} are typing…$"))
        type_all(4, re.compile("^Several people are typing…$"))
        for http in typists:
            http.delete(f"/api/conversations/{number}/typing").raise_for_status()
        expect(line).to_have_count(0)


# As if no six seconds ever passed: what was said of typing lapses by itself in none of these pages.
_NOTHING_LAPSES = """const set = window.setTimeout;
window.setTimeout = (act, wait, ...more) => (wait === 6000 ? 0 : set(act, wait, ...more));"""
_SHOW_OUT = """async ([group, name]) => {
  const { items } = await (await fetch(`/api/groups/${group}/members`)).json();
  const { user } = items.find((one) => one.user.display_name === name);
  await fetch(`/api/groups/${group}/members/${user.id}`, { method: "DELETE" });
}"""


def test_who_is_shown_out_types_no_more(people):
    hub, tia = people("Hub Shows Out").join(), people("Tia Types").join()
    hub.page.add_init_script(_NOTHING_LAPSES)
    tia.find(hub.name)
    number = hub.page.evaluate(MAKE_GROUP, ["Shown out", [tia.name]])
    hub.load(f"{hub.url}/chat/{number}/")
    tia.open("Shown out")
    tia.composer.press_sequentially("I am still th")
    line = hub.page.get_by_role("status").filter(has_text=f"{tia.name} is typing…")
    expect(line).to_be_visible()
    expect(hub.entry("Shown out")).to_contain_text("typing…")
    hub.page.evaluate(_SHOW_OUT, [number, tia.name])
    expect(hub.page.get_by_text(f"You removed {tia.name}").first).to_be_visible()
    expect(line).to_have_count(0)
    expect(hub.entry("Shown out")).to_contain_text(f"You removed {tia.name}")


def test_shift_and_enter_break_the_line(pair):
    ana, ben = pair
    ana.composer.press_sequentially("first of two")
    ana.composer.press("Shift+Enter")
    ana.composer.press_sequentially("second of two")
    expect(ana.composer).to_have_value("first of two\nsecond of two")
    expect(ana.messages).to_have_count(0)
    ana.composer.press("Enter")
    expect(ben.message("first of two").locator(".body")).to_have_text(re.compile(r"first of two\s*second of two"))
    expect(ben.messages).to_have_count(1)


def test_reload_keeps_the_person_the_place_and_the_draft(pair):
    ana, ben = pair
    ana.say("Before the reload")
    expect(ben.message("Before the reload")).to_be_visible()
    ben.composer.fill("half a thought")
    ben.page.reload()
    expect(ben.message("Before the reload")).to_be_visible()
    expect(ben.composer).to_have_value("half a thought")
    second = ben.context.new_page()
    second.goto(ben.page.url)
    expect(second.get_by_role("article").filter(has_text="Before the reload")).to_be_visible()


def test_presence_comes_and_goes(pair):
    ana, ben = pair
    about = ana.page.locator(".head .subtitle")
    expect(about).to_have_text("online")
    ben.page.reload()
    expect(ben.composer).to_be_visible()
    expect(about).to_have_text("online")
    ben.page.close()
    expect(about).to_have_text(re.compile("^last seen"), timeout=60_000)


def test_a_new_name_shows_without_a_reload(pair):
    ana, ben = pair
    ana.say("Who am I?")
    expect(ben.message("Who am I?")).to_be_visible()
    api = ana.context.request
    me = api.get(f"{ana.url}/api/users/me").json()
    name = {"display_name": f"{ana.name} the Second"}
    expect(api.patch(f"{ana.url}/api/users/{me['id']}", data=name, headers={"Origin": ana.url})).to_be_ok()
    expect(ben.page.get_by_role("heading", name=f"{ana.name} the Second")).to_be_visible()
    expect(ben.entry(f"{ana.name} the Second")).to_be_visible()


def test_a_deleted_message_leaves_a_tombstone_for_both(pair):
    ana, ben = pair
    ana.say("Not meant for you")
    bubble = ana.message("Not meant for you")
    expect(bubble).to_have_attribute("data-status", "read")
    bubble.hover()
    bubble.get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Delete").click()
    for person in (ana, ben):
        expect(person.message("Message deleted")).to_be_visible()
        expect(person.message("Not meant for you")).to_have_count(0)
    expect(ben.entry(ana.name)).to_contain_text("Message deleted")


def test_a_taken_name_offers_free_ones(people):
    people("Carla").join()
    other = people("carla")
    other.page.goto(other.url)
    other.page.get_by_role("textbox", name="Your name").fill("Cárla")
    other.page.get_by_role("button", name="Start chatting").click()
    expect(other.page.get_by_role("alert")).to_contain_text("taken")
    suggestions = other.page.locator(".suggestion")
    expect(suggestions).to_have_count(3)
    expect(other.page.get_by_role("textbox", name="Your name")).to_have_value("Cárla")
    suggestions.first.click()
    expect(other.page.get_by_role("navigation", name="Conversations")).to_be_visible()


def test_enter_takes_what_is_written_and_none_of_the_free_names(people):
    people("Carlotta").join()
    other = people("Carlotta the other")
    name = other.page.get_by_role("textbox", name="Your name")
    other.page.goto(other.url)
    name.fill("Carlotta")
    name.press("Enter")
    expect(other.page.locator(".suggestion")).to_have_count(3)
    name.fill(other.name)
    name.press("Enter")
    other.page.get_by_role("button", name="Settings").click()
    expect(other.page.get_by_role("textbox", name="Shown name")).to_have_value(other.name)


def test_sign_out_and_the_name_stays_taken(people):
    dora = people("Dora").join()
    dora.page.get_by_role("button", name="Settings").click()
    dora.page.get_by_role("button", name="Sign out").click()
    dora.page.get_by_role("dialog", name="Sign out").get_by_role("button", name="Sign out").click()
    expect(dora.page.get_by_role("textbox", name="Your name")).to_be_visible()
    dora.page.goto(f"{dora.url}/chat/")
    expect(dora.page.get_by_role("textbox", name="Your name")).to_be_visible()


def test_a_text_that_is_too_long_stays_in_the_composer(pair):
    ana, _ = pair
    text = "x" * 8001
    ana.composer.fill(text)
    ana.composer.press("Enter")
    expect(ana.page.get_by_text("8,001 of 8,000")).to_be_visible()
    expect(ana.composer).to_have_value(text)
    ana.composer.fill(text[:8000])
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("")
    expect(ana.messages.last).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    # Where the window is another one, its lines are too.
    ana.composer.fill("word " * 40)
    ana.page.set_viewport_size(PHONE)
    whole = "(field) => field.clientWidth < 390 && field.scrollHeight <= field.clientHeight"
    wait_until(lambda: ana.composer.evaluate(whole), what="the field to be as high as its text")


def test_text_stays_text(pair):
    ana, ben = pair
    ana.say("<img src=x onerror=alert(1)> https://example.org/a?b=1")
    link = ben.message("onerror").get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.org/a?b=1")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(ben.page.locator('[role="log"] img')).to_have_count(0)


def test_phone_list_and_conversation_are_one_column(people):
    eva = people("Eva Phone", viewport=PHONE, has_touch=True, is_mobile=True).join()
    finn = people("Finn Phone").join()
    finn.find("Eva Phone")
    finn.say("On the way")
    navigation = eva.page.get_by_role("navigation", name="Conversations")
    eva.entry("Finn Phone").tap()
    expect(eva.message("On the way")).to_be_visible()
    expect(navigation).to_be_hidden()
    expect(eva.composer).to_be_in_viewport()
    eva.page.go_back()
    expect(navigation).to_be_visible()
    expect(eva.composer).to_be_hidden()
    # Where a finger was, nothing hovers: the time stands where else the way to the menu shows.
    expect(eva.entry("Finn Phone").locator("time")).to_be_visible()
    expect(eva.page.locator(".entry > button")).to_have_css("opacity", "0")


def test_a_long_press_opens_the_menu_of_a_message(people):
    gil = people("Gil Phone", viewport=PHONE, has_touch=True, is_mobile=True).join()
    people("Hal Phone").join()
    gil.find("Hal Phone")
    gil.say("Take this back")
    bubble = gil.message("Take this back")
    expect(bubble).to_have_attribute("data-status", re.compile("sent|delivered"))
    box = at_rest(bubble)
    touch = gil.context.new_cdp_session(gil.page)
    point = {"x": box["x"] + 20, "y": box["y"] + 15}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    delete = gil.page.get_by_role("menuitem", name="Delete")
    expect(delete).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    delete.tap()
    expect(gil.message("Message deleted")).to_be_visible()


def test_theme_and_accent_stay_without_a_flash(people):
    gus = people("Gus").join()
    gus.page.get_by_role("button", name="Settings").click()
    gus.page.get_by_role("radio", name="Dark").check()
    gus.page.get_by_role("radio", name="Green").check()
    root = gus.page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-accent", "green")
    gus.page.add_init_script(
        "window.themes = []; new MutationObserver(() => document.body && window.themes.push("
        "document.documentElement.dataset.theme + document.documentElement.dataset.accent))"
        ".observe(document, {subtree: true, childList: true, attributes: true})"
    )
    gus.page.reload()
    expect(gus.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    assert set(gus.page.evaluate("window.themes")) == {"darkgreen"}


_FILL_STORAGE = """() => {
  for (let size = 1 << 20; size; ) {
    try { localStorage.setItem(`full ${size} ${Math.random()}`, "x".repeat(size)); } catch { size >>= 1; }
  }
}"""


def test_a_browser_that_can_keep_nothing_more_writes_and_sends_all_the_same(pair, people):
    ana, ben = pair
    cem = people("Cem Elsewhere").join()
    cem.find(ana.name)
    cem.say("over here")
    expect(ana.entry(cem.name)).to_be_visible()
    ana.page.evaluate(_FILL_STORAGE)
    ana.say("said with a full storage")
    expect(ana.message("said with a full storage")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    expect(ben.message("said with a full storage")).to_be_visible()
    ana.composer.fill("half a")
    ana.open(cem.name)
    expect(ana.composer).to_have_value("")
    ana.open(ben.name)
    expect(ana.composer).to_have_value("half a")
