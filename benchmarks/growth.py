"""What grows with the messages of a conversation, and with the conversations of a person: each thing at three sizes."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any

from websockets.sync.client import connect

from benchmarks import filling
from benchmarks.server import Account, Bench, bench_server
from tests.support.reflex_socket import ReflexSocket

MESSAGES = (1_000, 100_000, 1_000_000)
CONVERSATIONS = (10, 1_000, 10_000)
RUNS = 20
Way = Callable[[], float]
Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What doing it once takes: CPU of server and database in ms, the fastest answer in ms, KiB sent by a socket."""

    cpu: float
    time: float
    sent: float = 0.0


class Asker:
    """Somebody who asks over REST, and how long an answer takes in seconds."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get(self, path: str, **parameters: Any) -> float:
        """The time of a GET."""
        return self._timed("GET", path, params=parameters)

    def post(self, path: str, **body: Any) -> float:
        """The time of a POST."""
        return self._timed("POST", path, json=body)

    def read_new(self, sender: Account, conversation_id: int) -> float:
        """The time that marking a new message read takes."""
        said = {"conversation_id": conversation_id, "body": "read this"}
        message = sender.api.post("/api/messages", json=said).raise_for_status().json()
        return self._timed("PUT", f"/api/messages/{message['id']}/read")

    def _timed(self, method: str, path: str, **options: Any) -> float:
        began = time.perf_counter()
        self.account.api.request(method, path, **options).raise_for_status()
        return time.perf_counter() - began


def measure() -> Rows:
    """All rows. CPU hangs least on what else the machine does; the machine's own times are beside it."""
    with bench_server() as bench:
        rows = _in_one_conversation(bench, MESSAGES)
    with bench_server() as bench:
        return rows + _of_one_person(bench, CONVERSATIONS)


def _in_one_conversation(bench: Bench, sizes: Sequence[int]) -> Rows:
    ana, ben = bench.account("Grow Ana"), bench.account("Grow Ben")
    room = _begin(ben, ana)
    ana.api.post("/api/messages", json={"conversation_id": room, "body": "welcome"}).raise_for_status()
    held, measured = 2, []
    for size in sizes:
        filling.messages(bench, room, ben.id, size - held)
        held = size
        end = _last_seq(ana, room)
        # Ana has read all of it but the last few: a page begins where one stopped reading.
        newest = ana.api.get("/api/messages", params={"conversation_id": room, "limit": 1}).json()["items"][0]
        ana.api.put(f"/api/messages/{newest['id']}/read").raise_for_status()
        measured.append(_costs(bench, _reading(Asker(ana), ben, room, end)) | _tab(bench, ana, room))
    on_disk = f"{filling.size_of_messages(bench) / held:.0f} bytes"
    rows = _rows("messages in one conversation", sizes, measured)
    return [*rows, (f"a short message in the database with its indexes ({held:,} of them)", on_disk)]


def _reading(ana: Asker, ben: Account, room: int, end: int) -> dict[str, Way]:
    in_room = {"conversation_id": room}
    return {
        "open at the end": lambda: ana.get("/api/messages", **in_room, limit=50),
        "page back": lambda: ana.get("/api/messages", **in_room, before=end - 500, limit=50),
        "jump into the middle": lambda: ana.get("/api/messages", **in_room, around=end // 2, limit=50),
        "go to the beginning": lambda: ana.get("/api/messages", **in_room, after=0, limit=50),
        "search a rare word": lambda: ana.get("/api/messages/search", **in_room, q="umbrella"),
        "search a common word": lambda: ana.get("/api/messages/search", **in_room, q="the"),
        "search a word that is not there": lambda: ana.get("/api/messages/search", **in_room, q="xylophone"),
        "the list, with unread counts": lambda: ana.get("/api/conversations", folder="all"),
        "shared links": lambda: ana.get(f"/api/conversations/{room}/links"),
        "mark read": lambda: ana.read_new(ben, room),
        "send": lambda: ana.post("/api/messages", **in_room, body="one more"),
    }


def _of_one_person(bench: Bench, sizes: Sequence[int]) -> Rows:
    owner, friend = bench.account("Grow Owner"), bench.account("Grow Friend")
    room = _begin(friend, owner)
    owner.api.post("/api/messages", json={"conversation_id": room, "body": "welcome"}).raise_for_status()
    filling.messages(bench, room, friend.id, 200)
    crowd, held, measured = filling.people(bench, sizes[-1]), 1, []
    for size in sizes:
        filling.rooms(bench, owner.id, crowd, held, size - 1)
        held = size
        middle = _middle_of_list(owner, size // 2)
        measured.append(_costs(bench, _listing(bench, Asker(owner), friend, room, middle)) | _tab(bench, owner, room))
    return _rows("conversations of one person", sizes, measured)


def _listing(bench: Bench, owner: Asker, friend: Account, room: int, middle: dict[str, str]) -> dict[str, Way]:
    return {
        "the list, with unread counts": lambda: owner.get("/api/conversations", folder="all"),
        "a page from its middle": lambda: owner.get("/api/conversations", folder="all", **middle),
        "the unread ones": lambda: owner.get("/api/conversations", folder="unread"),
        "the archived ones (none)": lambda: owner.get("/api/conversations", folder="archived"),
        "the list without folders": lambda: owner.get("/api/conversations"),
        "one of them": lambda: owner.get(f"/api/conversations/{room}"),
        "open one": lambda: owner.get("/api/messages", conversation_id=room, limit=50),
        "search a word in all": lambda: owner.get("/api/messages/search", q="welcome"),
        "mark read": lambda: owner.read_new(friend, room),
        "send": lambda: owner.post("/api/messages", conversation_id=room, body="one more"),
        "what happened since": lambda: owner.get("/api/events/log", since=_cursor(owner.account)),
        "/ws until its hello": lambda: _hello(bench, owner.account),
    }


def _begin(sender: Account, recipient: Account) -> int:
    said = sender.api.post("/api/messages", json={"recipient_id": recipient.id, "body": "hello"})
    return int(said.raise_for_status().json()["conversation_id"])


def _last_seq(who: Account, room: int) -> int:
    return int(who.api.get(f"/api/conversations/{room}").raise_for_status().json()["last_seq"])


def _middle_of_list(who: Account, place: int) -> dict[str, str]:
    """The cursor of a page that begins around a place of the list; none where the list is one page."""
    found: dict[str, str] = {}
    for _ in range(place // 100):
        page = who.api.get("/api/conversations", params={"folder": "all", "limit": 100, **found}).json()
        found = {"cursor": page["next"]}
    return found


def _cursor(who: Account) -> str:
    return str(who.api.get("/api/events/log").json()["cursor"])


def _hello(bench: Bench, who: Account) -> float:
    began = time.perf_counter()
    address = f"{bench.url.replace('http', 'ws', 1)}/ws/me"
    cookie = {"Cookie": f"webchat_session={who.secret}"}
    with connect(address, additional_headers=cookie, origin=bench.url, proxy=None) as socket:
        while json.loads(socket.recv())["type"] != "hello":
            pass
        return time.perf_counter() - began


def _tab(bench: Bench, who: Account, room: int) -> dict[str, Cost]:
    """A browser's socket: until it has its list, until it shows a conversation, and the KiB sent for each."""
    return asyncio.run(_arrive_and_open(bench, who, room))


async def _arrive_and_open(bench: Bench, who: Account, room: int) -> dict[str, Cost]:
    arrived, opened, sizes = [], [], []
    for _ in range(RUNS):
        tab = await ReflexSocket.open(bench.url, who.secret)
        arrived.append(await _cost_of(bench, tab.arrive))
        listed = _kib(tab)
        opened.append(await _cost_of(bench, lambda tab=tab: tab.show(room)))
        sizes.append((listed, _kib(tab) - listed))
        await tab.close()
    costs = (
        Cost(fmean(one.cpu for one in costs), min(one.time for one in costs), max(size[place] for size in sizes))
        for place, costs in enumerate((arrived, opened))
    )
    return dict(zip(("a browser's tab begins", "a browser's tab opens it"), costs, strict=True))


async def _cost_of(bench: Bench, do: Callable[[], Awaitable[Any]]) -> Cost:
    spent, began = bench.work_seconds(), time.perf_counter()
    await do()
    took = time.perf_counter() - began
    return Cost((bench.work_seconds() - spent) * 1000, took * 1000)


def _kib(tab: ReflexSocket) -> float:
    return sum(len(frame.encode()) for frame in tab.frames) / 1024


def _costs(bench: Bench, ways: dict[str, Way]) -> dict[str, Cost]:
    for way in ways.values():  # what is done for the first time is not what is asked
        way()
    return {what: _cost(bench, way) for what, way in ways.items()}


def _cost(bench: Bench, way: Way) -> Cost:
    before = bench.work_seconds()
    fastest = min(way() for _ in range(RUNS))
    return Cost((bench.work_seconds() - before) / RUNS * 1000, fastest * 1000)


def _rows(of: str, sizes: Sequence[int], measured: list[dict[str, Cost]]) -> Rows:
    head = f"**{of}: {' / '.join(f'{size:,}' for size in sizes)}**"
    rows = [
        (head, "**CPU of server and database in ms (each as a multiple of the one before); fastest answer at most**")
    ]
    for what in measured[0]:
        costs = [one[what] for one in measured]
        shown = " / ".join(f"{cost.cpu:.1f}" for cost in costs)
        sent = f"; KiB sent {' / '.join(f'{cost.sent:.0f}' for cost in costs)}" if costs[0].sent else ""
        steps = ", ".join(f"× {later.cpu / before.cpu:.1f}" for before, later in pairwise(costs))
        rows.append((f"{of}: {what}", f"{shown} ({steps}); {costs[-1].time:.1f} ms{sent}"))
    return rows


if __name__ == "__main__":
    print("".join(f"{what}: {figure}\n" for what, figure in measure()), file=sys.stdout)
