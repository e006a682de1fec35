"""Clips written anew, packet by packet as they are: without what a phone wrote beside them, and with an index."""

from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from webchat.domain.errors import InvalidInput

_FORMATS = {
    "video/mp4": "mp4", "audio/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm", "audio/webm": "webm",
}  # fmt: skip
_OPTIONS = {"mp4": {"movflags": "faststart"}, "mov": {"movflags": "faststart"}, "webm": {}}
_KEPT = {"title", "artist", "album", "album_artist", "track", "genre", "composer"}
# What says nothing of where, when and with what a clip was made. All else goes, known or not.
_HARMLESS = {"major_brand", "minor_version", "compatible_brands", "encoder", "handler_name", "vendor_id", "language",
             "duration", *_KEPT}  # fmt: skip


def rewrite_clip(source: Path, content_type: str, folder: Path) -> Path | None:
    """A copy with nothing but picture and sound, their length and an index; None where the file is already so.

    Raises `InvalidInput` for a file that tells more and cannot be written anew.
    """
    with av.open(str(source), metadata_errors="ignore") as container:
        tells = _tells(container)
        if content_type not in _FORMATS or not (tells or not container.duration):
            return None
        copy = folder / "rewritten"
        try:
            _copy(container, copy, _FORMATS[content_type])
        except (FFmpegError, ValueError, TypeError) as error:
            copy.unlink(missing_ok=True)
            if tells:
                raise InvalidInput("This clip says where or when it was made, which cannot be taken out.") from error
            return None
    return copy


def _tells(container: Any) -> bool:
    """Whether there is more than picture and sound: a place, a day, a camera, tracks of a sensor, a picture within."""
    texts = [container.metadata, *(stream.metadata for stream in container.streams)]
    return any(_is_telling(key) for one in texts for key in one) or len(_shown(container)) < len(container.streams)


def _is_telling(key: str) -> bool:
    return key.lower().partition("-")[0] not in _HARMLESS


def _shown(container: Any) -> list[Any]:
    cover = av.stream.Disposition.attached_pic
    return [
        stream for stream in container.streams if stream.type in {"audio", "video"} and not stream.disposition & cover
    ]


def _copy(source: Any, path: Path, name: str) -> None:
    streams = _shown(source)
    # The same clip gives the same bytes: it is stored once.
    options = {"fflags": "+bitexact", **_OPTIONS[name]}
    with av.open(str(path), "w", format=name, container_options=options) as target:
        target.metadata.update({key: text for key, text in source.metadata.items() if key in _KEPT})
        copies = {stream.index: target.add_stream_from_template(stream) for stream in streams}
        for copied in copies.values():
            copied.metadata.clear()
        for packet in source.demux(streams):
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                target.mux(packet)
