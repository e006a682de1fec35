"""Links into groups: make, list, end, look at, use."""

import secrets
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.avatars import invite_avatar
from webchat.domain.clock import now
from webchat.domain.conversation_views import ConversationView
from webchat.domain.errors import InvalidInput, NotFound
from webchat.domain.group_views import InvitePreview, InviteView, NewInvite
from webchat.domain.permissions import Action, may, refusal
from webchat.repositories import conversations, invites, memberships
from webchat.services import avatars, limits
from webchat.services.access import lock_and_need, need
from webchat.services.conversations import get_conversation
from webchat.services.groups import enter
from webchat.services.media import Stored

_LONGEST = 365 * 24 * 3600
_MOST_USES = 100_000


def create_invite(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, expires_in: int | None = None, max_uses: int = 0
) -> NewInvite:
    """A link of 128 bits, good for `expires_in` seconds (None: until revoked) and `max_uses` people (0: any number)."""
    if expires_in is not None and not 1 <= expires_in <= _LONGEST:
        raise InvalidInput("A link expires after one second to one year, or never.", field="expires_in")
    if not 0 <= max_uses <= _MOST_USES:
        raise InvalidInput(
            "A link is good for up to {most} people; 0 is any number.", most=_MOST_USES, field="max_uses"
        )
    actor.need_everywhere()
    limits.count_group_change(actor.user_id)
    lock_and_need(uow, actor, conversation_id, Action.MAKE_INVITE)
    code = secrets.token_urlsafe(16)
    until = now() + timedelta(seconds=expires_in) if expires_in else None
    invite_id = invites.insert(
        uow.session,
        conversation_id=conversation_id,
        created_by=actor.user_id,
        code_hash=_hash(code),
        max_uses=max_uses,
        expires_at=until,
    )
    return NewInvite(_get(uow, conversation_id, invite_id), code)


def list_invites(uow: UnitOfWork, actor: Actor, conversation_id: int) -> list[InviteView]:
    """The links that still let somebody in, the newest first: admins see all, others their own."""
    standing = need(uow, actor, conversation_id, Action.MAKE_INVITE)
    whose = None if may(standing, Action.MANAGE_INVITES) else actor.user_id
    return invites.living(uow.session, conversation_id, now(), whose)


def revoke_invite(uow: UnitOfWork, actor: Actor, conversation_id: int, invite_id: int) -> None:
    """Ends a link; one's own, or as an admin anybody's."""
    standing = lock_and_need(uow, actor, conversation_id, Action.READ)
    invite = _get(uow, conversation_id, invite_id)
    if invite.created_by.id != actor.user_id and (refused := refusal(standing, Action.MANAGE_INVITES)):
        raise refused
    invites.revoke(uow.session, invite_id, now())


def look_at_invite(uow: UnitOfWork, code: str, actor: Actor | None = None, *, address: str = "") -> InvitePreview:
    """Where a link leads; unknown, expired, used up and revoked ones all look the same, but to who is in."""
    found, joined = _find(uow, code, f"address {address}", actor)
    picture = invite_avatar(code, found["avatar_media_id"])
    return InvitePreview(
        found["conversation_id"], found["title"], found["description"], found["members_count"], picture, joined
    )


def picture_of_invite(uow: UnitOfWork, code: str, size: int, *, address: str = "") -> tuple[str, Stored]:
    """The picture of the group that a link leads to; see `avatars.group_square`."""
    return avatars.invited_square(uow, _find(uow, code, f"address {address}")[0]["conversation_id"], size)


def accept_invite(uow: UnitOfWork, actor: Actor, code: str) -> ConversationView:
    """Enters the group that a link leads to; who is in already spends no use of it.

    They get there also by a link that has ended: who asks again, because no answer came, has used up a link of one use.
    """
    found, _ = _find(uow, code, f"user {actor.user_id}", actor)
    conversation_id = found["conversation_id"]
    conversations.lock(uow.session, conversation_id)
    if memberships.standing(uow.session, conversation_id, actor.user_id) is None:
        enter(uow, actor, conversation_id, "invite")
        if not invites.spend(uow.session, found["id"], now()):
            raise _no_link()
    return get_conversation(uow, actor, conversation_id)


def _find(uow: UnitOfWork, code: str, who: str, actor: Actor | None = None) -> tuple[RowMapping, bool]:
    """The link and its group, and whether `actor` is in there already."""
    limits.check_invites(who)
    found = invites.find(uow.session, _hash(code), now())
    joined = bool(found and actor and memberships.standing(uow.session, found["conversation_id"], actor.user_id))
    if found is None or not (found["living"] or joined):
        limits.count_missed_invite(who)
        raise _no_link()
    return found, joined


def _get(uow: UnitOfWork, conversation_id: int, invite_id: int) -> InviteView:
    invite = invites.get(uow.session, conversation_id, invite_id, now())
    if invite is None:
        raise NotFound
    return invite


def _no_link() -> NotFound:
    return NotFound("This link does not work any more. Ask for a new one.", field="code")


def _hash(code: str) -> bytes:
    return sha256(code.encode("utf-8", "surrogatepass")).digest()
