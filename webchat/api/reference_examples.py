"""Examples of the reference: what a program sends, and what it gets."""

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
_PUSHED: dict[str, Any] = {
    "endpoint": "https://push.example/send/3q2-7wA",
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}

BODIES: dict[str, Any] = {
    "AnswerBody": {"allow": True},
    "BatchBody": {"items": [{"client_id": _CLIENT_ID, "conversation_id": 12, "body": "First"}]},
    "BatchItem": {"client_id": _CLIENT_ID, "conversation_id": 12, "body": "First"},
    "CallBody": {"conversation_id": 12, "kind": "video", "device_id": "5f0c2a9e"},
    "ClaimBody": {"claim": "clm_3q2-7wA"},
    "CodeBody": {"code": "7KQ2-M9XD"},
    "EndpointBody": {"endpoint": _PUSHED["endpoint"]},
    "EditBody": {"body": "Hello everybody"},
    "ForwardBody": {"conversation_ids": [12, 15]},
    "ForwardManyBody": {"message_ids": [4711, 4712], "conversation_ids": [15]},
    "GifBody": {"id": "giphy-3oEjI6SIIHBdRxXI40"},
    "GroupBody": {"title": "Kitchen crew", "description": "Who cooks when", "member_ids": [8, 9]},
    "GroupChanges": {"title": "Kitchen and bar", "who_can_write": "all"},
    "InviteBody": {"expires_in": 86400, "max_uses": 10},
    "JoinBody": {"name": "ana"},
    "LocationBody": {"latitude": 38.7223, "longitude": -9.1393, "accuracy": 12},
    "MemberBody": {"user_id": 9, "role": "member"},
    "MessageBody": {"recipient_id": 7, "body": "Hello **you**", "client_id": _CLIENT_ID},
    "MessagesBody": {"message_ids": [4711, 4712]},
    "NewUserBody": {"username": "ana", "display_name": "Ana", "about": "In Lisbon until May"},
    "NotificationsBody": {"quiet_from": "22:00", "quiet_until": "07:00", "time_zone": "Europe/Lisbon"},
    "PreferencesBody": {"pinned": True, "notify": "mentions", "muted_until": None},
    "PrivacyBody": {"receipts": False},
    "MailAddressBody": {"address": "ana@example.org"},
    "MailCodeBody": {"code": "482913"},
    "MailBody": {"after_hours": 24, "texts": False},
    "LookBody": {"language": "de", "theme": "dark"},
    "ProfileBody": {"display_name": "Ana M.", "about": "Back in June"},
    "RedeliverBody": {"delivery_id": None},
    "ReportBody": {"reason": "spam", "words": "Advertising, again and again", "message_id": 4711},
    "RoleBody": {"role": "admin"},
    "RoomBody": {"external_key": "order:4711", "title": "Order 4711", "member_ids": [7, 8]},
    "ScheduledBody": {"conversation_id": 12, "send_at": "2026-12-24T18:00:00Z", "body": "Merry Christmas"},
    "ScheduledChange": {"send_at": "2026-12-24T19:00:00Z"},
    "SignalBody": {
        "to_user_id": 8, "data": {"description": {"type": "offer", "sdp": "v=0…"}}, "device_id": "5f0c2a9e",
    },
    "VerbBody": {"device_id": "5f0c2a9e"},
    "SubscriptionBody": _PUSHED,
    "SuspensionBody": {"reason": "Advertising in every group"},
    "VotesBody": {"options": [0, 2]},
    "WebhookBody": {
        "conversation_id": 12, "name": "Shop", "kind": "outgoing", "url": "https://shop.example/hooks/chat",
        "events": ["message.created"],
    },
}  # fmt: skip
"""By the name of a request's schema; a test wants one for each."""

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
            {"user_id": 7, "display_name": "Ana", "avatar_url": None, "state": "active", "joined_at": _AT,
             "left_at": None},
            {"user_id": 8, "display_name": "Bob", "avatar_url": None, "state": "active", "joined_at": _AT,
             "left_at": None},
        ],
        "started_at": _AT, "ring_until": "2026-11-23T09:30:45Z", "answered_at": _AT, "connected_at": _AT,
        "ended_at": None, "end_reason": None, "duration": None, "my_state": "active", "my_device_id": "5f0c2a9e",
        "answered_elsewhere": False,
    },
    "Ice": {
        "urls": ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:5349?transport=tcp"],
        "username": "1764150600:7", "credential": "cXVpdGUgYSBzZWNyZXQ=", "ttl": 7200, "policy": "relay",
        "exposes": False,
    },
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
}  # fmt: skip
"""By the name of the object."""

PARAMETERS: dict[str, Any] = {
    "Idempotency-Key": "7e1c9f5e-invoice-2026-118",
    "X-Webchat-User": "sub:customer-1001",
    "conversation_id": 12,
    "call_id": 31,
    "verb": "accept",
    "device_id": "5f0c2a9e",
    "message_id": 4711,
    "user_id": 7,
    "group_id": 12,
    "media_id": 301,
    "emoji": "👍",
    "limit": 50,
    "since": "b1f0c2.734512.90210",
    "q": "invoice",
}
"""By the name of a parameter, where it helps."""
