"""Who is to hear of a conversation or of a person, remembered for a while."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Generic, TypeVar

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.events import PRIVACY_UPDATED, LoggedEvent
from webchat.domain.user_views import PrivacyView
from webchat.repositories import blocks, memberships, users
from webchat.repositories.blocks import Blocks

T = TypeVar("T")
_REMEMBERED = 10_000


class _Remembered(Generic[T]):
    """What was read of the database about an id, until something makes it untrue."""

    def __init__(self, load: Callable[[UnitOfWork, int], T]) -> None:
        self._load = load
        self._known: OrderedDict[int, T] = OrderedDict()
        self._changes = 0

    async def get(self, about: int) -> T:
        """From memory, or read now."""
        if about in self._known:
            self._known.move_to_end(about)
            return self._known[about]
        before = self._changes
        found = await read(self._load, about)
        if before == self._changes:  # else the answer may be older than the change
            self._known[about] = found
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def forget(self, *about: int) -> None:
        """These are different now."""
        self._changes += 1
        for one in about:
            self._known.pop(one, None)

    def clear(self) -> None:
        """Forgets everything."""
        self._known.clear()


class _Hiders:
    """Who hides what, remembered as above; of many people at once."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, PrivacyView] = OrderedDict()
        self._changes = 0

    async def of(self, ids: Collection[int]) -> dict[int, PrivacyView]:
        """What each of them shows; who is not known is left out."""
        unknown = [one for one in ids if one not in self._known]
        found: dict[int, PrivacyView] = {}
        if unknown:
            before = self._changes
            found = await read(_privacy_of, unknown)
            if before == self._changes:
                self._known |= found
        views = {one: self._known[one] for one in ids if one in self._known} | found
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return views

    def forget(self, about: int) -> None:
        self._changes += 1
        self._known.pop(about, None)

    def clear(self) -> None:
        self._known.clear()


_hiders = _Hiders()
_members = _Remembered(lambda uow, conversation_id: memberships.members_of(uow.session, conversation_id))
_blocks = _Remembered(lambda uow, user_id: blocks.of_user(uow.session, user_id))


async def members_of(conversation_id: int) -> frozenset[int]:
    """The ids of a conversation's members."""
    return await _members.get(conversation_id)


async def blocks_of(user_id: int) -> Blocks:
    """Whom a user shut out, and who shut them out."""
    return await _blocks.get(user_id)


async def without_presence(among: Collection[int]) -> set[int]:
    """Those of `among` who hide when they are here, and so do not see it of others."""
    return {one for one, view in (await _hiders.of(among)).items() if not view.presence}


async def without_receipts(among: Collection[int]) -> set[int]:
    """Those of `among` who hide what they have read, and so do not see it of others."""
    return {one for one, view in (await _hiders.of(among)).items() if not view.receipts}


async def who_sees_less(user_id: int, among: Collection[int]) -> set[int]:
    """Who is shown less of this person: kept apart by a block or, of `among`, hiding when they are here themselves."""
    return set((await blocks_of(user_id)).apart) | await without_presence(among)


async def privacy_of(ids: Collection[int]) -> dict[int, PrivacyView]:
    """What each of them shows of themselves, and sees of others."""
    return await _hiders.of(ids)


async def peers_of(user_id: int, among: set[int]) -> set[int]:
    """Those of `among` who share a conversation with the user."""
    return await read(_peers_of, user_id, sorted(among)) if among else set()


def heed(event: LoggedEvent) -> None:
    """Forgets what a change of membership, a block, or what somebody hides made untrue."""
    if event.type.startswith(("member.", "conversation.")):
        _members.forget(event.conversation_id or event.payload.get("conversation_id", 0))
    elif event.type.startswith("block."):
        _blocks.forget(event.user_id or 0, event.payload["user_id"])
    elif event.type == PRIVACY_UPDATED:
        _hiders.forget(event.user_id or 0)


def clear() -> None:
    """Forgets everything."""
    _members.clear()
    _blocks.clear()
    _hiders.clear()


def _privacy_of(uow: UnitOfWork, ids: list[int]) -> dict[int, PrivacyView]:
    return users.privacy_of(uow.session, ids)


def _peers_of(uow: UnitOfWork, user_id: int, among: list[int]) -> set[int]:
    return memberships.peers_of(uow.session, user_id, among)
