"""Reactions over REST: the emoji stands in the address."""

from urllib.parse import quote

from tests.api.conftest import Program


def _address(message_id: int, emoji: str) -> str:
    return f"/api/messages/{message_id}/reactions/{quote(emoji)}"


async def test_give_and_take_back(ana: Program, bob: Program) -> None:
    message = (await ana.say(bob.id, "hello")).json()
    given = await bob.http.put(_address(message["id"], "❤"))
    assert given.status_code == 200
    assert given.json()["reactions"] == [{"emoji": "❤️", "count": 1, "user_ids": [bob.id]}]
    assert given.json()["version"] == 2
    assert (await bob.http.put(_address(message["id"], "❤️"))).json() == given.json()
    seen = (await ana.http.get(f"/api/messages/{message['id']}")).json()
    assert seen["reactions"] == given.json()["reactions"]
    taken = await bob.http.delete(_address(message["id"], "❤️"))
    assert (taken.status_code, taken.json()["reactions"]) == (200, [])


async def test_refusals(ana: Program, bob: Program, enrol) -> None:
    message = (await ana.say(bob.id, "hello")).json()
    eve = await enrol("Eve")
    assert (await eve.http.put(_address(message["id"], "👍"))).status_code == 404
    refused = await bob.http.put(_address(message["id"], "nice"))
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "emoji")
    await ana.http.delete(f"/api/messages/{message['id']}")
    assert (await bob.http.put(_address(message["id"], "👍"))).status_code == 409
