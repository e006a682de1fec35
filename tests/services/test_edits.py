"""Messages in other words, with what they said before."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, direct, group, history, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationMine
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.realtime import hub
from webchat.services import conversations, deletions, edits, groups, messages, pins, reactions
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


async def test_words_from_elsewhere_are_not_replaced_unseen(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "at noon")
    await transact(edits.edit_message, ana, message.id, "at one", "at noon")
    with pytest.raises(Conflict, match="changed meanwhile"):
        await transact(edits.edit_message, ana, message.id, "at two", "at noon")
    again = await transact(edits.edit_message, ana, message.id, "at one", "at noon")  # it was not told what came of it
    assert (again.version, again.body) == (2, "at one")


async def test_what_else_changes_a_message_is_no_edit(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "one")
    await transact(pins.pin_message, bob, message.id)
    await transact(edits.edit_message, ana, message.id, "two")
    told = await read(edits.list_revisions, bob, message.id)
    assert [(one.version, one.body) for one in told] == [(2, "one"), (3, "two")]


async def test_an_edit_names_others_and_drops_the_preview_of_a_link_that_is_gone(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    room = await group(ana, bob, cleo)
    message = await say(ana, room, "@Bob see https://example.org/a")
    await _give_preview(message.id, "https://example.org/a")
    kept = await transact(edits.edit_message, ana, message.id, "@Cleo see https://example.org/a &c")
    assert (kept.mentions, (kept.link_preview or {}).get("url")) == ((cleo.user_id,), "https://example.org/a")
    assert [(await _mine(one, room)).mentions for one in (bob, cleo)] == [(), (message.seq,)]
    gone = await transact(edits.edit_message, ana, message.id, "@all look")
    assert (gone.mentions, gone.mentions_all, gone.link_preview) == ((), True, None)
    assert [(await _mine(one, room)).mentions for one in (bob, cleo)] == [(message.seq,), (message.seq,)]
    await transact(edits.edit_message, ana, message.id, "nobody in particular")
    assert [(await _mine(one, room)).mention_count for one in (bob, cleo)] == [0, 0]


async def test_a_caption_is_edited_or_taken_away_a_poll_is_not(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    place = {"latitude": 1.0, "longitude": 2.0}
    message = await say(ana, room, "we are here", kind="location", payload=place)
    edited = await transact(edits.edit_message, ana, message.id, "")
    assert (edited.body, edited.kind, edited.payload) == ("", "location", message.payload)
    poll = await say(ana, room, "", kind="poll", payload={"question": "Where?", "options": ["Here", "There"]})
    with pytest.raises(Conflict):
        await transact(edits.edit_message, ana, poll.id, "There")


async def test_who_was_away_hears_of_every_kind_of_change(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    sent = [await say(ana, room, str(number)) for number in range(5)]
    since = (await read(messages.list_messages, bob, room)).cursor
    await transact(edits.edit_message, ana, sent[0].id, "other words")
    await transact(pins.pin_message, bob, sent[1].id)
    await transact(reactions.add_reaction, bob, sent[2].id, "👍")
    await transact(deletions.delete_message, ana, sent[3].id)
    changed = await read(messages.changed_since, bob, room, since, 5)
    assert changed == (await history(bob, room))[:4]


async def test_who_missed_more_than_is_told_reads_afresh(
    ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_MOST_CHANGES", 4)
    room = await direct(ana, bob)
    one, other = [await say(ana, room, words) for words in ("often changed", "deleted in the end")]
    since = (await read(messages.list_messages, bob, room)).cursor
    for number in range(4):
        await transact(edits.edit_message, ana, one.id, f"changed {number}")
    changed = await read(messages.changed_since, bob, room, since, other.seq)
    assert changed is not None
    assert [view.id for view in changed] == [one.id]
    for number in range(3):
        await transact(edits.edit_message, ana, one.id, f"changed again {number}")
    await transact(deletions.delete_message, ana, other.id)
    assert await read(messages.changed_since, bob, room, since, other.seq) is None


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
    await transact(groups.update_group, ana, room, {"who_can_write": "admins"})
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


async def _mine(who: Actor, room: int) -> ConversationMine:
    return (await read(conversations.get_conversation, who, room)).mine


async def _give_preview(message_id: int, url: str) -> None:
    preview = text(
        "UPDATE message SET link_preview = jsonb_build_object('url', cast(:url AS text), 'title', 'A') WHERE id = :id"
    )
    await transact(lambda uow: uow.session.execute(preview, {"id": message_id, "url": url}))
