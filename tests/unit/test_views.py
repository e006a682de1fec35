"""What leaves the services, as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from webchat.domain.encoding import to_bytes, to_json
from webchat.domain.message_views import MessageView
from webchat.domain.pages import Page
from webchat.domain.user_views import SenderView

AT = datetime(2026, 11, 23, 9, 30, 1, 5000, tzinfo=timezone(timedelta(hours=2)))
MESSAGE = MessageView(
    id=2**53, conversation_id=1, seq=1, version=1, client_id=UUID(int=7), sender=SenderView(1, "ana", "Ana \U0001f600"),
    kind="text", body="\u2028 line", html="", created_at=AT, mentions=(3, 4),
)  # fmt: skip


@pytest.mark.parametrize(
    "value", [MESSAGE, Page([MESSAGE], None), {"a": (1, 1.5, None, AT)}, datetime(2026, 1, 1, tzinfo=UTC)]
)
def test_both_ways_to_json_agree(value) -> None:
    assert json.loads(to_bytes(value)) == to_json(value)


def test_what_json_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError):
        to_bytes({"a": object()})
