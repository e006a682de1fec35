"""Live locations move while their time runs."""

from datetime import timedelta

import pytest

from tests.support.chat import Listener, direct, history, join, say
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.domain.message_views import MessageView
from webchat.realtime import hub
from webchat.services import locations

# Made when the tests are collected: far enough for the slowest run.
_END = now() + timedelta(hours=6)


async def share(actor: Actor, conversation_id: int, **more: object) -> MessageView:
    payload = {"latitude": 48.1, "longitude": 11.5, "accuracy": 30, "label": "On my way", **more}
    return await say(actor, conversation_id, "", kind="location", payload=payload)


async def test_a_live_location_moves_for_everyone(ana: Actor, bob: Actor, live: Listener) -> None:
    place = await share(ana, await direct(ana, bob), live_until=_END.isoformat())
    moved = await transact(locations.update_location, ana, place.id, 48.2, 11.6)
    assert moved.version == 2
    assert {key: (moved.payload or {}).get(key) for key in ("latitude", "longitude", "label", "accuracy")} == {
        "latitude": 48.2,
        "longitude": 11.6,
        "label": "On my way",
        "accuracy": None,
    }
    assert await history(bob, place.conversation_id) == [moved]
    await hub.drained()
    assert [event.data for event in live.events if event.type == "message.updated"] == [moved]


async def test_it_stops_by_hand_and_by_the_clock(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    by_clock = await share(ana, conversation, live_until=_END.isoformat())
    with pytest.raises(Conflict, match="not shared"):
        await transact(locations.update_location, ana, by_clock.id, 1, 2, None, lambda: _END)
    by_hand = await share(ana, conversation, live_until=_END.isoformat())
    stopped = await transact(locations.stop_location, ana, by_hand.id)
    assert await transact(locations.stop_location, ana, by_hand.id) == stopped
    assert stopped.version == 2
    with pytest.raises(Conflict):
        await transact(locations.update_location, ana, by_hand.id, 1, 2)


async def test_only_the_sender_moves_only_what_is_live(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    place, still = await share(ana, conversation, live_until=_END.isoformat()), await share(ana, conversation)
    with pytest.raises(Conflict):
        await transact(locations.update_location, ana, still.id, 1, 2)
    with pytest.raises(Forbidden):
        await transact(locations.update_location, bob, place.id, 1, 2)
    with pytest.raises(Forbidden):
        await transact(locations.stop_location, bob, place.id)
    with pytest.raises(NotFound):
        await transact(locations.update_location, await join("Stranger"), place.id, 1, 2)
    with pytest.raises(InvalidInput):
        await transact(locations.update_location, ana, place.id, 91, 2)
