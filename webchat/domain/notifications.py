"""When somebody wants to hear of a message, and what their devices are told then."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webchat.domain.call_views import CallView
from webchat.domain.conversation_views import Wanted
from webchat.domain.message_views import MessageView
from webchat.domain.payloads import files_of_message, summary_of_message
from webchat.domain.preferences import in_force

LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """What one person wants everywhere; the quiet hours are "HH:MM" in their `time_zone`, none where both are null."""

    sound: bool = True
    previews: bool = True
    quiet_from: str | None = None
    quiet_until: str | None = None
    time_zone: str = "UTC"

    def quiet_at(self, at: datetime) -> bool:
        """Whether nothing may disturb at that moment; the end belongs to the day again."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        here = at.astimezone(ZoneInfo(self.time_zone)).strftime("%H:%M")
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= here < self.quiet_until
        return here >= self.quiet_from or here < self.quiet_until


@dataclass(frozen=True, slots=True)
class Notice:
    """What a device is to show, or with `closes` to take back: all that has this `tag`.

    `path` is where a click leads; `data` is whatever the worker in the browser needs to word it in its own language.
    `unread`: how much its person has not read in all, for the app's icon; None says nothing of that.
    `ttl`: for how many seconds it is worth delivering.
    """

    tag: str
    path: str = "/chat/"
    title: str = ""
    body: str = ""
    data: dict[str, Any] | None = None
    urgent: bool = False
    closes: bool = False
    unread: int | None = None
    ttl: int = 3 * 24 * 3600

    def as_dict(self) -> dict[str, Any]:
        """As it travels; what is empty is left out."""
        told: dict[str, Any] = {"type": "close" if self.closes else "show", "tag": self.tag, "path": self.path}
        told |= {k: v for k, v in (("title", self.title), ("body", self.body), ("data", self.data)) if v}
        return told if self.unread is None else told | {"unread": self.unread}


def tag_of(conversation_id: int) -> str:
    """One notification for each conversation: what is newer replaces what is older."""
    return f"c{conversation_id}"


def wants_to_hear(notify: Wanted, muted_until: datetime | None, named: bool, at: datetime) -> bool:
    """Whether a member's preference for the conversation lets a message through."""
    level, _ = in_force(notify, muted_until, at)
    return level == "all" or (level == "mentions" and named)


def names(message: MessageView, user_id: int) -> bool:
    """Whether a message speaks to somebody by their name, or to everyone."""
    return message.mentions_all or user_id in message.mentions


def message_notice(
    message: MessageView, group: str | None, wishes: NotificationSettings, *, named: bool, unread: int
) -> Notice:
    """A message as a notice; `group` is the title of the group that it was said in, None for a direct one."""
    data: dict[str, Any] = {"kind": message.kind, "seq": message.seq, "sender": message.sender.display_name}
    if group is not None:
        data["group"] = group[:LONGEST_TITLE]
    if wishes.previews and (files := files_of_message(message)):
        data["files"] = files
    return Notice(
        tag_of(message.conversation_id),
        f"/chat/{message.conversation_id}/?m={message.seq}",
        body=summary_of_message(message) if wishes.previews else "",
        data=data | {"previews": wishes.previews, "sound": wishes.sound},
        urgent=group is None or named,
        unread=unread,
    )


def closing_notice(conversation_id: int, unread: int) -> Notice:
    """Takes back what was shown of a conversation."""
    return Notice(tag_of(conversation_id), closes=True, unread=unread)


def ring_notice(call: CallView, group: str | None) -> Notice:
    """Somebody calls: it stays until it is answered, there or elsewhere."""
    data = _of_call(call, group, f"ring_{call.kind}") | {"call": call.id}
    return Notice(_ring_tag(call), f"/chat/{call.conversation_id}/", data=data, urgent=True)


def ring_over_notice(call: CallView, *, silently: bool) -> Notice:
    """It rings no more; `silently` takes it back, else something stands in its place."""
    if silently:
        return Notice(_ring_tag(call), closes=True, urgent=True)
    data = _of_call(call, None, "ring_over") | {"quiet": True}
    return Notice(_ring_tag(call), f"/chat/{call.conversation_id}/", data=data, urgent=True)


def missed_notice(call: CallView, group: str | None, seq: int, unread: int) -> Notice:
    """In place of the ring: a line of the conversation like others, `seq`, to be read at leisure."""
    data = _of_call(call, group, f"missed_{call.kind}") | {"seq": seq, "quiet": True, "replaces": _ring_tag(call)}
    path = f"/chat/{call.conversation_id}/?m={seq}"
    return Notice(tag_of(call.conversation_id), path, data=data, urgent=True, unread=unread)


def _ring_tag(call: CallView) -> str:
    return f"call{call.id}"


def _of_call(call: CallView, group: str | None, kind: str) -> dict[str, Any]:
    caller = next((one.display_name for one in call.participants if one.user_id == call.initiator_id), "")
    about = {"kind": kind, "sender": caller, "previews": True}
    return about | {"group": group[:LONGEST_TITLE]} if group is not None else about
