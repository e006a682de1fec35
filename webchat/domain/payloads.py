"""What messages carry besides text, by kind: what is allowed, and which words are found and shown of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from webchat.domain.clock import now
from webchat.domain.encoding import to_json
from webchat.domain.errors import InvalidInput
from webchat.domain.message_views import MessageView
from webchat.domain.names import search_key
from webchat.domain.text import one_line, snippet_of
from webchat.domain.texts import mark

Payload = dict[str, Any]

LONGEST_LABEL = 200
LONGEST_NAME = 100
LONGEST_QUESTION = 300
LONGEST_OPTION = 100
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
MOST_ADDRESSES = 10
LONGEST_SHARING = timedelta(hours=8)
LONGEST_POLL = timedelta(days=366)
WITH_FILES = frozenset({"image", "audio", "video", "file", "voice", "gif"})
"""Kinds that carry files; the files say all there is."""

NAMED = WITH_FILES - {"voice"}
"""Kinds that are found by the names of their files."""

CAPTIONED = frozenset({"location", "contact"}) | WITH_FILES
"""Kinds that may have a text besides."""

_COUNTED = ("image", "video", "audio", "file")
"""Kinds of messages that may carry several files."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_EMAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,190}")
_PHONE = re.compile(r"[+0-9 ()./#*x-]{2,40}")
# What the product itself changes later: a repeated request still means the first message.
_CHANGING = {
    "location": {"latitude", "longitude", "accuracy", "live_until", "updated_at"},
    "poll": {"closed_at"},
    "sticker": {"label", "emoji"},
}
_OUTCOMES = {
    "missed": "Missed",
    "cancelled": "Missed",
    "busy": "Missed",
    "declined": "Declined",
    "failed": "Failed",
}


def check_payload(kind: str, payload: Payload | None) -> Payload:
    """The payload as it is stored; raises `InvalidInput` that names the field."""
    given = dict(payload or {})
    if kind == "text" or kind in WITH_FILES:
        _nothing_else(given)
        return {}
    if kind not in _CHECKS:
        kinds = ", ".join(["text", *_CHECKS])
        raise InvalidInput("Messages of this kind cannot be sent; there are {kinds}.", kinds=kinds, field="kind")
    if not given:
        raise InvalidInput("A message of kind {kind} needs a payload.", kind=kind, field="payload")
    checked = _CHECKS[kind](given)
    _nothing_else(given)
    return checked


def words_of(kind: str, payload: Payload) -> str:
    """What of a payload is found by searching."""
    match kind:
        case "poll":
            return " ".join([payload["question"], *payload["options"]])
        case "contact":
            return str(payload["name"])
        case "location":
            return str(payload.get("label", ""))
    return ""


def search_text_of(kind: str, body: str, payload: Payload, filenames: Iterable[str] = ()) -> str:
    """Text, payload and names of files of a message as they are looked for; nobody named a voice message."""
    named = filenames if kind in NAMED else ()
    return search_key(" ".join([body, words_of(kind, payload), *named]))


def summary_of(kind: str, body: str, payload: Payload, seconds: float | None = None) -> str:
    """The words that stand for a message in lists and quotes; a kind's own name is added where it is shown.

    `seconds`: how long a voice message is.
    """
    if kind == "poll":
        return snippet_of(str(payload.get("question", "")))
    if kind == "sticker":
        return str(payload.get("emoji", ""))
    if kind == "call":
        return _outcome(payload)
    if kind == "voice" and not body and seconds is not None:
        return _clock(seconds)
    return snippet_of(body or (words_of(kind, payload) if payload else ""))


def summary_of_message(message: MessageView) -> str:
    """The same of a whole message."""
    seconds = message.media[0].duration if message.media else None
    return summary_of(message.kind, message.body, message.payload or {}, seconds)


def files_of(kind: str, body: str, kinds: Iterable[str]) -> dict[str, int]:
    """How many files of each kind stand for a message without words; empty where it is not more than one."""
    counts = Counter(kinds)
    if body or kind not in _COUNTED or counts.total() < 2:
        return {}
    return {"file": counts.total()} if kind == "file" else {one: counts[one] for one in _COUNTED if counts[one]}


def files_of_message(message: MessageView) -> dict[str, int]:
    """The same of a whole message."""
    return files_of(message.kind, message.body, [file.kind for file in message.media])


def _outcome(call: Payload) -> str:
    """Such as "Missed voice call" or "Video call, 3:12"."""
    words = f"{'video' if call.get('kind') == 'video' else 'voice'} call"
    if (seconds := call.get("duration")) is not None:
        return f"{words.capitalize()}, {_clock(seconds)}"
    how = _OUTCOMES.get(call.get("end_reason") or "")
    return f"{how} {words}" if how else words.capitalize()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def lasting(kind: str, payload: Payload) -> Payload:
    """The part of a payload that never changes after the sending."""
    return {key: value for key, value in payload.items() if key not in _CHANGING.get(kind, ())}


def is_live(location: Payload, at: datetime) -> bool:
    """Whether this location still moves."""
    return "live_until" in location and datetime.fromisoformat(location["live_until"]) > at


def is_closed(poll: Payload, at: datetime) -> bool:
    """Whether the voting is over, by hand or by the clock."""
    return "closed_at" in poll or ("closes_at" in poll and datetime.fromisoformat(poll["closes_at"]) <= at)


def check_position(latitude: Any, longitude: Any, accuracy: Any = None) -> Payload:
    """A place on earth, in degrees; `accuracy` in metres."""
    position = {
        "latitude": _number(latitude, "latitude", -90, 90),
        "longitude": _number(longitude, "longitude", -180, 180),
    }
    if accuracy is not None:
        position["accuracy"] = _number(accuracy, "accuracy", 0, 1_000_000)
    return position


def check_moment(value: Any, field: str) -> datetime:
    """A moment with its zone."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise InvalidInput("Give a time with its zone, such as 2026-11-22T20:00:00Z.", field=field)


def _location(given: Payload) -> Payload:
    checked = check_position(given.pop("latitude", None), given.pop("longitude", None), given.pop("accuracy", None))
    if label := _words(given.pop("label", None) or "", "label", LONGEST_LABEL):
        checked["label"] = label
    if (until := given.pop("live_until", None)) is not None:
        checked["live_until"] = _until(until, "live_until", LONGEST_SHARING)
    return checked


def _contact(given: Payload) -> Payload:
    name = _words(given.pop("name", None), "name", LONGEST_NAME)
    if not name:
        raise InvalidInput("A contact needs a name.", field="payload.name")
    phones = _texts(
        given.pop("phones", None), "phones", _PHONE, mark("A phone number has digits, spaces and + ( ) - only.")
    )
    emails = _texts(given.pop("emails", None), "emails", _EMAIL, mark("This is not an e-mail address."))
    checked: Payload = {"name": name, "phones": phones, "emails": emails}
    if (user_id := given.pop("user_id", None)) is not None:
        if isinstance(user_id, bool) or not isinstance(user_id, int) or user_id < 1:
            raise InvalidInput("A user's id is a whole number.", field="payload.user_id")
        checked["user_id"] = user_id
    elif not phones and not emails:
        raise InvalidInput("Give a phone number or an e-mail address.", field="payload.phones")
    return checked


def _sticker(given: Payload) -> Payload:
    checked = {field: given.pop(field, None) for field in ("pack", "name")}
    for field, value in checked.items():
        if not isinstance(value, str) or not _SLUG.fullmatch(value):
            message = "A sticker's pack and name have small letters, digits, - and _ only."
            raise InvalidInput(message, field=f"payload.{field}")
    return checked


def _poll(given: Payload) -> Payload:
    question = _words(given.pop("question", None), "question", LONGEST_QUESTION)
    if not question:
        raise InvalidInput("A poll needs a question.", field="payload.question")
    checked: Payload = {"question": question, "options": _options(given.pop("options", None))}
    multiple = given.pop("multiple", False)
    if not isinstance(multiple, bool):
        raise InvalidInput("Whether several answers are allowed is true or false.", field="payload.multiple")
    checked["multiple"] = multiple
    if (closes_at := given.pop("closes_at", None)) is not None:
        checked["closes_at"] = _until(closes_at, "closes_at", LONGEST_POLL)
    return checked


def _options(given: Any) -> list[str]:
    if not isinstance(given, list) or not FEWEST_OPTIONS <= len(given) <= MOST_OPTIONS:
        raise InvalidInput(
            "A poll has {least} to {most} answers.", least=FEWEST_OPTIONS, most=MOST_OPTIONS, field="payload.options"
        )
    options = [_words(option, "options", LONGEST_OPTION) for option in given]
    if not all(options):
        raise InvalidInput("An answer needs some text.", field="payload.options")
    if len({option.casefold() for option in options}) < len(options):
        raise InvalidInput("Two answers are the same.", field="payload.options")
    return options


_CHECKS: dict[str, Callable[[Payload], Payload]] = {
    "location": _location,
    "contact": _contact,
    "sticker": _sticker,
    "poll": _poll,
}
WITH_PAYLOAD = tuple(_CHECKS)
"""Kinds that are all in their payload."""

SENT = ("text", *sorted(WITH_FILES), *WITH_PAYLOAD)
"""Kinds that people and programs send; the others come by themselves."""


def _nothing_else(left: Payload) -> None:
    for field in left:
        raise InvalidInput("There is no such field.", field=f"payload.{str(field)[:64]}")


def _words(value: Any, field: str, longest: int) -> str:
    if not isinstance(value, str):
        raise InvalidInput("Give a text.", field=f"payload.{field}")
    cleaned = one_line(value, field=f"payload.{field}")
    if len(cleaned) > longest:
        raise InvalidInput(
            "At most {most} characters; this has {length}.", most=longest, length=len(cleaned), field=f"payload.{field}"
        )
    return cleaned


def _texts(value: Any, field: str, pattern: re.Pattern[str], wrong: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_ADDRESSES:
        raise InvalidInput("Give a list of at most {most}.", most=MOST_ADDRESSES, field=f"payload.{field}")
    texts = [_words(one, field, 254) for one in value]
    if not all(pattern.fullmatch(one) for one in texts):
        raise InvalidInput(wrong, field=f"payload.{field}")
    return texts


def _number(value: Any, field: str, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput("Give a number.", field=f"payload.{field}")
    if not least <= value <= most:  # nor is what is no number
        raise InvalidInput("Give a number from {least} to {most}.", least=least, most=most, field=f"payload.{field}")
    return float(value)


def _until(value: Any, field: str, longest: timedelta) -> str:
    moment = check_moment(value, f"payload.{field}")
    if moment > now() + longest:
        raise InvalidInput("This time is too far ahead.", field=f"payload.{field}")
    return str(to_json(moment))
