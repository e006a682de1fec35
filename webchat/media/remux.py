"""Clips written anew, packet by packet as they are: without what a phone wrote beside them, and with an index."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.error import FFmpegError

from webchat.domain.errors import InvalidInput

_FORMATS = {
    "video/mp4": "mp4", "audio/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm", "audio/webm": "webm",
    "audio/mpeg": "mp3", "audio/flac": "flac", "audio/ogg": "ogg", "video/ogg": "ogg", "audio/wav": "wav",
}  # fmt: skip
# Small as a rule, and with places for anything that no reader tells of: always written anew.
_ALWAYS = {"mp3", "flac", "ogg", "wav"}
_OPTIONS = {"mp4": {"movflags": "faststart"}, "mov": {"movflags": "faststart"}}
_KEPT = {"title", "artist", "album", "album_artist", "track", "genre", "composer"}
# What says nothing of where, when and with what a clip was made. All else goes, known or not.
_HARMLESS = {"major_brand", "minor_version", "compatible_brands", "encoder", "handler_name", "vendor_id", "language",
             "duration", *_KEPT}  # fmt: skip
_BOXES = {b"ftyp", b"styp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx",
          b"mvhd", b"trak", b"mvex", b"iods", b"udta"}  # fmt: skip
_MOST_FREE = 16  # bytes that may lie between boxes; cameras hide things in larger gaps


def rewrite_clip(source: Path, content_type: str, folder: Path) -> Path | None:
    """A copy with nothing but picture and sound, their length and an index; None where the file is already so.

    Raises `InvalidInput` for a file that tells more and cannot be written anew.
    """
    with av.open(str(source), metadata_errors="ignore") as container:
        name = _FORMATS.get(content_type, "")
        tells = _tells(container) or (name in {"mp4", "mov"} and _has_odd_boxes(source))
        if not name or not (tells or name in _ALWAYS or not container.duration):
            return None
        copy = folder / "rewritten"
        try:
            _copy(container, copy, name)
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


def _has_odd_boxes(path: Path) -> bool:
    """Whether there is a box that no player needs, such as the one that photo programs write places into."""
    with path.open("rb") as file:
        return any(
            kind not in _BOXES or (kind in {b"free", b"skip"} and end - start > _MOST_FREE)
            for kind, start, end in _boxes(file, 0, path.stat().st_size)
        )


def _boxes(file: BinaryIO, start: int, end: int, into: bytes = b"moov") -> Iterator[tuple[bytes, int, int]]:
    """The boxes of a film, and those in the one about it (`into`): name, where it begins and ends."""
    while start + 8 <= end:
        file.seek(start)
        head = file.read(16)
        size, kind = int.from_bytes(head[:4]), head[4:8]
        if size == 1:
            size = int.from_bytes(head[8:16])
        stop = start + size if size else end
        yield kind, start, stop
        if kind == into:
            yield from _boxes(file, start + 8, min(stop, end), b"")
        start = max(stop, start + 8)


def _shown(container: Any) -> list[Any]:
    cover = av.stream.Disposition.attached_pic
    return [
        stream for stream in container.streams if stream.type in {"audio", "video"} and not stream.disposition & cover
    ]


def _copy(source: Any, path: Path, name: str) -> None:
    streams = _shown(source)
    # The same clip gives the same bytes: it is stored once.
    options = {"fflags": "+bitexact", **_OPTIONS.get(name, {})}
    with av.open(str(path), "w", format=name, container_options=options) as target:
        for texts in (*(stream.metadata for stream in streams), source.metadata):
            target.metadata.update({key.lower(): text for key, text in texts.items() if key.lower() in _KEPT})
        copies = {stream.index: target.add_stream_from_template(stream) for stream in streams}
        for copied in copies.values():
            copied.metadata.clear()
        for packet in source.demux(streams):
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                target.mux(packet)
