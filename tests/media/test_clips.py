"""Audio and video tell how long they are, how they look and how loud they are."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from pathlib import Path

import av
import pytest
from PIL import Image

from webchat.domain.errors import InvalidInput
from webchat.media.clips import BARS, probe_clip
from webchat.media.remux import rewrite_clip
from webchat.media.sniffing import sniff

_FRAME = {"major_brand", "minor_version", "compatible_brands", "encoder"}


@pytest.mark.parametrize(("name", "codec"), [("a.webm", "libvpx"), ("a.mp4", "libx264"), ("a.mov", "libx264")])
def test_a_film(video, tmp_path: Path, name: str, codec: str) -> None:
    source = video(name, codec)
    clip = probe_clip(source, sniff(source).content_type, tmp_path)
    assert (clip.kind, clip.width, clip.height) == ("video", 160, 120)
    assert clip.duration == pytest.approx(2, abs=0.1)
    assert clip.thumbnails[320].stat().st_size > 50
    assert clip.placeholder


@pytest.mark.parametrize(
    ("name", "codec"), [("a.ogg", "libopus"), ("a.webm", "libopus"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac")]
)
def test_a_sound(sound, tmp_path: Path, name: str, codec: str) -> None:
    source = sound(name, codec)
    clip = probe_clip(source, sniff(source).content_type, tmp_path)
    assert (clip.kind, clip.width) == ("audio", None)
    assert clip.content_type.startswith("audio/")
    assert clip.duration == pytest.approx(2, abs=0.15)
    assert len(clip.waveform) == BARS
    assert max(clip.waveform[: BARS // 3]) < 10
    assert min(clip.waveform[BARS * 2 // 3 : -2]) > 60


def test_what_a_browser_recorded_gets_its_length_and_an_index(sound, tmp_path: Path) -> None:
    live = tmp_path / "live.webm"
    with av.open(str(sound("a.webm"))) as source, av.open(str(live), "w", format="webm", options={"live": "1"}) as copy:
        stream = copy.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    with av.open(str(live)) as recorded:
        assert not recorded.duration
        packets = sum(1 for packet in recorded.demux() if packet.size)
    clip = probe_clip(live, "video/webm", tmp_path)
    assert clip.duration == pytest.approx(2, abs=0.15)
    assert len(clip.waveform) == BARS
    assert clip.whole is not None
    assert b"\x1c\x53\xbb\x6b" in clip.whole.read_bytes()  # the index ("Cues") that seeking needs
    with av.open(str(clip.whole)) as whole:
        assert whole.duration / av.time_base == pytest.approx(2, abs=0.15)
        assert sum(1 for packet in whole.demux() if packet.size) == packets
    assert probe_clip(sound("b.webm"), "video/webm", tmp_path).whole is None


def test_a_broken_clip_is_refused_in_words(video, tmp_path: Path) -> None:
    source = video("a.mp4", "libx264")
    source.write_bytes(source.read_bytes()[:600])
    with pytest.raises(InvalidInput, match="cannot be played"):
        probe_clip(source, "video/mp4", tmp_path)


@pytest.mark.parametrize(
    ("name", "codec", "content_type"),
    [
        ("a.mp4", "libx264", "video/mp4"),
        ("a.mov", "libx264", "video/quicktime"),
        ("a.webm", "libvpx", "video/webm"),
    ],
)
def test_a_film_does_not_say_where_and_when(video, tmp_path: Path, name: str, codec: str, content_type: str) -> None:
    told = {"location": "+52.5200+013.4050/", "com.apple.quicktime.location.ISO6709": "+52.5200+013.4050/"}
    source = video(name, codec, **told, creation_time="2026-01-02T03:04:05Z", title="Our boat")
    assert "location" in {key.lower() for key in _told(source)}
    clip = probe_clip(source, content_type, tmp_path)
    assert clip.whole is not None
    assert {key: text for key, text in _told(clip.whole).items() if key not in _FRAME} == {"title": "Our boat"}
    assert b"52.52" not in clip.whole.read_bytes()
    assert (clip.kind, clip.width, clip.content_type) == ("video", 160, content_type)
    assert sniff(clip.whole).content_type == content_type
    assert clip.duration == pytest.approx(2, abs=0.1)
    again = rewrite_clip(source, content_type, tmp_path)
    assert again is not None
    assert rewrite_clip(again.rename(tmp_path / "again"), content_type, tmp_path) is None


def _with_tags(content: bytes) -> bytes:
    """A sound with what programs for music write in front of it: a picture of a camera, a place, notes of their own."""
    camera = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    Image.new("RGB", (9, 9)).save(camera, "JPEG", exif=exif)
    frames = b""
    for name, text in {
        b"TIT2": b"\0Our song",
        b"TXXX": b"\0location\x0052.52",
        b"APIC": b"\0image/jpeg\0\x03\0" + camera.getvalue(),
        b"GEOB": b"\0text/plain\0a\0a\x0052.52",
        b"PRIV": b"XMP\0<x exif:GPSLatitude='52.52'/>",
    }.items():
        frames += name + struct.pack(">IH", len(text), 0) + text
    size = bytes(len(frames) >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frames + content


@pytest.mark.parametrize(
    ("name", "codec", "content_type"),
    [
        ("a.mp3", "libmp3lame", "audio/mpeg"),
        ("a.flac", "flac", "audio/flac"),
        ("a.ogg", "libopus", "audio/ogg"),
        ("a.wav", "pcm_s16le", "audio/wav"),
        ("a.m4a", "aac", "audio/mp4"),
    ],
)
def test_a_sound_keeps_its_title_and_nothing_else(
    sound, tmp_path: Path, name: str, codec: str, content_type: str
) -> None:
    source = sound(name, codec, title="Our song", location="52.52", comment="52.52")
    if name == "a.mp3":
        source.write_bytes(_with_tags(source.read_bytes()))
    assert b"52.52" in source.read_bytes()
    clip = probe_clip(source, content_type, tmp_path)
    assert clip.whole is not None
    left = clip.whole.read_bytes()
    assert not [word for word in (b"52.52", b"SecretCamera", b"GPS") if word in left]
    assert b"Our song" in left
    assert (clip.kind, clip.content_type) == ("audio", content_type)
    assert sniff(clip.whole).content_type.endswith(content_type.removeprefix("audio"))
    assert clip.duration == pytest.approx(2, abs=0.15)
    assert _packets(clip.whole) == _packets(source)


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(container.streams.audio[0]) if packet.size]


@pytest.mark.parametrize("hidden", [b"uuid", b"free", b"gps "])
def test_nothing_hides_between_the_boxes_of_a_film(video, tmp_path: Path, hidden: bytes) -> None:
    source = video("a.mp4", "libx264")
    assert b"GPS" not in source.read_bytes()
    words = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac<x:xmpmeta exif:GPSLatitude='52,31.2N'/>"
    source.write_bytes(source.read_bytes() + struct.pack(">I", 8 + len(words)) + hidden + words)
    clip = probe_clip(source, "video/mp4", tmp_path)
    assert clip.whole is not None
    assert b"GPS" not in clip.whole.read_bytes()


def test_boxes_within_boxes_do_not_exhaust_us(video, tmp_path: Path) -> None:
    source = video("a.mp4", "libx264")
    nested = b"".join(struct.pack(">I", 8 * depth) + b"moov" for depth in range(50_000, 0, -1))
    source.write_bytes(source.read_bytes() + nested)
    with suppress(InvalidInput):
        probe_clip(source, "video/mp4", tmp_path)


def test_the_same_film_gives_the_same_bytes(video, tmp_path: Path) -> None:
    source = video("a.webm", "libvpx", location="+52.5200+013.4050/")
    (tmp_path / "b").mkdir()
    one, other = rewrite_clip(source, "video/webm", tmp_path), rewrite_clip(source, "video/webm", tmp_path / "b")
    assert one
    assert other
    assert one.read_bytes() == other.read_bytes()


def _told(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        return dict(container.metadata)
