"""What a file is, by its content and never by its name."""

import re
from pathlib import Path

import puremagic

from webchat.domain.errors import InvalidInput
from webchat.media.kinds import Sniffed, kind_of

_HEAD = 8192
_DIRECTORY = 65_536  # bytes at the end of an archive, where the names of what is in it stand
_TEXT = "text/plain"
_UNKNOWN = "application/octet-stream"
_SAME = {
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/apng": "image/png",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heif",
    "image/avif-sequence": "image/avif",
}
# Brands of ISO files: sniffers tell them apart badly, and phones send them all day.
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"mif1": "image/heif", b"msf1": "image/heif",
    b"avif": "image/avif", b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}  # fmt: skip
# Named for what a person has, not shown in place whatever they are.
_NAMED = ("application/pdf", "application/zip", "application/vnd.", "application/msword", "application/gzip",
          "application/x-7z", "application/x-tar", "application/epub", "application/rtf")  # fmt: skip

_OFFICE = "application/vnd.openxmlformats-officedocument."
# Sniffers call every archive a text of Word's.
_WITHIN = {
    b"word/document": f"{_OFFICE}wordprocessingml.document",
    b"xl/workbook": f"{_OFFICE}spreadsheetml.sheet",
    b"ppt/presentation": f"{_OFFICE}presentationml.presentation",
}
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/(?:epub\+zip|vnd\.oasis\.opendocument\.[a-z-]{1,40}))PK")


def raster_of(data: bytes) -> str | None:
    """The type of a small picture, for those that moving pictures come in; None for all else."""
    beginnings = {
        b"GIF87a": "image/gif",
        b"GIF89a": "image/gif",
        b"\x89PNG\r\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
    }
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for beginning, kind in beginnings.items() if data.startswith(beginning)), None)


def sniff(path: Path) -> Sniffed:
    """The type and kind of a file. Raises `InvalidInput` for an empty one."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise InvalidInput("This file is empty.", field="file")
    content_type = _by_head(head) or (_archive(path, head) if head[:4] == b"PK\x03\x04" else _by_magic(path, head))
    return Sniffed(content_type, kind_of(content_type))


def _by_head(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else _UNKNOWN
    if head[:4] == b"OggS":
        return "video/ogg" if b"theora" in head[:256] else "audio/ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def _archive(path: Path, head: bytes) -> str:
    """By the names of what is in it; nothing is unpacked."""
    if found := _OPEN_DOCUMENT.match(head, 30):
        return found[1].decode()
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _DIRECTORY))
        directory = file.read()
    return next((kind for name, kind in _WITHIN.items() if name in directory), "application/zip")


def _by_magic(path: Path, head: bytes) -> str:
    try:
        found = [match.mime_type for match in puremagic.magic_file(path) if match.mime_type]
    except (puremagic.PureError, ValueError, OSError):
        found = []
    for content_type in (_SAME.get(one, one) for one in found):
        if kind_of(content_type) != "file":
            return content_type
    # A page or a drawing is text here: no name that makes a browser run it is ever kept.
    if _is_text(head):
        return _TEXT
    return next((one for one in found if one.startswith(_NAMED)), _UNKNOWN)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # cut in the middle of a character
    return True
