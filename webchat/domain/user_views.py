"""People, and what is theirs, as they leave the services: frozen, with the fields of the public protocol."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Presence = Literal["online", "away", "offline"]


@dataclass(frozen=True, slots=True)
class UserView:
    """Somebody, as whoever reads may see them; `last_seen_at` is None where it is not known, or not shown."""

    id: int
    username: str
    display_name: str
    about: str
    avatar_url: str | None
    is_bot: bool
    presence: Presence
    last_seen_at: datetime | None
    created_at: datetime
    hides_presence: bool = False


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """What one shows of oneself, and therefore sees of others: what was read; when one is, or was last, here."""

    receipts: bool = True
    presence: bool = True


@dataclass(frozen=True, slots=True)
class LookView:
    """What one chose for all one's devices; empty: each browser has its own. `language` "auto": what it likes best."""

    language: str = ""
    theme: str = ""
    accent: str = ""


@dataclass(frozen=True, slots=True)
class MailView:
    """Where and after how many hours away one hears by mail of what one missed; 0: never.

    `address` is proven, `wanted_address` waits for its code; `offered`: whether this server sends mail.
    """

    address: str = ""
    wanted_address: str = ""
    after_hours: int = 24
    texts: bool = True
    offered: bool = False


@dataclass(frozen=True, slots=True)
class BlockView:
    """Somebody whom one shut out; `blocked_at` is None once they are let in again."""

    user: UserView
    blocked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SenderView:
    """Who wrote a message: what of a user comes with each."""

    id: int
    username: str
    display_name: str
    avatar_url: str | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class SessionView:
    """Somewhere where one is signed in: `device` is what it says of itself, `name` that in words."""

    id: int
    kind: str
    device: str
    name: str
    created_at: datetime
    last_used_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A new user with the session's secret, which is shown this once."""

    user: UserView
    secret: str
    session_id: int


@dataclass(frozen=True, slots=True)
class NewBot:
    """A bot with its token, which is shown this once."""

    bot: UserView
    token: str
