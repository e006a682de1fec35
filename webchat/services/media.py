"""Who may have a file."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import NotFound
from webchat.domain.media_views import MediaView
from webchat.media import storage
from webchat.repositories import admins, media, users
from webchat.settings import get_settings

TICKET_SECONDS = 3600


def access_media(uow: UnitOfWork, actor: Actor, media_id: int) -> MediaView:
    """A file of one's own that no message carries yet, or one of a message that one may see at this moment."""
    view = media.get_visible(uow.session, media_id, actor.user_id, actor.only)
    if view is None:
        raise NotFound
    return view


@dataclass(frozen=True, slots=True)
class Stored:
    """Where bytes lie; whoever holds this has been let in."""

    key: str

    async def size(self) -> int:
        """How many there are; raises `NotFound` when the store has lost them."""
        found = await storage.size_of(self.key)
        if found is None:
            raise NotFound
        return found

    def pieces(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Those from `start` up to, not including, `end`."""
        return storage.read(self.key, start, end)


def content_of(view: MediaView) -> Stored:
    """The file itself."""
    return Stored(storage.content_key(view.sha256))


def thumbnail_of(view: MediaView, size: int) -> Stored:
    """One of its small copies."""
    return Stored(storage.thumbnail_key(view.sha256, size))


def make_ticket(actor: Actor) -> str:
    """Proves who asks where no header can be sent (an `<img>` of another origin): one user, one hour, files only."""
    claim = f"{actor.user_id}.{int(now().timestamp()) + TICKET_SECONDS}.{actor.scope}"
    return f"{claim}.{_sign(claim)}"


def actor_of_ticket(uow: UnitOfWork, ticket: str) -> Actor | None:
    """Who a ticket proves; None when it is wrong, or too old."""
    claim, _, signature = ticket.rpartition(".")
    if not hmac.compare_digest(_sign(claim).encode(), signature.encode()):
        return None
    user_id, expires, scope = claim.split(".")
    if int(expires) < now().timestamp():
        return None
    user = None if admins.is_suspended(uow.session, int(user_id)) else users.get(uow.session, int(user_id))
    rooms = None if scope == "*" else frozenset(int(one) for one in scope.split(",") if one)
    return Actor(user.id, None, user.username, user.display_name, rooms=rooms) if user else None


def _sign(claim: str) -> str:
    key = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"media ticket {claim}".encode(), sha256).hexdigest()
