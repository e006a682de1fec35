"""A small circle that talks under the oracle where a test has servers of its own: one sends by each way, all listen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.faults.load import Oracle, RestSender, SocketPerson, StreamReader, end, stored_in
from tests.support.program import Program

_PATIENCE = 60.0
_MORE = 10  # messages


@dataclass
class Circle:
    """Who talks, and what they must agree on."""

    oracle: Oracle
    owner: Program
    readers: tuple[SocketPerson | StreamReader, ...]

    async def talk(self) -> None:
        """Until so many more were acknowledged."""
        self.oracle.talking.set()
        wanted = len(self.oracle.acknowledged) + _MORE
        async with asyncio.timeout(_PATIENCE):
            while len(self.oracle.acknowledged) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def agree(self) -> None:
        """They fall silent; what was acknowledged is stored once, and everybody was told of it in its order."""
        self.oracle.talking.clear()
        async with asyncio.timeout(_PATIENCE):
            stored = await asyncio.to_thread(stored_in, self.oracle.place, self.owner.rest)
            while self.oracle.differing(stored) or any(one.told != stored for one in self.readers):
                await asyncio.sleep(0.25)
                stored = await asyncio.to_thread(stored_in, self.oracle.place, self.owner.rest)
        assert sorted(one.seq for one in stored.values()) == list(range(2, len(stored) + 2))
        assert [order.broken for one in self.readers for order in one.orders if order.broken] == []


@asynccontextmanager
async def circle(url: str, other_url: str) -> AsyncIterator[Circle]:
    """Two people at `url`, two at `other_url`, in a group; they talk when they are asked to."""
    people = [Program(where, name) for where, name in ((url, "Owner"), (other_url, "Rest"), (other_url, "Talker"))]
    owner, sends, talks = people
    body = {"title": "Circle", "member_ids": [sends.id, talks.id]}
    place = owner.rest.post("/api/groups/", json=body).raise_for_status().json()["id"]
    oracle = Oracle(place)
    rest, stream = RestSender(other_url, sends.token, oracle), StreamReader(other_url, sends.token, oracle)
    near, far = SocketPerson(url, owner.token, oracle), SocketPerson(other_url, talks.token, oracle)
    await stream.begin()
    tasks = [asyncio.create_task(one.listen()) for one in (near, far, stream)]
    async with asyncio.timeout(_PATIENCE):
        while not (near.connections and far.connections):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    senders = {"near": near, "far": far, "rest": rest}
    tasks += [asyncio.create_task(oracle.talk(name, one.send)) for name, one in senders.items()]
    try:
        yield Circle(oracle, owner, (near, far, stream))
    finally:
        broken = await end(tasks)
        await rest.close()
        await stream.close()
        for one in people:
            one.rest.close()
    assert not broken
