"""A small circle of friends: who they are, and how they do things through the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.server import Account, Bench

_DATED = """UPDATE message SET created_at = now() - %s * interval '1 minute' WHERE id = %s"""
_BEGAN = """
    UPDATE message m SET created_at = first.at - interval '3 minutes'
    FROM (SELECT conversation_id, min(created_at) AS at FROM message WHERE kind <> 'system' GROUP BY 1) first
    WHERE m.kind = 'system' AND m.conversation_id = first.conversation_id"""
_ACTIVE = """
    UPDATE conversation c SET active_at = last.at, created_at = last.began - interval '1 day'
    FROM (SELECT conversation_id, max(created_at) AS at, min(created_at) AS began FROM message GROUP BY 1) last
    WHERE c.id = last.conversation_id"""


class Circle:
    """People by name; their groups by a word of ours, and Lea's direct conversations by the other one's name."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.url = bench, bench.url
        self.people: dict[str, Account] = {}
        self.rooms: dict[str, int] = {"missing": 987654}
        self.invite = self.visitor = ""
        self.said: dict[str, int] = {}
        self.dates: list[tuple[float, int]] = []

    @property
    def places(self) -> dict[str, int | str]:
        """What addresses of pages may name."""
        return {**self.rooms, "invite": self.invite}

    def group(self, room: str, by: str, title: str, *others: str, **more: Any) -> int:
        """A group, known as `room`."""
        ids = [self.people[name].id for name in others]
        body = {"title": title, "member_ids": ids, **more}
        self.rooms[room] = self._post(by, "/api/groups", body)["id"]
        return self.rooms[room]

    def say(self, who: str, to: str, body: str = "", ago: float = 60, *, note: str = "", **more: Any) -> int:
        """Send to a room, or to a person by name; `ago`: minutes; `note`: to find its id in `said` later."""
        where = {"recipient_id": self.people[to].id} if to in self.people else {"conversation_id": self.rooms[to]}
        sent = self._post(who, "/api/messages", {"body": body, **where, **more})
        self.dates.append((ago, sent["id"]))
        if note:
            self.said[note] = sent["id"]
        if "Lea" in (who, to):
            self.rooms.setdefault(who if to == "Lea" else to, sent["conversation_id"])
        return int(sent["id"])

    def upload(self, who: str, name: str, content: bytes) -> int:
        """A file of somebody's that no message carries yet."""
        answer = self.people[who].api.post("/api/media/upload/", files={"file": (name, content)}).raise_for_status()
        return int(answer.json()["id"])

    def read(self, who: Iterable[str], message: int) -> None:
        """These people have seen everything up to a message."""
        for name in who:
            self.people[name].api.put(f"/api/messages/{message}/read").raise_for_status()

    def react(self, message: int, sign: str, *who: str) -> None:
        for name in who:
            self.people[name].api.put(f"/api/messages/{message}/reactions/{sign}").raise_for_status()

    def put(self, who: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Any other request of somebody's."""
        answer = self.people[who].api.request(method, path, json=body).raise_for_status()
        return answer.json() if answer.content else None

    def hang_up(self) -> None:
        """Nobody is left in a call whose windows are gone: who is in one is busy for the next."""
        for who in self.people:
            for call in self.put(who, "GET", "/api/calls/live")["items"]:
                for verb in ("cancel", "hangup"):
                    self.people[who].api.post(f"/api/calls/{call['id']}/{verb}", json={})

    def _post(self, who: str, path: str, body: dict[str, Any]) -> Any:
        return self.put(who, "POST", path, body)

    def settle(self) -> None:
        """Move all that was said to when it was said."""
        with self.bench.server.database() as connection, connection, connection.cursor() as cursor:
            cursor.executemany(_DATED, self.dates)
            cursor.execute(_BEGAN)
            cursor.execute(_ACTIVE)
