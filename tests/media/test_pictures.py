"""Pictures come out upright, bare and bounded."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from webchat.domain.errors import InvalidInput
from webchat.media import pictures
from webchat.media.pictures import prepare_picture

TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_upright_and_without_what_the_camera_wrote(picture, tmp_path: Path, kind: str, orientation: int) -> None:
    source = picture("a", kind, exif=_exif(orientation))
    assert b"SecretCamera" in source.read_bytes()
    made = prepare_picture(source, TYPES[kind], tmp_path)
    assert (made.width, made.height) == ((400, 300) if orientation == 1 else (300, 400))
    assert b"SecretCamera" not in made.clean.read_bytes()
    with Image.open(made.clean) as clean:
        assert clean.size == (made.width, made.height)
        assert not clean.getexif()
        where = (10, 150) if orientation == 1 else (150, 10)
        assert clean.convert("RGB").getpixel(where)[0] > 200
        assert clean.convert("RGB").getpixel(where)[2] < 60


def test_a_phones_picture_becomes_one_that_every_browser_shows(picture, tmp_path: Path) -> None:
    made = prepare_picture(picture("a.heic", "HEIF", exif=_exif()), "image/heic", tmp_path)
    assert made.content_type == "image/jpeg"
    with Image.open(made.clean) as clean:
        assert (clean.format, clean.size, len(clean.getexif())) == ("JPEG", (400, 300), 0)


def test_a_moving_gif_keeps_every_frame_and_loses_every_word(moving, tmp_path: Path) -> None:
    source = moving("a", "GIF")
    content = source.read_bytes()
    at = content.index(b"\x21\xff\x0bNETSCAPE2.0")
    place = b"\x21\xfe\x0f52.5 N, 13.4 E \x00"
    xmp = b"\x21\xff\x0bXMP DataXMP<x:xmpmeta>GPSLatitude</x:xmpmeta>" + bytes([1, *range(255, -1, -1), 0])
    source.write_bytes(content[:at] + place + xmp + content[at:] + b"<script>hidden()</script>")
    made = prepare_picture(source, "image/gif", tmp_path)
    assert made.clean.read_bytes() == content
    for broken in (content[:at], content[: at + 5], content[:-40], content[:13] + b"\x99" + content[13:]):
        source.write_bytes(broken)
        with suppress(InvalidInput):  # Pillow shows what it can of some; then the copy must be whole, too
            again = prepare_picture(source, "image/gif", tmp_path)
            with Image.open(again.clean) as clean:
                clean.load()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_keep_moving(moving, tmp_path: Path, kind: str) -> None:
    made = prepare_picture(moving("a", kind), TYPES[kind], tmp_path)
    assert made.animated
    with Image.open(made.clean) as clean:
        assert clean.n_frames == 3


def test_transparency_stays(tmp_path: Path) -> None:
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(tmp_path / "a.png")
    made = prepare_picture(tmp_path / "a.png", "image/png", tmp_path)
    for path in (made.clean, made.thumbnails[320]):
        with Image.open(path) as image:
            assert image.convert("RGBA").getpixel((5, 5))[3] == 0


def test_thumbnails_fit_and_are_never_larger(picture, tmp_path: Path) -> None:
    made = prepare_picture(picture("a", "JPEG", (2000, 1000)), "image/jpeg", tmp_path)
    sizes = {}
    for size, path in made.thumbnails.items():
        with Image.open(path) as image:
            sizes[size] = image.size
    assert sizes == {320: (320, 160), 720: (720, 360), 1600: (1600, 800)}
    assert list(prepare_picture(picture("b", "JPEG", (100, 90)), "image/jpeg", tmp_path).thumbnails) == [320]
    assert made.placeholder.startswith("data:image/webp;base64,")
    assert len(made.placeholder) < 400


def test_bombs_are_refused_before_they_unpack(bomb: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="picture"):
        prepare_picture(bomb, "image/png", tmp_path)


def test_too_many_frames_are_refused(moving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_FRAMES", 2)
    with pytest.raises(InvalidInput, match="too long"):
        prepare_picture(moving("a.gif", "GIF"), "image/gif", tmp_path)


@pytest.mark.parametrize("cut", [10, 200, 900])
def test_broken_pictures_are_refused_in_words(picture, tmp_path: Path, cut: int) -> None:
    source = picture("a.jpg", "JPEG")
    source.write_bytes(source.read_bytes()[:cut])
    with pytest.raises(InvalidInput, match="cannot be read"):
        prepare_picture(source, "image/jpeg", tmp_path)


def test_what_hides_behind_a_picture_is_gone(picture, tmp_path: Path) -> None:
    source = picture("a.jpg", "JPEG")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    source.write_bytes(source.read_bytes() + (tmp_path / "b.zip").read_bytes())
    assert zipfile.is_zipfile(source)
    made = prepare_picture(source, "image/jpeg", tmp_path)
    assert not zipfile.is_zipfile(made.clean)
