"""Relays and LiveKit rooms: who is given a way in, and what it opens."""

from collections.abc import Iterator

import jwt
import pytest

from tests.api.conftest import Program
from tests.api.test_calls import act, begin, talk
from webchat.settings import get_settings

LIVEKIT_SECRET = "a secret that LiveKit and WebChat share"


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A relay and a LiveKit server, as far as settings go."""
    monkeypatch.setenv("WEBCHAT_TURN_URL", "turn:turn.test:3478, turns:turn.test")
    monkeypatch.setenv("WEBCHAT_TURN_SECRET", "secret")
    monkeypatch.setenv("WEBCHAT_LIVEKIT_URL", "wss://livekit.test")
    monkeypatch.setenv("WEBCHAT_LIVEKIT_KEY", "key")
    monkeypatch.setenv("WEBCHAT_LIVEKIT_SECRET", LIVEKIT_SECRET)
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.mark.usefixtures("configured")
async def test_a_relay_is_for_those_who_are_in_the_call(ana: Program, bob: Program) -> None:
    call = await begin(ana, await talk(ana, bob), device_id="a1")

    async def ice(who: Program, device: str = "") -> int:
        asked = {"call_id": call["id"], "device_id": device}
        return (await who.http.get("/api/calls/ice", params=asked)).status_code

    assert [await ice(ana, "a1"), await ice(ana, "a2"), await ice(bob)] == [200, 404, 404]
    await act(bob, call, "accept", device_id="b1")
    assert [await ice(bob, "b1"), await ice(bob, "b2")] == [200, 404]
    given = (await bob.http.get("/api/calls/ice", params={"call_id": call["id"]})).json()
    assert (given["urls"], given["policy"], given["exposes"]) == (
        ["turn:turn.test:3478", "turns:turn.test"],
        "relay",
        False,
    )
    await act(ana, call, "hangup")
    assert [await ice(ana, "a1"), await ice(bob, "b1")] == [404, 404]


@pytest.mark.usefixtures("configured")
async def test_a_large_group_is_given_a_livekit_room(ana: Program, bob: Program, enrol) -> None:
    others = [await enrol(f"Person {n}") for n in range(6)]
    members = [bob.id, *(one.id for one in others)]
    room = (await ana.http.post("/api/groups/", json={"title": "Choir", "member_ids": members})).json()["id"]
    call = await begin(ana, room, kind="video")
    assert call["media"] == "livekit"
    asked = {"call_id": call["id"]}
    assert (await bob.http.get("/api/calls/livekit", params=asked)).status_code == 404
    for one in (bob, *others):
        call = await act(one, call, "accept")
    assert len([one for one in call["participants"] if one["state"] == "connecting"]) == 8
    given = (await bob.http.get("/api/calls/livekit", params=asked)).json()
    claims = jwt.decode(given["token"], LIVEKIT_SECRET, ["HS256"], issuer="key")
    assert (given["url"], claims["sub"], claims["exp"] - claims["nbf"]) == ("wss://livekit.test", str(bob.id), 130)
    assert claims["video"] == {
        "room": f"call-{call['id']}", "roomJoin": True, "canPublish": True, "canSubscribe": True,
        "canPublishData": False,
    }  # fmt: skip


@pytest.mark.usefixtures("configured")
async def test_a_browser_that_tests_its_network_gets_two_minutes(ana: Program, nobody) -> None:
    found = (await ana.http.get("/api/calls/doctor")).json()
    assert (found["ways"], found["livekit"], found["ice"]["ttl"]) == (["UDP", "TLS"], True, 120)
    assert found["ice"]["username"].endswith(f":{ana.id}")
    assert (await nobody.get("/api/calls/doctor")).status_code == 401


async def test_without_settings_there_is_nothing_to_give(ana: Program) -> None:
    found = (await ana.http.get("/api/calls/doctor")).json()
    assert (found["ways"], found["ice"]["urls"], found["livekit"]) == ([], [], False)
