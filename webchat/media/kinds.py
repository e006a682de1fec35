"""What there is: the kinds of files, and which of them a browser may show in place."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "audio", "video", "file"]

# Raster pictures, audio and video that browsers play. All else is downloaded, never shown: an SVG or a page can run.
PICTURES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
CONVERTED = {"image/heic": "image/jpeg", "image/heif": "image/jpeg"}
AUDIO = {
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/webm": ".weba",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
}
VIDEO = {"video/mp4": ".mp4", "video/webm": ".webm", "video/ogg": ".ogv", "video/quicktime": ".mov"}
INLINE = frozenset({*PICTURES, *AUDIO, *VIDEO})


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is, by its content."""

    content_type: str
    kind: Kind


def kind_of(content_type: str) -> Kind:
    """The kind of a sniffed type; what no browser shows is a file."""
    if content_type in PICTURES or content_type in CONVERTED:
        return "image"
    if content_type in AUDIO:
        return "audio"
    return "video" if content_type in VIDEO else "file"
