"""Documents: how their first page looks, and how many there are."""

from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

from webchat.domain.errors import InvalidInput
from webchat.media.pictures import make_placeholder

LONG_SIDE = 640
SMALL_SIDE = 320
_LARGEST = 100 * 1024 * 1024  # bytes; a larger one is kept, and nobody waits for its picture
_FLATTEST = 20  # times as long as wide: no page that a picture would tell anything of


@dataclass(frozen=True, slots=True)
class Document:
    """The first page in pixels, with its pictures by their long sides, and the number of pages."""

    width: int
    height: int
    pages: int
    placeholder: str
    thumbnails: dict[int, Path]


def draw_document(source: Path, folder: Path) -> Document:
    """Draws the first page of a PDF; raises `InvalidInput` for what is broken, locked or beyond measure."""
    if source.stat().st_size > _LARGEST:
        raise InvalidInput("This document is too large to look into.", field="file")
    try:
        with pypdfium2.PdfDocument(source) as document:
            page = document[0]
            image = page.render(scale=_scale(*page.get_size()), may_draw_forms=False).to_pil().convert("RGB")
            return _keep(image, len(document), folder)
    except (pypdfium2.PdfiumError, IndexError, ValueError, OverflowError, OSError) as error:
        raise InvalidInput("This document cannot be drawn.", field="file") from error


def _scale(width: float, height: float) -> float:
    if not 0 < max(width, height) <= _FLATTEST * min(width, height):
        raise ValueError
    return LONG_SIDE / max(width, height)


def _keep(image: Image.Image, pages: int, folder: Path) -> Document:
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    made = {}
    for size in (SMALL_SIDE, LONG_SIDE):
        small = image.copy()
        small.thumbnail((size, size), Image.Resampling.LANCZOS)
        made[size] = folder / f"{size}.webp"
        small.save(made[size], "WEBP", quality=80, method=4)
    return Document(image.width, image.height, pages, make_placeholder(image), made)
