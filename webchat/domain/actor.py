"""Who is asking."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """A proven user. Made from a session row or a service key, never from arguments that a caller chooses."""

    user_id: int
    session_id: int | None
    username: str
    display_name: str
    kind: Literal["user", "service"] = "user"
