"""Asking for mails in the settings: an address, the code that came, and how often."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.support.mail import MailBox
from tests.support.person import Person
from tests.support.server import RunningServer


def test_mails_are_asked_for_and_ended(tmp_path: Path, mailbox: MailBox, people: Callable[..., Person]) -> None:
    server = RunningServer(tmp_path / "data", WEBCHAT_RATE_LIMITS="off", **mailbox.settings())
    server.environment["WEBCHAT_PUBLIC_URL"] = server.url
    server.start()
    try:
        ana = people("Ana", url=server.url).join()
        ana.page.get_by_role("button", name="Settings").click()
        part = ana.page.get_by_role("region", name="E-mail")
        part.get_by_role("textbox", name="E-mail address").fill("ana")
        part.get_by_role("textbox", name="E-mail address").fill("ana@example.org")
        part.get_by_role("button", name="Send me a code").click()
        part.get_by_role("textbox", name="Code of the mail").fill("1")
        part.get_by_role("button", name="Confirm").click()
        expect(part.get_by_role("alert")).to_have_text("This code is wrong.")
        part.get_by_role("textbox", name="Code of the mail").fill(mailbox.code())
        part.get_by_role("button", name="Confirm").click()
        often = part.get_by_role("combobox", name="Mail about what I missed")
        expect(often).to_have_value("24")
        with ana.page.expect_response("**/api/users/me/mail") as answered:
            often.select_option(label="After 4 hours away")
        assert answered.value.json()["after_hours"] == 4
        with ana.page.expect_response("**/api/users/me/mail") as answered:
            part.get_by_role("switch", name="Quote what was said").click()
        assert answered.value.json()["texts"] is False
        ana.page.reload()
        ana.page.get_by_role("button", name="Settings").click()
        expect(often).to_have_value("4")
        expect(part).to_contain_text("ana@example.org")
        part.get_by_role("button", name="Forget this address").click()
        expect(part.get_by_role("textbox", name="E-mail address")).to_be_visible()
    finally:
        server.stop()


def test_nothing_is_offered_without_a_mail_server(people: Callable[..., Person]) -> None:
    ana = people("Ana Mailless").join()
    with ana.page.expect_response("**/api/users/me/mail"):
        ana.page.get_by_role("button", name="Settings").click()
    expect(ana.page.get_by_role("dialog").get_by_text("Export my data")).to_be_visible()
    expect(ana.page.get_by_role("region", name="E-mail")).to_have_count(0)
