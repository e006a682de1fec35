"""What leaves the services about invites, shared links and shared files."""

from dataclasses import dataclass
from datetime import datetime

from webchat.domain.media_views import MediaView
from webchat.domain.user_views import SenderView


@dataclass(frozen=True, slots=True)
class InviteView:
    """A link into a group; its code was shown once and is not kept. `max_uses` 0: any number."""

    id: int
    conversation_id: int
    created_by: SenderView
    max_uses: int
    uses: int
    expires_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewInvite:
    """A link that was made just now; `code` is shown this once."""

    invite: InviteView
    code: str


@dataclass(frozen=True, slots=True)
class InvitePreview:
    """What somebody sees of a group before they join by a link; `joined`: who looks is in it already."""

    conversation_id: int
    title: str
    description: str
    members_count: int
    avatar_url: str | None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link that somebody shared in a conversation."""

    url: str
    message_id: int
    seq: int
    sender: SenderView
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SharedView:
    """A file that somebody shared in a conversation, with its message; `position` is its place in an album."""

    media: MediaView
    message_id: int
    seq: int
    position: int
    sender: SenderView
    caption: str
    html: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SharedCounts:
    """How many files of each kind a conversation holds; none above 9999 is counted."""

    media: int
    files: int
    voice: int
