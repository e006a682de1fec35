"""The column of conversations, in all its moods."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from benchmarks.pictures.camera import scene
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.steps import composer, listed, shown, silent_server

_SAMPLE = ("wide-light", "phone-dark")


@scene("list")
def full(page: Page, _: Circle) -> None:
    listed(page)


@scene("list-skips", path="/chat/{house}/")
def skips(page: Page, _: Circle) -> None:
    """The first that the Tab key reaches."""
    shown(page)
    skip = page.get_by_role("button", name="Skip to messages")
    skip.focus()
    expect(skip).to_be_in_viewport()


@scene("list-empty", who="Newcomer")
def empty(page: Page, _: Circle) -> None:
    expect(page.get_by_text("No conversations yet")).to_be_visible()


@scene("list-loading", path="/nowhere/")
def loading(page: Page, circle: Circle) -> None:
    silent_server(page)
    page.goto(f"{circle.url}/chat/")
    expect(page.locator(".bone-row").first).to_be_visible()


@scene("list-unread-folder", views=_SAMPLE)
def unread_folder(page: Page, _: Circle) -> None:
    listed(page)
    page.get_by_role("tab", name="Unread").click()
    expect(page.get_by_role("tab", name="Unread")).to_have_attribute("aria-selected", "true")


@scene("list-archive")
def archive(page: Page, _: Circle) -> None:
    listed(page)
    page.get_by_role("button", name="Archived").click()
    expect(page.get_by_role("heading", name="Archived")).to_be_visible()


@scene("list-folder-empty", who="Newcomer", views=_SAMPLE)
def folder_empty(page: Page, _: Circle) -> None:
    expect(page.get_by_text("No conversations yet")).to_be_visible()
    page.get_by_role("tab", name="Groups").click()
    expect(page.get_by_text("Nothing here")).to_be_visible()


@scene("list-menu")
def menu(page: Page, _: Circle) -> None:
    _menu(page)


@scene("list-mute", views=_SAMPLE)
def mute(page: Page, _: Circle) -> None:
    _menu(page)
    page.get_by_role("menuitem", name="Mute…").click()
    expect(page.get_by_role("menuitem", name="For an hour").first).to_be_visible()


def _menu(page: Page) -> None:
    listed(page)
    page.get_by_role("button", name="More about Jonas Novak").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()


@scene("search-start")
def search_start(page: Page, _: Circle) -> None:
    listed(page)
    page.get_by_role("searchbox", name="Search").click()
    expect(page.get_by_text("Find people, chats and messages")).to_be_visible()


@scene("search-results")
def search_results(page: Page, _: Circle) -> None:
    _search(page, "terrace")
    expect(page.locator(".hit mark").first).to_be_visible()


@scene("search-nothing")
def search_nothing(page: Page, _: Circle) -> None:
    _search(page, "zeppelin")
    expect(page.locator(".nothing").get_by_text("Nothing found")).to_be_visible()


@scene("search-here", path="/chat/{house}/", views=_SAMPLE)
def search_here(page: Page, _: Circle) -> None:
    shown(page)
    page.get_by_role("button", name="Search in conversation").click()
    page.get_by_role("searchbox", name="Search").fill("terrace")
    expect(page.locator(".hit mark").first).to_be_visible()


@scene("search-here-many", path="/chat/{Tom Berg}/", views=_SAMPLE)
def search_here_many(page: Page, _: Circle) -> None:
    expect(composer(page)).to_be_visible()
    page.get_by_role("button", name="Search in conversation").click()
    page.get_by_role("searchbox", name="Search").fill("note")
    expect(page.locator(".hit mark").nth(9)).to_be_visible()


def _search(page: Page, words: str) -> None:
    listed(page)
    page.get_by_role("searchbox", name="Search").fill(words)


@scene("list-offline", path="/chat/{Mara}/")
def offline(page: Page, _: Circle) -> None:
    shown(page)
    page.context.set_offline(True)
    composer(page).fill("Written without a line, sent when it is back")
    composer(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Reconnecting")).to_be_visible(timeout=60_000)
    if page.viewport_size["width"] < 760:  # type: ignore[index]
        return
    expect(page.get_by_role("article").last).to_have_attribute("data-status", "pending")


scene("list-arabic", locale="ar", path="/chat/{house}/")(shown)


@scene("list-german", locale="de", views=_SAMPLE)
def german(page: Page, _: Circle) -> None:
    expect(page.get_by_role("navigation").get_by_role("link").first).to_be_visible()


for _accent in ("purple", "green", "orange"):
    scene(f"accent-{_accent}", path="/chat/{house}/", accent=_accent, views=("wide-light", "wide-dark", "phone-dark"))(
        shown
    )
