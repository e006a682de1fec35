"""Shutting somebody out, and telling the operator: as both of them see it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.test_groups import choose, details, dialog, new_group
from tests.support.axe import findings
from tests.support.person import Person


def _block(person: Person, name: str) -> None:
    details(person).get_by_role("button", name="Block", exact=True).click()
    expect(dialog(person)).to_contain_text(f"Block {name}?")
    dialog(person).get_by_role("button", name="Block", exact=True).click()
    expect(dialog(person)).to_have_count(0)


def _subtitle(person: Person, text: str) -> None:
    expect(person.page.locator(".head .subtitle")).to_have_text(text)


def test_somebody_is_shut_out_and_let_in_again(pair):
    ana, ben = pair
    ben.say("Buy my watches")
    expect(ana.message("Buy my watches")).to_be_visible()
    _subtitle(ben, "online")
    _block(ana, ben.name)
    bar = ana.page.locator(".read-only")
    expect(bar).to_contain_text(f"You blocked {ben.name}.")
    expect(ana.composer).to_have_count(0)
    _subtitle(ana, "blocked")
    ana.message("Buy my watches").hover()
    expect(ana.message("Buy my watches").get_by_role("button", name="Reply")).to_have_count(0)
    expect(ana.message("Buy my watches").get_by_role("button", name="More")).to_be_visible()
    _subtitle(ben, "offline")
    ben.say("Hello?")
    expect(ben.message("Hello?")).to_have_attribute("data-status", "failed")
    expect(ben.page.locator(".not-sent .why")).to_have_text("You cannot write to this person.")
    ana.page.reload()
    expect(bar).to_contain_text(f"You blocked {ben.name}.")
    expect(ana.messages).to_have_count(1)
    bar.get_by_role("button", name="Unblock").click()
    expect(ana.composer).to_be_visible()
    _subtitle(ana, "online")
    _subtitle(ben, "online")
    ben.page.get_by_role("button", name="Retry").click()
    expect(ana.message("Hello?")).to_be_visible()


def test_in_a_group_their_messages_are_folded(people):
    ida, odd = people("Ida Folds").join(), people("Odd Folded").join()
    new_group(ida, "Folding Crew", odd)
    odd.open("Folding Crew")
    odd.say("Buy my watches")
    expect(ida.message("Buy my watches")).to_be_visible()
    choose(ida, odd.name, "Block")
    dialog(ida).get_by_role("button", name="Block", exact=True).click()
    folded = ida.message("Message of a blocked person")
    expect(folded).to_have_count(1)
    expect(folded).to_have_attribute("data-status", "sent")
    odd.say("Cheap ones")
    expect(folded).to_have_count(2)
    expect(ida.entry("Folding Crew")).to_contain_text("Message of a blocked person")
    folded.last.get_by_role("button", name="Show").click()
    expect(ida.message("Cheap ones")).to_be_visible()
    expect(folded).to_have_count(1)
    ida.page.get_by_role("button", name="Settings").click()
    ida.page.get_by_role("button", name="Blocked people").click()
    expect(dialog(ida).get_by_role("listitem")).to_have_count(1)
    assert not findings(ida.page)
    dialog(ida).get_by_role("button", name=f"Unblock {odd.name}").click()
    expect(dialog(ida)).to_contain_text("Nobody is blocked.")
    dialog(ida).get_by_role("button", name="Close").click()
    expect(ida.message("Buy my watches")).to_be_visible()


def test_a_message_is_reported(pair):
    ana, ben = pair
    ben.say("Buy my watches")
    ana.message("Buy my watches").hover()
    ana.message("Buy my watches").get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Report").click()
    dialog(ana).get_by_role("radio", name="Abuse").check()
    dialog(ana).get_by_role("textbox", name="What should they know?").fill("He sends this to everyone.")
    assert not findings(ana.page)
    dialog(ana).get_by_role("button", name="Report", exact=True).click()
    toast = ana.page.get_by_text("Thank you. The people who run this chat will look at it.")
    expect(toast).to_be_visible()
    ana.page.get_by_role("button", name=f"Block {ben.name}").click()
    expect(dialog(ana)).to_contain_text(f"Block {ben.name}?")


def test_who_has_deleted_their_account_is_written_to_no_more(pair):
    ana, ben = pair
    ben.say("Farewell")
    expect(ana.message("Farewell")).to_be_visible()
    ana.composer.fill("When do you")
    answer = ben.context.request.delete(f"{ben.url}/api/users/me", headers={"Origin": ben.url})
    assert answer.ok
    bar = ana.page.locator(".read-only")
    for _ in range(2):
        expect(bar).to_have_text("This account was deleted: nobody reads here any more.")
        expect(ana.composer).to_have_count(0)
        _subtitle(ana, "deleted account")
        expect(ana.entry("Deleted user").locator(".author")).to_have_count(0)
        expect(ana.page.get_by_role("button", name="Voice call")).to_have_count(0)
        ana.message("Farewell").hover()
        expect(ana.message("Farewell").get_by_role("button", name="More")).to_be_visible()
        expect(ana.message("Farewell").get_by_role("button", name="Reply")).to_have_count(0)
        expect(ana.message("Farewell").get_by_role("button", name="React")).to_have_count(0)
        ana.load()


def test_who_talks_with_a_bot_that_is_deleted_sees_it_at_once(pair):
    ana, _ = pair
    headers = {"Origin": ana.url}
    made = ana.context.request.post(
        f"{ana.url}/api/bots", headers=headers, data={"username": "butler", "display_name": "The Butler"}
    )
    assert made.ok, made.text()
    for person in pair:
        person.find("The Butler")
        person.composer.fill("Would you")
    gone = ana.context.request.delete(f"{ana.url}/api/bots/{made.json()['bot']['id']}", headers=headers)
    assert gone.ok, gone.text()
    for person in pair:
        for _ in range(2):
            bar = person.page.locator(".read-only")
            expect(bar).to_have_text("This account was deleted: nobody reads here any more.")
            expect(person.composer).to_have_count(0)
            _subtitle(person, "deleted account")
            expect(person.entry("Deleted user")).to_be_visible()
            expect(person.page.get_by_text("Write the first line.")).to_have_count(0)
            person.load()
