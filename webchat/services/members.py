"""Members: list, add, remove, leave, change what they may do."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import MemberView
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, NotHere
from webchat.domain.names import search_key
from webchat.domain.pages import Page
from webchat.domain.permissions import ADMIN, MEMBER, OWNER, ROLES, Action, refusal
from webchat.domain.text import check_text
from webchat.domain.user_views import UserView
from webchat.repositories import blocks, conversations, memberships, users
from webchat.services import limits
from webchat.services.access import lock_and_need, need
from webchat.services.membership import admit, close, dismiss, give_role, names_of
from webchat.services.pages import page_of, read_place
from webchat.services.presence import shown_to
from webchat.services.system_messages import tell

_MOST_AT_ONCE = 100


def list_members(
    uow: UnitOfWork, actor: Actor, conversation_id: int, cursor: str | None = None, limit: int = 50, q: str = ""
) -> Page[MemberView]:
    """Owner, admins, members, each by name; with `q` those whose name holds it, beginnings of words first."""
    need(uow, actor, conversation_id, Action.READ)
    place = read_place(cursor, int, int, str, int)
    key = search_key(check_text(q, field="q"))
    found = memberships.page(uow.session, conversation_id, key, place, limit + 1)  # type: ignore[arg-type]
    shown = shown_to(uow, actor, [member for _, member in found])
    return page_of([(where, member) for (where, _), member in zip(found, shown, strict=True)], limit)


def add_members(
    uow: UnitOfWork, actor: Actor, conversation_id: int, user_ids: list[int], role: str = MEMBER
) -> list[MemberView]:
    """Makes people members; who is one already stays as they are."""
    actor.need_everywhere()
    limits.count_group_change(actor.user_id)
    wanted = sorted(set(user_ids))
    if not 1 <= len(wanted) <= _MOST_AT_ONCE:
        raise InvalidInput("Add 1 to {most} people at once.", most=_MOST_AT_ONCE, field="user_ids")
    standing = lock_and_need(uow, actor, conversation_id, Action.ADD_MEMBERS)
    if _checked_role(role) != MEMBER and (refused := refusal(standing, Action.CHANGE_ROLE)):
        raise refused
    people = {user.id: user for user in users.get_many(uow.session, wanted)}
    if away := set(wanted) - set(people) | blocks.blockers_among(uow.session, actor.user_id, wanted):
        raise NotHere(away, "user_ids")
    removed = memberships.removed_among(uow.session, conversation_id, wanted)
    if removed and (refused := refusal(standing, Action.READMIT)):
        raise refused
    if joined := admit(uow, actor, conversation_id, wanted, role):
        tell(uow, actor, conversation_id, "members_added", users=names_of([people[one] for one in joined]))
    return _views(uow, actor, conversation_id, wanted)


def remove_member(uow: UnitOfWork, actor: Actor, conversation_id: int, user_id: int) -> None:
    """Ends somebody's membership; they come back only when an admin adds them. Oneself: the same as leaving."""
    if user_id == actor.user_id:
        leave_group(uow, actor, conversation_id)
        return
    limits.count_group_change(actor.user_id)
    lock_and_need(uow, actor, conversation_id, Action.REMOVE_MEMBER)
    if _role_of(uow, conversation_id, user_id) == OWNER:
        raise Forbidden("Nobody can remove the owner of a group.")
    person = _person(uow, conversation_id, user_id)
    dismiss(uow, actor, conversation_id, [user_id], "removed")
    memberships.remember_removed(uow.session, conversation_id, user_id, actor.user_id)
    tell(uow, actor, conversation_id, "member_removed", users=names_of([person]))


def leave_group(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Ends one's own membership; the last one takes the group along."""
    standing = lock_and_need(uow, actor, conversation_id, Action.LEAVE)
    others = memberships.heir_of(uow.session, conversation_id, actor.user_id)
    if others is None:
        close(uow, actor, conversation_id)
        return
    if standing.role == OWNER:
        raise Conflict("You own this group: make somebody else its owner before you leave, or delete the group.")
    tell(uow, actor, conversation_id, "member_left")
    dismiss(uow, actor, conversation_id, [actor.user_id], "left")


def leave_all_groups(uow: UnitOfWork, actor: Actor) -> None:
    """For who goes for good; what they own goes to the longest-standing admin, else member."""
    conversations.lock(uow.session, *memberships.groups_of(uow.session, actor.user_id))
    for conversation_id in memberships.groups_of(uow.session, actor.user_id):
        standing = memberships.standing(uow.session, conversation_id, actor.user_id)
        heir = memberships.heir_of(uow.session, conversation_id, actor.user_id)
        if standing and standing.role == OWNER and heir is not None:
            _change_role(uow, actor, conversation_id, heir, OWNER)
        leave_group(uow, actor, conversation_id)


def change_role(uow: UnitOfWork, actor: Actor, conversation_id: int, user_id: int, role: str) -> MemberView:
    """Makes somebody a member, an admin, or the owner: then the old owner stays as an admin."""
    limits.count_group_change(actor.user_id)
    action = Action.HAND_OVER if role == OWNER else Action.CHANGE_ROLE
    lock_and_need(uow, actor, conversation_id, action)
    if role not in ROLES:
        raise InvalidInput('A role is "owner", "admin" or "member".', field="role")
    present = _role_of(uow, conversation_id, user_id)
    if present != role:
        if present == OWNER:
            raise Forbidden("The owner stays the owner until the group is handed over to somebody else.")
        _change_role(uow, actor, conversation_id, user_id, role)
    return _views(uow, actor, conversation_id, [user_id])[0]


def _change_role(uow: UnitOfWork, actor: Actor, conversation_id: int, user_id: int, role: str) -> None:
    (named,) = names_of([_person(uow, conversation_id, user_id)])
    if role == OWNER:
        give_role(uow, actor, conversation_id, {actor.user_id: ADMIN, user_id: OWNER})
        tell(uow, actor, conversation_id, "owner_changed", user=named)
    else:
        give_role(uow, actor, conversation_id, {user_id: role})
        tell(uow, actor, conversation_id, "role_changed", user=named, role=role)


def _checked_role(role: str) -> str:
    if role not in (MEMBER, ADMIN):
        raise InvalidInput('Somebody is added as "member" or "admin".', field="role")
    return role


def _role_of(uow: UnitOfWork, conversation_id: int, user_id: int) -> str:
    role = memberships.roles_of(uow.session, conversation_id, [user_id]).get(user_id)
    if role is None:
        raise NotFound("They are not in this group.", field="user_id")
    return role


def _person(uow: UnitOfWork, conversation_id: int, user_id: int) -> UserView:
    return memberships.views(uow.session, [(conversation_id, user_id)])[conversation_id, user_id].user


def _views(uow: UnitOfWork, actor: Actor, conversation_id: int, user_ids: list[int]) -> list[MemberView]:
    views = memberships.views(uow.session, [(conversation_id, user_id) for user_id in user_ids])
    return shown_to(uow, actor, [views[conversation_id, user_id] for user_id in user_ids])
