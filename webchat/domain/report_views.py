"""Reports, as their authors and the operator see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webchat.domain.text import to_html


@dataclass(frozen=True, slots=True)
class ReportView:
    """What somebody told the operator, about this message or this person."""

    id: int
    reason: str
    message_id: int | None
    user_id: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FiledReport:
    """The same for the operator: who told of whom, in which words, and what there was to see at that time."""

    id: int
    reason: str
    words: str
    message_id: int | None
    conversation_id: int | None
    user_id: int
    username: str
    by_username: str
    snapshot: dict[str, Any]
    created_at: datetime
    handled_at: datetime | None


def as_read(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What there was to see, as its readers saw it: in old reports messages stand with their marks alone."""
    return {
        name: [_as_read(one) for one in kept] if name in ("before", "after") else _as_read(kept)
        for name, kept in snapshot.items()
    }


def _as_read(kept: Any) -> Any:
    marked = isinstance(kept, dict) and kept.get("body") and "html" not in kept
    return kept | {"html": to_html(kept["body"])} if marked else kept


def report_text(report: FiledReport) -> str:
    """A report as plain lines; what people wrote is indented and has no control characters: it can pose as nothing."""
    about = f"message {report.message_id} of " if report.message_id else ""
    done = f", handled {report.handled_at:%Y-%m-%d %H:%M}" if report.handled_at else ""
    head = f"Report {report.id} ({report.reason}) of {report.created_at:%Y-%m-%d %H:%M} UTC{done}: "
    lines = [f"{head}{about}{report.username}, by {report.by_username}", *_quoted("They say", report.words)]
    for name, mark in (("before", ""), ("message", "> "), ("after", "")):
        said = report.snapshot.get(name) or []
        for one in [said] if isinstance(said, dict) else said:
            lines += _quoted(f"{mark}{one['sender']['username']}", _said(one))
    return "\n".join(lines)


def _said(message: dict[str, Any]) -> str:
    files = "".join(f" [{file['filename']}]" for file in message["files"])
    return f"{message['body']}{files}".strip() or f"[{message['kind']}]"


def _quoted(who: str, words: str) -> list[str]:
    return [f"    {who}: {_printable(line)}" for line in words.splitlines()]


def _printable(line: str) -> str:
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)
