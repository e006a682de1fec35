"""Those who look after the server: reports, suspensions, figures; and groups that are slowed down."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import Error, Locator, expect

from tests.support.axe import findings
from tests.support.person import PHONE, Person
from tests.support.server import PROJECT, RunningServer

SUSPENDED = "Your account was suspended by those who look after this server."


def make_admin(server: RunningServer, name: str) -> None:
    """At the machine, beside the server."""
    _users(server, "make-admin", name)


def _users(server: RunningServer, command: str, name: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "webchat", "users", command, name],
        cwd=PROJECT, env={**os.environ, "WEBCHAT_DATA_DIR": str(server.data_dir)}, check=True, capture_output=True,
    )  # fmt: skip


def _sure(report: Locator, label: str, sure: str) -> None:
    """Press a button that asks once more; its question goes after five seconds."""
    for _ in range(3):
        report.get_by_role("button", name=label).click()
        try:
            return report.get_by_role("button", name=sure).click(timeout=5_000)
        except Error:  # the question went before it was answered
            continue
    raise AssertionError(f"{sure} was not pressed.")


def test_an_admin_looks_at_a_report_and_shuts_its_author_out(
    server: RunningServer, people: Callable[..., Person]
) -> None:
    ada, troll = people("Ada Admin", locale="en-GB").join(), people("Troll Admin").join()
    ada.page.goto(f"{server.url}/admin/")
    expect(ada.page.get_by_text("Only admins of this server can see this page.")).to_be_visible()
    make_admin(server, ada.name)
    troll.find(ada.name)
    troll.say("Buy **followers** now")
    expect(troll.message("Buy followers now")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    me = troll.page.evaluate("fetch('/api/conversations').then((answer) => answer.json())")
    message = me["items"][0]["last_message"]
    ada.page.evaluate(
        """(id) => fetch('/api/reports', {method: 'POST', headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({reason: 'spam', words: 'Again and again', message_id: id})})""",
        message["id"],
    )
    ada.page.goto(f"{server.url}/chat/")
    ada.page.get_by_role("button", name="Settings").click()
    ada.page.get_by_role("link", name="Administration").click()
    report = ada.page.get_by_role("listitem").filter(has_text="Again and again")
    expect(report.get_by_text("Buy followers now")).to_be_visible()
    expect(report.get_by_role("strong")).to_have_text("followers")  # as its readers saw it
    expect(report).to_contain_text(re.compile(r"\d+ \w+ \d{4}, \d\d:\d\d"))  # as it is written where they read
    assert findings(ada.page) == []
    ada.page.set_viewport_size(PHONE)
    listed = ada.page.get_by_role("region", name="People").get_by_role("list")
    expect(listed.get_by_role("button", name="Suspend").first).to_be_visible()
    assert listed.evaluate("list => list.scrollWidth <= list.clientWidth")
    _sure(report, "Delete message", "Delete for everyone?")
    expect(troll.page.get_by_text("Message deleted").first).to_be_visible()
    _sure(report, f"Suspend {troll.name}", "Sign out and keep out?")
    expect(troll.page.get_by_role("textbox", name="Your name")).to_be_visible()  # at once, without a reload
    expect(troll.page.get_by_text(SUSPENDED)).to_be_visible()
    troll.page.reload()
    expect(troll.page.get_by_text(SUSPENDED)).to_be_visible()
    report.get_by_role("button", name="Resolve").click()
    expect(report).to_have_count(0)
    done = ada.page.get_by_role("list").last
    expect(done).to_contain_text(f"{ada.name} suspended {troll.name}")


def test_who_was_suspended_while_away_reads_so_when_they_come_back(
    server: RunningServer, people: Callable[..., Person]
) -> None:
    rex = people("Rex Returns").join()
    rex.page.goto("about:blank")
    _users(server, "suspend", rex.name)
    rex.page.goto(server.url)
    expect(rex.page.get_by_role("textbox", name="Your name")).to_be_visible()
    expect(rex.page.get_by_text(SUSPENDED)).to_be_visible()


def test_who_was_signed_out_while_away_reads_how_they_come_in_again(people: Callable[..., Person]) -> None:
    una = people("Una Elsewhere").join()
    una.page.goto("about:blank")
    una.context.clear_cookies()
    una.page.goto(una.url)
    expect(una.page.get_by_text("You were signed out here.")).to_be_visible()


def test_slow_mode_keeps_what_was_typed_and_says_when(people: Callable[..., Person]) -> None:
    lea, mo = people("Lea Slow").join(), people("Mo Slow").join()
    mo_id = mo.page.evaluate("fetch('/api/users/me').then((answer) => answer.json())")["id"]
    group = lea.page.evaluate(
        """(id) => fetch('/api/groups', {method: 'POST', headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({title: 'Slow ones', member_ids: [id], slow_seconds: 3600})})
            .then((answer) => answer.json())""",
        mo_id,
    )
    mo.open("Slow ones")
    expect(mo.page.get_by_text("Slow mode: 1 hour between messages.")).to_be_visible()
    mo.say("First")
    expect(mo.page.get_by_text("Slow mode: you can write again in")).to_be_visible()
    field = mo.composer
    field.fill("Second")
    field.press("Enter")
    expect(mo.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    expect(field).to_have_value("Second")
    lea.page.evaluate(
        """(id) => fetch(`/api/groups/${id}`, {method: 'PATCH', headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({slow_seconds: 0})})""",
        group["id"],
    )
    expect(mo.page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    field.press("Enter")
    expect(mo.message("Second")).to_be_visible()
