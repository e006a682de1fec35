"""Payloads: what is allowed, what is said about the rest."""

from datetime import timedelta
from typing import Any

import pytest

from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput
from webchat.domain.payloads import check_payload, files_of, lasting, summary_of, words_of

_POLL = {"question": "Where?", "options": ["Here", "There"]}


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("text", None, {}),
        ("location", {"latitude": 48, "longitude": -3.5}, {"latitude": 48.0, "longitude": -3.5}),
        (
            "location",
            {"latitude": 48.1, "longitude": 3, "accuracy": 12, "label": "  At  home "},
            {"latitude": 48.1, "longitude": 3.0, "accuracy": 12.0, "label": "At home"},
        ),
        (
            "contact",
            {"name": "Zoë", "phones": ["+49 (30) 12-34"], "emails": ["zoe@example.org"]},
            {"name": "Zoë", "phones": ["+49 (30) 12-34"], "emails": ["zoe@example.org"]},
        ),
        ("contact", {"name": "Ana", "user_id": 7}, {"name": "Ana", "phones": [], "emails": [], "user_id": 7}),
        ("sticker", {"pack": "fox", "name": "wave-2"}, {"pack": "fox", "name": "wave-2"}),
        ("poll", _POLL, {**_POLL, "multiple": False}),
    ],
)
def test_what_is_right_is_stored_cleaned(kind: str, given: Any, stored: dict[str, Any]) -> None:
    assert check_payload(kind, given) == stored


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("text", {"question": "?"}, "payload.question"),
        ("telepathy", {"x": 1}, "kind"),
        ("poll", None, "payload"),
        ("location", {"latitude": 91, "longitude": 0}, "payload.latitude"),
        ("location", {"latitude": float("nan"), "longitude": 0}, "payload.latitude"),
        ("location", {"latitude": True, "longitude": 0}, "payload.latitude"),
        ("location", {"latitude": 1}, "payload.longitude"),
        ("location", {"latitude": 1, "longitude": 10**400}, "payload.longitude"),
        ("location", {"latitude": 1, "longitude": 2, "accuracy": -1}, "payload.accuracy"),
        ("location", {"latitude": 1, "longitude": 2, "label": "x" * 201}, "payload.label"),
        ("location", {"latitude": 1, "longitude": 2, "live_until": "2026-01-01T00:00:00"}, "payload.live_until"),
        ("location", {"latitude": 1, "longitude": 2, "live_until": 5}, "payload.live_until"),
        ("location", {"latitude": 1, "longitude": 2, "altitude": 3}, "payload.altitude"),
        ("contact", {"name": "  ", "phones": ["1234"]}, "payload.name"),
        ("contact", {"name": "Zoe"}, "payload.phones"),
        ("contact", {"name": "Zoe", "phones": ["call me"]}, "payload.phones"),
        ("contact", {"name": "Zoe", "phones": ["123"] * 11}, "payload.phones"),
        ("contact", {"name": "Zoe", "emails": ["not one"]}, "payload.emails"),
        ("contact", {"name": "Zoe", "emails": "a@b.org"}, "payload.emails"),
        ("contact", {"name": "Zoe\x00", "emails": ["a@b.org"]}, "payload.name"),
        ("contact", {"name": "Zoe", "user_id": "7"}, "payload.user_id"),
        ("sticker", {"pack": "../etc", "name": "x"}, "payload.pack"),
        ("sticker", {"pack": "fox"}, "payload.name"),
        ("poll", {**_POLL, "question": ""}, "payload.question"),
        ("poll", {**_POLL, "options": ["One"]}, "payload.options"),
        ("poll", {**_POLL, "options": [str(n) for n in range(11)]}, "payload.options"),
        ("poll", {**_POLL, "options": ["Here", "here"]}, "payload.options"),
        ("poll", {**_POLL, "options": ["Here", " "]}, "payload.options"),
        ("poll", {**_POLL, "options": ["Here", 3]}, "payload.options"),
        ("poll", {**_POLL, "multiple": "yes"}, "payload.multiple"),
        ("poll", {**_POLL, "votes": {"0": [1]}}, "payload.votes"),
        ("poll", {**_POLL, "closes_at": (now() + timedelta(days=400)).isoformat()}, "payload.closes_at"),
    ],
)
def test_what_is_wrong_is_named(kind: str, given: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_payload(kind, given)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


def test_times_are_kept_in_utc() -> None:
    until = now().replace(microsecond=0) + timedelta(minutes=15)
    stored = check_payload("location", {"latitude": 1, "longitude": 2, "live_until": until.isoformat()})
    assert stored["live_until"] == until.isoformat().replace("+00:00", "Z")


def test_what_is_found_and_what_is_shown_of_each_kind() -> None:
    poll, contact = check_payload("poll", _POLL), check_payload("contact", {"name": "Zoë", "phones": ["123"]})
    assert (words_of("poll", poll), summary_of("poll", "", poll)) == ("Where? Here There", "Where?")
    assert (words_of("contact", contact), summary_of("contact", "", contact)) == ("Zoë", "Zoë")
    assert words_of("location", {"latitude": 1.0, "longitude": 2.0, "label": "Home"}) == "Home"
    assert words_of("sticker", {"pack": "fox", "name": "wave"}) == ""
    assert (words_of("text", {}), summary_of("text", "a\nb", {})) == ("", "a b")
    assert summary_of("contact", "", {}) == summary_of("poll", "", {}) == ""


def test_only_the_lasting_part_says_which_message_it_was() -> None:
    assert lasting("poll", {**_POLL, "closed_at": "2026-01-01T00:00:00Z"}) == _POLL
    assert lasting("location", {"latitude": 1, "longitude": 2, "label": "Home"}) == {"label": "Home"}


@pytest.mark.parametrize(
    ("kind", "end_reason", "duration", "words"),
    [
        ("audio", None, None, "Voice call"),
        ("video", "completed", 192, "Video call, 3:12"),
        ("video", "completed", 4503, "Video call, 1:15:03"),
        ("audio", "failed", 5, "Voice call, 0:05"),
        ("audio", "missed", None, "Missed voice call"),
        ("video", "cancelled", None, "Missed video call"),
        ("audio", "busy", None, "Missed voice call"),
        ("audio", "declined", None, "Declined voice call"),
        ("video", "failed", None, "Failed video call"),
    ],
)
def test_a_call_is_told_by_how_it_ended(kind: str, end_reason: str | None, duration: int | None, words: str) -> None:
    call = {"call_id": 1, "kind": kind, "state": "ended", "end_reason": end_reason, "duration": duration}
    assert summary_of("call", "", call) == words


def test_several_files_without_words_are_counted() -> None:
    assert files_of("image", "", ["video", "image", "image"]) == {"image": 2, "video": 1}
    assert files_of("file", "", ["file", "image", "file"]) == {"file": 3}
    assert files_of("image", "At the sea", ["image", "image"]) == {}
    assert files_of("image", "", ["image"]) == {}
    assert files_of("text", "", []) == {}
