"""What one hides passes to no socket, and to one's own comes as little of the others."""

from __future__ import annotations


async def test_receipts_and_presence_on_sockets(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    hers = await ana.socket()
    await hers.next("hello")
    first = ana.rest.post("/api/messages/", json={"recipient_id": bob.id, "body": "one"}).json()
    room = {"conversation_id": first["conversation_id"]}
    his = await bob.socket()
    await his.next("hello")
    assert (await hers.next("presence"))["data"]["presence"] == "online"
    assert bob.rest.patch("/api/users/me/privacy", json={"presence": False, "receipts": False}).json() == {
        "receipts": False, "presence": False,
    }  # fmt: skip
    gone = (await hers.next("presence"))["data"]
    assert gone == {"user_id": bob.id, "presence": "offline", "last_seen_at": None}
    assert (await his.next("privacy.updated"))["data"] == {"receipts": False, "presence": False}
    await his.ask("receipt.read", **room, seq=1)
    told = (await hers.next("receipt.updated"))["data"]
    assert (told["user_id"], told["delivered_seq"], told["read_seq"]) == (bob.id, 1, 0)
    own = (await his.next("receipt.updated"))["data"]
    assert (own["user_id"], own["read_seq"]) == (bob.id, 1)
    assert "shown_seq" not in own
    second = bob.rest.post("/api/messages/", json={"recipient_id": ana.id, "body": "two"}).json()
    await hers.ask("receipt.read", **room, seq=second["seq"])
    while True:
        seen = (await his.next("receipt.updated"))["data"]
        if seen["user_id"] == ana.id:
            break
    assert (seen["delivered_seq"], seen["read_seq"]) == (second["seq"], 0)
    # Who comes and goes is nothing that Bob hears of any more.
    late = program("Cleo")
    late.rest.post("/api/messages/", json={"recipient_id": bob.id, "body": "hello"}).raise_for_status()
    await (await late.socket()).next("hello")
    await his.next("message.created")
    await his.ask("ping")
    assert [one for one in his.events if one["type"] == "presence"] == []
    profile = late.rest.get(f"/api/users/{bob.id}").json()
    assert (profile["presence"], profile["last_seen_at"]) == ("offline", None)
    assert "hides_presence" not in profile
