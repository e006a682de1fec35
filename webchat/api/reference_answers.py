"""What each call of the interface answers, by path and method."""

from typing import Any

from webchat.api.reference_objects import REF


def _list(name: str, **more: Any) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": REF + name}}
    return {"type": "object", "properties": {"items": items, **more}}


_NEXT = {"next": {"type": ["string", "null"]}}
_YES = {"type": "boolean"}
_MESSAGES = _list("Message", has_older=_YES, has_newer=_YES)
_USER = {"$ref": REF + "User"}
_WITH_TOKEN = {"type": "object", "properties": {"user": _USER, "token": {"type": "string"}}}
_CONVERSATION = {"$ref": REF + "Conversation"}
ANSWERS: dict[tuple[str, str], dict[str, Any]] = {
    ("/session", "post"): {"type": "object", "properties": {"user": _USER}},
    ("/api/users", "post"): _WITH_TOKEN,
    ("/api/users", "get"): _list("User", **_NEXT),
    ("/api/users/me", "get"): _USER,
    ("/api/users/{user_id}", "get"): _USER,
    ("/api/users/{user_id}", "put"): _USER,
    ("/api/users/{user_id}", "patch"): _USER,
    ("/api/users/me/sessions", "get"): _list("Session", **_NEXT),
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
    ("/api/events/log", "get"): _list("Event", cursor={"type": "string"}, has_more=_YES, reset=_YES),
}
