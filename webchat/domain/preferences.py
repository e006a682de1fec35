"""What one member wants of one conversation, as it holds at a moment."""

from datetime import datetime

from webchat.domain.conversation_views import Wanted

NOTIFY = ("all", "mentions", "none")
FOLDERS = ("all", "unread", "groups", "direct", "archived")


def in_force(notify: Wanted, muted_until: datetime | None, now: datetime) -> tuple[Wanted, datetime | None]:
    """What notifications are wanted now, and until when less than all of them."""
    if notify == "all" or (muted_until is not None and muted_until <= now):
        return "all", None
    return notify, muted_until


def is_archived(archived_seq: int | None, last_seq: int, notify: str) -> bool:
    """Something new brings an archived conversation back, unless it is muted."""
    return archived_seq is not None and (archived_seq >= last_seq or notify != "all")
