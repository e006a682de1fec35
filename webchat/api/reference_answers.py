"""What each call of the interface answers, by path and method."""

from typing import Any

from webchat.api.reference_objects import REF


def _list(name: str, **more: Any) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": REF + name}}
    return {"type": "object", "properties": {"items": items, **more}}


def _state(word: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"status": {"type": "string", "enum": [word]}}}


_NEXT = {"next": {"type": ["string", "null"]}}
_YES = {"type": "boolean"}
_MESSAGES = _list("Message", has_older=_YES, has_newer=_YES)
_USER = {"$ref": REF + "User"}
_WITH_TOKEN = {"type": "object", "properties": {"user": _USER, "token": {"type": "string"}}}
_CONVERSATION = {"$ref": REF + "Conversation"}
_DONE = {"type": "object"}
_STATUS: dict[str, Any] = {"client_id": {"type": "string"}, "status": {"type": "integer"}}
_STORED = {"type": "object", "required": ["message"], "properties": _STATUS | {"message": {"$ref": REF + "Message"}}}
_REFUSED = {"type": "object", "required": ["error"], "properties": _STATUS | {"error": {"type": "object"}}}
_TICKET = {"type": "object", "properties": {"ticket": {"type": "string"}, "expires_in": {"type": "integer"}}}
_GONE = [
    "/session", "/api/users/me", "/api/users/me/sessions/{session_id}", "/api/blocks/{user_id}", "/api/bots/{bot_id}",
    "/api/groups/{group_id}", "/api/groups/{group_id}/members/{user_id}", "/api/groups/{group_id}/invites/{invite_id}",
    "/api/conversations/{conversation_id}/typing", "/api/webhooks/{webhook_id}",
]  # fmt: skip
FILES: dict[tuple[str, str], str] = {
    ("/api/media/{media_id}/download", "get"): "*/*",
    ("/api/media/{media_id}/thumbnail", "get"): "image/webp",
    ("/api/gifs/{gif_id}/preview", "get"): "image/*",
    ("/api/users/{user_id}/avatar", "get"): "image/webp",
    ("/api/groups/{group_id}/avatar", "get"): "image/webp",
    ("/api/invites/{code}/avatar", "get"): "image/webp",
    ("/api/messages/{message_id}/contact.vcf", "get"): "text/vcard",
    ("/api/users/me/export", "get"): "application/zip",
    ("/api/events", "get"): "text/event-stream",
}
"""The calls that answer something else than JSON, and what."""

IN_PARTS = ("/download", "/thumbnail", "/avatar")
"""How the addresses end whose files also come in parts, and not again to who has them."""

ANSWERS: dict[tuple[str, str], dict[str, Any]] = {
    ("/session", "post"): {"type": "object", "properties": {"user": _USER}},
    ("/api/users", "post"): _WITH_TOKEN,
    ("/api/users", "get"): _list("User", **_NEXT),
    ("/api/users/me", "get"): _USER,
    ("/api/users/{user_id}", "get"): _USER,
    ("/api/users/{user_id}", "put"): _USER,
    ("/api/users/{user_id}", "patch"): _USER,
    ("/api/users/me/privacy", "get"): {"$ref": REF + "Privacy"},
    ("/api/users/me/privacy", "patch"): {"$ref": REF + "Privacy"},
    ("/api/users/me/mail", "get"): {"$ref": REF + "Mail"},
    ("/api/users/me/mail", "put"): {"$ref": REF + "Mail"},
    ("/api/users/me/mail", "patch"): {"$ref": REF + "Mail"},
    ("/api/users/me/mail", "delete"): {"$ref": REF + "Mail"},
    ("/api/users/me/mail/confirm", "post"): {"$ref": REF + "Mail"},
    ("/api/users/me/look", "get"): {"$ref": REF + "Look"},
    ("/api/users/me/look", "patch"): {"$ref": REF + "Look"},
    ("/api/users/me/sessions", "get"): _list("Session", **_NEXT),
    ("/api/users/me/notifications", "get"): {"$ref": REF + "Notifications"},
    ("/api/users/me/notifications", "patch"): {"$ref": REF + "Notifications"},
    ("/api/push/key", "get"): {"$ref": REF + "PushKey"},
    ("/api/push/subscriptions", "get"): _list("PushSubscription", **_NEXT),
    ("/api/push/subscriptions", "post"): {"$ref": REF + "PushSubscription"},
    ("/api/users/me/link", "post"): {"$ref": REF + "NewDeviceLink"},
    ("/api/users/me/link/{link_id}", "get"): {"$ref": REF + "DeviceLink"},
    ("/api/users/me/link/{link_id}", "post"): {"$ref": REF + "DeviceLink"},
    ("/api/sessions/redeem", "post"): {"$ref": REF + "Claim"},
    ("/api/sessions/redeem/{claim}", "get"): {"$ref": REF + "DeviceLink"},
    ("/api/sessions/redeem/{claim}", "post"): _WITH_TOKEN,
    ("/session/link", "post"): {"type": "object", "properties": {"user": _USER}},
    ("/api/conversations", "get"): _list("Conversation", **_NEXT),
    ("/api/conversations/{conversation_id}", "get"): {"$ref": REF + "Conversation"},
    ("/api/conversations/{conversation_id}", "patch"): {"$ref": REF + "Conversation"},
    ("/api/messages/search", "get"): _list("MessageHit", **_NEXT),
    ("/api/messages", "post"): {"$ref": REF + "Message"},
    ("/api/messages", "get"): _MESSAGES,
    ("/api/messages/conversation/{one}/{other}", "get"): _MESSAGES,
    ("/api/messages/{message_id}", "get"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}", "delete"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/preview", "delete"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/reactions/{emoji}", "put"): {"$ref": REF + "Reaction"},
    ("/api/messages/{message_id}/reactions/{emoji}", "delete"): {"$ref": REF + "Reaction"},
    ("/api/messages/{message_id}", "patch"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/history", "get"): _list("Revision"),
    ("/api/messages/{message_id}/restore", "post"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/pin", "post"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/pin", "delete"): {"$ref": REF + "Message"},
    ("/api/conversations/{conversation_id}/pinned", "get"): _list("Message", **_NEXT),
    ("/api/messages/{message_id}/forward", "post"): _list("Message"),
    ("/api/messages/forward", "post"): _list("Message"),
    ("/api/messages/delete", "post"): _list("Message"),
    ("/api/messages/restore", "post"): _list("Message"),
    ("/api/messages/starred", "get"): _list("Message", **_NEXT),
    ("/api/messages/{message_id}/unread", "post"): {"$ref": REF + "Conversation"},
    ("/api/messages/{message_id}/receipts", "get"): _list("MessageReceipt", **_NEXT),
    ("/api/messages/{message_id}/delivered", "put"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/read", "put"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/heard", "put"): {"$ref": REF + "Heard"},
    ("/api/messages/{message_id}/votes", "put"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/close", "post"): {"$ref": REF + "Message"},
    ("/api/messages/{message_id}/location", "patch"): {"$ref": REF + "Message"},
    ("/api/scheduled", "get"): _list("Scheduled", **_NEXT),
    ("/api/scheduled", "post"): {"$ref": REF + "Scheduled"},
    ("/api/scheduled/{scheduled_id}", "patch"): {"$ref": REF + "Scheduled"},
    ("/api/conversations/notes", "post"): _CONVERSATION,
    ("/api/conversations/{conversation_id}/links", "get"): _list("Link", **_NEXT),
    ("/api/conversations/{conversation_id}/media", "get"): _list("Shared", **_NEXT),
    ("/api/conversations/{conversation_id}/media/counts", "get"): {"$ref": REF + "SharedCounts"},
    ("/api/groups", "post"): _CONVERSATION,
    ("/api/groups", "get"): _list("Conversation", **_NEXT),
    ("/api/groups/directory", "get"): _list("Group", **_NEXT),
    ("/api/groups/{group_id}", "get"): _CONVERSATION,
    ("/api/groups/{group_id}", "patch"): _CONVERSATION,
    ("/api/groups/{group_id}/join", "post"): _CONVERSATION,
    ("/api/groups/{group_id}/members", "get"): _list("Member", **_NEXT),
    ("/api/groups/{group_id}/members", "post"): {"$ref": REF + "Member"},
    ("/api/groups/{group_id}/new-members", "post"): _list("Member"),
    ("/api/groups/{group_id}/members/{user_id}", "patch"): {"$ref": REF + "Member"},
    ("/api/groups/{group_id}/invites", "get"): _list("Invite", **_NEXT),
    ("/api/groups/{group_id}/invites", "post"): {"$ref": REF + "NewInvite"},
    ("/api/invites/{code}", "get"): {"$ref": REF + "InvitePreview"},
    ("/api/invites/{code}/accept", "post"): _CONVERSATION,
    ("/api/stickers", "get"): _list("StickerPack"),
    ("/api/gifs", "get"): _list("Gif", **_NEXT, provider={"type": ["string", "null"]}),
    ("/api/gifs", "post"): {"$ref": REF + "Media"},
    ("/api/media/upload", "post"): {"$ref": REF + "Media"},
    ("/api/media/{media_id}", "get"): {"$ref": REF + "Media"},
    ("/api/uploads", "post"): {"$ref": REF + "Upload"},
    ("/api/uploads/{upload_id}", "get"): {"$ref": REF + "Upload"},
    ("/api/calls", "post"): {"$ref": REF + "Call"},
    ("/api/calls", "get"): _list("Call", **_NEXT, missed_count={"type": "integer"}),
    ("/api/calls/live", "get"): _list("Call", **_NEXT),
    ("/api/calls/seen", "post"): _DONE,
    ("/api/calls/ice", "get"): {"$ref": REF + "Ice"},
    ("/api/calls/doctor", "get"): {"$ref": REF + "Doctor"},
    ("/api/calls/livekit", "get"): {"$ref": REF + "LiveKit"},
    ("/api/calls/{call_id}", "get"): {"$ref": REF + "Call"},
    ("/api/calls/{call_id}/signal", "post"): _DONE,
    ("/api/calls/{call_id}/{verb}", "post"): {"$ref": REF + "Call"},
    ("/api/blocks", "get"): _list("Block", **_NEXT),
    ("/api/reports", "post"): {"$ref": REF + "Report"},
    ("/api/bots", "get"): _list("User", **_NEXT),
    ("/api/bots", "post"): {"$ref": REF + "NewBot"},
    ("/api/bots/{bot_id}/rotate", "post"): {"$ref": REF + "NewBot"},
    ("/api/conversations/ensure", "post"): {"$ref": REF + "Group"},
    ("/api/webhooks", "get"): _list("Webhook", **_NEXT),
    ("/api/webhooks", "post"): {"$ref": REF + "NewWebhook"},
    ("/api/webhooks/{webhook_id}/rotate", "post"): {"$ref": REF + "NewWebhook"},
    ("/api/webhooks/{webhook_id}/parked", "get"): _list("ParkedDelivery", **_NEXT),
    ("/api/webhooks/{webhook_id}/redeliver", "post"): {"type": "object", "properties": {"count": {"type": "integer"}}},
    ("/api/hooks/{secret}", "post"): {"$ref": REF + "Message"},
    ("/api/admin/figures", "get"): {"$ref": REF + "Figures"},
    ("/api/admin/users", "get"): _list("ManagedUser", **_NEXT),
    ("/api/admin/users/{user_id}/suspension", "put"): {"$ref": REF + "ManagedUser"},
    ("/api/admin/users/{user_id}/suspension", "delete"): {"$ref": REF + "ManagedUser"},
    ("/api/admin/users/{user_id}/content", "delete"): {
        "type": "object",
        "properties": {"count": {"type": "integer"}},
    },
    ("/api/admin/messages/{message_id}", "delete"): {"$ref": REF + "Message"},
    ("/api/admin/reports", "get"): _list("FiledReport", **_NEXT),
    ("/api/admin/reports/{report_id}/handled", "put"): _DONE,
    ("/api/admin/audit", "get"): _list("AuditEntry", **_NEXT),
    **{(path, "delete"): _DONE for path in _GONE},
    ("/api/health", "get"): _state("ok"),
    ("/api/ready", "get"): _state("ready"),
    ("/api/blocks/{user_id}", "put"): _DONE,
    ("/api/conversations/{conversation_id}/typing", "put"): _DONE,
    ("/api/sessions/ticket", "post"): _TICKET,
    ("/api/media/ticket", "post"): _TICKET,
    ("/api/messages/batch", "post"): {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"anyOf": [_STORED, _REFUSED]}}},
    },
    ("/api/events/log", "get"): _list("Event", cursor={"type": "string"}, has_more=_YES, reset=_YES),
}
