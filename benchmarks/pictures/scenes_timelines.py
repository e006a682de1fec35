"""Conversations: what stands in them, and what is done with a message."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from benchmarks.pictures.camera import scene
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.steps import choose, composer, is_phone, menu_of, message, pictures, shown, silent_server

_SAMPLE = ("wide-light", "phone-dark")


@scene("conversation", path="/chat/{house}/")
def conversation(page: Page, circle: Circle) -> None:
    shown(page)


@scene("conversation-typing", path="/chat/{house}/")
def typing(page: Page, circle: Circle) -> None:
    shown(page)
    for name in ("Mara", "Sana Yilmaz"):
        circle.put(name, "PUT", f"/api/conversations/{circle.rooms['house']}/typing")
    expect(page.locator(".typing-line")).to_contain_text("typing")


@scene("conversation-direct", path="/chat/{Mara}/")
def direct(page: Page, _: Circle) -> None:
    shown(page)


@scene("conversation-empty", path="/chat/{empty}/")
def empty(page: Page, _: Circle) -> None:
    expect(page.locator(".main .head .title")).to_have_text("Garden plans")
    pictures(page)


@scene("conversation-nothing-said", who="Pia")
def nothing_said(page: Page, _: Circle) -> None:
    page.get_by_role("button", name="New conversation").first.click()
    page.get_by_role("textbox", name="Search people").fill("Mara")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Mara")).click()
    expect(page.get_by_text("Nothing said yet")).to_be_visible()


@scene("conversation-loading", path="/nowhere/")
def loading(page: Page, circle: Circle) -> None:
    silent_server(page)
    page.goto(f"{circle.url}/chat/{circle.rooms['house']}/")
    if not is_phone(page):
        expect(page.locator(".bone-row").first).to_be_visible()
    expect(page.locator(".timeline-bones")).to_be_attached()


@scene("conversation-missing", path="/chat/{missing}/")
def missing(page: Page, _: Circle) -> None:
    expect(page.get_by_role("heading", name="This conversation is not here")).to_be_visible()


@scene("conversation-unread", path="/chat/{Tom Berg}/")
def unread(page: Page, _: Circle) -> None:
    expect(page.get_by_role("separator", name="New messages")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("new messages|latest"))).to_be_visible()


@scene("conversation-words", path="/chat/{words}/")
def words(page: Page, _: Circle) -> None:
    shown(page)


@scene("conversation-words-above", path="/chat/{words}/")
def words_above(page: Page, _: Circle) -> None:
    shown(page)
    _to_the_top(page)


@scene("conversation-long", path="/chat/{letter}/")
def long(page: Page, _: Circle) -> None:
    expect(page.get_by_role("button", name="Show more").first).to_be_visible()


@scene("conversation-files", path="/chat/{files}/")
def files(page: Page, _: Circle) -> None:
    shown(page)


@scene("conversation-album", path="/chat/{files}/")
def album(page: Page, _: Circle) -> None:
    shown(page)
    _to_the_top(page)


@scene("conversation-papers", path="/chat/{files}/")
def papers(page: Page, _: Circle) -> None:
    shown(page)
    message(page, "Please sign").evaluate("bubble => bubble.scrollIntoView({block: 'center'})")
    pictures(page)


@scene("conversation-plans", path="/chat/{kinds}/")
def plans(page: Page, _: Circle) -> None:
    shown(page)


@scene("conversation-poll", path="/chat/{kinds}/")
def poll(page: Page, _: Circle) -> None:
    shown(page)
    _to_the_top(page)


def _to_the_top(page: Page) -> None:
    page.get_by_role("log").evaluate("log => { log.scrollTop = 0; }")
    pictures(page)


@scene("message-tools", path="/chat/{house}/", views=("wide-light", "wide-dark"))
def tools(page: Page, _: Circle) -> None:
    shown(page)
    message(page, "Book it!").hover()
    expect(message(page, "Book it!").get_by_role("button", name="Reply")).to_be_visible()


@scene("message-menu", path="/chat/{house}/")
def own_menu(page: Page, _: Circle) -> None:
    shown(page)
    menu_of(page, "Done.")


@scene("message-menu-other", path="/chat/{house}/", views=_SAMPLE)
def other_menu(page: Page, _: Circle) -> None:
    shown(page)
    menu_of(page, "Book it!")


@scene("message-quick-bar", path="/chat/{house}/", views=("wide-light", "wide-dark"))
def quick_bar(page: Page, _: Circle) -> None:
    shown(page)
    message(page, "Book it!").hover()
    message(page, "Book it!").get_by_role("button", name="React").click()
    expect(page.get_by_role("dialog", name="React")).to_be_visible()


@scene("message-who-reacted", path="/chat/{house}/", views=_SAMPLE)
def who_reacted(page: Page, _: Circle) -> None:
    shown(page)
    choose(page, "Done.", "Who reacted")
    expect(page.get_by_role("dialog", name="Reactions")).to_be_visible()
    pictures(page)


@scene("message-info", path="/chat/{house}/")
def info(page: Page, _: Circle) -> None:
    shown(page)
    choose(page, "Done.", "Info")
    expect(page.get_by_role("dialog").get_by_role("heading", name=re.compile("Read by"))).to_be_visible()
    pictures(page)


@scene("message-history", path="/chat/{words}/")
def history(page: Page, _: Circle) -> None:
    shown(page)
    _to_the_top(page)
    message(page, "We meet at").get_by_role("button", name="edited").click()
    expect(page.get_by_role("dialog", name="Edit history").get_by_role("listitem").first).to_be_visible()


@scene("message-forward", path="/chat/{house}/")
def forward(page: Page, _: Circle) -> None:
    shown(page)
    choose(page, "Done.", "Forward")
    dialog = page.get_by_role("dialog", name="Forward")
    dialog.get_by_role("checkbox").nth(1).check()
    pictures(page)


@scene("message-select", path="/chat/{house}/")
def select(page: Page, _: Circle) -> None:
    shown(page)
    choose(page, "Done.", "Select")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    page.get_by_role("checkbox").nth(3).click()


@scene("message-report", path="/chat/{house}/", views=_SAMPLE)
def report(page: Page, _: Circle) -> None:
    shown(page)
    choose(page, "Book it!", "Report")
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_visible()


@scene("message-deleted-toast", path="/chat/{Mara}/")
def deleted_toast(page: Page, circle: Circle) -> None:
    shown(page)
    sent = circle.put(
        "Lea", "POST", "/api/messages/", {"conversation_id": circle.rooms["Mara"], "body": "Too much said"}
    )
    expect(message(page, "Too much said")).to_be_visible()
    choose(page, "Too much said", "Delete")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    circle.put("Lea", "GET", f"/api/messages/{sent['id']}")


@scene("message-failed", path="/nowhere/")
def failed(page: Page, circle: Circle) -> None:
    """The server takes messages of this page for none: after its patience the bubble says so."""
    deaf = {"on": False}

    def between(side: Any) -> None:
        server = side.connect_to_server()
        side.on_message(lambda frame: None if deaf["on"] and "submit_message" in str(frame) else server.send(frame))

    page.route_web_socket(re.compile("/_event"), between)
    page.goto(f"{circle.url}/chat/{circle.rooms['Mara']}/")
    shown(page)
    deaf["on"] = True
    for line in ("Is the ladder long enough?", "And one behind it"):
        composer(page).fill(line)
        composer(page).press("Enter")
    expect(message(page, "Is the ladder")).to_have_attribute("data-status", "failed", timeout=60_000)


@scene("lightbox", path="/chat/{files}/")
def lightbox(page: Page, _: Circle) -> None:
    shown(page)
    _to_the_top(page)
    page.get_by_role("link", name="dawn.jpg").click()
    expect(page.locator(".pswp__counter")).to_be_visible()
    expect(page.locator(".pswp__img:not(.pswp__img--placeholder)").first).to_have_js_property("complete", True)


@scene("now-playing", path="/chat/{house}/", views=_SAMPLE)
def now_playing(page: Page, circle: Circle) -> None:
    shown(page)
    page.get_by_role("button", name=re.compile("^Play")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Pause")).first).to_be_visible()
    _to_the_top(page)
    expect(page.get_by_role("region", name="Now playing")).to_be_visible()
