"""Examples of the reference: what a program gets."""

from typing import Any

_AT = "2026-11-23T09:30:00Z"
_CLIENT_ID = "0b0fa0c5-6a1f-4b4e-8d6c-2f1f6a9d9a10"
_SENDER = {"id": 7, "username": "ana", "display_name": "Ana", "avatar_url": None, "is_bot": False}
_USER = {
    "id": 7, "username": "ana", "display_name": "Ana", "about": "In Lisbon until May", "avatar_url": None,
    "is_bot": False, "presence": "online", "last_seen_at": None, "created_at": _AT,
}  # fmt: skip
_MESSAGE = {
    "id": 4711, "conversation_id": 12, "seq": 38, "version": 1, "client_id": _CLIENT_ID, "sender": _SENDER,
    "kind": "text", "body": "Hello **you**", "html": "<p>Hello <strong>you</strong></p>", "created_at": _AT,
    "reply_to": None, "media": [], "payload": {}, "reactions": [], "mentions": [], "mentions_all": False,
    "link_preview": None, "is_delivered": False, "is_read": False, "edited_at": None, "deleted_at": None,
}  # fmt: skip
_CONVERSATION = {
    "id": 12, "kind": "direct", "title": "Ana", "description": "", "avatar_url": None, "external_key": None,
    "last_seq": 38, "last_message": _MESSAGE, "unread_count": 1, "mention_count": 0, "read_seq": 37,
    "delivered_seq": 38, "muted_until": None, "pinned": False, "archived": False, "role": "member",
    "members_count": 2, "created_at": _AT,
}  # fmt: skip
_LATER = "2026-11-23T09:35:00Z"
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_BOT = _USER | {"id": 9, "username": "shop", "display_name": "Shop", "about": "", "is_bot": True}
_IN_A_CALL = {
    "user_id": 7, "display_name": "Ana", "avatar_url": None, "state": "active", "joined_at": _AT, "left_at": None,
}  # fmt: skip
_DAY = {"day": "2026-11-23", "messages": 412}
_LINK = {"id": 6, "state": "open", "device": "", "expires_at": _LATER}
_QR = {"size": 37, "path": "M4 4h7v1h-7zM13 4h1v1h-1z"}
_INVITE = {
    "id": 4, "conversation_id": 15, "created_by": _SENDER, "max_uses": 10, "uses": 2, "expires_at": None,
    "created_at": _AT,
}  # fmt: skip
_GROUP = {
    "id": 15, "kind": "group", "title": "Order 4711", "description": "", "avatar_url": None,
    "external_key": "order:4711", "last_seq": 38, "last_message": _MESSAGE, "members_count": 2, "created_at": _AT,
}  # fmt: skip
_PICTURE = {
    "id": 301, "kind": "image", "filename": "harbour.jpg", "content_type": "image/jpeg", "size": 482133,
    "width": 1600, "height": 1200, "duration": None, "pages": None, "url": "/api/media/301/download",
    "thumbnail_url": "/api/media/301/thumbnail", "thumbnails": [320, 720], "placeholder": "", "animated": False,
    "waveform": [], "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}  # fmt: skip
_STICKER = {"name": "applause", "label": "Pim claps", "emoji": "👏", "url": "/stickers/pim/applause"}
_WEBHOOK = {
    "id": 2, "kind": "outgoing", "conversation_id": 12, "name": "Shop", "url": "https://shop.example/hooks/chat",
    "events": ["message.created"], "bot_id": 9, "created_by": _SENDER, "parked": 0, "created_at": _AT,
    "ended_at": None,
}  # fmt: skip
_ICE = {
    "urls": ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:5349?transport=tcp"],
    "username": "1764150600:7", "credential": "cXVpdGUgYSBzZWNyZXQ=", "ttl": 7200, "policy": "relay",
    "exposes": False,
}  # fmt: skip

OBJECTS: dict[str, Any] = {
    "User": _USER,
    "Message": _MESSAGE,
    "Conversation": _CONVERSATION,
    "Member": {
        "user": _USER, "role": "admin", "joined_at": _AT, "read_seq": 38, "delivered_seq": 38, "members_count": 5,
    },
    "Reaction": {
        "message_id": 4711, "conversation_id": 12, "seq": 38, "emoji": "👍", "user_id": 7, "version": 2,
        "reactions": [{"emoji": "👍", "count": 1, "user_ids": [7]}],
    },
    "Call": {
        "id": 31, "conversation_id": 12, "message_id": 4712, "version": 4, "kind": "video", "media": "mesh",
        "state": "active", "initiator_id": 7, "participants": [
            _IN_A_CALL, _IN_A_CALL | {"user_id": 8, "display_name": "Bob"},
        ],
        "started_at": _AT, "ring_until": "2026-11-23T09:30:45Z", "answered_at": _AT, "connected_at": _AT,
        "ended_at": None, "end_reason": None, "duration": None, "my_state": "active", "my_device_id": "5f0c2a9e",
        "answered_elsewhere": False,
    },
    "Ice": _ICE,
    "Event": {
        "id": 90210, "cursor": "b1f0c2.734512.90210", "type": "message.created", "conversation_id": 12, "actor_id": 7,
        "created_at": _AT, "data": _MESSAGE,
    },
    "Privacy": {"receipts": True, "presence": True},
    "Mail": {"address": "ana@example.org", "wanted_address": "", "after_hours": 24, "texts": True, "offered": True},
    "Look": {"language": "de", "theme": "dark", "accent": ""},
    "Error": {
        "error": {
            "code": "message_too_long", "message": "A message holds at most 8000 characters; this one has 9120.",
            "field": "body", "retryable": False,
        }
    },
    "AuditEntry": {
        "id": 51, "action": "message.deleted", "actor": "root", "user": "ana",
        "details": {"message": 4711, "conversation": 12}, "created_at": _AT,
    },
    "Block": {"user": _USER, "blocked_at": _AT},
    "CallParticipant": _IN_A_CALL,
    "Claim": {"claim": "3q2-7wAzUvYxj0m8ZkXo4T1c9sLfQeRb5hNaGdPiKuE", "expires_at": _LATER},
    "DayCount": _DAY,
    "DeviceLink": _LINK,
    "Doctor": {"server_time": _AT, "ice": _ICE, "ways": ["UDP", "TLS"], "livekit": False},
    "Figures": {
        "users": 214, "active_today": 57, "suspended": 1, "conversations": 480, "messages": 91342, "files": 1204,
        "file_bytes": 734003200, "database_bytes": 104857600, "open_reports": 2, "days": [_DAY], "online": 31,
        "connections": 44,
    },
    "FiledReport": {
        "id": 9, "reason": "spam", "words": "Advertising, again and again", "message_id": 4711, "conversation_id": 12,
        "user_id": 7, "username": "ana", "by_username": "bob", "snapshot": {}, "created_at": _AT, "handled_at": None,
    },
    "Gif": {
        "id": "giphy-3oEjI6SIIHBdRxXI40", "title": "Applause", "width": 200, "height": 150,
        "preview_url": "/api/gifs/giphy-3oEjI6SIIHBdRxXI40/preview",
    },
    "Group": _GROUP,
    "Heard": {"message_id": 4711, "conversation_id": 12, "seq": 38, "user_id": 8, "version": 2, "heard_by": [8]},
    "Invite": _INVITE,
    "InvitePreview": {
        "conversation_id": 15, "title": "Kitchen crew", "description": "Who cooks when", "members_count": 5,
        "avatar_url": None, "joined": False,
    },
    "Link": {
        "url": "https://example.org/menu", "message_id": 4711, "seq": 38, "sender": _SENDER, "created_at": _AT,
    },
    "LiveKit": {"url": "wss://livekit.example.org", "token": "eyJhbGciOiJIUzI1NiJ9.e30.…", "ttl": 600},
    "ManagedUser": {"user": _USER, "is_admin": False, "suspended_at": None, "messages": 321, "sessions": 2},
    "Media": _PICTURE,
    "MessageHit": {"message": _MESSAGE, "ranges": [[0, 5]], "conversation_title": "Ana"},
    "MessageReceipt": {"user": _USER, "delivered_at": _AT, "read_at": None, "delivered": True, "read": False},
    "NewBot": {"bot": _BOT, "token": "wcb_3q2-7wAzUvYxj0m8ZkXo4T1c9sLfQeRb5hNaGdPiKuE"},
    "NewDeviceLink": {
        "link": _LINK, "code": "7KQ2-M9XD", "address": "https://chat.example.org/link/3q2-7wAzUvYx", "qr": _QR,
    },
    "NewInvite": {"invite": _INVITE, "code": "3q2-7wAzUvYxj0m8ZkXo4T"},
    "NewWebhook": {"webhook": _WEBHOOK, "secret": "wch_3q2-7wAzUvYxj0m8ZkXo4T1c9sLfQeRb", "path": None},
    "Notifications": {
        "sound": True, "previews": True, "quiet_from": "22:00", "quiet_until": "07:00", "time_zone": "Europe/Lisbon",
    },
    "ParkedDelivery": {
        "id": 77, "type": "message.created", "attempts": 8, "last_error": "answered with 500", "parked_at": _AT,
    },
    "PushKey": {
        "public_key": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    },
    "PushKeys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
    "PushSubscription": {
        "id": 3, "endpoint": "https://push.example/send/3q2-7wA", "device": _FIREFOX, "created_at": _AT,
        "current": True,
    },
    "Qr": _QR,
    "QuoteView": {"id": 4700, "seq": 27, "sender": _SENDER, "kind": "text", "snippet": "Hello", "deleted": False},
    "ReactionCount": {"emoji": "👍", "count": 1, "user_ids": [7]},
    "Report": {"id": 9, "reason": "spam", "message_id": 4711, "user_id": 7, "created_at": _AT},
    "Revision": {"version": 1, "body": "Helo", "html": "<p>Helo</p>", "at": _AT},
    "Scheduled": {
        "id": 5, "conversation_id": 12, "client_id": _CLIENT_ID, "kind": "text", "body": "Merry Christmas",
        "payload": {}, "reply_to_id": None, "send_at": "2026-12-24T18:00:00Z", "problem": "", "created_at": _AT,
    },
    "Sender": _SENDER,
    "Session": {
        "id": 18, "kind": "cookie", "device": _FIREFOX, "name": "Firefox on Linux", "created_at": _AT,
        "last_used_at": _AT, "current": True,
    },
    "Shared": {
        "media": _PICTURE, "message_id": 4711, "seq": 38, "position": 0, "sender": _SENDER, "caption": "From above",
        "html": "<p>From above</p>", "created_at": _AT,
    },
    "SharedCounts": {"media": 40, "files": 3, "voice": 12},
    "Sticker": _STICKER,
    "StickerPack": {"name": "pim", "title": "Pim", "stickers": [_STICKER]},
    "Upload": {
        "id": "3q2-7wAzUvYxj0m8ZkXo4T", "filename": "harbour.jpg", "offset": 131072, "length": 482133,
        "metadata": "filename aGFyYm91ci5qcGc=", "media": None,
    },
    "Webhook": _WEBHOOK,
}  # fmt: skip
"""By the name of the object."""

_SINGLE: dict[str, Any] = {
    "client_id": _CLIENT_ID,
    "count": 3,
    "cursor": "b1f0c2.734512.90210",
    "expires_in": 3600,
    "has_more": False,
    "has_newer": False,
    "has_older": True,
    "missed_count": 1,
    "next": None,
    "provider": "giphy",
    "reset": False,
    "status": 201,
    "ticket": "3q2-7wAzUvYxj0m8ZkXo4T1c9sLfQeRb",
    "token": "wcu_3q2-7wAzUvYxj0m8ZkXo4T1c9sLfQeRb5hNaGdPiKuE",
}


def example_of(schema: dict[str, Any], name: str = "") -> Any:
    """An example of an answer that is put together of objects and of fields with these names."""
    if "$ref" in schema:
        return OBJECTS[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [example_of(schema["items"])]
    if schema.get("type") == "object":
        return {field: example_of(value, field) for field, value in schema.get("properties", {}).items()}
    return _SINGLE[name]
