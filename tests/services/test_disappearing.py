"""Messages that disappear: from when it is chosen on, at their time, whole, once, for everyone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, direct, group, history, say
from tests.support.uploads import own_folder
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, InvalidInput, NotFound
from webchat.domain.message_views import MessageView
from webchat.realtime import hub
from webchat.repositories import disappearing as queries
from webchat.services import (
    deletions,
    edits,
    gallery,
    media,
    messages,
    polls,
    reactions,
    reports,
    retention,
    search,
    stars,
    uploads,
)
from webchat.services.disappearing import DAY, set_disappearing, vanish_due
from webchat.services.gallery import Asked
from webchat.services.messages import SendMessage
from webchat.services.reports import SendReport

__all__ = ["own_folder"]


def _in(days: float) -> Callable[[], datetime]:
    return lambda: now() + timedelta(days=days)


async def _on(actor: Actor, room: int, days: int = 1) -> None:
    await transact(set_disappearing, actor, room, days * DAY)


async def _said(actor: Actor, room: int) -> list[str]:
    return [one.body for one in await history(actor, room) if one.kind != "system"]


async def _lines(actor: Actor, room: int) -> list[dict]:
    return [one.payload or {} for one in await history(actor, room) if one.kind == "system"]


async def test_only_what_is_sent_while_it_is_on_disappears(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    before = await say(ana, room, "Before")
    await _on(bob, room)
    during = await say(ana, room, "During")
    await transact(set_disappearing, ana, room, 0)
    await say(ana, room, "After")
    assert before.expires_at is None
    assert during.expires_at is not None
    assert (during.expires_at - during.created_at).days == 1
    assert await vanish_due(_in(0.9)) == 0
    assert await vanish_due(_in(400)) == 1
    assert await _said(bob, room) == ["Before", "After"]
    assert await _lines(ana, room) == [
        {"code": "disappearing_changed", "seconds": DAY},
        {"code": "disappearing_changed", "seconds": 0},
    ]


async def test_the_setting_is_told_and_what_is_no_choice_is_refused(ana: Actor, bob: Actor, live: Listener) -> None:
    pair, room = await direct(ana, bob), await group(ana, bob)
    await _on(ana, pair, 7)
    await _on(ana, room, 90)
    await _on(ana, room, 90)  # nothing changes, and nothing is said
    await hub.drained()
    told = [event for event in live.events if event.type == "conversation.updated"]
    assert {event.user_id for event in told[:2]} == {ana.user_id, bob.user_id}
    assert [event.data.shared.disappear_seconds for event in told[:2]] == [7 * DAY, 7 * DAY]
    assert [(event.conversation_id, event.data.disappear_seconds) for event in told[2:]] == [(room, 90 * DAY)]
    assert len([line for line in await _lines(bob, room) if line["code"] == "disappearing_changed"]) == 1
    for wrong in (1, True, -DAY):
        with pytest.raises(InvalidInput):
            await transact(set_disappearing, ana, pair, wrong)


async def _full(ana: Actor, bob: Actor, room: int) -> tuple[MessageView, int]:
    """A message of which there is everything that there can be of one, and its file."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"words in a file"

    file = await uploads.upload_file(ana, pieces(), "secret.txt")
    sent = await say(ana, room, f"Quince @{bob.username}", media_ids=(file.id,))
    await transact(edits.edit_message, ana, sent.id, f"Quinces @{bob.username}")
    await transact(reactions.add_reaction, bob, sent.id, "👍")
    await transact(stars.star_message, bob, sent.id)
    return sent, file.id


_LEFT = text("""
    SELECT (SELECT count(*) FROM message_revision) + (SELECT count(*) FROM reaction) + (SELECT count(*) FROM star)
        + (SELECT count(*) FROM mention) + (SELECT count(*) FROM poll_vote) + (SELECT count(*) FROM message_media)
""")


async def test_nothing_of_it_is_left_and_everyone_is_told_once(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    await _on(ana, room)
    sent, file = await _full(ana, bob, room)
    poll = await say(ana, room, "", kind="poll", payload={"question": "Where?", "options": ["Here", "There"]})
    await transact(polls.vote, bob, poll.id, [0])
    answer = await say(bob, await direct(ana, bob), "Yes", reply_to_id=sent.id)
    assert await vanish_due(_in(1.1)) == 3
    await hub.drained()
    gone = [event for event in live.events if event.type == "message.deleted"]
    assert [(event.data.id, event.actor_id, event.data.vanished) for event in gone] == [
        (one, None, True) for one in (sent.id, poll.id, answer.id)
    ]
    found = await read(messages.get_message, bob, sent.id)
    assert (found.body, found.media, found.reactions, found.mentions, found.payload) == ("", (), (), (), {})
    assert found.vanished
    assert await read(lambda uow: uow.session.execute(_LEFT).scalar()) == 0
    assert (await read(search.search_messages, bob, "quinces")).items == []
    assert (await read(gallery.list_shared, bob, room, Asked("files"))).items == []
    for who in (ana, bob):
        with pytest.raises(NotFound):
            await read(media.access_media, who, file)
    with pytest.raises(Conflict):
        await transact(edits.edit_message, ana, sent.id, "Still here")
    await retention.prune(_in(1.2))
    assert await read(lambda uow: uow.session.execute(text("SELECT count(*) FROM media")).scalar()) == 0


async def test_a_file_that_another_message_carries_stays(ana: Actor, bob: Actor) -> None:
    room, other = await direct(ana, bob), await group(ana, bob)
    await _on(ana, room)
    _, file = await _full(ana, bob, room)
    await say(ana, other, "For good", media_ids=(file,))
    assert await vanish_due(_in(2)) == 1
    assert (await read(media.access_media, bob, file)).id == file


async def test_a_deleted_message_cannot_be_brought_back_after_its_end(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await _on(ana, room)
    sent = await say(ana, room, "Oops")
    await transact(deletions.delete_message, ana, sent.id)
    assert not (await read(messages.get_message, ana, sent.id)).vanished
    assert await vanish_due(_in(2)) == 1
    assert (await read(messages.get_message, ana, sent.id)).vanished
    with pytest.raises(Exception, match="Only who deleted"):
        await transact(deletions.restore_message, ana, sent.id)


async def test_of_many_removers_each_message_is_told_once(ana: Actor, bob: Actor, live: Listener) -> None:
    rooms = [await direct(ana, bob), await group(ana, bob), await group(bob, ana)]
    for room in rooms[:2]:
        await _on(ana, room)
    await _on(bob, rooms[2])
    for number in range(60):
        await say(ana if number % 2 else bob, rooms[number % 3], str(number))
    gone = await asyncio.gather(*(vanish_due(_in(2)) for _ in range(4)))
    assert sum(gone) == 60
    await hub.drained()
    told = [event.data.id for event in live.events if event.type == "message.deleted"]
    assert len(told) == len(set(told)) == 60


async def test_what_was_sent_twice_is_not_there_again(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await _on(ana, room)
    command = SendMessage("Once", conversation_id=room, client_id=uuid4())
    first = await messages.send_message(ana, command)
    await vanish_due(_in(2))
    again = await messages.send_message(ana, command)
    assert (again.replay, again.view.id, again.view.body) == (True, first.view.id, "")


async def test_places_go_when_no_event_speaks_of_them(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await _on(ana, room)
    gone = await say(ana, room, "Gone")
    reported = await say(ana, room, "Reported")
    await say(bob, room, "An answer", reply_to_id=gone.id)
    await transact(reports.send_report, bob, SendReport("abuse", message_id=reported.id))
    await transact(set_disappearing, ana, room, 0)
    await say(ana, room, "Stays", reply_to_id=gone.id)
    assert (await retention.prune(_in(2))).disappeared == 3
    assert (await retention.prune(_in(9))).places == 0  # seven days of events, and one more
    assert (await retention.prune(_in(11))).places == 2
    left = await history(bob, room)
    assert [one.body for one in left if one.kind != "system"] == ["Stays"]
    assert (left[-1].reply_to, left[-1].seq) == (None, 6)


async def test_looking_for_what_is_due_reads_an_index(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    for number in range(50):
        await say(ana, room, str(number))

    def plan(uow: UnitOfWork) -> str:
        uow.session.execute(text("SET LOCAL enable_seqscan = off"))
        asked = uow.session.execute(text(f"EXPLAIN {queries._DUE.text}"), {"at": now(), "limit": 9})
        return "\n".join(asked.scalars())

    assert "ix_message_expires" in await transact(plan)
