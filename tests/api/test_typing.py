"""Who is writing, over REST."""

from collections.abc import Awaitable, Callable

from tests.api.conftest import Program
from tests.support.chat import Listener
from webchat.domain.events import TYPING


async def test_typing_is_told_and_taken_back(
    live: Listener, ana: Program, bob: Program, enrol: Callable[[str], Awaitable[Program]]
) -> None:
    room = (await ana.say(bob.id, "hello")).json()["conversation_id"]
    assert (await ana.http.put(f"/api/conversations/{room}/typing")).status_code == 200
    assert (await ana.http.delete(f"/api/conversations/{room}/typing")).status_code == 200
    await live.until(lambda: len([one for one in live.signals if one.type == TYPING]) == 2)
    told = [(one.conversation_id, one.data["active"]) for one in live.signals if one.type == TYPING]
    assert told == [(room, True), (room, False)]
    stranger = await enrol("Cleo")
    assert (await stranger.http.put(f"/api/conversations/{room}/typing")).status_code == 404


async def test_typing_is_told_every_three_seconds_whatever_the_door(live: Listener, ana: Program, bob: Program) -> None:
    room = (await ana.say(bob.id, "hello")).json()["conversation_id"]
    for _ in range(5):
        assert (await ana.http.put(f"/api/conversations/{room}/typing")).status_code == 200
    await ana.http.delete(f"/api/conversations/{room}/typing")
    await live.until(lambda: any(one.type == TYPING and not one.data["active"] for one in live.signals))
    assert [one.data["active"] for one in live.signals if one.type == TYPING] == [True, False]
    # Who stopped and goes on is seen at once.
    await ana.http.put(f"/api/conversations/{room}/typing")
    await live.until(lambda: [one.data["active"] for one in live.signals if one.type == TYPING] == [True, False, True])
