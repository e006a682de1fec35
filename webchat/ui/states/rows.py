"""What the browser draws, row by row.

The browser derives these from the keyed patches it holds (``bridge/timeline/rows.js`` and ``list.js``
make them); the classes here only give Python typed access to their fields.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class MediaRow:
    """A file of a message; ``local`` while it is on its way from this page."""

    key: str
    id: int
    local: str
    kind: str  # "image" | "video" | "audio" | "file"
    url: str
    picture: str
    still: str
    animated: bool
    thumb: str
    width: int
    height: int
    ratio: str
    shape: str  # "wide" | "square" | "tall"
    most: str  # how wide a small picture is drawn, for CSS; "" of all others
    placeholder: str
    stem: str
    ending: str
    badge: str
    name: str
    size: str
    playtime: str
    seconds: float
    waveform: list[int]


@dataclasses.dataclass
class TrayItem:
    """A file that waits for its message."""

    key: str
    name: str
    size: str
    kind: str
    url: str


@dataclasses.dataclass
class TimelineRow:
    """A line of the timeline: a message, what happened to the group, a day separator or the unread line."""

    key: str
    type: str  # "message" | "folded" | "system" | "day" | "unread"
    label: str
    id: int
    seq: int
    client_id: str
    own: bool
    first: bool
    last: bool
    name: str
    bot: bool
    initials: str
    hue: int
    avatar_url: str
    html: str
    body: str
    kind: str
    payload: dict
    reply: dict
    reactions: list
    preview: dict
    media: list[MediaRow]
    small: bool  # nothing but a small picture, and words perhaps
    heard: str  # of a voice message: "new" | "heard" | "waiting" | "known"; "" of any other
    edited: bool
    pinned: bool
    names_me: bool
    deleted: bool
    status: str  # "pending" | "sent" | "delivered" | "read" | "failed"
    error: str
    time: str
    iso: str
    quote_id: int  # 0: answers nothing
    quote_seq: int
    quote_name: str
    quote_hue: int
    quote_text: str
    quote_gone: bool
    forwarded: str  # who said it first
    answerable: bool
    reactable: bool
    starred: bool
    picked: str  # "yes" | "no" while messages are being chosen, else ""


@dataclasses.dataclass
class MessageRights:
    """What the reader may do with a message."""

    write: bool
    remove: bool
    edit: bool
    copy: bool
    forward: bool
    react: bool
    report: bool


@dataclasses.dataclass
class Parted:
    """What happened to a conversation that one looked at and is not in any more, and what one was writing there."""

    how: str  # "" | "removed" | "left" | "deleted" | "gone"
    title: str
    words: str


@dataclasses.dataclass
class AnswerBar:
    """What the composer is about."""

    mode: str  # "" | "reply" | "edit"
    id: int
    name: str
    hue: int
    text: str
    changed: bool  # while it is edited, it was given other words elsewhere


@dataclasses.dataclass
class PinnedBar:
    """The pinned message under the head."""

    id: int
    name: str
    text: str
    count: int
    label: str


@dataclasses.dataclass
class Typing:
    """Who types in a conversation, as a line; and its parts."""

    typing: str
    typing_before: str
    typing_names: str
    typing_after: str


@dataclasses.dataclass
class SidebarRow(Typing):
    """An entry of the conversation list."""

    id: int
    href: str
    title: str
    initials: str
    hue: int
    avatar_url: str
    online: str  # "online" | "away" | "offline" | ""
    open: bool
    author: str  # whose words the last ones are, where that needs saying
    preview: str
    own_status: str  # "" | "pending" | "failed" | "sent" | "delivered" | "read"
    draft: str
    time: str
    iso: str
    unread: int
    unread_label: str
    mentions: int  # unread messages that name me
    pinned: bool
    muted: bool
    archived: bool
    peer_id: int  # 0: not of two
    blocked: bool
    name: str  # the accessible name


@dataclasses.dataclass
class ListEntry:
    """Where a row of the conversation list stands; only those near to what is in sight are drawn."""

    id: int
    row: SidebarRow
    place: int  # from 1
    of: int  # -1: not known yet
    space: float  # pixels of entries before it that are not drawn


@dataclasses.dataclass
class Header(Typing):
    """The head of the open conversation."""

    title: str
    initials: str
    hue: int
    avatar_url: str
    online: str
    subtitle: str
    fading: str  # after how long messages disappear here, in words


@dataclasses.dataclass
class PersonRow:
    """A person found in the dialog for a new conversation."""

    id: int
    display_name: str
    username: str
    is_bot: bool
    initials: str
    hue: int
    avatar_url: str
    presence: str


@dataclasses.dataclass
class FolderTab:
    """A folder of the list."""

    name: str
    label: str
    count: str
    chosen: bool


@dataclasses.dataclass
class SearchPart:
    """A stretch of a snippet; ``hit`` when it is what was looked for."""

    text: str
    hit: bool


@dataclasses.dataclass
class SearchRow:
    """A line of the results: a section's name, a conversation, a person, a message, the way to more or why it ends."""

    key: str
    type: str  # "section" | "conversation" | "person" | "message" | "more" | "failed"
    id: int
    seq: int
    href: str
    title: str
    detail: str
    parts: list[SearchPart]
    initials: str
    hue: int
    avatar_url: str
    online: str
    time: str
    iso: str
    chosen: bool


@dataclasses.dataclass
class SearchChip:
    """Something that completes what is typed."""

    label: str
    value: str
