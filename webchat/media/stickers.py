"""Packs of stickers on disk: what comes with the product, and what an operator drops into a folder."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webchat.settings import PROJECT, get_settings

OUR_PACKS = PROJECT / "assets" / "stickers"
LARGEST_FILE = 512 * 1024
MOST_STICKERS = 200
_LARGEST_LIST = 256 * 1024
_LONGEST_LABEL = 60
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
TYPES = {"svg": "image/svg+xml", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class StickerFile:
    """One picture of a pack that was checked."""

    name: str
    label: str
    emoji: str
    path: Path
    content_type: str


@dataclass(frozen=True, slots=True)
class PackFolder:
    """A folder of stickers, in the order of its `pack.json` where it has one."""

    name: str
    title: str
    stickers: tuple[StickerFile, ...]


def packs() -> Iterator[PackFolder]:
    """Ours first, then the operator's by name; folders without a usable picture are left out."""
    for folder in [*_folders(OUR_PACKS), *_folders(get_settings().stickers_dir)]:
        if (pack := _read(folder)).stickers:
            yield pack


def find(pack: str, name: str) -> StickerFile | None:
    """One sticker, checked anew; None where there is none. Names are never paths."""
    if not _SLUG.fullmatch(pack) or not _SLUG.fullmatch(name):
        return None
    for place in (OUR_PACKS, get_settings().stickers_dir):
        folder = place / pack
        if folder.is_dir() and not folder.is_symlink():
            about = {one["name"]: one for one in _list_of(folder).get("stickers", [])}
            return _sticker(folder, name, about.get(name, {}))
    return None


def _folders(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    return sorted(one for one in place.iterdir() if _SLUG.fullmatch(one.name) and one.is_dir() and not one.is_symlink())


def _read(folder: Path) -> PackFolder:
    listed = _list_of(folder)
    about = {one["name"]: one for one in listed.get("stickers", [])}
    names = list(about) or sorted({file.stem for file in folder.iterdir() if file.suffix[1:] in TYPES})
    found = [_sticker(folder, name, about.get(name, {})) for name in names[:MOST_STICKERS] if _SLUG.fullmatch(name)]
    return PackFolder(folder.name, _text(listed.get("title"), folder.name), tuple(one for one in found if one))


def _list_of(folder: Path) -> dict[str, Any]:
    """The pack's own list; what is not of the right shape counts as not there."""
    file = folder / "pack.json"
    try:
        if file.is_symlink() or file.stat().st_size > _LARGEST_LIST:
            return {}
        listed = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(listed, dict):
        return {}
    stickers = listed.get("stickers")
    kept = stickers if isinstance(stickers, list) else []
    return listed | {"stickers": [one for one in kept if isinstance(one, dict) and isinstance(one.get("name"), str)]}


def _sticker(folder: Path, name: str, about: dict[str, Any]) -> StickerFile | None:
    for ending, content_type in TYPES.items():
        path = folder / f"{name}.{ending}"
        if _is_picture(path, ending):
            label = _text(about.get("label"), name.replace("_", " ").replace("-", " ").capitalize())
            return StickerFile(name, label, _text(about.get("emoji"), ""), path, content_type)
    return None


def _is_picture(path: Path, ending: str) -> bool:
    """A file of the size and kind that its ending says, in the folder itself and not a link out of it."""
    try:
        if path.is_symlink() or not path.is_file() or not 0 < path.stat().st_size <= LARGEST_FILE:
            return False
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    if ending == "svg":
        return _SVG.match(head) is not None
    return head[:8] == b"\x89PNG\r\n\x1a\n" if ending == "png" else head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _text(value: Any, otherwise: str) -> str:
    cleaned = " ".join(value.split()) if isinstance(value, str) and "\x00" not in value else ""
    return cleaned[:_LONGEST_LABEL] or otherwise
