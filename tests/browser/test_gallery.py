"""What was shared in a conversation: gathered in its details, looked at one after the other, found in the chat."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.test_media import choose, file, png
from tests.support.person import Person


def shelf(person: Person, name: str):
    panel = person.page.get_by_role("complementary", name="Details")
    panel.get_by_role("tab", name=name).click()
    return panel.get_by_role("tabpanel")


def test_shared_pictures_are_gathered_and_lead_back_to_the_chat(pair) -> None:
    ana, ben = pair
    for name in ("first.png", "second.png"):
        choose(ana, file(name, png("red", (90, 60))))
        ana.say(f"This is **{name}**\nby *the sea*")
        expect(ben.message(f"This is {name}")).to_be_visible()
    for number in range(30):
        ben.say(f"Line {number}")
    expect(ana.message("Line 29")).to_be_visible()
    ana.page.get_by_role("button", name="Details", exact=True).click()
    pictures = shelf(ana, "Media")
    expect(pictures.get_by_role("heading").first).to_be_visible()
    expect(pictures.get_by_role("button")).to_have_count(2)
    opener = pictures.get_by_role("button", name="first.png")
    opener.click()
    box = ana.page.get_by_role("dialog")
    expect(box.locator(".pswp__counter")).to_have_text("1 / 2")
    expect(box).to_be_focused()
    ana.page.keyboard.press("ArrowRight")
    expect(box.locator(".lightbox-caption p")).to_have_text("This is second.png by the sea")  # without marks
    expect(box.locator(".lightbox-caption")).to_contain_text(ana.name)
    ana.page.go_back()
    expect(box).to_have_count(0)
    expect(opener).to_be_focused()
    expect(ana.message("Line 29")).to_be_visible()
    opener.click()
    expect(box).to_be_focused()
    box.get_by_role("button", name="Show in chat").click()
    expect(box).to_have_count(0)
    expect(ana.message("This is first.png")).to_be_in_viewport()


def test_the_gallery_follows_what_is_sent_and_deleted(pair) -> None:
    ana, ben = pair
    ben.page.get_by_role("button", name="Details", exact=True).click()
    expect(shelf(ben, "Media")).to_contain_text("gathered in this place")
    choose(ana, file("soon gone.png", png("red", (90, 60))), file("خطة.txt", b"words", "text/plain"))
    ana.say("Both of them")
    expect(shelf(ben, "Media").get_by_role("button", name="soon gone.png")).to_be_visible()
    expect(shelf(ben, "Files").get_by_role("link", name="Download خطة.txt")).to_be_visible()
    bubble = ana.message("Both of them")
    bubble.hover()
    bubble.get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Delete").click()
    expect(shelf(ben, "Files").get_by_role("link")).to_have_count(0)
    expect(shelf(ben, "Media")).to_contain_text("gathered in this place")
