"""The objects of the reference: the views of the domain, as JSON schemas."""

from typing import Any

from pydantic import TypeAdapter

from webchat.domain import (
    admin_views,
    call_views,
    conversation_views,
    device_views,
    group_views,
    media_views,
    message_views,
    notifications,
    push_views,
    report_views,
    unsent_views,
    user_views,
    webhook_views,
)
from webchat.domain.conversation_views import INNER
from webchat.domain.encoding import UNSAID
from webchat.domain.search_views import MessageHit
from webchat.services.resumable_uploads import UploadView

REF = "#/components/schemas/"
_VIEWS = {
    "Media": media_views.MediaView,
    "Upload": UploadView,
    "User": user_views.UserView,
    "Privacy": user_views.PrivacyView,
    "Look": user_views.LookView,
    "Mail": user_views.MailView,
    "Message": message_views.MessageView,
    "Revision": message_views.RevisionView,
    "MessageReceipt": conversation_views.ReceiptOf,
    "Reaction": message_views.ReactionView,
    "Heard": message_views.HeardView,
    "Scheduled": unsent_views.ScheduledView,
    "MessageHit": MessageHit,
    "Session": user_views.SessionView,
    "DeviceLink": device_views.DeviceLinkView,
    "NewDeviceLink": device_views.NewDeviceLink,
    "Claim": device_views.Claim,
    "NewBot": user_views.NewBot,
    "Member": conversation_views.MemberView,
    "Group": conversation_views.ConversationShared,
    "Notifications": notifications.NotificationSettings,
    "PushKey": push_views.PushKey,
    "PushSubscription": push_views.PushSubscriptionView,
    "Invite": group_views.InviteView,
    "NewInvite": group_views.NewInvite,
    "InvitePreview": group_views.InvitePreview,
    "Link": group_views.LinkView,
    "Shared": group_views.SharedView,
    "SharedCounts": group_views.SharedCounts,
    "Webhook": webhook_views.WebhookView,
    "NewWebhook": webhook_views.NewWebhook,
    "ParkedDelivery": webhook_views.ParkedView,
    "StickerPack": media_views.StickerPackView,
    "Gif": media_views.GifView,
    "Block": user_views.BlockView,
    "Ice": call_views.IceView,
    "Doctor": call_views.DoctorView,
    "LiveKit": call_views.LiveKitView,
    "Report": report_views.ReportView,
    "FiledReport": report_views.FiledReport,
    "Figures": admin_views.Figures,
    "ManagedUser": admin_views.ManagedUser,
    "AuditEntry": admin_views.AuditView,
}
_CONVERSATION = (conversation_views.ConversationShared, conversation_views.ConversationMine)


def objects() -> dict[str, Any]:
    """All of them, by name."""
    found: dict[str, Any] = {"Error": _error(), "Event": _event()}
    for name, view in _VIEWS.items():
        found |= _schema(name, view)
    parts = [_schema("Part", part) for part in _CONVERSATION]
    whole = {key: value for part in parts for key, value in part["Part"]["properties"].items() if key not in INNER}
    found |= _schema("Call", call_views.CallView)
    mine = _schema("Mine", call_views.MyCall)["Mine"]["properties"]  # answers have it, events to all have not
    found["Call"]["properties"] |= {name: value for name, value in mine.items() if name != "call"}
    found["Conversation"] = {"type": "object", "properties": whole}
    return found


def _schema(name: str, view: type) -> dict[str, Any]:
    names = {"UserView": "User", "MessageView": "Message", "SenderView": "Sender", "ReceiptMinima": "Receipt"}
    names |= {"ParticipantView": "CallParticipant", "IceView": "Ice", "DeviceLinkView": "DeviceLink", "QrView": "Qr"}
    names |= {"InviteView": "Invite", "StickerView": "Sticker", "MediaView": "Media", "WebhookView": "Webhook"}
    made = TypeAdapter(view).json_schema(ref_template=REF + "{model}", mode="serialization")
    inner = made.pop("$defs", {})
    made.pop("title", None)
    found = {names.get(key, key): value for key, value in inner.items() if key != "ReceiptMinima"}
    found[name] = made
    for one in found.values():
        one["properties"] = {key: value for key, value in one.get("properties", {}).items() if key not in UNSAID}
    return _renamed(found, names)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, str) and value.startswith(REF):
        return REF + names.get(value.removeprefix(REF), value.removeprefix(REF))
    return value


def _error() -> dict[str, Any]:
    error = {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "field": {"type": ["string", "null"]},
        "retryable": {"type": "boolean"},
        "retry_after": {"type": "integer", "description": "Seconds, where the server knows when to come back."},
    }
    return {"type": "object", "properties": {"error": {"type": "object", "properties": error}}}


def _event() -> dict[str, Any]:
    number, text = {"type": ["integer", "null"]}, {"type": "string"}
    fields = {"id": {"type": "integer"}, "cursor": text, "type": text, "conversation_id": number, "actor_id": number}
    return {"type": "object", "properties": {**fields, "created_at": {**text, "format": "date-time"}, "data": {}}}
