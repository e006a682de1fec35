"""Who is to hear of a conversation or of a person, remembered for a while."""

from collections import OrderedDict

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.events import LoggedEvent
from webchat.repositories import memberships

_REMEMBERED = 10_000
_members: OrderedDict[int, frozenset[int]] = OrderedDict()
_changes = 0


async def members_of(conversation_id: int) -> frozenset[int]:
    """The ids of a conversation's members."""
    known = _members.get(conversation_id)
    if known is not None:
        _members.move_to_end(conversation_id)
        return known
    before = _changes
    members = await read(_members_of, conversation_id)
    if before == _changes:  # else the answer may be older than the change
        _members[conversation_id] = members
    if len(_members) > _REMEMBERED:
        _members.popitem(last=False)
    return members


async def peers_of(user_id: int, among: set[int]) -> set[int]:
    """Those of `among` who share a conversation with the user."""
    return await read(_peers_of, user_id, sorted(among)) if among else set()


def heed(event: LoggedEvent) -> None:
    """Forgets what a change of membership made untrue."""
    if event.type.startswith(("member.", "conversation.")):
        global _changes
        _changes += 1
        _members.pop(event.conversation_id or event.payload.get("conversation_id", 0), None)


def clear() -> None:
    """Forgets everything."""
    _members.clear()


def _members_of(uow: UnitOfWork, conversation_id: int) -> frozenset[int]:
    return memberships.members_of(uow.session, conversation_id)


def _peers_of(uow: UnitOfWork, user_id: int, among: list[int]) -> set[int]:
    return memberships.peers_of(uow.session, user_id, among)
