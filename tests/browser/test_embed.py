"""The chat in a page of another site, where cookies of others are blocked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.support.browser import ARGUMENTS, chromium_path
from tests.support.person import PHONE, Person, box_of
from tests.support.server import RunningServer, wait_until
from tests.support.site import Quiet, serving

_SECRET = "the secret of a shop, long enough"
_KEY = "wcs_" + "5" * 40


class _Site(Quiet):
    """A site that is not ours; its pages hold what the story puts there."""

    body = ""

    def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
        if self.path.startswith("/cookie"):
            self.remember()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header(
            "Content-Security-Policy", f"default-src 'none'; script-src {self.chat}; frame-src {self.chat}"
        )
        self.end_headers()
        self.wfile.write(self.body.encode())

    chat = ""

    def remember(self) -> None:
        """A page of its own that sets a cookie for everywhere, and shows what it was sent; or one that frames it."""
        framing = f"<iframe src='http://localhost:{self.server.server_port}/cookie'></iframe>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path == "/cookie":
            self.send_header("Set-Cookie", "control=1; SameSite=None; Secure")
        self.end_headers()
        self.wfile.write((f"<p>{self.headers['Cookie']}</p>" if self.path == "/cookie" else framing).encode())


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(_Site) as address:
        yield f"http://{address}"


@pytest.fixture(scope="module")
def chat(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Under the name localhost; the site is 127.0.0.1, another site for the browser."""
    running = RunningServer(
        tmp_path_factory.mktemp("embed") / "data", WEBCHAT_RATE_LIMITS="off", ALLOWED_ORIGINS=site,
        WEBCHAT_JWT_SECRET=_SECRET, WEBCHAT_SERVICE_KEY=_KEY,
    )  # fmt: skip
    running.start()
    _Site.chat = running.url
    yield running
    running.stop()


def _token(name: str, rooms: list[str] | None = None) -> str:
    claims = {
        "iss": "shop",
        "sub": name,
        "aud": "webchat",
        "name": name,
        "exp": datetime.now(UTC) + timedelta(minutes=30),
    }
    return jwt.encode(claims | ({"rooms": rooms} if rooms else {}), _SECRET, algorithm="HS256")


def _room(chat: RunningServer, key: str, *member_ids: int) -> int:
    asked = {"external_key": key, "title": f"Order {key}", "member_ids": list(member_ids)}
    answer = httpx.post(
        f"{chat.url}/api/conversations/ensure", json=asked, headers={"Authorization": f"Bearer {_KEY}"}, trust_env=False
    )
    assert answer.status_code in {200, 201}, answer.text
    return int(answer.json()["id"])


def _id_of(person: Person) -> int:
    return int(person.context.request.get(f"{person.url}/api/users/me").json()["id"])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def clerk(browser: Browser, chat: RunningServer) -> Iterator[Person]:
    context = browser.new_context()
    yield Person(context, chat.url, "Clerk Embed").join()
    context.close()


def _visit(page: Page, site: str, chat: RunningServer, attributes: str, direction: str = "ltr") -> FrameLocator:
    script = f"<script src='{chat.url}/embed.js' {attributes}></script>"
    _Site.body = f"<!doctype html><html dir={direction}><h1>A shop</h1>{script}"
    page.goto(site)
    return page.frame_locator("iframe")


def _cookie_in_a_frame(page: Page, site: str) -> str:
    """What a page of another site in a frame is sent of the cookie that it set at the first visit."""
    for _ in range(2):
        page.goto(f"{site}/cookies")
        seen = page.frame_locator("iframe").locator("p").inner_text()
    return seen


def test_cookies_of_others_are_blocked_here(browser: Browser, page: Page, site: str, tmp_path: Path) -> None:
    """The control: what all these stories run in sends no cookie from a frame, and a browser that allows them does."""
    assert _cookie_in_a_frame(page, site) == "None"
    for _ in range(2):
        page.goto(f"{site.replace('127.0.0.1', 'localhost')}/cookie")
    expect(page.locator("p")).to_have_text("control=1")
    assert _cookie_in_a_frame(page, site) == "None"
    (tmp_path / "Default").mkdir()
    allowing = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(allowing))
    options = {"executable_path": chromium_path(), "args": ARGUMENTS}
    with browser.browser_type.launch_persistent_context(tmp_path, **options) as context:
        assert _cookie_in_a_frame(context.new_page(), site) == "control=1"


def test_the_launcher_talks_counts_and_forgets(page: Page, site: str, chat: RunningServer, clerk: Person) -> None:
    room = _room(chat, "order:4711", _id_of(clerk))
    _room(chat, "order:secret", _id_of(clerk))
    token = _token("Guest Embed", ["order:4711"])
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    frame = _visit(page, site, chat, f"data-conversation='order:4711' data-token='{token}' data-theme='dark'")
    page.get_by_role("button", name="Open chat").click()
    composer = frame.get_by_role("textbox", name="Message")
    expect(composer).to_be_visible()
    composer.fill("Where is it?")
    composer.press("Enter")

    clerk.open("Order order:4711")
    expect(clerk.page.get_by_role("article").filter(has_text="Where is it?")).to_be_visible()
    page.get_by_role("button", name="Close chat").click()
    clerk.say("On its way")
    badge = page.get_by_role("button", name="Open chat, 1 unread")
    expect(badge).to_be_visible()
    badge.click()
    expect(frame.get_by_role("log").get_by_text("On its way")).to_be_visible()
    page.get_by_role("button", name="Close chat").click()
    expect(page.get_by_role("button", name="Open chat", exact=True)).to_be_visible()

    # What a scoped guest may not see does not come, by whatever way.
    answer = httpx.get(
        f"{chat.url}/api/conversations/", headers={"Authorization": f"Bearer {token}"}, trust_env=False
    ).json()
    assert [one["id"] for one in answer["items"]] == [room]
    assert page.context.cookies() == []

    page.evaluate("WebChat.logout()")
    expect(page.locator("iframe")).to_have_count(0)
    page.evaluate("token => (WebChat.identify(token), WebChat.open())", _token("Other Embed", ["order:4711"]))
    expect(frame.get_by_role("log").get_by_text("On its way")).to_be_visible()
    page.get_by_role("button", name="Close chat").press("Escape")
    expect(page.get_by_role("button", name="Open chat", exact=True)).to_be_focused()
    assert said == []  # a host's own log stays its own


def test_a_token_that_is_none_asks_for_another(page: Page, site: str, chat: RunningServer) -> None:
    page.add_init_script("addEventListener('webchat:token_expired', () => (window.expired = true))")
    _visit(page, site, chat, "data-token='a.b.c'")
    wait_until(lambda: page.evaluate("window.expired === true"), what="the token to be refused")
    ready = page.evaluate(
        "token => new Promise(done => (WebChat.on('ready', done), WebChat.identify(token)))", _token("Renewed Embed")
    )
    assert ready["user_id"] > 0


def test_who_is_not_let_in_reads_so(page: Page, site: str, chat: RunningServer) -> None:
    frame = _visit(page, site, chat, "data-token='a.b.c' data-open='true'")
    expect(frame.get_by_role("alert")).to_contain_text("You are not signed in here.")
    page.evaluate("token => WebChat.identify(token)", _token("Let In Embed"))
    expect(frame.get_by_text("No conversations yet")).to_be_visible()
    expect(frame.get_by_role("alert")).to_have_count(0)
    token = _token("Astray Embed")
    frame = _visit(page, site, chat, f"data-token='{token}' data-conversation='order:none' data-open='true'")
    expect(frame.get_by_role("alert")).to_contain_text("This conversation is not here")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_sides_are_those_that_were_named_and_the_cross_lies_over_nothing(
    browser: Browser, site: str, chat: RunningServer, direction: str
) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    named = f"data-token='{_token('Arabic Embed')}' data-language='ar' data-position="
    for position in ("left", "right"):
        frame = _visit(page, site, chat, named + position, direction)
        launcher = page.locator("webchat-launcher button")
        assert (box_of(launcher)["x"] < PHONE["width"] / 2) is (position == "left")
        launcher.click()
        expect(frame.get_by_role("heading").first).to_be_visible()
        # What goes from right to left ends at the left: there the frame's own head leaves room.
        wait_until(lambda cross=launcher: box_of(cross)["x"] < 60, what="the cross to be at the end")
    context.close()


def test_only_allowed_pages_frame_only_this_page(page: Page, site: str, chat: RunningServer) -> None:
    def ancestors(path: str) -> str:
        policy = httpx.get(chat.url + path, trust_env=False).headers["content-security-policy"]
        return re.search(r"frame-ancestors ([^;]*)", policy)[1].strip()

    assert ancestors("/embed/") == f"'self' {site}"
    assert ancestors("/chat/") == ancestors("/") == "'self'"
    script = httpx.get(f"{chat.url}/embed.js", trust_env=False)
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"

    with page.expect_console_message(lambda said: "frame-ancestors" in said.text) as refused:
        _visit(page, site.replace("127.0.0.1", "foreign.localhost"), chat, f"data-token='{_token('Foreign Embed')}'")
    assert refused.value.type == "error"
