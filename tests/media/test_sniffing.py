"""A file is what it holds, not what it is called."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from webchat.domain.errors import InvalidInput
from webchat.media.kinds import INLINE
from webchat.media.sniffing import sniff


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
        ("HEIF", "image/heic"),
    ],
)
def test_pictures_under_a_wrong_name(picture, kind: str, content_type: str) -> None:
    sniffed = sniff(picture("notes.txt", kind))
    assert (sniffed.content_type, sniffed.kind) == (content_type, "image")


@pytest.mark.parametrize(
    ("name", "codec", "content_type"),
    [("a.webm", "libvpx", "video/webm"), ("a.mp4", "libx264", "video/mp4"), ("a.mov", "libx264", "video/quicktime")],
)
def test_films(video, name: str, codec: str, content_type: str) -> None:
    path = video(name, codec)
    assert sniff(path.rename(path.with_suffix(".png"))).content_type == content_type


@pytest.mark.parametrize(
    ("name", "codec", "content_type"),
    [
        ("a.ogg", "libopus", "audio/ogg"),
        ("a.mp3", "libmp3lame", "audio/mpeg"),
        ("a.wav", "pcm_s16le", "audio/wav"),
        ("a.flac", "flac", "audio/flac"),
        ("a.m4a", "aac", "audio/mp4"),
    ],
)
def test_sounds(sound, name: str, codec: str, content_type: str) -> None:
    path = sound(name, codec)
    assert sniff(path.rename(path.with_suffix(".bin"))).content_type == content_type


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><script>alert(1)</script>",
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "#!/bin/sh\nrm -rf /",
        "plain words: ä 漢 😀",
    ],
)
def test_what_a_browser_could_run_is_plain_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "innocent.png"
    path.write_text(text)
    sniffed = sniff(path)
    assert (sniffed.content_type, sniffed.kind) == ("text/plain", "file")
    assert sniffed.content_type not in INLINE


def test_a_document_keeps_its_name_and_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "paper.jpg"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" + bytes(range(256)) * 8)
    assert (sniff(path).content_type, sniff(path).kind) == ("application/pdf", "file")


OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("inside", "content_type"),
    [
        (("notes.txt",), "application/zip"),
        (("inner.zip", "picture.jpg"), "application/zip"),
        (("[Content_Types].xml", "word/document.xml"), f"{OFFICE}.wordprocessingml.document"),
        (("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet"),
        (("[Content_Types].xml", "ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
        (("mimetype",), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_archives_are_what_is_in_them(tmp_path: Path, inside: tuple[str, ...], content_type: str) -> None:
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        for name in inside:
            archive.writestr(name, content_type)
    assert (sniff(tmp_path / "a").content_type, sniff(tmp_path / "a").kind) == (content_type, "file")


def test_noise_is_unknown_and_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise"
    path.write_bytes(bytes(range(255, 0, -1)) * 20)
    assert sniff(path).kind == "file"
    path.write_bytes(b"")
    with pytest.raises(InvalidInput, match="empty"):
        sniff(path)
