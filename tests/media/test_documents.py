"""A PDF shows its first page, or nothing at all; it is a file either way."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from webchat.domain.errors import InvalidInput
from webchat.media.documents import draw_document
from webchat.media.workshop import draw_page

# Locked with an owner's and a user's password (RC4, 40 bit): neither opens it without one.
_LOCK = b"""trailer<</Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4
/O<%s>/U<%s>>>>>\n""" % (b"11" * 32, b"22" * 32)


def pdf(path: Path, *sizes: tuple[int, int]) -> Path:
    first, *others = (Image.new("RGB", size, "teal") for size in sizes)
    first.save(path, "PDF", save_all=True, append_images=others)
    return path


def bare(path: Path, box: str, trailer: bytes = b"trailer<</Root 1 0 R>>\n") -> Path:
    page = f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{box}]>>endobj\n".encode()
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        + page + trailer + b"%%EOF"
    )  # fmt: skip
    return path


@pytest.mark.parametrize(("size", "drawn"), [((300, 400), (480, 640)), ((4000, 1000), (640, 160))])
def test_the_first_page(tmp_path: Path, size: tuple[int, int], drawn: tuple[int, int]) -> None:
    document = draw_document(pdf(tmp_path / "a.pdf", size, (50, 50), (50, 50)), tmp_path)
    assert (document.width, document.height, document.pages) == (*drawn, 3)
    assert sorted(document.thumbnails) == [320, 640]
    for long_side, path in document.thumbnails.items():
        with Image.open(path) as image:
            assert (image.format, max(image.size)) == ("WEBP", long_side)
            red, green, _ = image.convert("RGB").getpixel((5, 5))
            assert red < 20 < green
    assert document.placeholder.startswith("data:image/webp;base64,")


@pytest.mark.parametrize("box", ["0 0 0 0", "0 0 10 900000", "0 0 1e38 1e38", "0 0 nan nan", ""])
async def test_odd_pages_take_no_memory(tmp_path: Path, box: str) -> None:
    try:
        document = await draw_page(bare(tmp_path / "a.pdf", box), tmp_path)
    except InvalidInput:
        return
    assert max(document.width, document.height) <= 640


def test_what_is_broken_or_locked_has_no_picture(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "a.pdf", (300, 400)).read_bytes()
    for content in (b"%PDF-1.7 nothing", whole[: len(whole) // 3], b"%PDF-1.7" + bytes(5000)):
        (tmp_path / "b.pdf").write_bytes(content)
        with pytest.raises(InvalidInput):
            draw_document(tmp_path / "b.pdf", tmp_path)
    with pytest.raises(pypdfium2.PdfiumError, match=r"[Pp]assword"):
        pypdfium2.PdfDocument(bare(tmp_path / "c.pdf", "0 0 9 9", _LOCK))
    with pytest.raises(InvalidInput):
        draw_document(tmp_path / "c.pdf", tmp_path)
