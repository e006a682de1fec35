"""Views of people, with whether they are here at this moment."""

from dataclasses import replace

from webchat.domain.views import MemberView, UserView
from webchat.realtime import presence


def with_presence(user: UserView) -> UserView:
    """A person as this process sees them now."""
    state, last_seen_at = presence.of(user.id)
    return replace(user, presence=state, last_seen_at=last_seen_at or user.last_seen_at)


def member_with_presence(member: MemberView) -> MemberView:
    """A member as this process sees them now."""
    return replace(member, user=with_presence(member.user))
