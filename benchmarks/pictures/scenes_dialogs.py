"""Dialogs, settings, and the details beside the timeline."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from benchmarks.pictures.camera import scene
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.steps import details, in_details, listed, pictures, settings, settled

_SAMPLE = ("wide-light", "phone-dark")


@scene("dialog-new")
def new(page: Page, _: Circle) -> None:
    _find(page, "a")
    expect(page.get_by_role("dialog").get_by_role("button", name="Mara")).to_be_visible()
    pictures(page)


@scene("dialog-new-nobody", views=_SAMPLE)
def nobody(page: Page, _: Circle) -> None:
    _find(page, "zeppelin")
    expect(page.get_by_text("Nobody of this name")).to_be_visible()


def _find(page: Page, name: str) -> None:
    listed(page)
    page.get_by_role("button", name="New conversation").first.click()
    page.get_by_role("textbox", name="Search people").fill(name)


def _from_new(page: Page, button: str) -> None:
    listed(page)
    page.get_by_role("button", name="New conversation").first.click()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("dialog", name=button)).to_be_visible()
    settled(page)


@scene("dialog-group")
def group(page: Page, _: Circle) -> None:
    _from_new(page, "New group")
    page.get_by_role("textbox", name="Group name").fill("Paddling")
    for name in ("Mara", "Sana"):
        page.get_by_role("textbox", name="Search people").fill(name)
        page.get_by_role("dialog").get_by_role("group", name="People").get_by_role(
            "button", name=re.compile(name)
        ).first.click()
    expect(page.get_by_role("dialog").get_by_role("group", name="People").get_by_role("button")).to_have_count(1)
    pictures(page)


@scene("dialog-directory")
def directory(page: Page, _: Circle) -> None:
    _from_new(page, "Public groups")


@scene("dialog-saved", views=_SAMPLE)
def saved(page: Page, _: Circle) -> None:
    listed(page)
    page.get_by_role("button", name="Saved messages").first.click()
    settled(page)


@scene("dialog-calls", views=_SAMPLE)
def calls(page: Page, _: Circle) -> None:
    listed(page)
    page.get_by_role("button", name=re.compile("^Calls")).click()
    settled(page)


@scene("settings")
def look(page: Page, _: Circle) -> None:
    settings(page)


@scene("settings-below")
def below(page: Page, _: Circle) -> None:
    settings(page)
    page.get_by_role("dialog").evaluate(
        "box => { box.scrollTop = 620; box.querySelector('.dialog-body').scrollTop = 620; }"
    )


@scene("settings-end")
def end(page: Page, _: Circle) -> None:
    settings(page)
    page.get_by_role("dialog").evaluate(
        "box => { box.scrollTop = 9999; box.querySelector('.dialog-body').scrollTop = 9999; }"
    )


@scene("settings-devices")
def devices(page: Page, _: Circle) -> None:
    settings(page, "Devices")


@scene("settings-link-device")
def link_device(page: Page, _: Circle) -> None:
    settings(page, "Devices", "Continue on another device")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


@scene("settings-bots")
def bots(page: Page, _: Circle) -> None:
    settings(page, "Bots")


@scene("settings-shortcuts")
def shortcuts(page: Page, _: Circle) -> None:
    settings(page, "Keyboard shortcuts")


@scene("settings-blocked")
def blocked(page: Page, _: Circle) -> None:
    settings(page, "Blocked people")


@scene("settings-delete-account")
def delete_account(page: Page, _: Circle) -> None:
    settings(page, "Delete my account")


@scene("details-group", path="/chat/{house}/", who="Mara")
def group_details(page: Page, _: Circle) -> None:
    expect(details(page).get_by_text("Mara (you)")).to_be_attached()
    settled(page)


@scene("details-media", path="/chat/{files}/")
def media(page: Page, _: Circle) -> None:
    details(page).get_by_role("tablist").evaluate("tabs => tabs.scrollIntoView()")
    pictures(page)


@scene("details-files", path="/chat/{files}/")
def files(page: Page, _: Circle) -> None:
    _tab(page, "Files")


@scene("details-links", path="/chat/{files}/")
def links(page: Page, _: Circle) -> None:
    _tab(page, "Links")


@scene("details-voice", path="/chat/{files}/")
def voice(page: Page, _: Circle) -> None:
    _tab(page, "Voice")


def _tab(page: Page, name: str) -> None:
    panel = details(page)
    panel.get_by_role("tab", name=re.compile(f"^{name}")).click()
    panel.get_by_role("tablist").evaluate("tabs => tabs.scrollIntoView()")
    settled(page)


@scene("details-direct", path="/chat/{Mara}/")
def direct_details(page: Page, _: Circle) -> None:
    details(page)


@scene("dialog-edit-group", path="/chat/{house}/", who="Mara")
def edit_group(page: Page, _: Circle) -> None:
    in_details(page, "Edit group")


@scene("dialog-add-people", path="/chat/{house}/", who="Mara")
def add_people(page: Page, _: Circle) -> None:
    in_details(page, "Add people")


@scene("dialog-invites", path="/chat/{house}/", who="Mara")
def invites(page: Page, _: Circle) -> None:
    dialog = in_details(page, "Invite links")
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_role("textbox", name="Invite link")).to_be_visible()


@scene("dialog-integrations", path="/chat/{house}/", who="Mara")
def integrations(page: Page, _: Circle) -> None:
    in_details(page, "Integrations")


@scene("dialog-leave", path="/chat/{house}/")
def leave(page: Page, _: Circle) -> None:
    in_details(page, "Leave group")


@scene("dialog-block", path="/chat/{Jonas Novak}/")
def block(page: Page, _: Circle) -> None:
    details(page).get_by_role("button", name="Block", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()


@scene("member-menu", path="/chat/{house}/", who="Mara")
def member_menu(page: Page, _: Circle) -> None:
    details(page).get_by_role("button", name="More about Omar").click()
    expect(page.get_by_role("menu")).to_be_visible()
