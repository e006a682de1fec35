"""What those who look after the installation may do. Every act is kept in the audit log, in the same transaction.

One that takes many transactions is kept in the first, as begun, and in the last, with what was done.

`by` is an admin, or None for whoever operates the machine itself (the command line).
"""

from dataclasses import replace
from typing import Any

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.admin_views import (
    ADMIN_MADE,
    ADMIN_UNMADE,
    CONTENT_DELETED,
    CONTENT_DELETION_BEGUN,
    MESSAGE_REMOVED,
    RENAMED,
    REPORT_HANDLED,
    SUSPENDED,
    UNSUSPENDED,
    AuditView,
    Figures,
    ManagedUser,
)
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.domain.events import ACCESS_ENDED, MESSAGE_DELETED, NewEvent
from webchat.domain.message_views import MessageView
from webchat.domain.names import search_key
from webchat.domain.report_views import FiledReport, as_read
from webchat.domain.text import check_text
from webchat.realtime import presence
from webchat.repositories import admins, audit, conversations, deletions, messages, reports, sessions, users
from webchat.services import events
from webchat.services.call_changes import hang_up_everywhere
from webchat.services.users import update_profile

By = Actor | None
_DAYS = 30
_AT_ONCE = 100
_LONGEST_REASON = 500


def need_admin(uow: UnitOfWork, by: By) -> None:
    """Raises `Forbidden` for who is no admin at this moment."""
    if by is None:
        return
    by.need_everywhere()
    if not admins.is_admin(uow.session, by.user_id):
        raise Forbidden("Only admins of this server can do this.")


def is_admin(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether somebody looks after the installation, and has come with more than a guest's token."""
    return actor.rooms is None and admins.is_admin(uow.session, actor.user_id)


def read_figures(uow: UnitOfWork, by: By) -> Figures:
    """The installation at a glance."""
    need_admin(uow, by)
    online, connections = presence.counts()
    return replace(admins.figures(uow.session, _DAYS), online=online, connections=connections)


def list_people(
    uow: UnitOfWork, by: By, q: str = "", *, suspended: bool = False, after: int = 0, limit: int = 50
) -> list[ManagedUser]:
    """People and bots by id, after this one, whose name holds `q`."""
    need_admin(uow, by)
    return admins.find(uow.session, search_key(check_text(q, field="q")), suspended=suspended, after=after, limit=limit)


def get_person(uow: UnitOfWork, by: By, user_id: int) -> ManagedUser:
    """One of them; raises `NotFound`."""
    need_admin(uow, by)
    found = admins.get(uow.session, user_id)
    if found is None:
        raise NotFound
    return found


def suspend_user(uow: UnitOfWork, by: By, user_id: int, *, reason: str = "") -> ManagedUser:
    """Keeps somebody and their bots out: signed out everywhere at once, and no way back; what they wrote stays."""
    person = get_person(uow, by, user_id)
    if len(check_text(reason, field="reason")) > _LONGEST_REASON:
        raise InvalidInput(f"A reason has at most {_LONGEST_REASON} characters.", field="reason")
    if person.is_admin:
        raise Conflict("Admins cannot be suspended. Take that right away first.")
    new = admins.suspend(uow.session, user_id, now())
    for one in new:
        sessions.revoke(uow.session, one, now())
        hang_up_everywhere(uow, one)
        events.record(uow, None, NewEvent(ACCESS_ENDED, by.user_id if by else one, {"user_id": one}, user_id=one))
    if user_id in new:
        _keep(uow, by, SUSPENDED, user_id, **({"reason": reason} if reason else {}))
    return get_person(uow, by, user_id)


def unsuspend_user(uow: UnitOfWork, by: By, user_id: int) -> ManagedUser:
    """Lets somebody and their bots in again. Their old sessions stay ended: give them a way with `create-token`."""
    get_person(uow, by, user_id)
    if user_id in admins.suspend(uow.session, user_id, None):
        _keep(uow, by, UNSUSPENDED, user_id)
    return get_person(uow, by, user_id)


def make_admin(uow: UnitOfWork, by: By, user_id: int, *, admin: bool = True) -> ManagedUser:
    """Gives or takes the right to look after the installation."""
    person = get_person(uow, by, user_id)
    if person.user.is_bot:
        raise InvalidInput("Bots cannot be admins.", field="user_id")
    if person.suspended_at is not None and admin:
        raise Conflict("They are suspended.")
    if person.is_admin != admin:
        users.change(uow.session, user_id, {"is_admin": admin})
        _keep(uow, by, ADMIN_MADE if admin else ADMIN_UNMADE, user_id)
    return get_person(uow, by, user_id)


def rename_user(uow: UnitOfWork, by: By, user_id: int, display_name: str) -> ManagedUser:
    """Another display name, as if they had chosen it; the username stays, for what they wrote is known by it."""
    person = get_person(uow, by, user_id).user
    kind = "bot" if person.is_bot else "user"
    actor = Actor(person.id, None, person.username, person.display_name, kind)  # type: ignore[arg-type]
    update_profile(uow, actor, {"display_name": display_name})
    _keep(uow, by, RENAMED, user_id, before=person.display_name)
    return get_person(uow, by, user_id)


async def delete_content(by: By, user_id: int) -> int:
    """Tombstones for everything that somebody wrote, their picture and what they say of themselves gone; how many.

    Where it breaks off, the audit log has its beginning without its end; asked again it goes on.
    """
    await transact(_clear_profile, by, user_id)
    total = 0
    while count := await transact(_delete_some, by, user_id):
        total += count
    await transact(_note_deleted, by, user_id, total)
    return total


def delete_message(uow: UnitOfWork, by: By, message_id: int) -> MessageView:
    """A tombstone for one message, wherever it stands; nobody can bring it back."""
    need_admin(uow, by)
    found = messages.get_many(uow.session, [message_id]).get(message_id)
    if found is None or found.kind == "system":
        raise NotFound
    if _delete(uow, by, [message_id], [found.conversation_id]):
        details = {"message": message_id, "conversation": found.conversation_id}
        _keep(uow, by, MESSAGE_REMOVED, found.sender.id, **details)
    return messages.get_many(uow.session, [message_id])[message_id]


def list_filed(uow: UnitOfWork, by: By, *, handled: bool = False, limit: int = 100) -> list[FiledReport]:
    """The open reports, or with `handled` all, the oldest first."""
    need_admin(uow, by)
    found = reports.page(uow.session, handled=handled, limit=limit)
    return [FiledReport(**{**row, "snapshot": as_read(row["snapshot"])}) for row in found]


def handle_report(uow: UnitOfWork, by: By, report_id: int) -> None:
    """It was looked at. Raises `NotFound`."""
    need_admin(uow, by)
    user_id = reports.handle(uow.session, report_id)
    if user_id is None:
        raise NotFound(f"There is no open report with the number {report_id}.")
    _keep(uow, by, REPORT_HANDLED, user_id, report=report_id)


def list_audit(uow: UnitOfWork, by: By, before: int | None = None, limit: int = 50) -> list[AuditView]:
    """What was done, the latest first, before the entry with this number."""
    need_admin(uow, by)
    return audit.page(uow.session, before, limit)


def _clear_profile(uow: UnitOfWork, by: By, user_id: int) -> None:
    person = get_person(uow, by, user_id).user
    actor = Actor(person.id, None, person.username, person.display_name)
    update_profile(uow, actor, {"about": "", "avatar_media_id": None, "display_name": person.username})
    _keep(uow, by, CONTENT_DELETION_BEGUN, user_id)


def _delete_some(uow: UnitOfWork, by: By, user_id: int) -> int:
    need_admin(uow, by)
    rows = admins.content(uow.session, user_id, _AT_ONCE)
    return len(_delete(uow, by, [row["id"] for row in rows], [row["conversation_id"] for row in rows]))


def _delete(uow: UnitOfWork, by: By, ids: list[int], rooms: list[int]) -> set[int]:
    """By an admin or by nobody: so their author cannot undo it."""
    conversations.lock(uow.session, *set(rooms))
    gone = deletions.delete(uow.session, by.user_id if by else None, ids, now())
    views = messages.get_many(uow.session, sorted(gone))
    told = [
        (NewEvent(MESSAGE_DELETED, view.sender.id, {"message_id": view.id}, view.conversation_id), view)
        for view in views.values()
    ]
    if told:
        events.record_each(uow, told)
    return gone


def _note_deleted(uow: UnitOfWork, by: By, user_id: int, total: int) -> None:
    _keep(uow, by, CONTENT_DELETED, user_id, messages=total)


def _keep(uow: UnitOfWork, by: By, action: str, user_id: int | None, **details: Any) -> None:
    audit.insert(uow.session, by.user_id if by else None, action, user_id, details)
