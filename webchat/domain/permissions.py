"""Who may do what: the one table, by role and kind of conversation."""

from dataclasses import dataclass
from enum import StrEnum

from webchat.domain.errors import Forbidden, NotFound, WebchatError
from webchat.domain.texts import mark

MEMBER, ADMIN, OWNER = "member", "admin", "owner"
ROLES = (MEMBER, ADMIN, OWNER)
ALL, ADMINS = "all", "admins"
BLOCKS = ("", "mine", "theirs", "gone")


class Action(StrEnum):
    """What somebody can do in a conversation that they are in."""

    READ = "read"
    REACT = "react"
    WRITE = "write"
    PIN_MESSAGE = "pin_message"
    CALL = "call"
    EDIT_OWN = "edit_own"
    DELETE_OWN = "delete_own"
    EDIT_OTHERS = "edit_others"
    DELETE_OTHERS = "delete_others"
    ADD_MEMBERS = "add_members"
    MAKE_INVITE = "make_invite"
    MANAGE_INVITES = "manage_invites"
    READMIT = "readmit"
    REMOVE_MEMBER = "remove_member"
    CHANGE_ROLE = "change_role"
    EDIT_GROUP = "edit_group"
    SET_DISAPPEARING = "set_disappearing"
    MANAGE_WEBHOOKS = "manage_webhooks"
    HAND_OVER = "hand_over"
    DELETE_GROUP = "delete_group"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's role, and the facts about the conversation that decide what it allows.

    `block`: between the two of a direct conversation, "mine" (one shut the other out), "theirs", or "gone" (the other
    one's account is deleted), else "".
    """

    role: str
    kind: str = "group"
    who_can_write: str = ALL
    who_can_add: str = ADMINS
    block: str = ""


# Everyone, whoever the setting names, admins, the owner, nobody.
_EVERYONE = frozenset(ROLES)
_LEADERS = frozenset({ADMIN, OWNER})
_OWNER = frozenset({OWNER})
_NOBODY: frozenset[str] = frozenset()
_WRITERS, _ADDERS = "who_can_write", "who_can_add"
_IN_GROUPS: dict[Action, frozenset[str] | str] = {
    Action.READ: _EVERYONE,
    Action.REACT: _EVERYONE,
    Action.WRITE: _WRITERS,
    Action.PIN_MESSAGE: _WRITERS,
    Action.CALL: _WRITERS,
    Action.EDIT_OWN: _WRITERS,
    Action.DELETE_OWN: _EVERYONE,
    Action.EDIT_OTHERS: _NOBODY,
    Action.DELETE_OTHERS: _LEADERS,
    Action.ADD_MEMBERS: _ADDERS,
    Action.MAKE_INVITE: _ADDERS,
    Action.MANAGE_INVITES: _LEADERS,
    Action.READMIT: _LEADERS,
    Action.REMOVE_MEMBER: _LEADERS,
    Action.CHANGE_ROLE: _LEADERS,
    Action.EDIT_GROUP: _LEADERS,
    Action.SET_DISAPPEARING: _LEADERS,
    Action.MANAGE_WEBHOOKS: _LEADERS,
    Action.HAND_OVER: _OWNER,
    Action.DELETE_GROUP: _OWNER,
    Action.LEAVE: _EVERYONE,
}
# Direct conversations and notes: all who are in them, and these things only.
_IN_DIRECT = frozenset(
    {
        Action.READ,
        Action.REACT,
        Action.WRITE,
        Action.PIN_MESSAGE,
        Action.CALL,
        Action.EDIT_OWN,
        Action.DELETE_OWN,
        Action.SET_DISAPPEARING,
    }
)
# What would reach the other one, and is therefore stopped by a block, or where nobody is any more.
_REACHES = frozenset(
    {Action.REACT, Action.WRITE, Action.PIN_MESSAGE, Action.CALL, Action.EDIT_OWN, Action.SET_DISAPPEARING}
)
_REFUSALS = {
    Action.WRITE: mark("Only admins can write in this group."),
    Action.PIN_MESSAGE: mark("Only admins can pin messages in this group."),
    Action.CALL: mark("Only admins can start calls in this group."),
    Action.EDIT_OWN: mark("Only admins can write in this group."),
    Action.EDIT_OTHERS: mark("Only the sender can edit a message."),
    Action.DELETE_OTHERS: mark("Only the sender or an admin of the group can delete a message."),
    Action.ADD_MEMBERS: mark("Only admins can add people to this group."),
    Action.MAKE_INVITE: mark("Only admins can make invite links for this group."),
    Action.MANAGE_INVITES: mark("Only admins and whoever made this link can do this."),
    Action.READMIT: mark("They were removed from this group; an admin can add them again."),
    Action.REMOVE_MEMBER: mark("Only admins can remove people from this group."),
    Action.CHANGE_ROLE: mark("Only admins can change what others may do."),
    Action.EDIT_GROUP: mark("Only admins can change this group."),
    Action.SET_DISAPPEARING: mark("Only admins can have the messages of this group disappear."),
    Action.MANAGE_WEBHOOKS: mark("Only admins can manage the integrations of this group."),
    Action.HAND_OVER: mark("Only the owner can hand the group over."),
    Action.DELETE_GROUP: mark("Only the owner can delete the group."),
}
BLOCKED_BY_ME = mark("You blocked this person. Unblock them first.")
_GONE = mark("This account was deleted: nobody reads here any more.")
_CLOSED = {"mine": BLOCKED_BY_ME, "gone": _GONE}
_NO_GROUP = mark("This is a conversation of two people, not a group.")


def may(standing: Standing, action: Action) -> bool:
    """Whether this role allows the action here."""
    if standing.block and action in _REACHES:
        return False
    if standing.kind != "group":
        return action in _IN_DIRECT
    allowed = _IN_GROUPS[action]
    if isinstance(allowed, str):
        allowed = _EVERYONE if getattr(standing, allowed) == ALL else _LEADERS
    return standing.role in allowed


def refusal(standing: Standing, action: Action) -> WebchatError | None:
    """Why this role does not allow the action here, in words; None when it does.

    To who was shut out it looks as if nobody were there.
    """
    if may(standing, action):
        return None
    if standing.block and action in _REACHES:
        return NotFound() if standing.block == "theirs" else Forbidden(_CLOSED[standing.block])
    of_messages = action in {Action.EDIT_OTHERS, Action.DELETE_OTHERS}
    if standing.kind != "group" and not of_messages:
        return Forbidden(_NO_GROUP)
    if action is Action.DELETE_OTHERS and standing.kind != "group":
        return Forbidden("Only the sender can delete a message.")
    return Forbidden(_REFUSALS[action])
