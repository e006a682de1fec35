"""Messages that disappear, with two servers: each goes once, and everyone at both is told."""

from __future__ import annotations

from tests.processes.test_two_servers import Pair, People, pair, people
from tests.support.server import RunningServer

__all__ = ["pair", "people"]

COUNT = 30


def _make_due(server: RunningServer, room: int) -> None:
    with server.database() as connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE message SET expires_at = created_at WHERE conversation_id = %s AND expires_at IS NOT NULL", (room,)
        )
        connection.commit()


def _removals(server: RunningServer, room: int) -> list[int]:
    with server.database() as connection, connection.cursor() as cursor:
        cursor.execute(
            """SELECT (payload->>'message_id')::bigint FROM event
            WHERE type = 'message.deleted' AND conversation_id = %s""",
            (room,),
        )
        return [row[0] for row in cursor.fetchall()]


async def test_each_is_removed_once_and_told_at_both(pair: Pair, people: People) -> None:
    ana, bob = people.program(pair.one, "Ana"), people.program(pair.other, "Bob")
    hers, his = await people.socket(pair.one, ana), await people.socket(pair.other, bob)
    stays = (await hers.ask("message.send", recipient_id=bob.id, body="before"))["data"]
    room = stays["conversation_id"]
    set_ = bob.rest.patch(f"{pair.other.url}/api/conversations/{room}", json={"disappear_seconds": 86_400})
    assert set_.status_code == 200, set_.text
    sent = [(await hers.ask("message.send", conversation_id=room, body=str(n)))["data"]["id"] for n in range(COUNT)]
    _make_due(pair.one, room)
    for socket in (hers, his):
        told = [await socket.next("message.deleted") for _ in range(COUNT)]
        assert sorted(event["data"]["id"] for event in told) == sent
        assert {(event["actor_id"], event["data"]["body"]) for event in told} == {(None, "")}
    assert sorted(_removals(pair.one, room)) == sent
    left = ana.rest.get(f"{pair.one.url}/api/messages/?conversation_id={room}").json()["items"]
    assert [one["body"] for one in left if one["kind"] == "text"] == ["before"]
