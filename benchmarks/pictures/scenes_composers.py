"""Where one writes, and what is added from there."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from benchmarks.pictures import drawn
from benchmarks.pictures.camera import scene
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.steps import add, attach, choose, composer, message, pictures, shown

_SAMPLE = ("wide-light", "phone-dark")


def _picture(name: str) -> FilePayload:
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": drawn.jpeg(drawn.landscape(name))}


_LETTER = """Dear Mara,

the paint is here, the brushes too, and the ladder is long enough now.

See you on Saturday, at nine?
Bring gloves."""


@scene("composer-long", who="Sana Yilmaz", path="/chat/{house}/")
def long(page: Page, _: Circle) -> None:
    shown(page)
    composer(page).fill(_LETTER)


@scene("composer-too-long", who="Omar", path="/chat/{house}/", views=_SAMPLE)
def too_long(page: Page, _: Circle) -> None:
    shown(page)
    composer(page).fill("far too much " * 640)
    expect(page.locator(".counter.over")).to_be_visible()


@scene("composer-reply", path="/chat/{house}/")
def reply(page: Page, _: Circle) -> None:
    shown(page)
    choose(page, "Book it!", "Reply")
    expect(page.get_by_text("Reply to Sana Yilmaz")).to_be_visible()


@scene("composer-edit", path="/chat/{house}/", views=_SAMPLE)
def edit(page: Page, _: Circle) -> None:
    shown(page)
    composer(page).press("ArrowUp")
    expect(page.get_by_text("Editing")).to_be_visible()


@scene("composer-attachments", path="/chat/{house}/")
def attachments(page: Page, _: Circle) -> None:
    shown(page)
    notes: FilePayload = {"name": "packing list, final version.txt", "mimeType": "text/plain", "buffer": b"tent\n" * 90}
    attach(page, _picture("dawn"), _picture("mist"), notes)
    expect(page.get_by_role("list", name="Files to send").get_by_role("listitem")).to_have_count(3)
    pictures(page)


@scene("composer-refused-file", path="/chat/{house}/")
def refused(page: Page, _: Circle) -> None:
    shown(page)
    attach(page, {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""})
    expect(page.get_by_text("empty.txt is empty.")).to_be_visible()


@scene("composer-broken-picture", path="/chat/{empty}/")
def broken(page: Page, _: Circle) -> None:
    expect(composer(page)).to_be_visible()
    attach(page, {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 no picture"})
    composer(page).fill("Look at this")
    composer(page).press("Enter")
    expect(message(page, "Look at this").get_by_role("alert")).to_be_visible()


@scene("composer-recording", path="/chat/{house}/", permissions=["microphone"])
def recording(page: Page, _: Circle) -> None:
    shown(page)
    page.get_by_role("button", name="Record voice message").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile("0:0[2-9]"))


@scene("composer-emoji", path="/chat/{house}/")
def emoji(page: Page, _: Circle) -> None:
    shown(page)
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.get_by_role("gridcell").first).to_be_visible()


@scene("composer-stickers", path="/chat/{house}/")
def stickers(page: Page, _: Circle) -> None:
    shown(page)
    page.get_by_role("button", name="Emoji", exact=True).click()
    page.get_by_role("tab", name="Stickers").click()
    expect(page.locator(".sticker-grid img").first).to_be_visible()
    pictures(page)


@scene("composer-gifs", path="/chat/{house}/", views=_SAMPLE)
def gifs(page: Page, _: Circle) -> None:
    shown(page)
    page.get_by_role("button", name="Emoji", exact=True).click()
    page.get_by_role("tab", name="GIFs").click()
    expect(page.locator(".no-gifs, .gifs")).to_be_visible()


@scene("composer-completion", who="Jonas Novak", path="/chat/{house}/")
def completion(page: Page, _: Circle) -> None:
    shown(page)
    composer(page).fill("Thanks ")
    composer(page).press_sequentially("@")
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option", name="Mara")).to_be_visible()


@scene("composer-completion-emoji", who="Jonas Novak", path="/chat/{house}/", views=_SAMPLE)
def completion_emoji(page: Page, _: Circle) -> None:
    shown(page)
    composer(page).fill("Great ")
    composer(page).press_sequentially(":par")
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option").first).to_be_visible()


@scene("composer-slow", path="/chat/{slow}/")
def slow(page: Page, _: Circle) -> None:
    shown(page)
    expect(page.get_by_text(re.compile("^Slow mode"))).to_be_visible()


@scene("composer-read-only", path="/chat/{news}/")
def read_only(page: Page, _: Circle) -> None:
    shown(page)
    expect(page.get_by_text("Only admins can write here.")).to_be_visible()


@scene("composer-blocked", path="/chat/{Pushy Peter}/")
def blocked(page: Page, _: Circle) -> None:
    shown(page)
    expect(page.get_by_text("You blocked Pushy Peter.")).to_be_visible()


@scene("composer-add-menu", path="/chat/{house}/")
def add_menu(page: Page, _: Circle) -> None:
    shown(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("menuitem").first).to_be_visible()


@scene("dialog-poll", path="/chat/{house}/")
def poll(page: Page, _: Circle) -> None:
    dialog = add(page, "Poll")
    dialog.get_by_label("Question").fill("Who drives?")
    dialog.get_by_label("Answer 1", exact=True).fill("Jonas")


@scene(
    "dialog-location",
    path="/chat/{house}/",
    geolocation={"latitude": 54.4, "longitude": 18.57},
    permissions=["geolocation"],
)
def location(page: Page, _: Circle) -> None:
    dialog = add(page, "Location")
    dialog.get_by_role("button", name="Use my position").click()
    expect(dialog.get_by_label("Latitude")).not_to_have_value("")


@scene("dialog-contact", path="/chat/{house}/")
def contact(page: Page, _: Circle) -> None:
    add(page, "Contact")
    pictures(page)


@scene("dialog-later", who="Sana Yilmaz", path="/chat/{house}/")
def later(page: Page, _: Circle) -> None:
    shown(page)
    composer(page).fill("Do not forget the keys")
    page.get_by_role("button", name="Schedule message").click()
    expect(page.get_by_role("dialog", name="Send later").get_by_role("button").first).to_be_visible()


@scene("dialog-scheduled", path="/chat/{Mara}/")
def scheduled(page: Page, _: Circle) -> None:
    shown(page)
    page.get_by_role("button", name=re.compile("scheduled")).click()
    expect(page.get_by_role("dialog", name="Scheduled messages").get_by_role("listitem").first).to_be_visible()
