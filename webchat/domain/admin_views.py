"""What admins of the installation see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webchat.domain.user_views import UserView

SUSPENDED, UNSUSPENDED = "user.suspended", "user.unsuspended"
ADMIN_MADE, ADMIN_UNMADE = "admin.made", "admin.unmade"
RENAMED = "user.renamed"
CONTENT_DELETION_BEGUN, CONTENT_DELETED = "user.content_deletion_begun", "user.content_deleted"
MESSAGE_REMOVED, REPORT_HANDLED = "message.deleted", "report.handled"
EXPORTED = "conversation.exported"


@dataclass(frozen=True, slots=True)
class ManagedUser:
    """Somebody, as admins see them."""

    user: UserView
    is_admin: bool
    suspended_at: datetime | None
    messages: int
    sessions: int


@dataclass(frozen=True, slots=True)
class AuditView:
    """Who did what to whom; `actor` is empty for what was done at the machine itself."""

    id: int
    action: str
    actor: str
    user: str
    details: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many messages were sent on a day (UTC), such as 2026-11-26."""

    day: str
    messages: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The installation at a glance: bytes of files and of the database, messages of the last days, oldest first.

    `online` people and their `connections` are those of the process that was asked.
    """

    users: int
    active_today: int
    suspended: int
    conversations: int
    messages: int
    files: int
    file_bytes: int
    database_bytes: int
    open_reports: int
    days: list[DayCount]
    online: int = 0
    connections: int = 0


def audit_text(entry: AuditView) -> str:
    """An entry as a line."""
    about = f" {entry.user}" if entry.user else ""
    more = ", ".join(f"{name} {value}" for name, value in entry.details.items())
    who = entry.actor or "(at the machine)"
    return f"{entry.created_at:%Y-%m-%d %H:%M} UTC  {who}  {entry.action}{about}{f'  ({more})' if more else ''}"
