"""Tombstones: who makes them, what they still say (nothing), and how they are undone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.support.chat import Listener, direct, group, history, join, log_until, say
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.encoding import to_json
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.realtime import hub
from webchat.services import conversations, deletions, details, edits, events, messages, pins, reactions, search, stars
from webchat.services.system_messages import tell
from webchat.settings import get_settings


async def test_a_group_is_kept_tidy_by_those_who_lead_it(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    room = await group(ana, bob, cleo)
    from_bob, from_cleo = await say(bob, room, "from Bob"), await say(cleo, room, "from Cleo")
    with pytest.raises(Forbidden):
        await transact(deletions.delete_message, bob, from_cleo.id)
    assert (await transact(deletions.delete_message, ana, from_bob.id)).deleted_at is not None
    line = await transact(tell, ana, room, "renamed")
    with pytest.raises(Forbidden):
        await transact(deletions.delete_message, ana, line.id)


async def test_nobody_leads_a_conversation_of_two(ana: Actor, bob: Actor) -> None:
    message = await say(bob, await direct(ana, bob), "from Bob")
    with pytest.raises(Forbidden):
        await transact(deletions.delete_message, ana, message.id)


async def test_several_go_together_or_not_at_all(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    mine = [await say(ana, room, str(number)) for number in range(5)]
    theirs = await say(bob, room, "theirs")
    ids = [message.id for message in mine]
    with pytest.raises(Forbidden):
        await transact(deletions.delete_messages, ana, [*ids, theirs.id])
    with pytest.raises(NotFound):
        await transact(deletions.delete_messages, ana, [*ids, 999_999])
    for wrong in ([], list(range(1, 102))):
        with pytest.raises(InvalidInput):
            await transact(deletions.delete_messages, ana, wrong)
    assert [message.deleted_at for message in await history(ana, room)] == [None] * 6
    gone = await transact(deletions.delete_messages, ana, [ids[3], ids[1], ids[3]])
    assert [view.id for view in gone] == [ids[3], ids[1]]
    await hub.drained()
    told = [(one.txid, one.data) for one in live.events if one.type == "message.deleted"]
    assert [view for _, view in told] == gone
    assert len({txid for txid, _ in told}) == 1


async def test_several_come_back_together_or_not_at_all(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await group(ana, bob)
    mine, theirs = [await say(ana, room, f"@Bob {number}") for number in range(3)], await say(bob, room, "theirs")
    ids = [message.id for message in mine]
    await transact(deletions.delete_messages, ana, ids)
    await transact(deletions.delete_message, bob, theirs.id)
    with pytest.raises(Forbidden):
        await transact(deletions.restore_messages, ana, [*ids, theirs.id])
    await transact(deletions.restore_message, ana, ids[1])
    back = await transact(deletions.restore_messages, ana, ids)
    assert [(view.body, view.mentions, view.version) for view in back] == [
        (message.body, (bob.user_id,), 3) for message in mine
    ]
    assert (await history(bob, room))[1:4] == back
    await hub.drained()
    assert sum(one.type == "message.updated" for one in live.events) == 3


async def test_a_hundred_take_as_many_statements_as_one(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    ids = [(await say(ana, room, str(number))).id for number in range(100)]

    def statements(uow: UnitOfWork, some: list[int]) -> int:
        seen: list[str] = []
        event.listen(
            uow.session.connection(), "before_cursor_execute",
            # when a connection plans a statement again hangs on what it has run before
            lambda *execution: execution[2].startswith(("PREPARE", "DEALLOCATE")) or seen.append(execution[2]),
        )  # fmt: skip
        deletions.delete_messages(uow, ana, some)
        return len(seen)

    assert await transact(statements, ids[:1]) == await transact(statements, ids[1:])


async def test_nothing_that_is_read_gives_a_deleted_text_out(ana: Actor, bob: Actor, live: Listener) -> None:
    room, start = await direct(ana, bob), events.current_cursor()
    message = await say(ana, room, "the secret plan https://secret.example/plan")
    await transact(edits.edit_message, ana, message.id, "the secret plan, second part")
    await say(bob, room, "an answer", reply_to_id=message.id)
    await transact(pins.pin_message, bob, message.id)
    await transact(stars.star_message, bob, message.id)
    await transact(deletions.delete_message, ana, message.id)
    await hub.drained()
    log = await log_until(bob, start, lambda seen: any(one.type == "message.deleted" for one in seen), limit=7)
    seen = [
        await history(bob, room),
        await read(messages.get_message, bob, message.id),
        await read(pins.list_pinned, bob, room),
        await read(stars.list_starred, bob),
        await read(edits.list_revisions, bob, message.id),
        (await read(conversations.list_conversations, bob)).items,
        [one.data for one in log],
        [one.data for one in live.events if one.type == "message.deleted"],
        (await read(search.search, bob, "secret")).messages.items,
        await read(details.list_links, bob, room),
        await read(messages.changed_since, bob, room, start, 9),
    ]
    assert "secret" not in str([to_json(one) for one in seen])
    assert await read(stars.starred_among, bob, [message.id]) == set()
    assert await _row(message.id) == ("", None, 0, 0)


async def test_a_deletion_is_undone_by_who_made_it(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await group(ana, bob)
    message = await say(bob, room, "too fast *deleted*")
    await transact(pins.pin_message, ana, message.id)
    await transact(stars.star_message, ana, message.id)
    await transact(deletions.delete_message, ana, message.id)
    with pytest.raises(Forbidden):
        await transact(deletions.restore_message, bob, message.id)
    back = await transact(deletions.restore_message, ana, message.id)
    assert (back.body, back.html, back.deleted_at) == (message.body, message.html, None)
    assert (back.version, back.pinned_at) == (4, None)
    assert await _row(message.id) == ("too fast *deleted*", None, 0, 0)
    assert (await history(bob, room))[1:] == [back]
    again = await transact(deletions.restore_message, ana, message.id)
    assert again == back
    await hub.drained()
    assert [one.data for one in live.events if one.type == "message.updated"][1:] == [back]


async def test_with_a_message_come_back_its_hits_its_links_and_whom_it_names(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob)
    message = await say(ana, room, "@Bob look: https://example.org/plan and @all")
    await transact(reactions.add_reaction, bob, message.id, "👍")
    before = await _found(bob, room)
    assert [len(part) for part in before] == [1, 1, 1]
    await transact(deletions.delete_message, ana, message.id)
    assert [len(part) for part in await _found(bob, room)] == [0, 0, 0]
    back = await transact(deletions.restore_message, ana, message.id)
    assert await _found(bob, room) == before
    assert (back.mentions, back.mentions_all, [one.emoji for one in back.reactions]) == ((bob.user_id,), True, ["👍"])


async def test_a_deletion_is_undone_for_a_while_only(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "gone for good")
    window = timedelta(seconds=get_settings().undo_seconds)
    moment = now()
    await transact(deletions.delete_message, ana, message.id, clock=lambda: moment)
    with pytest.raises(Conflict):
        await transact(deletions.restore_message, ana, message.id, clock=_at(moment + window + timedelta(seconds=1)))
    back = await transact(deletions.restore_message, ana, message.id, clock=_at(moment + window))
    assert back.body == "gone for good"


async def test_a_stranger_undoes_nothing(ana: Actor, bob: Actor) -> None:
    message = await say(ana, await direct(ana, bob), "between us")
    await transact(deletions.delete_message, ana, message.id)
    with pytest.raises(NotFound):
        await transact(deletions.restore_message, await join("Stranger"), message.id)


async def _found(who: Actor, room: int) -> tuple[list, list, tuple]:
    hits = (await read(search.search, who, "look")).messages.items
    links = (await read(details.list_links, who, room)).items
    mine = (await read(conversations.get_conversation, who, room)).mine
    return [hit.message.id for hit in hits], [link.url for link in links], mine.mentions


def _at(moment: datetime) -> Any:
    return lambda: moment


async def _row(message_id: int) -> tuple[Any, ...]:
    statement = text("""
        SELECT search_text, pinned_at, (SELECT count(*) FROM star WHERE message_id = :id),
            (SELECT count(*) FROM mention WHERE message_id = :id)
        FROM message WHERE id = :id
    """)
    return tuple(await read(lambda uow: uow.session.execute(statement, {"id": message_id}).one()))
