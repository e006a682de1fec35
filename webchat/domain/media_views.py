"""Files, stickers and GIFs as they leave the services."""

from dataclasses import dataclass
from typing import Literal

FileKind = Literal["image", "audio", "video", "file"]


@dataclass(frozen=True, slots=True)
class MediaView:
    """A file; `duration` in seconds, `thumbnails` by their long sides in pixels, `waveform` from 0 to 100.

    `width` and `height` of a document are those of its first page as it is drawn.
    """

    id: int
    kind: FileKind
    filename: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    duration: float | None
    pages: int | None
    url: str
    thumbnail_url: str | None
    thumbnails: tuple[int, ...]
    placeholder: str
    animated: bool
    waveform: tuple[int, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class StickerView:
    """A sticker; `label` says what it shows, `emoji` (or "") stands for it where there is no room."""

    name: str
    label: str
    emoji: str
    url: str


@dataclass(frozen=True, slots=True)
class StickerPackView:
    """Stickers that belong together; `name` stands in addresses, `title` is for people."""

    name: str
    title: str
    stickers: tuple[StickerView, ...]


@dataclass(frozen=True, slots=True)
class GifView:
    """A GIF of the service outside; `preview_url` shows it in this size, `id` takes it, for a while."""

    id: str
    title: str
    preview_url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class GifPage:
    """What was found; `provider` wants to be named beside it and is None where there is no service to ask."""

    items: list[GifView]
    next: str | None
    provider: str | None
