"""The squares of an avatar: the middle of the upright picture, on white, never larger than it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from webchat.domain.avatars import SIZES
from webchat.domain.errors import InvalidInput
from webchat.media.avatars import cut_squares

WHITE, RED = (255, 255, 255), (255, 0, 0)


def _near(image: Image.Image, place: tuple[int, int], colour: tuple[int, ...]) -> bool:
    found = image.convert("RGB").getpixel(place)
    return all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))


def test_every_size_is_the_middle(picture, tmp_path: Path) -> None:
    made = cut_squares(picture("wide.png", "PNG", (1600, 800)), tmp_path)
    assert tuple(made) == SIZES
    for size, path in made.items():
        with Image.open(path) as square:
            assert (square.format, square.size, square.mode) == ("WEBP", (size, size), "RGB")
            assert _near(square, (size // 8, size // 2), RED)
            assert _near(square, (size - 2, size // 2), WHITE)


def test_a_turned_picture_is_cut_upright(picture, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the left edge is the top
    made = cut_squares(picture("turned.jpg", "JPEG", (900, 600), exif=exif), tmp_path)
    with Image.open(made[192]) as square:
        assert _near(square, (96, 20), RED)
        assert _near(square, (96, 172), WHITE)


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    for name, image in (
        ("a.png", Image.new("RGBA", (80, 80), (0, 0, 0, 0))),
        ("b.gif", Image.new("P", (80, 80), 0)),
    ):
        image.save(tmp_path / name, **({"transparency": 0} if name.endswith("gif") else {}))
        with Image.open(cut_squares(tmp_path / name, tmp_path)[48]) as square:
            assert _near(square, (24, 24), WHITE)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_stands_still(moving, tmp_path: Path, kind: str) -> None:
    with Image.open(cut_squares(moving("a", kind), tmp_path)[96]) as square:
        assert getattr(square, "n_frames", 1) == 1
        assert square.size == (40, 40)
        assert _near(square, (20, 20), RED)


def test_one_pixel_is_enough_and_a_bomb_is_too_much(picture, bomb: Path, tmp_path: Path) -> None:
    for size in ((1, 1), (1, 3000)):
        with Image.open(cut_squares(picture("tiny.png", "PNG", size), tmp_path)[512]) as square:
            assert square.size == (1, 1)
    with pytest.raises(InvalidInput):
        cut_squares(bomb, tmp_path)
