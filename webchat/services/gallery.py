"""The files of a conversation, by what they are."""

from dataclasses import dataclass
from typing import Literal

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.cursors import LARGEST
from webchat.domain.group_views import SharedCounts, SharedView
from webchat.domain.pages import Page
from webchat.domain.permissions import Action
from webchat.repositories import gallery
from webchat.services.access import need
from webchat.services.pages import page_of, read_place


@dataclass(frozen=True, slots=True)
class Asked:
    """Which files: those of `from_seq` and older ones, the newest first; with `newer` those above it, oldest first."""

    shelf: Literal["media", "files", "voice"] = "media"
    cursor: str | None = None
    limit: int = 50
    from_seq: int | None = None
    newer: bool = False


def list_shared(uow: UnitOfWork, actor: Actor, conversation_id: int, asked: Asked) -> Page[SharedView]:
    """Files that were shared in a conversation, without those of deleted messages."""
    need(uow, actor, conversation_id, Action.READ)
    place = read_place(asked.cursor, int, int) or _beginning(asked)
    find = gallery.newer if asked.newer else gallery.older
    found = find(uow.session, conversation_id, asked.shelf, place, asked.limit + 1)  # type: ignore[arg-type]
    return page_of([((one.seq, one.position), one) for one in found], asked.limit)


def count_shared(uow: UnitOfWork, actor: Actor, conversation_id: int) -> SharedCounts:
    """How many there are."""
    need(uow, actor, conversation_id, Action.READ)
    return gallery.counts(uow.session, conversation_id)


def _beginning(asked: Asked) -> tuple[int, int]:
    """A place that no file has: above the whole album of `from_seq`, for those below it and those above."""
    if asked.from_seq is None:
        return (0, 0) if asked.newer else (LARGEST, 0)
    return min(asked.from_seq + 1, LARGEST), -1
