"""The tables, one aggregate a file; no queries."""

from webchat.models.audit import Audit
from webchat.models.blocks import Block, Report
from webchat.models.calls import Call, CallParticipant
from webchat.models.conversations import Conversation
from webchat.models.device_links import DeviceLink
from webchat.models.drafts import Draft, ScheduledMessage
from webchat.models.events import Event, Installation
from webchat.models.guides import Guide, Welcome
from webchat.models.idempotency import StoredAnswer
from webchat.models.identities import HostIdentity
from webchat.models.invites import Invite
from webchat.models.mails import MailDigest
from webchat.models.media import Media, MessageMedia, Upload, VoiceHeard
from webchat.models.memberships import FormerMember, Membership, ReceiptMoment
from webchat.models.messages import Mention, Message, MessageRevision, Star
from webchat.models.notifications import NotificationSettings
from webchat.models.push import PushNotice, PushSubscription, ServerKey
from webchat.models.reactions import PollVote, Reaction
from webchat.models.sessions import Session
from webchat.models.users import User
from webchat.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "Audit",
    "Block",
    "Call",
    "CallParticipant",
    "Conversation",
    "DeviceLink",
    "Draft",
    "Event",
    "FormerMember",
    "Guide",
    "HostIdentity",
    "Installation",
    "Invite",
    "MailDigest",
    "Media",
    "Membership",
    "Mention",
    "Message",
    "MessageMedia",
    "MessageRevision",
    "NotificationSettings",
    "PollVote",
    "PushNotice",
    "PushSubscription",
    "Reaction",
    "ReceiptMoment",
    "Report",
    "ScheduledMessage",
    "ServerKey",
    "Session",
    "Star",
    "StoredAnswer",
    "Upload",
    "User",
    "VoiceHeard",
    "Webhook",
    "WebhookDelivery",
    "Welcome",
]
