"""The first pages: joining, an invitation, another device, the addresses beside the chat."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from benchmarks.pictures.camera import scene
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.steps import settled

_EMBEDDING = """<!doctype html><meta name="viewport" content="width=device-width"><title>A shop</title><style>
body {{ font: 16px/1.6 system-ui; margin: 0; color: #233; background: #f6f3ee }}
main {{ max-width: 720px; margin: 8vh auto; padding: 0 24px }} h1 {{ font-size: 34px }}
</style><main><h1>Terrace lamps</h1><p>Order 4711 is packed. Questions? Somebody is there, at the lower right.</p>
<p>Oak and glass, made by hand. Warm light, no glare; the battery holds for three evenings.</p></main>
<script src="{url}/embed.js" data-token="{token}"></script>"""


def _field(page: Page) -> Any:
    return page.get_by_role("textbox", name="Your name")


@scene("join", who=None, path="/")
def join(page: Page, _: Circle) -> None:
    expect(_field(page)).to_be_visible()


@scene("join-taken", who=None, path="/")
def join_taken(page: Page, _: Circle) -> None:
    _field(page).fill("Mara")
    page.get_by_role("button", name="Start chatting").click()
    expect(page.locator(".suggestion").first).to_be_visible()


@scene("join-refused", who=None, path="/")
def join_refused(page: Page, _: Circle) -> None:
    _field(page).evaluate("field => field.removeAttribute('maxlength')")
    _field(page).fill("A name that is a good deal longer than any name should be")
    page.get_by_role("button", name="Start chatting").click()
    expect(page.get_by_role("alert")).to_be_visible()


@scene("join-arabic", who=None, path="/", locale="ar", views=("wide-light", "phone-dark"))
def join_arabic(page: Page, _: Circle) -> None:
    expect(page.get_by_role("textbox")).to_be_visible()


@scene("invite", who=None, path="/join/{invite}/")
def invite(page: Page, _: Circle) -> None:
    expect(page.get_by_role("heading", name="Summer house")).to_be_visible()
    settled(page)


@scene("invite-gone", who=None, path="/join/nosuchcode/")
def invite_gone(page: Page, _: Circle) -> None:
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


@scene("link", who=None, path="/link/")
def link(page: Page, _: Circle) -> None:
    expect(page.get_by_role("textbox", name="Code")).to_be_visible()


@scene("link-wrong", who=None, path="/link/", views=("wide-light", "phone-dark"))
def link_wrong(page: Page, _: Circle) -> None:
    page.get_by_role("textbox", name="Code").fill("AAAA-BBBB")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


@scene("docs", path="/docs", views=("wide-light", "phone-light"))
def docs(page: Page, _: Circle) -> None:
    expect(page.get_by_role("heading", name=re.compile("WebChat")).first).to_be_visible()


@scene("doctor", path="/doctor/")
def doctor(page: Page, _: Circle) -> None:
    expect(page.get_by_role("heading").first).to_be_visible()
    settled(page)


@scene("not-found", path="/nowhere/", views=("wide-light", "phone-dark"))
def not_found(page: Page, _: Circle) -> None:
    expect(page.locator("body")).not_to_be_empty()


@scene("embed", who=None, path="/join/nosuchcode/", views=("wide-light", "phone-light"))
def embed(page: Page, circle: Circle) -> None:
    _embed(page, circle)
    expect(page.get_by_role("button", name=re.compile("^Open chat"))).to_be_visible()


@scene("embed-open", who=None, path="/join/nosuchcode/")
def embed_open(page: Page, circle: Circle) -> None:
    _embed(page, circle)
    page.get_by_role("button", name=re.compile("^Open chat")).click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("No conversations yet")).to_be_visible()


@scene("embed-refused", who=None, path="/join/nosuchcode/", views=("wide-light", "phone-dark"))
def embed_refused(page: Page, circle: Circle) -> None:
    _embed(page, circle, token="none")
    page.get_by_role("button", name=re.compile("^Open chat")).click()
    expect(page.frame_locator("iframe").get_by_text("You are not signed in here.")).to_be_visible()


def _embed(page: Page, circle: Circle, token: str = "") -> None:
    page.route(
        re.compile("/a-shop$"),
        lambda route: route.fulfill(
            body=_EMBEDDING.format(url=circle.url, token=token or circle.visitor), content_type="text/html"
        ),
    )
    page.goto(f"{circle.url}/a-shop")


@scene("admin", who="Nils", path="/admin/")
def admin(page: Page, _: Circle) -> None:
    expect(page.get_by_text("Buy my watches").first).to_be_visible()
    settled(page)


@scene("admin-people", who="Nils", path="/admin/", views=("wide-light", "phone-dark"))
def admin_people(page: Page, _: Circle) -> None:
    expect(page.get_by_role("button", name="Suspend", exact=True).first).to_be_visible()
    page.get_by_role("searchbox", name="Search people").evaluate("field => field.scrollIntoView()")
    settled(page)


@scene("admin-refused", path="/admin/", views=("wide-light", "phone-dark"))
def admin_refused(page: Page, _: Circle) -> None:
    expect(page.get_by_text("Only admins of this server can see this page.")).to_be_visible()
