"""Pinned, archived, hidden, muted: for oneself."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.chat import Listener, direct, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationMine
from webchat.domain.errors import InvalidInput, NotFound
from webchat.realtime import hub
from webchat.services import conversations, preferences, receipts


async def prefer(actor: Actor, room: int, **changes: object) -> ConversationMine:
    return (await transact(preferences.change_preferences, actor, room, changes)).mine


async def listed(actor: Actor, folder: str = "all") -> list[int]:
    return [view.id for view in (await read(preferences.list_folder, actor, folder)).items]


async def test_pinned_ones_come_with_the_first_page_whatever_their_age(ana: Actor) -> None:
    rooms = [await direct(ana, await join(f"Person {letter}")) for letter in "abcd"]
    await prefer(ana, rooms[0], pinned=True)
    await prefer(ana, rooms[1], pinned=True)
    first = await read(preferences.list_folder, ana, "all", None, 3)
    assert [view.id for view in first.items] == [rooms[1], rooms[0], rooms[3]]
    second = await read(preferences.list_folder, ana, "all", first.next, 3)
    assert ([view.id for view in second.items], second.next) == ([rooms[2]], None)


async def test_archived_comes_back_with_news_unless_muted(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await say(bob, room, "before")
    assert (await prefer(ana, room, archived=True)).archived
    assert (await listed(ana), await listed(ana, "archived")) == ([], [room])
    await say(bob, room, "news")
    assert (await listed(ana), await listed(ana, "archived")) == ([room], [])
    assert not (await read(conversations.get_conversation, ana, room)).mine.archived
    await prefer(ana, room, archived=True, notify="mentions")
    await say(bob, room, "more news")
    assert (await listed(ana), await listed(ana, "archived")) == ([], [room])
    assert (await read(conversations.get_conversation, ana, room)).mine.archived
    await prefer(ana, room, archived=False)
    assert await listed(ana) == [room]


async def test_hidden_until_something_new_is_said(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await prefer(ana, room, pinned=True)
    hidden = await prefer(ana, room, hidden=True)
    assert (hidden.hidden, hidden.pinned) == (True, False)
    assert (await listed(ana), await listed(bob)) == ([], [room])
    await say(bob, room, "are you there?")
    assert await listed(ana) == [room]


async def test_folders(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    one, two = await direct(ana, bob), await direct(ana, cleo)
    message = await say(bob, one, "unread")
    await say(ana, two, "my own")
    assert (await listed(ana, "unread"), await listed(ana, "direct")) == ([one], [two, one])
    assert await listed(ana, "groups") == []
    await receipts.acknowledge(ana, {one: (message.seq, message.seq)})
    assert await listed(ana, "unread") == []
    with pytest.raises(InvalidInput):
        await listed(ana, "nonsense")
    with pytest.raises(InvalidInput):
        await read(preferences.list_folder, ana, "all", "bm9uc2Vuc2U=")


async def test_muting_ends_by_itself(ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await direct(ana, bob)
    soon = datetime.now(UTC) + timedelta(hours=1)
    muted = await prefer(ana, room, muted_until=soon)
    assert (muted.notify, muted.muted_until) == ("none", soon)
    muted = await prefer(ana, room, notify="mentions", muted_until=soon)
    assert (muted.notify, muted.muted_until) == ("mentions", soon)
    with monkeypatch.context() as later:
        later.setattr("webchat.repositories.conversations.now", lambda: soon)
        ended = (await read(conversations.get_conversation, ana, room)).mine
        assert (ended.notify, ended.muted_until) == ("all", None)
    assert (await prefer(ana, room, notify="none")).muted_until is None
    unmuted = await prefer(ana, room, muted_until=None)
    assert (unmuted.notify, unmuted.muted_until) == ("all", None)
    past = await prefer(ana, room, muted_until=datetime(2020, 1, 1, tzinfo=UTC))
    assert (past.notify, past.muted_until) == ("all", None)


async def test_only_members_and_only_what_there_is(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    cleo = await join("Cleo")
    with pytest.raises(NotFound):
        await prefer(cleo, room, pinned=True)
    for wrong in ({"notify": "sometimes"}, {"colour": "red"}, {"muted_until": datetime(2099, 1, 1)}):  # noqa: DTZ001
        with pytest.raises(InvalidInput):
            await prefer(ana, room, **wrong)


async def test_my_tabs_are_told_and_nobody_else(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await direct(ana, bob)
    await hub.drained()
    live.events.clear()
    await prefer(ana, room, pinned=True)
    await hub.drained()
    told = [(event.type, event.conversation_id, event.user_id, event.data.mine.pinned) for event in live.events]
    assert told == [("conversation.updated", None, ana.user_id, True)]
