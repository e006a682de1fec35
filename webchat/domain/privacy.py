"""What people see of each other: who is kept apart by a block, and who hides something, sees less."""

from dataclasses import replace
from typing import Any, TypeVar

from webchat.domain.conversation_views import MemberView
from webchat.domain.user_views import PrivacyView, UserView

T = TypeVar("T", UserView, MemberView)


def kept_apart(view: T) -> T:
    """The same person without when they are here and what they have read."""
    if isinstance(view, MemberView):
        return replace(view, user=kept_apart(view.user), read_seq=0, delivered_seq=0)
    return replace(view, presence="offline", last_seen_at=None)


def as_allowed(view: T, reader_id: int, reader: PrivacyView) -> T:
    """Somebody as a reader sees them who hides the same of themselves; oneself one sees whole."""
    if subject_of(view) == reader_id:
        return view
    if isinstance(view, MemberView):
        read_seq = view.read_seq if reader.receipts else 0
        return replace(view, user=as_allowed(view.user, reader_id, reader), read_seq=read_seq)
    return view if reader.presence else replace(view, presence="offline", last_seen_at=None)


def subject_of(view: Any) -> int | None:
    """Whom a view of somebody, or of somebody's place in a group, shows; None for any other."""
    if isinstance(view, MemberView):
        return view.user.id
    return view.id if isinstance(view, UserView) else None
