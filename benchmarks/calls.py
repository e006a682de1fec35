"""Signalling of calls over `/ws`: how long a verb and a signal take from one program to the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from benchmarks.server import Bench
from benchmarks.streams import Person

CALLS, SIGNALS = 30, 300
_OFFER = {"description": {"type": "offer", "sdp": "v=0\r\n" + "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n" * 60}}


class Phone:
    """Somebody's socket."""

    def __init__(self, bench: Bench, who: Person) -> None:
        address = f"{bench.url.replace('http', 'ws', 1)}/ws/me"
        self.socket: ClientConnection = connect(address, additional_headers=who.bearer, proxy=None)
        self.until(lambda frame: frame["type"] == "hello")

    def ask(self, kind: str, **fields: Any) -> None:
        """A command; its ack comes among the events."""
        self.socket.send(json.dumps({"type": kind, "ref": 1, **fields}))

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next frame of this sort."""
        while True:
            frame: dict[str, Any] = json.loads(self.socket.recv())
            if frame["type"] == "error":
                raise RuntimeError(frame)
            if wanted(frame):
                return frame

    def sees(self, state: str) -> dict[str, Any]:
        """Waits for a call to be in a state."""
        return self.until(lambda frame: frame["type"] == "call.updated" and frame["data"]["state"] == state)["data"]


def measure(bench: Bench) -> list[tuple[str, str]]:
    """Rows (what, figure)."""
    with httpx.Client(base_url=bench.url, trust_env=False) as api:
        ana, bob = Person(api, "Ana Calls"), Person(api, "Bob Answers")
        hello = {"recipient_id": ana.id, "body": "call me"}
        room = api.post("/api/messages/", json=hello, headers=bob.bearer).raise_for_status().json()["conversation_id"]
    hers, his = Phone(bench, ana), Phone(bench, bob)
    rings, accepts = zip(*(_call(hers, his, room) for _ in range(CALLS)), strict=True)
    trips = _signals(hers, his, room, (ana.id, bob.id))
    for phone in (hers, his):
        phone.socket.close()
    return [
        ("call: request -> the other one is rung, over /ws (median)", _ms(rings)),
        ("call: accept -> the caller knows, over /ws (median)", _ms(accepts)),
        ("call: an offer of 3 kB there and back, over /ws (median)", _ms(trips)),
    ]


def _call(hers: Phone, his: Phone, room: int) -> tuple[float, float]:
    began = perf_counter()
    hers.ask("call.request", conversation_id=room)
    call_id = his.sees("calling")["id"]
    rung = perf_counter()
    his.ask("call.accept", call_id=call_id)
    hers.sees("connecting")
    accepted = perf_counter()
    hers.ask("call.hangup", call_id=call_id)
    for phone in (hers, his):
        phone.sees("ended")
    return rung - began, accepted - rung


def _signals(hers: Phone, his: Phone, room: int, ids: tuple[int, int]) -> list[float]:
    hers.ask("call.request", conversation_id=room)
    call_id = his.sees("calling")["id"]
    his.ask("call.accept", call_id=call_id)
    hers.sees("connecting")
    trips = []
    for _ in range(SIGNALS):
        began = perf_counter()
        for one, other, to in ((hers, his, ids[1]), (his, hers, ids[0])):
            one.ask("call.signal", call_id=call_id, to_user_id=to, data=_OFFER)
            other.until(lambda frame: frame["type"] == "call.signal")
        trips.append(perf_counter() - began)
    hers.ask("call.hangup", call_id=call_id)
    return trips


def _ms(seconds: Any) -> str:
    return f"{median(seconds) * 1000:.1f} ms"
