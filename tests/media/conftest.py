"""Real files of every kind, made here."""

from __future__ import annotations

import io
import math
import struct
import zlib
from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pillow_heif
import pytest
from PIL import Image

pillow_heif.register_heif_opener()
Make = Callable[..., Path]


@pytest.fixture
def picture(tmp_path: Path) -> Make:
    """A picture with a red left half, so that one sees how it is turned; options go to Pillow's save."""

    def make(name: str, kind: str, size: tuple[int, int] = (400, 300), **options) -> Path:
        image = Image.new("RGB", size, "white")
        image.paste("red", (0, 0, size[0] // 2, size[1]))
        image.save(tmp_path / name, kind, **options)
        return tmp_path / name

    return make


@pytest.fixture
def moving(tmp_path: Path) -> Make:
    """A moving picture of three colours."""

    def make(name: str, kind: str) -> Path:
        first, *others = (Image.new("RGB", (60, 40), colour) for colour in ("red", "lime", "blue"))
        first.save(tmp_path / name, kind, save_all=True, append_images=others, duration=80, loop=0)
        return tmp_path / name

    return make


@pytest.fixture
def video(tmp_path: Path) -> Make:
    """Two seconds of moving colour; `told` is what a phone writes beside them."""

    def make(name: str, codec: str = "libvpx", **told: str) -> Path:
        options = {"movflags": "use_metadata_tags"} if name.endswith(".mov") else {}
        with av.open(str(tmp_path / name), "w", container_options=options) as container:
            container.metadata.update(told)
            stream = container.add_stream(codec, rate=25)
            stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
            for number in range(50):
                image = Image.new("RGB", (160, 120), (number * 5, 80, 200))
                frame = av.VideoFrame.from_image(image)
                frame.pts, frame.time_base = number, Fraction(1, 25)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return tmp_path / name

    return make


@pytest.fixture
def sound(tmp_path: Path) -> Make:
    """A second of silence, then a second of a loud tone; `told` is what a program writes beside them."""

    def make(name: str, codec: str = "libopus", **told: str) -> Path:
        rate = 48_000
        with av.open(str(tmp_path / name), "w") as container:
            container.metadata.update(told)
            stream = container.add_stream(codec, rate=rate)
            stream.layout = "mono"
            frame = av.AudioFrame(format="s16", layout="mono", samples=rate * 2)
            tone = array("h", (int(20_000 * math.sin(i / 12)) if i >= rate else 0 for i in range(rate * 2)))
            frame.planes[0].update(tone.tobytes())
            frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
            resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
            for part in _in_frames(resampler.resample(frame), stream, rate):
                container.mux(stream.encode(part))
            container.mux(stream.encode())
        return tmp_path / name

    return make


def _in_frames(frames, stream, rate: int):
    fifo = av.AudioFifo()
    for frame in frames:
        fifo.write(frame)
    size = stream.codec_context.frame_size or 960
    while (part := fifo.read(size)) is not None:
        yield part


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A PNG of a few hundred kilobytes that unpacks to 40,000 by 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes(40_000 * 5001), 9)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b""))
    return path


def as_png(image: Image.Image) -> bytes:
    """A picture's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
