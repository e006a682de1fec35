"""Messages in other words, with what they said before."""

from uuid import uuid4

import pytest

from tests.support.chat import Listener, direct, group, history, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.realtime import hub
from webchat.services import deletions, edits, messages, pins
from webchat.services.messages import SendMessage
from webchat.services.system_messages import tell


async def test_an_edit_is_a_newer_version_with_its_history(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "teh *first*")
    second = await transact(edits.edit_message, ana, message.id, "the **second**")
    assert (second.body, second.version, second.seq) == ("the **second**", 2, 1)
    assert "<strong>second</strong>" in second.html
    assert second.edited_at is not None
    third = await transact(edits.edit_message, ana, message.id, "the third")
    told = await read(edits.list_revisions, bob, message.id)
    assert [(one.version, one.body) for one in told] == [(1, "teh *first*"), (2, "the **second**"), (3, "the third")]
    assert [one.at for one in told] == [message.created_at, second.edited_at, third.edited_at]
    assert "<em>first</em>" in told[0].html
    assert (await history(bob, room)) == [third]
    await hub.drained()
    assert [event.data for event in live.events if event.type == "message.updated"] == [second, third]


async def test_the_same_words_change_nothing(ana: Actor, bob: Actor, live: Listener) -> None:
    message = await say(ana, await direct(ana, bob), "as it was")
    again = await transact(edits.edit_message, ana, message.id, "  as it was ")
    assert (again.version, again.edited_at) == (1, None)
    assert len(await read(edits.list_revisions, ana, message.id)) == 1
    await hub.drained()
    assert not [event for event in live.events if event.type == "message.updated"]


async def test_what_else_changes_a_message_is_no_edit(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "one")
    await transact(pins.pin_message, bob, message.id)
    await transact(edits.edit_message, ana, message.id, "two")
    told = await read(edits.list_revisions, bob, message.id)
    assert [(one.version, one.body) for one in told] == [(2, "one"), (3, "two")]


async def test_only_ones_own_texts_can_be_edited(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "mine")
    with pytest.raises(Forbidden):
        await transact(edits.edit_message, bob, message.id, "yours")
    with pytest.raises(InvalidInput):
        await transact(edits.edit_message, ana, message.id, "   ")
    line = await transact(tell, ana, room, "renamed")
    with pytest.raises(Conflict):
        await transact(edits.edit_message, ana, line.id, "forged")
    await transact(deletions.delete_message, ana, message.id)
    with pytest.raises(Conflict):
        await transact(edits.edit_message, ana, message.id, "back by another way")
    assert await read(edits.list_revisions, ana, message.id) == []
    stranger = await join("Stranger")
    for attempt in (
        transact(edits.edit_message, stranger, line.id, "x"),
        read(edits.list_revisions, stranger, line.id),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_who_may_not_write_any_more_may_not_edit(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob)
    message = await say(bob, room, "written in time")
    await _let_only_admins_write(room)
    with pytest.raises(Forbidden):
        await transact(edits.edit_message, bob, message.id, "too late")


async def test_a_send_that_comes_again_after_an_edit_is_still_the_first(ana: Actor, bob: Actor) -> None:
    room, client_id = await direct(ana, bob), uuid4()
    command = SendMessage("as sent", conversation_id=room, client_id=client_id)
    first = await messages.send_message(ana, command)
    edited = await transact(edits.edit_message, ana, first.view.id, "as edited")
    again = await messages.send_message(ana, command)
    assert again.replay
    assert again.view == edited
    with pytest.raises(Conflict):
        await messages.send_message(ana, SendMessage("as edited", conversation_id=room, client_id=client_id))


async def test_a_quote_follows_the_words(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    message = await say(ana, room, "a queston")
    await say(bob, room, "an answer", reply_to_id=message.id)
    await transact(edits.edit_message, ana, message.id, "a question")
    quote = (await history(bob, room))[1].reply_to
    assert quote is not None
    assert quote.snippet == "a question"


async def _let_only_admins_write(room: int) -> None:
    from sqlalchemy import text

    statement = text("UPDATE conversation SET who_can_write = 'admins' WHERE id = :id")
    await transact(lambda uow: uow.session.execute(statement, {"id": room}))
