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
    # The talk goes on beside it.
    ana.say("Still here")
    expect(ben.entry(ana.name)).to_contain_text("Still here")
    page.unroute(_CODE, refuse)
    details.get_by_role("button", name="Try again").click()
    expect(details.get_by_role("alert")).to_have_count(0)
    expect(details.get_by_text(ben.name).first).to_be_visible()
