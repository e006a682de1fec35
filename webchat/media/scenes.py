"""Pictures that are drawn here: landscapes, a cake, a lamp, a plan of a page, faces, for demonstrations."""

import io
import math
from collections.abc import Callable
from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from webchat.media.gifts import hills

Colour = tuple[int, int, int]
_SKIN: tuple[Colour, ...] = ((247, 215, 190), (238, 195, 160), (214, 164, 122), (168, 112, 76), (110, 70, 48))
_HAIR: tuple[Colour, ...] = ((52, 38, 34), (94, 62, 40), (222, 178, 104), (150, 74, 42), (30, 28, 34), (24, 22, 26))
_TONES: tuple[tuple[Colour, Colour], ...] = (
    ((132, 176, 255), (70, 108, 220)),
    ((255, 190, 120), (232, 128, 72)),
    ((150, 220, 180), (64, 160, 120)),
    ((206, 180, 255), (130, 96, 214)),
    ((255, 170, 190), (220, 90, 130)),
    ((255, 222, 130), (222, 162, 50)),
    ((150, 226, 232), (52, 150, 170)),
    ((255, 180, 160), (214, 96, 84)),
)


def face(hair: str, skin: int, tone: int) -> bytes:
    """Somebody, as a square: `hair` is bob, short, long, bun or beard."""
    size = 512
    picture = _gradient((size, size), *_TONES[tone % len(_TONES)])
    draw = ImageDraw.Draw(picture)
    complexion, strands = _SKIN[skin % len(_SKIN)], _HAIR[(tone * 5 + skin) % len(_HAIR)]
    shirt = tuple(part // 2 for part in _TONES[(tone + 3) % len(_TONES)][1])
    if hair in {"long", "bob"}:
        draw.rounded_rectangle((136, 110, 376, 400 if hair == "long" else 318), 118, fill=strands)
    if hair == "bun":
        draw.ellipse((206, 42, 306, 142), fill=strands)
    draw.ellipse((72, 366, 440, 720), fill=shirt)
    draw.rounded_rectangle((216, 300, 296, 410), 40, fill=_darker(complexion, 0.9))
    draw.ellipse((164, 126, 348, 352), fill=complexion)
    draw.chord((156, 96, 356, 300), 180, 360, fill=strands)
    if hair != "short":
        draw.pieslice((150, 100, 362, 330), 178, 250, fill=strands)
    if hair == "beard":
        draw.chord((168, 216, 344, 366), 8, 172, fill=strands)
    for x in (220, 292):
        draw.ellipse((x - 9, 236, x + 9, 256), fill=(44, 36, 40))
    draw.arc((222, 262, 290, 314), 20, 160, fill=(150, 62, 62) if hair != "beard" else (236, 190, 180), width=7)
    return _png(picture)


def scene(name: str) -> bytes:
    """One of the pictures by its name: "dawn", "peaks", "lake", "cake", "lamp", "plan"."""
    return _SCENES[name]()


def page(title: str, lines: list[str]) -> bytes:
    """A page with a title and lines on it, as PDF."""
    width, height = 1240, 1754
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width, 26), fill=(38, 98, 200))
    draw.text((120, 150), title, fill=(26, 28, 34), font_size=64)
    for place, line in enumerate(lines):
        draw.text((120, 320 + place * 64), line, fill=(60, 64, 74), font_size=34)
    draw.line((120, 1500, 560, 1500), fill=(120, 124, 134), width=3)
    draw.text((120, 1514), "D. Okafor", fill=(60, 64, 74), font_size=30)
    buffer = io.BytesIO()
    picture.save(buffer, "PDF", resolution=150)
    return buffer.getvalue()


def _peaks() -> bytes:
    picture = _gradient((1600, 1067), (96, 160, 224), (226, 238, 248))
    for base, height, colour, seed in (
        (700, 420, (150, 174, 204), 3),
        (800, 380, (104, 132, 168), 8),
        (960, 300, (66, 92, 104), 5),
    ):
        _range(picture, base, height, colour, seed, snow=seed != 5)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 1067), (0, 930), *_waves(1600, 950, 26, 3), (1600, 1067)], fill=(62, 110, 70))
    _firs(draw, _dice(2), 1600, 960, (34, 74, 54))
    return _png(picture)


def _lake() -> bytes:
    width, height, shore = 1600, 1067, 560
    picture = _gradient((width, height), (120, 190, 214), (244, 232, 206))
    _range(picture, shore, 330, (112, 140, 158), 11, snow=True)
    _range(picture, shore + 10, 150, (58, 98, 88), 4)
    mirrored = picture.crop((0, shore - 507, width, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    water = Image.blend(mirrored, Image.new("RGB", mirrored.size, (40, 110, 140)), 0.38)
    picture.paste(water.filter(ImageFilter.GaussianBlur(3)), (0, shore))
    draw, random = ImageDraw.Draw(picture, "RGBA"), _dice(6)
    for _ in range(70):
        y = random.randint(shore + 20, height)
        x, length = random.randint(0, width), random.randint(40, 220)
        draw.line((x, y, x + length, y), fill=(255, 255, 255, 46), width=2)
    return _png(picture)


def _cake() -> bytes:
    picture = _gradient((1200, 900), (250, 238, 222), (232, 208, 184))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((200, 640, 1000, 820), fill=(214, 188, 164))
    draw.ellipse((220, 600, 980, 780), fill=(255, 252, 248))
    draw.ellipse((300, 560, 900, 720), fill=(150, 92, 52))
    draw.rectangle((300, 400, 900, 640), fill=(176, 112, 64))
    draw.rectangle((300, 500, 900, 530), fill=(252, 236, 214))
    draw.ellipse((300, 320, 900, 480), fill=(104, 58, 40))
    for place in range(9):
        turn = 2 * math.pi * place / 9
        x, y = 600 + 230 * math.cos(turn), 392 + 54 * math.sin(turn)
        draw.ellipse((x - 34, y - 40, x + 34, y + 22), fill=(204, 36, 58))
        draw.ellipse((x - 16, y - 30, x - 2, y - 14), fill=(246, 150, 160))
    for place, x in enumerate((340, 430, 520, 650, 760, 850)):
        draw.rounded_rectangle((x, 420, x + 34, 500 + place % 3 * 44), 17, fill=(104, 58, 40))
    return _png(picture)


def _lamp() -> bytes:
    picture = _gradient((1200, 900), (46, 38, 66), (96, 62, 70))
    glow = Image.new("RGBA", picture.size, (255, 214, 140, 0))
    ImageDraw.Draw(glow).polygon([(330, 300), (560, 300), (900, 900), (60, 900)], fill=(255, 214, 140, 110))
    glow = glow.filter(ImageFilter.GaussianBlur(60))
    picture.paste(glow, mask=glow)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 740, 1200, 900), fill=(86, 54, 44))
    draw.rectangle((438, 300, 452, 740), fill=(40, 34, 44))
    draw.polygon([(370, 160), (520, 160), (590, 310), (300, 310)], fill=(250, 206, 128))
    draw.ellipse((370, 716, 520, 756), fill=(40, 34, 44))
    colours = ((196, 84, 72), (70, 120, 150), (226, 176, 84), (110, 140, 100))
    for place, colour in enumerate(colours):
        left, top = 690 + place % 2 * 26, 700 - place * 42
        draw.rounded_rectangle((left, top, left + 320, top + 40), 8, fill=colour)
        draw.rectangle((left + 30, top, left + 40, top + 40), fill=_darker(colour, 0.75))
    draw.rounded_rectangle((160, 640, 270, 744), 22, fill=(240, 236, 228))
    draw.arc((240, 656, 320, 728), 270, 90, fill=(240, 236, 228), width=14)
    draw.ellipse((168, 634, 262, 660), fill=(96, 58, 38))
    return _png(picture)


def _plan() -> bytes:
    picture = Image.new("RGB", (1440, 960), (232, 236, 244))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((90, 60, 1350, 1100), 28, fill="white")
    draw.text((150, 112), "studio north", fill=(26, 28, 34), font_size=40)
    for place, word in enumerate(("Work", "About", "Journal", "Contact")):
        draw.text((790 + place * 135, 118), word, fill=(90, 96, 108), font_size=28)
    draw.text((150, 260), "Websites, calmly.", fill=(26, 28, 34), font_size=96)
    draw.text((152, 392), "We design and build pages that people like to use.", fill=(90, 96, 108), font_size=32)
    draw.rounded_rectangle((150, 470, 400, 540), 35, fill=(38, 98, 200))
    draw.text((194, 486), "See our work", fill="white", font_size=30)
    for place, name in enumerate((hills, _lake, _peaks)):
        tile = Image.open(io.BytesIO(name())).convert("RGB").resize((370, 247))
        picture.paste(tile, (150 + place * 395, 620))
        draw.text(
            (150 + place * 395, 884), ("Alpine Club", "Lakeside", "Summit")[place], fill=(60, 64, 74), font_size=26
        )
    return _png(picture)


_SCENES: dict[str, Callable[[], bytes]] = {
    "dawn": hills, "peaks": _peaks, "lake": _lake, "cake": _cake, "lamp": _lamp, "plan": _plan,
}  # fmt: skip


def _range(picture: Image.Image, base: int, height: int, colour: Colour, seed: int, *, snow: bool = False) -> None:
    """A chain of mountains by halving: each middle moves up or down, less each time."""
    random, width = _dice(seed), picture.width
    heights, swing = [0.35, 0.9, 0.45, 1.0, 0.3], 0.34
    while len(heights) < 200:
        middles = [(a + b) / 2 + random.uniform(-swing, swing) for a, b in pairwise(heights)]
        heights = [one for pair in zip(heights, middles, strict=False) for one in pair] + [heights[-1]]
        swing *= 0.52
    step = width / (len(heights) - 1)
    ridge = [(place * step, base - one * height) for place, one in enumerate(heights)]
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, picture.height), *ridge, (width, picture.height)], fill=colour)
    if not snow:
        return
    line = base - 0.62 * height
    for (x, y), (after, z) in pairwise(ridge):
        if min(y, z) < line:
            depth = [
                (after, min(line + random.uniform(-14, 14), z + 90)),
                (x, min(line + random.uniform(-14, 14), y + 90)),
            ]
            draw.polygon([(x, y), (after, z), *[(a, max(b, min(y, z))) for a, b in depth]], fill=(244, 248, 252))


def _firs(draw: ImageDraw.ImageDraw, random: Random, width: int, base: int, colour: Colour) -> None:
    for _ in range(70):
        x, tall = random.randint(0, width), random.randint(50, 130)
        y = base + random.randint(-10, 90)
        for part in range(3):
            top, wide = y - tall + part * tall * 0.25, tall * (0.16 + part * 0.07)
            draw.polygon([(x, top), (x - wide, top + tall * 0.45), (x + wide, top + tall * 0.45)], fill=colour)


def _waves(width: int, base: float, swing: float, waves: float) -> list[tuple[float, float]]:
    return [(x, base + swing * math.sin(x / width * waves * math.pi)) for x in range(0, width + 1, 20)]


def _dice(number: int) -> Random:
    return Random(number)  # noqa: S311  a picture, no secrets


def _gradient(size: tuple[int, int], above: Colour, below: Colour) -> Image.Image:
    column = Image.new("RGB", (1, 256))
    for y in range(256):
        column.putpixel((0, y), tuple(int(a + (b - a) * y / 255) for a, b in zip(above, below, strict=True)))
    return column.resize(size, Image.Resampling.BILINEAR)


def _darker(colour: Colour, by: float) -> Colour:
    red, green, blue = (int(part * by) for part in colour)
    return red, green, blue


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
