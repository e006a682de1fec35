"""The pictures of docs/screenshots: a small made-up company, in the states that people see."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.server import Account, Bench, bench_server
from tests.support.browser import ARGUMENTS, chromium_path
from tests.support.person import PHONE, WIDE

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
OTHERS = {
    "Jonas Novak": ["Are you at the studio today?", "The kiln is free on Thursday 🎉"],
    "Omar": ["thanks, sent it over"],
    "علي حسن": ["مرحبا، كيف الحال؟"],
    "Release desk": ["Tagged 2.4", "Notes are in", "Packages are up"],
    "Sana Yilmaz": ["See you on Friday!"],
    "The Sourdough Society of Bonn": ["The starter is alive."],
}
TALK = [
    ("Lea", "Morning! Did you find a place for the summer?"),
    ("Lea", "Two rooms and a terrace would be enough."),
    ("Mara", "Found one yesterday, look: https://example.org/houses/terrace"),
    ("Mara", "Two rooms, a terrace and **no** phone signal."),
    ("Lea", "No signal is a feature. I am in 🙌"),
    (
        "Mara",
        "Shall I book with `SUMMER26`?\nThey want to know until Friday, and the deposit comes back with the keys.",
    ),
    ("Lea", "Yes"),
    ("Mara", "👍"),
    ("Lea", "Perfect, then we leave at eight"),
]


def _stage(bench: Bench) -> tuple[dict[str, Account], int]:
    """Everybody joins and talks; gives them and the conversation that is shown."""
    people = {name: bench.account(name) for name in ("Mara", "Lea", *OTHERS)}
    for name, lines in OTHERS.items():
        for line in lines:
            people[name].api.post("/api/messages/", json={"recipient_id": people["Lea"].id, "body": line})
    other = {"Mara": "Lea", "Lea": "Mara"}
    for name, line in TALK:
        sent = (
            people[name].api.post("/api/messages/", json={"recipient_id": people[other[name]].id, "body": line}).json()
        )
    people["Mara"].api.put(f"/api/messages/{sent['id']}/read")
    return people, sent["conversation_id"]


class Camera:
    """Opens a page as somebody and takes its picture."""

    def __init__(self, browser: Browser, bench: Bench) -> None:
        self.browser, self.bench = browser, bench

    def page(self, who: Account | None, path: str, *, phone: bool = False, look: str = "light blue") -> Page:
        """A page as this person (None: not signed in) sees it; `look` is "theme accent"."""
        size = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": WIDE}
        context = self.browser.new_context(locale="en-GB", **size)
        if who:
            context.add_cookies([{"name": "webchat_session", "value": who.secret, "url": self.bench.url}])
        theme, accent = look.split()
        context.add_init_script(
            f"localStorage.setItem('webchat.theme', '{theme}'); localStorage.setItem('webchat.accent', '{accent}')"
        )
        page = context.new_page()
        page.goto(self.bench.url + path)
        return page

    def shoot(self, name: str, page: Page, ready: Callable[[Page], object]) -> None:
        """Wait until `ready` is content, take the picture, close the page."""
        ready(page)
        page.screenshot(path=FOLDER / f"{name}.png")
        page.context.close()


def _talked(page: Page) -> None:
    expect(page.get_by_role("article").filter(has_text="we leave at eight")).to_be_visible()
    expect(page.get_by_role("article").last).to_have_attribute("data-status", "read")


def _listed(page: Page) -> None:
    expect(page.get_by_role("navigation").get_by_role("link").first).to_be_visible()


def _taken(page: Page) -> None:
    page.get_by_role("textbox", name="Your name").fill("Mara")
    page.get_by_role("button", name="Start chatting").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _settings(page: Page) -> None:
    _talked(page)
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _people(page: Page) -> None:
    _listed(page)
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("textbox", name="Search people").fill("a")
    expect(page.get_by_role("dialog").get_by_role("button", name="Mara")).to_be_visible()


def _waiting(page: Page) -> None:
    _talked(page)
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Message").fill("Written without a line, sent when it is back")
    page.get_by_role("textbox", name="Message").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible(timeout=60_000)


def _call(camera: Camera, lea: Account, mara: Account, path: str) -> None:
    """Lea calls Mara, who answers on her phone."""
    desk = camera.page(lea, path, look="dark blue")
    phone = camera.page(mara, path, phone=True)
    _talked(desk)
    expect(phone.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Video call").click()
    incoming = phone.get_by_role("dialog", name="Incoming call")
    expect(incoming).to_be_visible()
    phone.screenshot(path=FOLDER / "call-incoming.png")
    incoming.get_by_role("button", name="Accept").click()
    for page in (desk, phone):
        expect(page.locator(".call-stage video")).to_be_visible()
        expect(page.locator(".quality")).to_be_visible()
    desk.screenshot(path=FOLDER / "call-video.png")
    desk.get_by_role("button", name="Minimise").click()
    expect(desk.get_by_role("button", name="Back to the call")).to_be_visible()
    desk.screenshot(path=FOLDER / "call-beside-the-chat.png")
    desk.get_by_role("button", name="Hang up").click()
    expect(desk.locator('article[data-kind="call"]').get_by_role("button", name="Call back")).to_be_visible()
    for page in (desk, phone):
        page.context.close()


def _group_call(camera: Camera, *people: Account) -> None:
    """Three talk, and one shows their screen."""
    first, *others = people
    members = [one.id for one in others]
    group = first.api.post("/api/groups/", json={"title": "Summer house", "member_ids": members}).json()["id"]
    for one in people:
        one.api.post("/api/messages/", json={"conversation_id": group, "body": "Here I am"}).raise_for_status()
    pages = [camera.page(one, f"/chat/{group}/", look="dark green") for one in people]
    for page in pages:
        expect(page.get_by_role("article").filter(has_text="Here I am")).to_have_count(len(people))
    pages[0].get_by_role("button", name="Video call").click()
    for page in pages[1:]:
        page.get_by_role("dialog", name="Incoming call").get_by_role("button", name="Accept", exact=True).click()
    for page in pages:
        expect(page.locator(".call-stage video")).to_have_count(len(people))
    pages[-1].get_by_role("button", name="Share screen").click()
    shown = pages[0].locator('.call-stage [data-screen="true"] video')
    expect(shown).to_be_visible()
    shown.evaluate("(video) => new Promise((done) => video.requestVideoFrameCallback(done))")
    expect(pages[0].locator(".quality")).to_be_visible()
    pages[0].screenshot(path=FOLDER / "call-screen.png")
    for page in pages:
        page.context.close()


def take(bench: Bench, browser: Browser) -> None:
    """Take all pictures."""
    people, conversation = _stage(bench)
    lea, there, camera = people["Lea"], f"/chat/{conversation}/", Camera(browser, bench)
    mara = camera.page(people["Mara"], there)
    _listed(mara)
    camera.shoot("wide-light", camera.page(lea, there), _talked)
    camera.shoot("wide-dark", camera.page(lea, there, look="dark purple"), _talked)
    camera.shoot("phone-conversation", camera.page(lea, there, phone=True, look="dark orange"), _talked)
    camera.shoot("phone-list", camera.page(lea, "/chat/", phone=True, look="light green"), _listed)
    camera.shoot("nothing-open", camera.page(lea, "/chat/"), _listed)
    camera.shoot("settings", camera.page(lea, there, look="light purple"), _settings)
    camera.shoot("find-people", camera.page(lea, there, look="dark blue"), _people)
    camera.shoot("waiting", camera.page(lea, there), _waiting)
    _call(camera, lea, people["Mara"], there)
    _group_call(camera, lea, people["Mara"], people["Omar"])
    camera.shoot("join", camera.page(None, "/"), lambda page: expect(page.get_by_role("textbox")).to_be_visible())
    camera.shoot("name-taken", camera.page(None, "/", phone=True), _taken)
    newcomer = camera.page(bench.account("Newcomer"), "/chat/")
    camera.shoot("empty", newcomer, lambda page: expect(page.get_by_text("No conversations yet")).to_be_visible())


def main() -> None:
    """Start a server of our own, take the pictures, write them to docs/screenshots."""
    FOLDER.mkdir(exist_ok=True)
    with bench_server() as bench, sync_playwright() as playwright:
        arguments = [*ARGUMENTS, "--use-fake-ui-for-media-stream"]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        take(bench, browser)
        browser.close()
    print(f"Pictures are in {FOLDER}.", file=sys.stderr)


if __name__ == "__main__":
    main()
