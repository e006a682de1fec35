"""Who is asking."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from webchat.domain.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Actor:
    """A proven user. Made from a session row, a service key or a host's token, never from what a caller chooses.

    `rooms`: the only conversations that this proof opens, all where None. `expires_at`: until when it counts.
    """

    user_id: int
    session_id: int | None
    username: str
    display_name: str
    kind: Literal["user", "bot", "service"] = "user"
    rooms: frozenset[int] | None = None
    expires_at: datetime | None = None

    @property
    def scope(self) -> str:
        """`rooms` as text: numbers with commas, `*` for all."""
        only = self.only
        return "*" if only is None else ",".join(map(str, only))

    @property
    def only(self) -> list[int] | None:
        """`rooms` as a list, as the database takes it."""
        return None if self.rooms is None else sorted(self.rooms)

    def sees(self, conversation_id: int | None) -> bool:
        """Whether this proof opens a conversation; whether one is a member is not asked."""
        return self.rooms is None or conversation_id in self.rooms

    def need_room(self, conversation_id: int) -> None:
        """Raises `NotFound` for a conversation that this proof does not open."""
        if not self.sees(conversation_id):
            raise NotFound

    def need_everywhere(self) -> None:
        """Raises `Forbidden` where the proof is for single conversations only."""
        if self.rooms is not None:
            raise Forbidden("This token opens single conversations only.")
