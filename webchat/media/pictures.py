"""Pictures: turned upright, freed of what they tell beyond the picture, and made small."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from webchat.domain.errors import InvalidInput
from webchat.media.gif import copy_bare
from webchat.media.kinds import CONVERTED

SIZES = (320, 720, 1600)
"""The long sides of thumbnails, in pixels."""

MOST_PIXELS = 50_000_000
MOST_FRAMES = 500
MOST_PIXELS_OF_ALL_FRAMES = 1_000_000_000
_PLACEHOLDER = 20
_FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF"]
_SAVED_AS = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP", "image/avif": "AVIF",
}  # fmt: skip

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made ready in a folder: `clean` is what people get, `thumbnails` by their long side in pixels.

    `placeholder` is a data address of a few bytes, drawn blurred until the picture is there.
    """

    content_type: str
    width: int
    height: int
    animated: bool
    placeholder: str
    clean: Path
    thumbnails: dict[int, Path] = field(default_factory=dict)


def prepare_picture(source: Path, content_type: str, folder: Path) -> Picture:
    """Makes a picture ready; raises `InvalidInput` for what is broken or larger than a server should open."""
    with opened(source) as image:
        return _prepare(image, source, CONVERTED.get(content_type, content_type), folder)


@contextmanager
def opened(source: Path) -> Iterator[Image.Image]:
    """A picture to work with; raises `InvalidInput` for what is broken or too large, whenever that shows."""
    try:
        with Image.open(source, formats=_FORMATS) as image:
            _check_size(image)
            yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise InvalidInput("This picture cannot be read.", field="file") from error


def make_thumbnails(image: Image.Image, folder: Path) -> dict[int, Path]:
    """Small copies in WebP; the smallest always, the others where they are smaller than the picture."""
    made = {}
    for size in SIZES:
        if size == SIZES[0] or max(image.size) > size:
            small = image.copy()
            small.thumbnail((size, size), Image.Resampling.LANCZOS)
            made[size] = folder / f"{size}.webp"
            small.save(made[size], "WEBP", quality=80, method=4)
    return made


def make_placeholder(image: Image.Image) -> str:
    """The picture in some 20 pixels, as a data address."""
    tiny = image.convert("RGB")
    tiny.thumbnail((_PLACEHOLDER, _PLACEHOLDER))
    buffer = BytesIO()
    tiny.save(buffer, "WEBP", quality=40, method=6)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _check_size(image: Image.Image) -> None:
    frames = getattr(image, "n_frames", 1)
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise InvalidInput("A picture has at most {most} million pixels.", most=MOST_PIXELS // 1_000_000, field="file")
    if frames > MOST_FRAMES or frames * pixels > MOST_PIXELS_OF_ALL_FRAMES:
        raise InvalidInput("This moving picture is too long.", field="file")


def _prepare(image: Image.Image, source: Path, content_type: str, folder: Path) -> Picture:
    animated = getattr(image, "n_frames", 1) > 1 and content_type in {"image/gif", "image/webp", "image/png"}
    clean = folder / "clean"
    if animated and content_type == "image/gif":
        copy_bare(source, clean)
    elif animated:
        image.save(clean, _SAVED_AS[content_type], save_all=True, exif=b"", xmp=b"")
        image.seek(0)
    upright = ImageOps.exif_transpose(image)
    if not animated:
        _save(image, upright, content_type, clean)
    shown = _for_thumbnails(upright)
    return Picture(
        content_type,
        upright.width,
        upright.height,
        animated,
        make_placeholder(shown),
        clean,
        make_thumbnails(shown, folder),
    )


def _save(image: Image.Image, upright: Image.Image, content_type: str, clean: Path) -> None:
    """Writes the picture anew: only what is the picture gets through, nothing hidden before, in or after it."""
    profile = image.info.get("icc_profile")
    options: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if content_type == "image/jpeg":
        kept = image.format == "JPEG" and image.getexif().get(0x0112, 1) == 1
        options |= {"quality": "keep"} if kept else {"quality": 92}
        upright = image if kept else upright.convert("RGB")
    elif content_type == "image/webp":
        options |= {"quality": 90, "method": 4}
    bare = upright.copy() if options.get("quality") != "keep" else upright
    bare.info = {
        key: value for key, value in bare.info.items() if key in {"transparency", "dpi", "jfif", "jfif_density"}
    }
    bare.save(clean, _SAVED_AS[content_type], exif=b"", **options)


def _for_thumbnails(image: Image.Image) -> Image.Image:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")
