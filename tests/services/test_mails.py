"""Mails to those who were away: once, about what they may see and want to hear of, and to nobody who was here."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from tests.support.chat import Listener, direct, group, join, say
from tests.support.mail import MailBox
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from webchat.gateways import mail
from webchat.realtime import presence
from webchat.repositories import mails as rows
from webchat.services import blocks, looks, mails, preferences, receipts, users
from webchat.services.digest_runner import DigestRunner
from webchat.settings import get_settings

LATER = timedelta(hours=5)


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, str]], None]]:
    def configure(values: dict[str, str]) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    yield configure
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def box(mailbox: MailBox, configured: Callable[[dict[str, str]], None]) -> MailBox:
    configured(mailbox.settings())
    return mailbox


async def confirmed(actor: Actor, box: MailBox, language: str = "en", **wishes: int | bool) -> None:
    """Lets somebody have mails; what came until then is thrown away."""
    await mails.ask_for_mail(actor, f"{actor.username}@example.org", language)
    await transact(mails.confirm_mail, actor, box.code())
    await transact(mails.change_mail, actor, {"after_hours": 4, **wishes})
    box.messages.clear()
    box.recipients.clear()


def runner(after: timedelta = LATER) -> DigestRunner:
    return DigestRunner(lambda: now() + after)


def words(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


async def test_an_address_is_proven_by_its_code(ana: Actor, box: MailBox) -> None:
    view = await mails.ask_for_mail(ana, " ana@example.org ", "de")
    assert (view.address, view.wanted_address) == ("", "ana@example.org")
    assert "ist dein Code" in str(box.messages[0]["Subject"])
    assert box.recipients == [["ana@example.org"]]
    assert await transact(mails.confirm_mail, ana, "12345") is None
    assert (await transact(mails.confirm_mail, ana, box.code())).address == "ana@example.org"  # type: ignore[union-attr]
    with pytest.raises(NotFound):  # it counts once
        await transact(mails.confirm_mail, ana, box.code())
    # Another address does not take the place of this one before it is proven, too.
    assert (await mails.ask_for_mail(ana, "other@example.org", "de")).address == "ana@example.org"
    assert await transact(mails.forget_mail, ana) == mails._view(None)
    with pytest.raises(NotFound):
        await transact(mails.confirm_mail, ana, box.code())


async def test_codes_end_after_five_wrong_ones_and_half_an_hour(ana: Actor, box: MailBox) -> None:
    await mails.ask_for_mail(ana, "ana@example.org", "en")
    with pytest.raises(NotFound):
        await transact(mails.confirm_mail, ana, box.code(), lambda: now() + mails.LIFE + timedelta(seconds=1))
    wrong = f"{(int(box.code()) + 1) % 1_000_000:06}"
    # At the same moment each one counts, too.
    guesses = [transact(mails.confirm_mail, ana, wrong) for _ in range(8)]
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    assert [isinstance(one, NotFound) for one in answers].count(True) == 3
    with pytest.raises(NotFound):
        await transact(mails.confirm_mail, ana, box.code())


@pytest.mark.parametrize(
    "address", ["", "ana", "ana@", "ana@localhost", "a b@x.org", "a@x.org\nBcc: b@x.org", "é@x.org"]
)
async def test_what_is_no_address(ana: Actor, box: MailBox, address: str) -> None:
    with pytest.raises(InvalidInput):
        await mails.ask_for_mail(ana, address, "en")


async def test_without_a_server_nothing_is_offered(ana: Actor) -> None:
    assert not (await read(mails.get_mail, ana)).offered
    with pytest.raises(Conflict):
        await mails.ask_for_mail(ana, "ana@example.org", "en")


async def test_who_was_away_hears_once_of_what_was_said(ana: Actor, bob: Actor, box: MailBox) -> None:
    await confirmed(ana, box)
    place = await direct(ana, bob)
    for body in ("one", "**two** <b>", "three", "four"):
        await say(bob, place, body)
    await say(bob, place, "", kind="poll", payload={"question": "Where?", "options": ["Here", "There"]})
    assert await runner(timedelta(hours=3)).send_due() == 0  # she was here three hours ago
    # Two processes at the same moment: one writes.
    assert sum(await asyncio.gather(runner().send_due(), runner().send_due())) == 1
    (message,) = box.messages
    assert box.recipients == [["Ana@example.org"]]
    assert message["Subject"] == "5 unread messages"
    assert message["From"] == "WebChat <chat@example.org>"
    text, html = words(message), words(message, "html")
    assert "Hello Ana," in text
    assert "Bob (5 unread messages)\n  Bob: three\n  Bob: four\n  Bob: Poll: Where?\n" in text
    assert f"http://chat.test/chat/{place}" in text
    assert "one" not in text.split("Bob (5")[1].split("\n")[1]
    assert "four" in html
    assert f'href="http://chat.test/chat/{place}"' in html
    # Nothing new: nothing more, however long; something new: not before the hours are over again.
    assert await runner(timedelta(hours=30)).send_due() == 0
    await transact(lambda uow: rows.change(uow.session, ana.user_id, sent_at=now() - timedelta(hours=2), look_at=now()))
    await say(bob, place, "five")
    assert await runner(timedelta(hours=1)).send_due() == 0
    assert await runner(LATER).send_due() == 1
    assert message["Message-ID"] != box.messages[1]["Message-ID"]


async def test_what_is_said_in_html_is_only_words(ana: Actor, box: MailBox) -> None:
    eve = await join("Eve")
    await transact(users.update_profile, eve, {"display_name": "Eve & <script>"})
    eve = replace(eve, display_name="Eve & <script>")
    await confirmed(ana, box)
    await say(eve, await direct(ana, eve), "<img src=x onerror=alert(1)>")
    assert await runner().send_due() == 1
    html = words(box.messages[0], "html")
    assert "<img" not in html
    assert "&lt;img" in html
    assert "Eve &amp; &lt;script&gt;" in html


async def test_nobody_who_is_here_or_has_read_it(ana: Actor, bob: Actor, box: MailBox, live: Listener) -> None:
    await confirmed(ana, box)
    place = await direct(ana, bob)
    await say(bob, place, "hello")
    presence.connected(ana.user_id, "a tab")
    assert await runner().send_due() == 0
    presence.disconnected(ana.user_id, "a tab")
    presence.presence.leave_all()
    assert await runner(timedelta(hours=9)).send_due() == 1
    box.messages.clear()
    await confirmed(bob, box)
    answer = await say(ana, place, "hello yourself")
    await receipts.acknowledge(bob, {place: (answer.seq, answer.seq)})
    assert await runner(timedelta(hours=19)).send_due() == 0
    assert box.messages == []


async def test_nothing_of_what_one_does_not_want_to_hear(ana: Actor, bob: Actor, box: MailBox) -> None:
    carl = await join("Carl")
    await confirmed(ana, box)
    muted, quiet, party = await group(bob, ana), await group(bob, ana), await group(bob, ana, carl)
    await transact(preferences.change_preferences, ana, muted, {"notify": "none"})
    await transact(preferences.change_preferences, ana, quiet, {"notify": "mentions"})
    await transact(blocks.block_user, ana, carl.user_id)
    await say(bob, muted, "muted")
    await say(bob, quiet, "not for Ana")
    await say(bob, quiet, "but this is, @Ana")
    await say(bob, party, "from Bob")
    await say(carl, party, "from Carl")
    assert await runner().send_due() == 1
    text = words(box.messages[0])
    assert "from Bob" in text
    assert "but this is" in text
    assert not [one for one in ("muted", "not for Ana", "from Carl") if one in text]


async def test_without_texts_nothing_is_quoted_and_nobody_named(ana: Actor, bob: Actor, box: MailBox) -> None:
    await confirmed(ana, box, texts=False)
    await say(bob, await direct(ana, bob), "a secret")
    assert await runner().send_due() == 1
    raw = box.messages[0].as_string() + words(box.messages[0]) + words(box.messages[0], "html")
    assert "secret" not in raw
    assert "Bob" not in raw
    assert box.messages[0]["Subject"] == "1 unread message"


async def test_it_speaks_the_readers_language(ana: Actor, bob: Actor, box: MailBox) -> None:
    await confirmed(ana, box, "de")
    place = await direct(ana, bob)
    await say(bob, place, "hello")
    assert await runner().send_due() == 1
    assert box.messages[0]["Subject"] == "1 ungelesene Nachricht"
    await transact(looks.change_look, ana, {"language": "ar"})
    await transact(lambda uow: rows.change(uow.session, ana.user_id, sent_at=None, look_at=now()))
    await say(bob, place, "again")
    assert await runner().send_due() == 1
    assert box.messages[1]["Content-Language"] == "ar"
    assert 'dir="rtl"' in words(box.messages[1], "html")


async def test_a_link_ends_them(ana: Actor, bob: Actor, box: MailBox) -> None:
    await confirmed(ana, box)
    await say(bob, await direct(ana, bob), "hello")
    await runner().send_due()
    link = str(box.messages[0]["List-Unsubscribe"]).strip(" <>")
    assert box.messages[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in words(box.messages[0])
    token = link.removeprefix("http://chat.test/mail/")
    for wrong in (
        token[:-1] + ("0" if token[-1] != "0" else "1"),
        token.replace(f"{ana.user_id}-", f"{bob.user_id}-"),
        "x",
    ):
        with pytest.raises(NotFound):
            await transact(mails.stop_mails, wrong)
    for _ in range(2):
        await transact(mails.stop_mails, token)
    assert (await read(mails.get_mail, ana)).after_hours == 0
    assert await runner(timedelta(hours=90)).send_due() == 0


async def test_a_server_that_is_away_gets_it_later_and_a_dead_address_nothing(
    ana: Actor, bob: Actor, box: MailBox
) -> None:
    await confirmed(ana, box)
    await say(bob, await direct(ana, bob), "hello")
    box.answer = "451 later"
    assert await runner().send_due() == 0
    box.answer = "250 fine"
    assert await runner(LATER + timedelta(minutes=1)).send_due() == 0  # not at once again
    assert await runner(LATER + timedelta(minutes=20)).send_due() == 1
    await transact(lambda uow: rows.change(uow.session, ana.user_id, sent_at=None, look_at=now()))
    box.refusal = "550 nobody here"
    assert await runner().send_due() == 0
    assert (await read(mails.get_mail, ana)).after_hours == 0
    with pytest.raises(InvalidInput):
        await mails.ask_for_mail(bob, "bob@example.org", "en")
    box.close()
    with pytest.raises(Unavailable):
        await mails.ask_for_mail(bob, "bob2@example.org", "en")


async def test_it_goes_with_the_account(ana: Actor, box: MailBox) -> None:
    await confirmed(ana, box)
    await transact(users.delete_me, ana)
    assert await read(lambda uow: rows.of_user(uow.session, ana.user_id)) is None


async def test_nothing_goes_in_the_clear_where_the_operator_wants_tls(
    ana: Actor, secure_mailbox: MailBox, mailbox: MailBox, configured: Callable[[dict[str, str]], None]
) -> None:
    secure = {"WEBCHAT_SMTP_SECURITY": "starttls", "WEBCHAT_SMTP_USER": "chat", "WEBCHAT_SMTP_PASSWORD": "a password"}
    configured(secure_mailbox.settings(**secure))
    await mails.ask_for_mail(ana, "ana@example.org", "en")
    assert secure_mailbox.logins == ["chat:a password"]
    assert len(secure_mailbox.messages) == 1
    configured(mailbox.settings(WEBCHAT_SMTP_SECURITY="starttls"))  # it knows no TLS
    with pytest.raises(Unavailable):
        await mails.ask_for_mail(ana, "ana@example.org", "en")
    assert mailbox.messages == []
    configured(mailbox.settings(WEBCHAT_SMTP_SECURITY="tls"))
    with pytest.raises(mail.NotNow):
        await mail.deliver(secure_mailbox.messages[0])
