"""What a conversation's details show."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.cursors import LARGEST
from webchat.domain.group_views import LinkView
from webchat.domain.links import links_of
from webchat.domain.pages import Page
from webchat.domain.permissions import Action
from webchat.repositories import details, messages
from webchat.services.access import need
from webchat.services.pages import page_of, read_place

Place = tuple[int, int]


def list_links(
    uow: UnitOfWork, actor: Actor, conversation_id: int, cursor: str | None = None, limit: int = 50
) -> Page[LinkView]:
    """The links that were shared in a conversation, the newest first."""
    need(uow, actor, conversation_id, Action.READ)
    found: list[tuple[Place, LinkView]] = []
    place: Place | None = read_place(cursor, int, int) or (LARGEST, 0)  # type: ignore[assignment]
    while place and len(found) <= limit:
        some, place = _links_after(uow, conversation_id, place, limit)
        found += some
    return page_of(found[: limit + 1], limit)


def _links_after(
    uow: UnitOfWork, conversation_id: int, place: Place, limit: int
) -> tuple[list[tuple[Place, LinkView]], Place | None]:
    """Links after a place, and where to go on; None at the end."""
    seq, after = place
    found: list[tuple[Place, LinkView]] = []
    rows = details.messages_with_links(uow.session, conversation_id, seq, limit + 2)
    for row in rows:
        sender = messages.sender_of(row, row["sender_id"])
        for number, url in enumerate(links_of(row["html"]), 1):
            if row["seq"] < seq or number > after:
                view = LinkView(url, row["id"], row["seq"], sender, row["created_at"])
                found.append(((row["seq"], number), view))
    return found, (rows[-1]["seq"] - 1, 0) if len(rows) == limit + 2 else None
