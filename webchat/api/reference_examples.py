"""Examples of the reference: what a program sends."""

from typing import Any

_CLIENT_ID = "0b0fa0c5-6a1f-4b4e-8d6c-2f1f6a9d9a10"
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
    "MembersBody": {"user_ids": [8, 9]},
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
