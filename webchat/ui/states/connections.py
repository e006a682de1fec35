"""The tabs of this process whose person is known."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from reflex.state import StateUpdate

from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import RateLimited


@dataclasses.dataclass
class Connection:
    """A browser tab whose person is known."""

    sid: str
    user_id: int
    session_id: int
    engine_id: str = ""
    open_id: int = 0
    device_id: str = ""
    actor: Actor | None = None
    known_at: float = 0.0
    token: str = ""
    expires_at: datetime | None = None
    rooms: frozenset[int] | None = None
    attentive: bool = False
    refused: int = 0
    refusal: RateLimited | None = None


class Connections:
    """The tabs of this process, by socket, by person and by open conversation."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Connection] = {}
        self._by_user: defaultdict[int, set[str]] = defaultdict(set)
        self._by_open: defaultdict[int, set[str]] = defaultdict(set)
        self._rooms: dict[str, frozenset[int]] = {}
        # Tabs whose list is being read, and what happened meanwhile.
        self.arriving: dict[str, list[StateUpdate]] = {}

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_sid)

    def get(self, sid: str) -> Connection | None:
        return self._by_sid.get(sid)

    def add(self, connection: Connection) -> None:
        self._by_sid[connection.sid] = connection
        self._by_user[connection.user_id].add(connection.sid)
        if connection.rooms is not None:
            self._rooms[connection.sid] = connection.rooms

    def remove(self, sid: str) -> Connection | None:
        connection = self._by_sid.pop(sid, None)
        self._rooms.pop(sid, None)
        self.arriving.pop(sid, None)
        if connection:
            self._discard(self._by_user, connection.user_id, sid)
            self._discard(self._by_open, connection.open_id, sid)
        return connection

    def show(self, sid: str, conversation_id: int) -> None:
        """The tab looks at this conversation now (0: at none)."""
        connection = self._by_sid.get(sid)
        if connection is None:
            return
        self._discard(self._by_open, connection.open_id, sid)
        connection.open_id = conversation_id
        if conversation_id:
            self._by_open[conversation_id].add(sid)

    def showing(self, conversation_id: int) -> set[str]:
        return self._by_open.get(conversation_id, set())

    def of_users(self, user_ids: Iterable[int], about: int | None = None) -> set[str]:
        """Their tabs; of guests of single conversations only those that may hear of the conversation `about`."""
        found = {sid for user_id in user_ids for sid in self._by_user.get(user_id, ())}
        if self._rooms:
            found = {sid for sid in found if sid not in self._rooms or about in self._rooms[sid]}
        return found

    def all_of(self, user_id: int) -> set[str]:
        """Every tab of theirs, also those of a guest."""
        return set(self._by_user.get(user_id, ()))

    def expired(self) -> list[str]:
        """Tabs whose token has ended."""
        return [sid for sid, one in self._by_sid.items() if one.expires_at and one.expires_at <= now()]

    def of_session(self, session_id: int) -> set[str]:
        return {sid for sid, one in self._by_sid.items() if one.session_id == session_id}

    def of_device(self, user_id: int, device_id: str) -> set[str]:
        """The tabs of one device of somebody, as it named itself."""
        return {sid for sid in self._by_user.get(user_id, ()) if self._by_sid[sid].device_id == device_id}

    def users(self) -> set[int]:
        return set(self._by_user)

    @staticmethod
    def _discard(index: defaultdict[int, set[str]], key: int, sid: str) -> None:
        index[key].discard(sid)
        if not index[key]:
            del index[key]


connections = Connections()
