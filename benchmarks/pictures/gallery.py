"""Which pictures the project shows, in which order, with which words."""

from __future__ import annotations

from pathlib import Path

Shot = tuple[str, str, str]

GALLERY: dict[str, list[Shot]] = {
    "Talking": [
        ("conversation", "wide-light", "A group: pictures, voice, answers, reactions, a pinned message"),
        ("conversation", "wide-dark", "The same at night"),
        ("conversation", "phone-light", "On a phone"),
        ("conversation", "phone-dark", "On a phone, at night"),
        ("conversation-words", "wide-light", "Code, long words, other scripts, mentions"),
        ("conversation-album", "wide-dark", "Albums"),
        ("conversation-poll", "phone-light", "Polls and places"),
        ("conversation-plans", "phone-dark", "Contacts and stickers"),
        ("conversation-unread", "wide-light", "Opened at the first unread line"),
        ("conversation-typing", "phone-light", "Somebody types"),
    ],
    "The list, and finding things": [
        ("list", "phone-light", "The list"),
        ("list", "phone-dark", "At night"),
        ("list-menu", "phone-light", "A conversation's menu"),
        ("search-results", "wide-light", "Found again"),
        ("list-skips", "wide-light", "The first stops of the Tab key"),
        ("list-arabic", "wide-light", "Right to left"),
    ],
    "With a message": [
        ("message-menu", "wide-light", "The menu"),
        ("message-menu", "phone-dark", "The menu, on a phone"),
        ("message-select", "wide-dark", "Choosing several"),
        ("message-info", "phone-light", "Who has read it, and when"),
        ("message-forward", "wide-light", "Forwarding"),
        ("lightbox", "wide-dark", "Large"),
    ],
    "Writing": [
        ("composer-attachments", "wide-light", "Files, before they are sent"),
        ("composer-emoji", "phone-dark", "Emoji"),
        ("composer-stickers", "wide-light", "Stickers"),
        ("composer-completion", "wide-dark", "Names complete"),
        ("composer-recording", "phone-light", "Speaking"),
        ("dialog-poll", "phone-dark", "A poll"),
        ("dialog-location", "wide-light", "A place"),
    ],
    "Groups and people": [
        ("details-group", "wide-light", "The details"),
        ("details-media", "phone-dark", "What was shared"),
        ("dialog-group", "phone-light", "A new group"),
        ("dialog-edit-group", "wide-dark", "Its settings"),
        ("dialog-new", "wide-light", "Finding people"),
        ("settings", "phone-light", "Settings"),
        ("settings-shortcuts", "wide-dark", "What can be done with keys"),
        ("settings-link-device", "wide-dark", "Another device"),
    ],
    "Calls": [
        ("call-incoming", "phone-dark", "Somebody calls"),
        ("call-incoming-group", "wide-light", "A group calls"),
        ("call-list", "phone-light", "What became of them"),
        ("call-video", "wide-dark", "A video call"),
        ("call-beside", "wide-light", "Small, while one writes"),
    ],
    "Coming in": [
        ("join", "wide-light", "A name, and one is talking"),
        ("join-taken", "phone-dark", "A taken name"),
        ("invite", "phone-light", "An invitation"),
        ("embed-open", "wide-light", "In a page of your own"),
    ],
    "When nothing is there, or something fails": [
        ("list-empty", "wide-light", "The first minute"),
        ("conversation-nothing-said", "phone-dark", "Nothing said yet"),
        ("conversation-loading", "wide-light", "On its way"),
        ("list-offline", "wide-light", "Without a line"),
        ("message-failed", "phone-light", "Not sent"),
        ("conversation-missing", "wide-dark", "Not here"),
        ("composer-blocked", "phone-light", "Shut out"),
    ],
    "Looking after it": [("admin", "wide-light", "Reports, people, figures")],
    "Colours": [
        ("accent-purple", "wide-dark", "Purple"),
        ("accent-green", "wide-light", "Green"),
        ("accent-orange", "phone-dark", "Orange"),
    ],
}
_HEAD = """# How WebChat looks

Taken from the real product by `python -m benchmarks.pictures`, which starts a server, lets a small circle of friends
talk, and drives a browser into each state. `--all --folder /tmp/pictures` takes every state in every view: wide and
phone, light and dark. It needs a colour font for emoji, such as the package fonts-noto-color-emoji.
"""


def wanted() -> set[tuple[str, str]]:
    """The scenes and views of the gallery."""
    return {(scene, view) for shots in GALLERY.values() for scene, view, _ in shots}


def write(folder: Path) -> None:
    """Write the page that shows the pictures of a folder."""
    lines = [_HEAD]
    for title, shots in GALLERY.items():
        lines.append(f"## {title}\n")
        lines += [_shown(*shot) for shot in shots]
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")


def _shown(scene: str, view: str, words: str) -> str:
    width = 260 if view.startswith("phone") else 720
    return f'<p><img src="{scene}-{view}.webp" width="{width}" alt="{words}"><br>{words}</p>\n'
