"""The rooms of large calls on a server that speaks LiveKit's room service; the media itself needs a real one."""

import json
from collections.abc import Iterator

import jwt
import pytest

from tests.support.chat import Listener, group, join
from tests.support.receiver import receiving
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.realtime import hub
from webchat.services import calls, members
from webchat.services.call_rooms import RoomKeeper
from webchat.services.calls import RequestCall
from webchat.settings import get_settings

SECRET = "a secret that LiveKit and WebChat share"


@pytest.fixture
def settings_again() -> Iterator[None]:
    yield
    get_settings.cache_clear()


async def test_who_is_out_of_the_call_is_shown_out_of_the_room(
    ana: Actor, live: Listener, monkeypatch: pytest.MonkeyPatch, settings_again: None
) -> None:
    async with receiving() as livekit:
        for name, value in {"URL": f"ws://{livekit.host}", "KEY": "key", "SECRET": SECRET}.items():
            monkeypatch.setenv(f"WEBCHAT_LIVEKIT_{name}", value)
        get_settings.cache_clear()
        keeper = RoomKeeper()
        hub.subscribe(keeper)
        others = [await join(f"Person {n}") for n in range(6)]
        room = await group(ana, *others)
        mine = await calls.request_call(ana, RequestCall(room, "video"))
        assert mine.call.media == "livekit"
        for other in others[:2]:
            await calls.act_on_call(other, mine.call.id, "accept")
        await transact(members.remove_member, ana, room, others[0].user_id)
        await calls.act_on_call(others[1], mine.call.id, "hangup")
        await calls.act_on_call(ana, mine.call.id, "hangup")
        await hub.drained()
        await keeper.drained()
        hub.unsubscribe(keeper)
    told = [(one.path.rpartition("/")[2], json.loads(one.body)) for one in livekit.taken]
    place = {"room": f"call-{mine.call.id}"}
    removed = [("RemoveParticipant", place | {"identity": str(other.user_id)}) for other in others[:2]]
    assert sorted(told, key=str) == sorted([*removed, ("DeleteRoom", place)], key=str)
    token = livekit.taken[0].headers["authorization"].removeprefix("Bearer ")
    assert jwt.decode(token, SECRET, ["HS256"])["video"] == place | {"roomAdmin": True, "roomCreate": True}
