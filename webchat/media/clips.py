"""Audio and video: how long, how large, a picture of them, how loud where."""

from array import array
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from webchat.domain.errors import InvalidInput
from webchat.media.kinds import Kind
from webchat.media.pictures import make_placeholder, make_thumbnails
from webchat.media.remux import rewrite_clip

BARS = 64
_RATE = 8000  # samples a second that a drawn wave needs
_LONGEST_WAVE = 20 * 60
_LATEST_POSTER = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Clip:
    """What a player needs before it plays. `duration` in seconds; `waveform`: up to `BARS` numbers, 0 to 100.

    `whole`: the same clip with an index and with nothing but picture and sound, where it came otherwise.
    """

    kind: Kind
    content_type: str
    duration: float
    width: int | None
    height: int | None
    placeholder: str
    thumbnails: dict[int, Path]
    waveform: list[int]
    whole: Path | None = None


def probe_clip(source: Path, content_type: str, folder: Path) -> Clip:
    """Looks into a clip; raises `InvalidInput` for what cannot be played."""
    try:
        whole = rewrite_clip(source, content_type, folder)
        with av.open(str(whole or source), metadata_errors="ignore") as container:
            return replace(_probe(container, whole or source, content_type, folder), whole=whole)
    except (FFmpegError, ValueError, IndexError) as error:
        raise InvalidInput("This clip cannot be played.", field="file") from error


def _probe(container: Any, source: Path, content_type: str, folder: Path) -> Clip:
    pictures = [stream for stream in container.streams.video if not _is_cover(stream)]
    duration = _duration(container, source)
    if not pictures:
        if not container.streams.audio:
            raise InvalidInput("This clip has neither picture nor sound.", field="file")
        wave = _waveform(source) if duration <= _LONGEST_WAVE else []
        return Clip("audio", content_type.replace("video/", "audio/"), duration, None, None, "", {}, wave)
    image = _poster(container, pictures[0], duration)
    thumbnails = make_thumbnails(image, folder)
    return Clip("video", content_type, duration, image.width, image.height, make_placeholder(image), thumbnails, [])


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _duration(container: Any, source: Path) -> float:
    """In seconds. What a browser recorded does not say how long it is: then the last packet does."""
    if container.duration:
        return float(container.duration / av.time_base)
    end = 0.0
    with av.open(str(source), metadata_errors="ignore") as again:
        for packet in again.demux():
            if packet.pts is not None and packet.time_base is not None:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return end


def _poster(container: Any, stream: Any, duration: float) -> Any:
    wanted = min(_LATEST_POSTER, duration / 10)
    container.seek(int(wanted * av.time_base))
    frame = next(iter(container.decode(stream)), None)
    if frame is None:
        container.seek(0)
        frame = next(iter(container.decode(stream)), None)
    if frame is None:
        raise InvalidInput("This clip has no picture that can be shown.", field="file")
    image = frame.to_image()
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image


def _waveform(source: Path) -> list[int]:
    """Peaks of the sound, the loudest being 100."""
    peaks: list[int] = []
    step = _RATE // 50
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    rest = array("h")
    with av.open(str(source), metadata_errors="ignore") as container:
        for frame in container.decode(container.streams.audio[0]):
            for small in resampler.resample(frame):
                rest.frombytes(bytes(small.planes[0])[: small.samples * 2])
            while len(rest) >= step:
                peaks.append(max(map(abs, rest[:step])))
                del rest[:step]
    return _in_bars(peaks)


def _in_bars(peaks: list[int]) -> list[int]:
    if not peaks:
        return []
    width = max(1.0, len(peaks) / BARS)
    bars = [
        max(peaks[int(i * width) : max(int(i * width) + 1, int((i + 1) * width))]) for i in range(min(BARS, len(peaks)))
    ]
    loudest = max(1, *bars)
    return [round(bar * 100 / loudest) for bar in bars]
