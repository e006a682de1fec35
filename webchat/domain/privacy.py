"""What people who are kept apart by a block may see of each other."""

from dataclasses import replace
from typing import Any, TypeVar

from webchat.domain.views import MemberView, UserView

T = TypeVar("T", UserView, MemberView)


def kept_apart(view: T) -> T:
    """The same person without when they are here and what they have read."""
    if isinstance(view, MemberView):
        return replace(view, user=kept_apart(view.user), read_seq=0, delivered_seq=0)
    return replace(view, presence="offline", last_seen_at=None)


def subject_of(view: Any) -> int | None:
    """Whom a view of somebody, or of somebody's place in a group, shows; None for any other."""
    if isinstance(view, MemberView):
        return view.user.id
    return view.id if isinstance(view, UserView) else None
