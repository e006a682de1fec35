"""The demonstration: told once, as if it had been said in the days before."""

from datetime import timedelta

import pytest

from tests.support.chat import Listener, history, join
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.conversation_views import ConversationView
from webchat.domain.demo import ME, story
from webchat.domain.errors import Conflict, InvalidInput
from webchat.services import calls, conversations, sessions
from webchat.services.demo import play


async def _rooms(actor: Actor) -> dict[str, ConversationView]:
    found = (await read(conversations.list_conversations, actor)).items
    return {view.mine.title: view for view in found}


async def test_it_is_told_once_and_was_days_ago(live: Listener) -> None:
    told = story()
    played = await play()
    assert (played.people, played.rooms, played.anew) == (len(told.people), len(told.rooms), True)
    anna = await read(sessions.authenticate, played.cookie)
    assert anna is not None
    rooms = await _rooms(anna)
    assert len(rooms) == len(told.rooms)
    assert {title: view.mine.unread_count for title, view in rooms.items() if view.mine.unread_count} == {
        room.title or told.people[room.members[0]].name: room.unread for room in told.rooms if room.unread
    }
    kinds = set()
    for view in rooms.values():
        said = await history(anna, view.shared.id)
        kinds |= {one.kind for one in said}
        times = [one.created_at for one in said]
        assert times == sorted(times)
        assert times[-1] < now()
    assert kinds >= {"text", "image", "file", "voice", "poll", "sticker", "location", "contact", "call", "system"}
    (team,) = [view for title, view in rooms.items() if title.startswith("Studio")]
    said = await history(anna, team.shared.id)
    assert said[0].created_at < now() - timedelta(days=1, hours=12)
    assert [one for one in said if one.pinned_at]
    assert [one for one in said if one.mentions == (anna.user_id,)]
    log = await read(calls.list_calls, anna)
    assert [(one.call.kind, one.call.duration) for one in log.items] == [("audio", None), ("video", 754)]
    # Again: nobody comes, and nothing is said twice.
    again = await play()
    assert (again.anew, again.name) == (False, played.name)
    assert [len(await history(anna, view.shared.id)) for view in rooms.values()] == [
        view.shared.last_seq for view in rooms.values()
    ]
    assert {title: view.shared.last_seq for title, view in (await _rooms(anna)).items()} == {
        title: view.shared.last_seq for title, view in rooms.items()
    }


async def test_somebody_who_is_here_can_be_in_the_middle(live: Listener) -> None:
    ana = await join("Ana")
    played = await play("Ana")
    assert played.name == "Ana"
    rooms = await _rooms(ana)
    assert set(rooms) > {"Book club", "Tom Baker"}
    assert not (await play("Ana")).anew
    with pytest.raises(InvalidInput):
        await play("Nobody")


async def test_whoever_has_one_of_the_names_keeps_it(live: Listener) -> None:
    name = next(player.name for key, player in story().people.items() if key != ME)
    person = await join(name)
    with pytest.raises(Conflict, match=name):
        await play()
    assert await _rooms(person) == {}
