"""Code that is loaded when it is needed first, and does not come."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

_CODE = re.compile(r"/assets/.*\.js$")


def test_a_part_that_does_not_come_is_said_in_its_place_and_comes_later(people) -> None:
    ana, ben = people("Late Ana", service_workers="block").join(), people("Late Ben").join()
    ana.find(ben.name)
    page = ana.page

    def refuse(route: Route) -> None:
        route.abort()

    page.route(_CODE, refuse)
    page.get_by_role("button", name="Emoji").click()
    panel = page.get_by_role("dialog", name="Emoji, stickers and GIFs")
    expect(panel.get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Details").click()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("alert")).to_be_visible()
    expect(details.get_by_role("button", name="Close details")).to_be_visible()
    # The talk goes on beside it.
    ana.say("Still here")
    expect(ben.entry(ana.name)).to_contain_text("Still here")
    page.unroute(_CODE, refuse)
    details.get_by_role("button", name="Try again").click()
    expect(details.get_by_role("alert")).to_have_count(0)
    expect(details.get_by_text(ben.name).first).to_be_visible()


def test_a_list_that_does_not_come_is_not_called_empty(people) -> None:
    ana = people("Late Cleo", service_workers="block").join()
    page = ana.page
    answers = re.compile(r"/api/(bots|users/me/privacy|users/me/mail|users/me)(\?.*)?$")

    def refuse(route: Route) -> None:
        route.abort()

    page.route(answers, refuse)
    page.get_by_role("button", name="Settings").click()
    settings = page.get_by_role("dialog", name="Settings")
    missing = settings.get_by_role("alert").filter(has_text="This part could not be loaded.")
    expect(missing).to_have_count(3)  # the profile, the privacy and the mails
    mails = settings.get_by_role("region", name="E-mail")
    expect(mails.get_by_role("alert")).to_be_visible()
    expect(settings.get_by_text("Loading…")).to_have_count(0)
    settings.get_by_role("button", name="Bots").click()
    bots = page.get_by_role("dialog", name="Bots")
    expect(bots.get_by_role("alert")).to_have_text("This list could not be loaded.")
    expect(bots.get_by_text("There is none yet.")).to_have_count(0)
    page.unroute(answers, refuse)
    bots.get_by_role("button", name="Try again").click()
    expect(bots.get_by_text("There is none yet.")).to_be_visible()
    expect(bots.get_by_role("alert")).to_have_count(0)
    page.route(answers, refuse)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings").click()
    expect(missing).to_have_count(3)
    page.unroute(answers, refuse)
    for left in (2, 1, 0):
        settings.get_by_role("button", name="Try again").first.click()
        expect(missing).to_have_count(left)
    expect(mails).to_have_count(0)  # this server sends none
    expect(settings.get_by_role("textbox", name="Shown name")).to_have_value(ana.name)
    expect(settings.get_by_role("switch", name="Read receipts")).to_be_checked()
    expect(missing).to_have_count(0)
