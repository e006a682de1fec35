"""Nothing that was acknowledged is lost, whatever dies: people go on talking through each fault, and then are asked.

`bin/test faults`; WEBCHAT_FAULTS_SECONDS is for how long they talk around each fault.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass

import httpx
import psutil
import pytest

from tests.faults.load import Oracle, RestSender, SocketPerson, StreamReader, TabPerson, Told, end, stored_in
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.frozen import frozen_database
from tests.support.server import RunningServer, wait_until

SECONDS = float(os.environ.get("WEBCHAT_FAULTS_SECONDS", "2"))
_CONVERGE = 90.0
_START = 240.0  # for a new process on a busy machine


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(
        tmp_path_factory.mktemp("faults") / "data", WEBCHAT_RATE_LIMITS="off", WEBCHAT_DRAIN_SECONDS="2"
    )
    running.arguments = ("--workers", "2")
    running.start()
    wait_until(lambda: "WebChat is ready, with 2 processes" in running.output(), patience=_START, what="both processes")
    yield running
    running.stop()


@dataclass
class World:
    server: RunningServer
    proxy: CuttingProxy
    oracle: Oracle
    owner: httpx.Client
    readers: dict[str, SocketPerson | StreamReader | TabPerson]
    watcher: SocketPerson
    ids: dict[str, int]
    call: int

    async def until(self, done, what: str, patience: float = _CONVERGE) -> None:
        try:
            async with asyncio.timeout(patience):
                while not done():  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pytest.fail(f"Waited {patience:.0f} seconds for {what}.")

    async def talk_for_a_while(self) -> None:
        """Until so many more were acknowledged, and some time passed."""
        self.oracle.talking.set()
        wanted = len(self.oracle.acknowledged) + 20
        await asyncio.sleep(SECONDS)
        await self.until(lambda: len(self.oracle.acknowledged) >= wanted, "acknowledgements")

    async def check(self) -> None:
        """They fall silent. Then everyone must hold the same, and all that was acknowledged, once, in one order."""
        self.oracle.talking.clear()
        stored: dict[str, Told] = {}

        def all_agree() -> bool:
            try:
                found = stored_in(self.oracle.place, self.owner)
            except httpx.HTTPError:  # it came to the place of a process that is on its way
                return False
            stored.clear()
            stored.update(found)
            return not self.oracle.differing(stored) and all(reader.told == stored for reader in self.readers.values())

        def says() -> str:
            lost = self.oracle.differing(stored)
            missing = {name: sorted(stored.items() - one.told.items()) for name, one in self.readers.items()}
            extra = {name: sorted(one.told.items() - stored.items()) for name, one in self.readers.items()}
            all_of_them = len(self.oracle.acknowledged)
            return f"Of {all_of_them} differ {lost}; readers miss {missing}, and hold besides {extra}"

        deadline = time.monotonic() + _CONVERGE
        while not await asyncio.to_thread(all_agree):
            if time.monotonic() > deadline:
                pytest.fail(says())
            await asyncio.sleep(0.25)
        numbers = sorted(one.seq for one in stored.values())
        assert numbers == list(range(2, len(stored) + 2))  # 1 says that the group was made
        for name, reader in self.readers.items():
            if not isinstance(reader, TabPerson):
                assert [order.broken for order in reader.orders if order.broken] == [], name
        await self._nothing_is_stuck()

    async def _nothing_is_stuck(self) -> None:
        """Nobody types any more; who is here is online, who is not is offline; a call can be ended, and is."""
        await self.until(lambda: not self.watcher.sees_typing(), "the end of typing")
        await self._until_asked(lambda: self._presence("talker") == "online", "the talker's presence")
        await self._until_asked(lambda: self._presence("rest") == "offline", "the absence of who has no socket")
        await self._until_asked(self._call_has_ended, "the end of the call")

    async def _until_asked(self, ask, what: str) -> None:
        def asked() -> bool:
            with suppress(httpx.HTTPError):  # it came to the place of a process that is on its way
                return bool(ask())
            return False

        deadline = time.monotonic() + _CONVERGE
        while not await asyncio.to_thread(asked):
            if time.monotonic() > deadline:
                pytest.fail(f"Waited {_CONVERGE:.0f} seconds for {what}.")
            await asyncio.sleep(0.25)

    def _presence(self, name: str) -> str:
        return str(self.owner.get(f"/api/users/{self.ids[name]}").raise_for_status().json()["presence"])

    def _call_has_ended(self) -> bool:
        call = f"/api/calls/{self.call}"
        self.owner.post(f"{call}/hangup", json={"device_id": "hers"}).raise_for_status()
        live = self.owner.get("/api/calls/live").raise_for_status().json()["items"]
        return not live and self.owner.get(call).raise_for_status().json()["state"] == "ended"


@pytest.fixture
async def world(workers: RunningServer) -> AsyncIterator[World]:
    """Three people who send, each by another way, and three who read; half of them through the proxy."""
    async with cutting_proxy(workers.port) as proxy:
        with (
            httpx.Client(base_url=workers.url, trust_env=False, timeout=10) as owner,
            httpx.Client(base_url=workers.url, trust_env=False, timeout=60) as page,
        ):
            made = [_user(workers.url, name) for name in ("Owner", "Rest", "Socket")]
            owner.headers["Authorization"] = f"Bearer {made[0]['token']}"
            tab_user = _join(page)
            oracle = Oracle(_group(owner, made[1]["user"]["id"], made[2]["user"]["id"], tab_user))
            rest = RestSender(proxy.url, made[1]["token"], oracle)
            talker = SocketPerson(workers.url, made[2]["token"], oracle)
            watcher = SocketPerson(proxy.url, made[0]["token"], oracle)
            stream = StreamReader(proxy.url, made[0]["token"], oracle)
            tab = TabPerson(workers.url, page.cookies["webchat_session"], tab_user, oracle)
            readers = {"talker": talker, "watcher": watcher, "stream": stream, "tab": tab}
            senders = {"rest": rest, "talker": talker, "tab": tab}
            await stream.begin()
            tasks = [asyncio.create_task(reader.listen()) for reader in readers.values()]
            ids = {"rest": made[1]["user"]["id"], "talker": made[2]["user"]["id"]}
            found = World(workers, proxy, oracle, owner, readers, watcher, ids, 0)
            await found.until(lambda: talker.connections and watcher.connections and tab.connections, "connections")
            found.call = await asyncio.to_thread(_call, owner, made[2])
            tasks += [asyncio.create_task(oracle.talk(name, one.send)) for name, one in senders.items()]
            try:
                yield found
            finally:
                broken = await end(tasks)
                await rest.close()
                await stream.close()
            assert not broken


def _user(url: str, name: str) -> dict:
    body = {"username": f"{name} {uuid.uuid4().hex[:8]}"}
    return httpx.post(f"{url}/api/users/", json=body, trust_env=False, timeout=60).raise_for_status().json()


def _join(page: httpx.Client) -> int:
    name = f"Tab {uuid.uuid4().hex[:8]}"
    origin = {"Origin": str(page.base_url).rstrip("/")}
    return int(page.post("/session", json={"name": name}, headers=origin).raise_for_status().json()["user"]["id"])


def _call(owner: httpx.Client, other: dict) -> int:
    """A call that goes on, between two people who know each other."""
    theirs = {"Authorization": f"Bearer {other['token']}"}
    said = owner.post("/api/messages", json={"recipient_id": other["user"]["id"], "body": "May I call?"})
    place = said.raise_for_status().json()["conversation_id"]
    yes = {"conversation_id": place, "body": "Yes."}
    owner.post("/api/messages", json=yes, headers=theirs).raise_for_status()
    asked = {"conversation_id": place, "kind": "audio", "device_id": "hers"}
    call = int(owner.post("/api/calls", json=asked).raise_for_status().json()["id"])
    for verb in ("accept", "connected"):
        given = {"device_id": "theirs"}
        owner.post(f"/api/calls/{call}/{verb}", json=given, headers=theirs).raise_for_status()
    return call


def _group(owner: httpx.Client, *member_ids: int) -> int:
    body = {"title": "Storm", "member_ids": list(member_ids)}
    return int(owner.post("/api/groups/", json=body).raise_for_status().json()["id"])


async def test_a_process_is_killed(world: World) -> None:
    before = world.server.processes("work")
    await world.talk_for_a_while()
    before[0].kill()
    await world.talk_for_a_while()
    await world.check()
    await world.until(lambda: len(world.server.processes("work")) == 2, "the next process", _START)
    assert before[1] in world.server.processes("work")


async def test_valkey_is_frozen_and_killed(world: World) -> None:
    await world.talk_for_a_while()
    (valkey,) = world.server.processes("valkey-server")
    valkey.send_signal(signal.SIGSTOP)
    await world.talk_for_a_while()
    valkey.send_signal(signal.SIGCONT)
    await world.talk_for_a_while()
    valkey.kill()
    await world.talk_for_a_while()
    await world.check()
    assert valkey not in world.server.processes("valkey-server")


async def test_the_database_is_killed(world: World) -> None:
    await world.talk_for_a_while()
    database = world.server.database_process()
    assert database is not None
    for process in (database, *database.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # the others may be gone by that
            process.kill()
    await world.talk_for_a_while()
    await world.check()


async def test_the_database_is_frozen(world: World) -> None:
    await world.talk_for_a_while()
    database = world.server.database_process()
    with frozen_database(world.server.data_dir):
        known = set(world.oracle.acknowledged)
        await asyncio.sleep(2 * SECONDS)
        # What was on its way out may come; afterwards nobody is promised anything that is not kept.
        assert len(world.oracle.acknowledged.keys() - known) <= len(world.readers)
    await world.talk_for_a_while()
    await world.check()
    assert world.server.database_process() == database


async def test_the_database_is_stopped_in_good_order(world: World) -> None:
    await world.talk_for_a_while()
    database = world.server.database_process()
    assert database is not None
    database.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
    await world.until(lambda: world.server.database_process() not in (None, database), "the next PostgreSQL")
    await world.talk_for_a_while()
    await world.check()


async def test_lines_are_cut_and_slow(world: World) -> None:
    await world.talk_for_a_while()
    assert world.proxy.cut() >= 2
    world.proxy.delay = 0.05
    await world.talk_for_a_while()
    world.proxy.cut()
    world.proxy.delay = 0.0
    await world.talk_for_a_while()
    await world.check()


_RENEWED = "All processes are new."


async def test_all_processes_are_replaced_under_load(world: World) -> None:
    renewals = world.server.output().count(_RENEWED)

    def all_new() -> bool:
        return world.server.output().count(_RENEWED) > renewals

    async def knock() -> list[str]:
        """What those heard who were refused, or told that it is not ready, while the processes were replaced.

        Who comes in just before a process closes its door may hear that this one is ending.
        """
        refused = []
        while not all_new():
            async with httpx.AsyncClient(base_url=world.server.url, trust_env=False, timeout=60) as passer_by:
                try:
                    answer = await passer_by.get("/api/ready")
                    if answer.status_code != 200 and "This process is ending." not in answer.text:
                        refused.append(answer.text)
                except httpx.HTTPError as error:
                    refused.append(repr(error))
            await asyncio.sleep(0.1)
        return refused

    before = set(world.server.processes("work"))
    assert world.server.process is not None
    await world.talk_for_a_while()
    world.server.process.send_signal(signal.SIGHUP)
    async with asyncio.timeout(2 * _START):
        refused = await knock()
    await world.talk_for_a_while()
    assert refused == []
    assert not before & set(world.server.processes("work"))
    await world.check()


def test_a_stop_signal_ends_everything(workers: RunningServer) -> None:
    left = [*workers.processes("work"), *workers.processes("valkey-server")]
    assert len(left) == 3
    assert workers.stop() == 0
    assert not any(one.is_running() for one in left)
    assert workers.database_process() is None
