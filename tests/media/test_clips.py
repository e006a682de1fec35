"""Audio and video tell how long they are, how they look and how loud they are."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from webchat.domain.errors import InvalidInput
from webchat.media.clips import BARS, probe_clip
from webchat.media.remux import rewrite_clip
from webchat.media.sniffing import sniff

_FRAME = {"major_brand", "minor_version", "compatible_brands", "encoder"}


@pytest.mark.parametrize(("name", "codec"), [("a.webm", "libvpx"), ("a.mp4", "libx264"), ("a.mov", "libx264")])
def test_a_film(video, tmp_path: Path, name: str, codec: str) -> None:
    clip = probe_clip(video(name, codec), "video/mp4", tmp_path)
    assert (clip.kind, clip.width, clip.height) == ("video", 160, 120)
    assert clip.duration == pytest.approx(2, abs=0.1)
    assert clip.thumbnails[320].stat().st_size > 50
    assert clip.placeholder


@pytest.mark.parametrize(
    ("name", "codec"), [("a.ogg", "libopus"), ("a.webm", "libopus"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac")]
)
def test_a_sound(sound, tmp_path: Path, name: str, codec: str) -> None:
    clip = probe_clip(sound(name, codec), "video/webm" if name == "a.webm" else "audio/ogg", tmp_path)
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
