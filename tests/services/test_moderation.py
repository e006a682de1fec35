"""What admins of the installation may do, and that every act is kept."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import create_engine, text

from tests.support.chat import Listener, direct, group, history, join, say
from webchat.api.frames import encode
from webchat.api.stream import SESSION_REVOKED, Stream
from webchat.api.streams import streams
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.domain.events import SESSION_ENDED
from webchat.repositories import sessions as session_rows
from webchat.services import bots, conversations, deletions, identity, moderation, sessions
from webchat.services.reports import SendReport, send_report
from webchat.services.users import NewUser, update_profile


@pytest.fixture
async def admin(live: Listener) -> Actor:
    found = await join("Admin Ada")
    await transact(moderation.make_admin, None, found.user_id)
    return found


_AS_BEFORE = text("UPDATE report SET snapshot = snapshot #- '{message,html}' #- '{before,0,html}' #- '{after,0,html}'")
_IS_CLEARED = text("SELECT display_name = username AND about = '' FROM \"user\" WHERE id = :id")


async def _acts() -> list[tuple[str, str, str]]:
    return [(one.actor, one.action, one.user) for one in await read(moderation.list_audit, None)]


async def test_only_admins_look_and_act(ana: Actor, bob: Actor) -> None:
    for use_case, arguments in (
        (moderation.read_figures, ()),
        (moderation.list_people, ()),
        (moderation.list_audit, ()),
        (moderation.list_filed, ()),
        (moderation.suspend_user, (bob.user_id,)),
        (moderation.unsuspend_user, (bob.user_id,)),
        (moderation.make_admin, (ana.user_id,)),
        (moderation.rename_user, (bob.user_id, "Bobby")),
        (moderation.delete_message, (1,)),
        (moderation.handle_report, (1,)),
    ):
        with pytest.raises(Forbidden):
            await transact(use_case, ana, *arguments)
    with pytest.raises(Forbidden):
        await moderation.delete_content(ana, bob.user_id)
    assert await _acts() == []


async def test_an_admin_whose_right_was_taken_is_none_at_once(admin: Actor, bob: Actor) -> None:
    await transact(moderation.suspend_user, admin, bob.user_id)
    await transact(moderation.make_admin, None, admin.user_id, admin=False)
    with pytest.raises(Forbidden):
        await transact(moderation.unsuspend_user, admin, bob.user_id)


async def test_who_is_suspended_is_out_and_cannot_come_back(admin: Actor, live: Listener) -> None:
    joined = await transact(sessions.create_token_user, NewUser("Troll"))
    troll = await read(sessions.authenticate_bearer, joined.secret)
    assert troll is not None
    bot = await transact(bots.create_bot, troll, NewUser("Trollbot"))
    conversation_id = await direct(troll, admin)
    await say(troll, conversation_id, "What I wrote")
    stream = Stream(troll)
    streams.add(stream)
    stream.begin(encode({"type": "live"}))
    try:
        await transact(moderation.suspend_user, admin, troll.user_id, reason="spam")
        await stream.ended
        assert stream.closing == SESSION_REVOKED
    finally:
        streams.remove(stream)
    assert await identity.identify(joined.secret) is None
    assert await identity.identify(bot.token) is None
    assert await read(sessions.acted_for, str(troll.user_id)) is None
    assert not await read(sessions.still_counts, Actor(troll.user_id, None, "Troll", "Troll"))
    with pytest.raises(NotFound):  # through whichever door they had still open
        await say(troll, conversation_id, "Once more")
    assert [one.body for one in await history(admin, conversation_id)] == ["What I wrote"]
    ended = [one.user_id for one in live.signals if one.type == SESSION_ENDED and one.data["session_id"] is None]
    assert set(ended) == {troll.user_id, bot.bot.id}
    assert (await _acts())[0] == ("Admin Ada", "user.suspended", "Troll")


async def test_who_is_let_in_again_needs_a_new_session(admin: Actor, bob: Actor) -> None:
    await transact(moderation.suspend_user, admin, bob.user_id)
    await transact(moderation.suspend_user, admin, bob.user_id)  # again changes nothing
    person = await transact(moderation.unsuspend_user, admin, bob.user_id)
    assert person.suspended_at is None
    assert bob.session_id is not None
    assert await read(lambda uow: session_rows.by_id(uow.session, bob.session_id or 0)) is None
    await say(Actor(bob.user_id, None, "Bob", "Bob"), await direct(bob, admin), "Back")
    actions = [action for _, action, user in await _acts() if user == "Bob"]
    assert actions == ["user.unsuspended", "user.suspended"]


async def test_admins_and_bots_stay_what_they_are(admin: Actor, ana: Actor) -> None:
    with pytest.raises(Conflict):
        await transact(moderation.suspend_user, None, admin.user_id)
    bot = await transact(bots.create_bot, ana, NewUser("Anabot"))
    with pytest.raises(InvalidInput):
        await transact(moderation.make_admin, None, bot.bot.id)
    with pytest.raises(NotFound):
        await transact(moderation.suspend_user, admin, 999_999)


async def test_content_goes_everywhere_and_its_author_cannot_undo_it(admin: Actor, ana: Actor, bob: Actor) -> None:
    rooms = [await direct(bob, ana), await group(ana, bob)]
    mine = [await say(bob, room, f"Bad {n}") for n in range(60) for room in rooms]
    kept = await say(ana, rooms[0], "Mine stays")
    assert await moderation.delete_content(admin, bob.user_id) == len(mine)
    for room in rooms:
        assert all(one.deleted_at for one in await history(ana, room) if one.sender.id == bob.user_id)
    assert next(one.body for one in await history(ana, rooms[0]) if one.id == kept.id) == "Mine stays"
    with pytest.raises(Forbidden):
        await transact(deletions.restore_message, bob, mine[0].id)
    (entry,) = [one for one in await read(moderation.list_audit, admin) if one.action == "user.content_deleted"]
    assert (entry.user, entry.details) == ("Bob", {"messages": len(mine)})


async def test_a_deletion_that_breaks_off_has_its_line(admin: Actor, ana: Actor, bob: Actor, database_url: str) -> None:
    await say(bob, await direct(bob, ana), "Bad")
    await transact(update_profile, bob, {"about": "I am Bob"})
    with create_engine(database_url).connect() as other:
        other.execute(text("SELECT id FROM message FOR UPDATE"))  # so it comes no further than the profile
        deleting = asyncio.create_task(moderation.delete_content(admin, bob.user_id))
        while not other.execute(_IS_CLEARED, {"id": bob.user_id}).scalar_one():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        assert (await _acts())[0] == ("Admin Ada", "user.content_deletion_begun", "Bob")
        other.rollback()
    assert await deleting == 1
    assert (await _acts())[0] == ("Admin Ada", "user.content_deleted", "Bob")


async def test_a_report_is_resolved_with_its_message(admin: Actor, ana: Actor, bob: Actor) -> None:
    message = await say(bob, await direct(bob, ana), "Something bad")
    await transact(send_report, ana, SendReport("abuse", "He insults me", message_id=message.id))
    (filed,) = await read(moderation.list_filed, admin)
    assert (filed.username, filed.by_username, filed.message_id) == ("Bob", "Ana", message.id)
    gone = await transact(moderation.delete_message, admin, message.id)
    assert gone.deleted_at
    assert gone.body == ""
    await transact(moderation.handle_report, admin, filed.id)
    assert await read(moderation.list_filed, admin) == []
    with pytest.raises(NotFound):
        await transact(moderation.handle_report, admin, filed.id)
    assert [action for _, action, _ in await _acts()][:2] == ["report.handled", "message.deleted"]


async def test_a_report_from_before_they_held_what_readers_saw_shows_no_marks(
    admin: Actor, ana: Actor, bob: Actor
) -> None:
    room = await direct(bob, ana)
    said = [await say(bob, room, body) for body in ("**One**", "_Two_", "3")]
    await transact(send_report, ana, SendReport("spam", message_id=said[1].id))
    await transact(lambda uow: uow.session.execute(_AS_BEFORE))
    (filed,) = await read(moderation.list_filed, admin)
    assert filed.snapshot["message"]["html"] == "<p><em>Two</em></p>"
    around = [*filed.snapshot["before"], *filed.snapshot["after"]]
    assert [one["html"] for one in around] == ["<p><strong>One</strong></p>", "<p>3</p>"]


async def test_another_name_is_told_like_ones_own_change(admin: Actor, ana: Actor, bob: Actor) -> None:
    conversation_id = await direct(ana, bob)
    await transact(moderation.rename_user, admin, bob.user_id, "Robert")
    view = await read(conversations.get_conversation, ana, conversation_id)
    assert view.mine.title == "Robert"
    assert (await _acts())[0] == ("Admin Ada", "user.renamed", "Bob")


async def test_the_figures_count_what_is_there(admin: Actor, ana: Actor, bob: Actor) -> None:
    await say(ana, await direct(ana, bob), "One")
    await transact(moderation.suspend_user, admin, bob.user_id)
    found = await read(moderation.read_figures, admin)
    assert (found.users, found.suspended, found.conversations, found.messages) == (3, 1, 1, 1)
    assert len(found.days) == 30
    assert sum(one.messages for one in found.days[-2:]) == 1  # it may be midnight
    assert sum(one.messages for one in found.days) == 1
    assert found.database_bytes > 0


async def test_people_are_found_by_name_and_by_being_suspended(admin: Actor, ana: Actor, bob: Actor) -> None:
    await transact(moderation.suspend_user, admin, bob.user_id)
    assert [one.user.username for one in await read(moderation.list_people, admin, "an")] == ["Ana"]
    assert [one.user.username for one in await read(moderation.list_people, admin, suspended=True)] == ["Bob"]
    first = await read(moderation.list_people, admin, limit=1)
    rest = await read(moderation.list_people, admin, after=first[0].user.id)
    assert len(rest) == 2
