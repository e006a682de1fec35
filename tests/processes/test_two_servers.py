"""Two servers as on two machines, no sticky sessions: Ana is at one, Bob at the other."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest

from tests.support.program import Program, Socket
from tests.support.reflex_socket import PEOPLE, SIDEBAR, TIMELINE, ReflexSocket, state_name
from tests.support.server import RunningServer, wait_until
from tests.support.two_servers import Pair, two_servers

BROWSER = state_name("browser", "Browser")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with two_servers(tmp_path_factory.mktemp("pair")) as running:
        yield running


@dataclass
class People:
    """Everybody who is made in a test, and what they opened."""

    opened: list[ReflexSocket]
    clients: list[httpx.Client]
    programs: list[Program]

    def program(self, server: RunningServer, name: str) -> Program:
        self.programs.append(Program(server.url, name))
        return self.programs[-1]

    async def socket(self, server: RunningServer, person: Program, path: str = "me", **given: object) -> Socket:
        person.address = f"{server.url.replace('http', 'ws', 1)}/ws"
        socket = await person.socket(path, **given)
        await socket.next("hello")
        return socket

    async def tab(self, server: RunningServer, client: httpx.Client) -> ReflexSocket:
        tab = await ReflexSocket.open(server.url, client.cookies["webchat_session"])
        self.opened.append(tab)
        await tab.arrive()
        return tab

    def join(self, server: RunningServer, name: str) -> tuple[httpx.Client, dict]:
        client = httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=30)
        self.clients.append(client)
        unique = f"{name} {uuid.uuid4().hex[:8]}"
        return client, client.post("/session", json={"name": unique}).raise_for_status().json()["user"]


@pytest.fixture
async def people() -> AsyncIterator[People]:
    made = People([], [], [])
    yield made
    for tab in made.opened:
        await tab.close()
    for client in made.clients:
        client.close()
    for person in made.programs:
        await person.leave()


async def test_what_is_said_at_one_is_heard_at_the_other(pair: Pair, people: People) -> None:
    ana, bob = people.program(pair.one, "Ana"), people.program(pair.other, "Bob")
    hers, his = await people.socket(pair.one, ana), await people.socket(pair.other, bob)
    sent = (await hers.ask("message.send", recipient_id=bob.id, body="hello over there"))["data"]
    event = await his.next("message.created")
    assert event["data"]["body"] == "hello over there"
    room = {"conversation_id": sent["conversation_id"]}
    await hers.ask("typing.start", **room)
    assert (await his.next("typing"))["data"]["active"] is True
    await his.ask("receipt.read", **room, seq=sent["seq"])
    assert (await hers.next("receipt.updated"))["data"]["read_seq"] == sent["seq"]
    await his.ask("reaction.add", message_id=sent["id"], emoji="👍")
    assert (await hers.next("reaction.added"))["data"]["user_id"] == bob.id
    await hers.link.send(json.dumps({"type": "message.edit", "ref": "e", "message_id": sent["id"], "body": "again"}))
    assert (await his.next("message.updated"))["data"]["body"] == "again"


async def test_who_is_at_one_is_online_at_the_other(pair: Pair, people: People) -> None:
    ana, bob = people.program(pair.one, "Ana"), people.program(pair.other, "Bob")
    his = await people.socket(pair.other, bob)
    await his.ask("message.send", recipient_id=ana.id, body="are you there?")
    await people.socket(pair.one, ana)
    told = await his.next("presence")
    assert (told["data"]["user_id"], told["data"]["presence"]) == (ana.id, "online")
    assert bob.rest.get(f"{pair.other.url}/api/users/{ana.id}").json()["presence"] == "online"


async def test_many_senders_at_both_make_one_order_for_everyone(pair: Pair, people: People) -> None:
    owner = people.program(pair.one, "Owner")
    senders = [people.program(server, "Sender") for server in (pair.one, pair.other) for _ in range(3)]
    body = {"title": "Many", "member_ids": [one.id for one in senders]}
    group = owner.rest.post("/api/groups/", json=body).raise_for_status().json()["id"]
    readers = [await people.socket(server, owner) for server in (pair.one, pair.other)]
    sockets = [await people.socket(pair.one if n < 3 else pair.other, one) for n, one in enumerate(senders)]

    async def send(socket: Socket) -> list[int]:
        return [
            (await socket.ask("message.send", conversation_id=group, body=f"number {n}"))["data"]["seq"]
            for n in range(20)
        ]

    acknowledged = sorted(seq for seqs in await asyncio.gather(*map(send, sockets)) for seq in seqs)
    for reader in readers:
        told: list[int] = []
        while not told or told[-1] < acknowledged[-1]:
            told.append((await reader.next("message.created"))["data"]["seq"])
        # The other server may tell only now that the group was made (1).
        assert [seq for seq in told if seq > 1] == acknowledged


async def test_a_removal_at_one_ends_what_is_shown_at_the_other(pair: Pair, people: People) -> None:
    ana, _ = people.join(pair.one, "Ana")
    bob, bob_user = people.join(pair.other, "Bob")
    body = {"title": "Group", "member_ids": [bob_user["id"]]}
    group = ana.post("/api/groups/", json=body).raise_for_status().json()["id"]
    tab = await people.tab(pair.other, bob)
    await tab.show(group)
    ana.post("/api/messages/", json={"group_id": group, "body": "seen"}).raise_for_status()
    await tab.until(lambda one: [key for key in one.entries[TIMELINE] if key.startswith("m:")])
    ana.delete(f"/api/groups/{group}/members/{bob_user['id']}").raise_for_status()
    await tab.until(lambda one: one.entries[SIDEBAR].get(f"c:{group}", 0) is None)
    ana.post("/api/messages/", json={"group_id": group, "body": "a secret"}).raise_for_status()
    tab.entries.get(PEOPLE, {}).pop("found", None)
    await tab.send(f"{PEOPLE}.find_people", {"asked": {"query": "nobody of this name"}})
    await tab.until(lambda one: "found" in one.entries.get(PEOPLE, {}))
    assert not [frame for frame in tab.frames if "a secret" in frame]


async def test_signing_out_at_one_closes_sockets_at_the_other(pair: Pair, people: People) -> None:
    ana, _ = people.join(pair.one, "Ana")
    tab = await people.tab(pair.other, ana)
    ana.delete("/session").raise_for_status()
    await tab.until(lambda one: one.entries.get(BROWSER, {}).get("signed_out"))
    bob = people.program(pair.one, "Bob")
    socket = await people.socket(pair.other, bob)
    (session,) = bob.rest.get("/api/users/me/sessions").json()["items"]
    bob.rest.delete(f"/api/users/me/sessions/{session['id']}").raise_for_status()
    assert await socket.closed_with() == 4009


async def test_a_call_lives_while_each_of_its_people_is_at_another_server(pair: Pair, people: People) -> None:
    ana, bob = people.program(pair.one, "Ana"), people.program(pair.other, "Bob")
    hers, his = await people.socket(pair.one, ana), await people.socket(pair.other, bob)
    said = (await hers.ask("message.send", recipient_id=bob.id, body="may I call?"))["data"]
    await his.ask("message.send", conversation_id=said["conversation_id"], body="yes")
    asked = {"conversation_id": said["conversation_id"], "kind": "audio", "device_id": "hers"}
    call = (await hers.ask("call.request", **asked))["data"]
    await his.next("call.updated")
    await his.ask("call.accept", call_id=call["id"], device_id="his")
    await his.ask("call.connected", call_id=call["id"], device_id="his")

    def seen() -> dict[int, datetime]:
        with pair.one.database() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT user_id, seen_at FROM call_participant WHERE call_id = %s", (call["id"],))
            return dict(cursor.fetchall())

    before = seen()
    assert before.keys() == {ana.id, bob.id}
    # Each of the two servers says of its own people that they are there.
    await asyncio.to_thread(wait_until, lambda: all(at > before[one] for one, at in seen().items()))
    await his.ask("call.hangup", call_id=call["id"], device_id="his")
    while (await hers.next("call.updated"))["data"]["state"] != "ended":
        pass


async def test_limits_and_tickets_are_shared(pair: Pair, people: People) -> None:
    ana = people.program(pair.one, "Ana")
    ticket = ana.rest.post("/api/sessions/ticket").raise_for_status().json()["ticket"]
    socket = await people.socket(pair.other, ana, f"me?ticket={ticket}", headers={})
    assert socket.events[0]["user"]["id"] == ana.id
    ana.address = f"{pair.one.url.replace('http', 'ws', 1)}/ws"
    again = await ana.socket(f"me?ticket={ticket}", headers={})
    assert await again.closed_with() == 4003
    for _ in range(19):
        await people.socket(pair.other, ana)
    assert await (await ana.socket()).closed_with() == 4008  # its user has twenty over there


async def test_requests_at_one_count_at_the_other(pair: Pair, people: People) -> None:
    ana = people.program(pair.one, "Ana")

    def left(server: RunningServer) -> int:
        return int(ana.rest.get(f"{server.url}/api/users/me").headers["X-RateLimit-Remaining"])

    # One more here, then there: the second one knows of the first as soon as both have told Valkey.
    for _ in range(40):
        here = left(pair.one)
    wait_until(lambda: left(pair.other) <= here, what="the sum of both")


async def test_frozen_valkey_delays_and_loses_nothing(pair: Pair, people: People) -> None:
    ana, bob = people.program(pair.one, "Ana"), people.program(pair.other, "Bob")
    hers, his = await people.socket(pair.one, ana), await people.socket(pair.other, bob)
    first = (await hers.ask("message.send", recipient_id=bob.id, body="before"))["data"]
    await his.next("message.created")
    pair.valkey.freeze()
    try:
        for number in range(5):
            answer = await hers.ask("message.send", conversation_id=first["conversation_id"], body=f"frozen {number}")
            assert answer["type"] == "ack"
        told = [(await his.next("message.created"))["data"]["body"] for _ in range(5)]
    finally:
        pair.valkey.thaw()
    assert told == [f"frozen {number}" for number in range(5)]
    await hers.ask("message.send", conversation_id=first["conversation_id"], body="after")
    assert (await his.next("message.created"))["data"]["body"] == "after"
