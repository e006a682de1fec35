"""Pictures of people and groups: squares of several sizes."""

from pathlib import Path

from PIL import Image, ImageOps

from webchat.domain.avatars import SIZES
from webchat.media.pictures import opened


def cut_squares(source: Path, folder: Path) -> dict[int, Path]:
    """The middle of a picture by the side in pixels, as WebP; what is smaller stays so. Only the first of its frames.

    On white where it is transparent, for initials lie below. Raises `InvalidInput` for what cannot be read.
    """
    with opened(source) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        square = _square(upright, min(SIZES[-1], *upright.size))
    flat = Image.alpha_composite(Image.new("RGBA", square.size, "white"), square).convert("RGB")
    made = {size: folder / f"avatar-{size}.webp" for size in SIZES}
    for size, path in made.items():
        _square(flat, min(size, flat.width)).save(path, "WEBP", quality=82, method=4)
    return made


def _square(image: Image.Image, side: int) -> Image.Image:
    return ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)
