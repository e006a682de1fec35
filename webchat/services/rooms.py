"""Rooms for the objects of a host: a group for an order, a ticket, a match; made once however often asked."""

from dataclasses import dataclass

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationShared
from webchat.domain.errors import InvalidInput, NotHere
from webchat.domain.names import search_key
from webchat.domain.text import check_text
from webchat.repositories import conversations, groups, identities, memberships, users
from webchat.services.groups import clean_title
from webchat.services.membership import admit, begin, names_of
from webchat.services.system_messages import tell

_LONGEST_KEY = 200
_MOST_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class EnsureRoom:
    """`external_key` is the host's own name of the object; who is given is a member afterwards, others stay."""

    external_key: str
    title: str = ""
    member_ids: tuple[int, ...] = ()


def ensure_room(uow: UnitOfWork, acting: Actor | None, command: EnsureRoom) -> tuple[ConversationShared, bool]:
    """The room, and whether it was made just now. The caller has the service key; `acting` is whom it acts for.

    The first member owns a new room: who acts, else the first of `member_ids`.
    """
    key = _checked_key(command.external_key)
    wanted = list(dict.fromkeys((*((acting.user_id,) if acting else ()), *command.member_ids)))
    if len(wanted) > _MOST_MEMBERS:
        raise InvalidInput("At most {most} people at once.", most=_MOST_MEMBERS, field="member_ids")
    people = users.get_many(uow.session, wanted)
    if len(people) < len(wanted):
        raise NotHere(set(wanted) - {user.id for user in people}, "member_ids")
    title = clean_title("title", command.title or key[:100])
    room_id, made = groups.ensure(uow.session, key, title, search_key(title))
    conversations.lock(uow.session, room_id)
    if made and people:
        owner = acting or Actor(people[0].id, None, people[0].username, people[0].display_name, "service")
        begin(uow, owner, room_id, [one for one in wanted if one != owner.user_id])
        tell(uow, owner, room_id, "group_created", title=title)
    elif people:
        _add(uow, acting, room_id, wanted)
    return conversations.get_shared(uow.session, [room_id])[room_id], made


def find_room(uow: UnitOfWork, actor: Actor, named: str) -> int:
    """The conversation of a host's key, else of an id, that the actor is in; 0 where there is none."""
    key = named.strip()[:_LONGEST_KEY].replace("\0", "")
    found = identities.rooms(uow.session, [key]).get(key)
    number = key if found is None and key.isascii() and key.isdigit() and len(key) <= 18 else ""
    wanted = int(number) if number else found or 0
    return wanted if wanted in identities.joined(uow.session, actor.user_id, [wanted]) and actor.sees(wanted) else 0


def _add(uow: UnitOfWork, acting: Actor | None, room_id: int, wanted: list[int]) -> None:
    """The host decides who is in its rooms, also of those whom an admin has removed."""
    members = memberships.members_of(uow.session, room_id)
    missing = [one for one in wanted if one not in members]
    if not missing:
        return
    people = users.get_many(uow.session, missing)
    first = people[0]
    by = acting or Actor(first.id, None, first.username, first.display_name, "service")
    admit(uow, by, room_id, missing)
    tell(uow, by, room_id, "members_added", users=names_of(people))


def _checked_key(key: str) -> str:
    cleaned = check_text(key, field="external_key").strip()
    if not 1 <= len(cleaned) <= _LONGEST_KEY:
        raise InvalidInput("A key has 1 to {most} characters.", most=_LONGEST_KEY, field="external_key")
    return cleaned
