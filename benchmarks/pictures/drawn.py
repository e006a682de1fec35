"""What people in the pictures share: landscapes, portraits, a film, a voice, a document; all of it drawn here."""

from __future__ import annotations

import io
import math
import wave
from random import Random

import av
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SKIES: dict[str, tuple[Colour, Colour, Colour]] = {
    "dawn": ((117, 190, 232), (255, 226, 160), (31, 78, 68)),
    "noon": ((74, 144, 214), (203, 232, 246), (46, 102, 78)),
    "dusk": ((92, 74, 150), (255, 168, 120), (44, 40, 72)),
    "mist": ((150, 176, 190), (228, 234, 230), (70, 96, 100)),
    "sand": ((96, 176, 190), (250, 226, 180), (176, 122, 74)),
}
PORTRAITS: dict[str, tuple[Colour, Colour, Colour, Colour]] = {
    "Mara": ((246, 196, 160), (92, 52, 40), (214, 110, 92), (255, 226, 196)),
    "Jonas Novak": ((236, 186, 150), (196, 140, 70), (70, 120, 150), (206, 226, 232)),
    "Sana Yilmaz": ((222, 164, 124), (36, 28, 34), (120, 92, 160), (226, 214, 240)),
    "Lea": ((240, 190, 158), (40, 34, 40), (52, 120, 96), (214, 234, 220)),
}


def _between(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def landscape(name: str, size: tuple[int, int] = (1280, 860)) -> Image.Image:
    """A sky with a low sun over rows of hills."""
    high, low, ground = SKIES[name]
    random = Random(name)
    width, height = size
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    for y in range(height):
        draw.line([(0, y), (width, y)], fill=_between(high, low, min(1.0, y / (height * 0.62))))
    glow = Image.new("L", size, 0)
    x, y = width * random.uniform(0.3, 0.75), height * 0.46
    ImageDraw.Draw(glow).ellipse([x - 220, y - 220, x + 220, y + 220], fill=150)
    picture.paste((255, 246, 214), mask=glow.filter(ImageFilter.GaussianBlur(90)))
    draw.ellipse([x - 46, y - 46, x + 46, y + 46], fill=(255, 250, 228))
    for row in range(4):
        phase, base = random.uniform(0, 6), height * (0.56 + row * 0.1)
        ridge = [
            (at, base - 44 * math.sin(at / (150 + 40 * row) + phase) - 20 * math.sin(at / 61 + 2 * phase))
            for at in range(0, width + 8, 8)
        ]
        draw.polygon([*ridge, (width, height), (0, height)], fill=_between(low, ground, 0.42 + row * 0.19))
    return picture


def portrait(name: str, size: int = 512) -> Image.Image:
    """Somebody's head and shoulders."""
    skin, hair, shirt, ground = PORTRAITS[name]
    picture = Image.new("RGB", (size, size), ground)
    draw = ImageDraw.Draw(picture)

    def round_at(x: float, y: float, across: float, down: float, colour: Colour) -> None:
        draw.ellipse([size * (x - across), size * (y - down), size * (x + across), size * (y + down)], fill=colour)

    if name != "Jonas Novak":
        round_at(0.5, 0.5, 0.27, 0.33, hair)
    round_at(0.5, 1.02, 0.37, 0.33, shirt)
    draw.rounded_rectangle(
        [size * 0.43, size * 0.55, size * 0.57, size * 0.76], size * 0.06, fill=_between(skin, hair, 0.14)
    )
    round_at(0.5, 0.43, 0.185, 0.22, skin)
    draw.pieslice([size * 0.29, size * 0.17, size * 0.71, size * 0.62], 180, 360, fill=hair)
    for side in (-1, 1):
        round_at(0.5 + side * 0.072, 0.455, 0.016, 0.02, (52, 40, 40))
    draw.arc(
        [size * 0.44, size * 0.47, size * 0.56, size * 0.55], 20, 160, fill=(150, 70, 66), width=round(size * 0.012)
    )
    return picture


def jpeg(picture: Image.Image) -> bytes:
    """As a phone sends it."""
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=88)
    return made.getvalue()


def film(seconds: int = 14, rate: int = 5) -> bytes:
    """A sun that goes down."""
    made = io.BytesIO()
    scene = landscape("dusk", (640, 360))
    with av.open(made, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for number in range(seconds * rate):
            shade = Image.eval(scene, lambda value, number=number: int(value * (1 - number / (seconds * rate * 1.6))))
            container.mux(stream.encode(av.VideoFrame.from_image(shade)))
        container.mux(stream.encode())
    return made.getvalue()


def voice(seconds: float = 17) -> bytes:
    """Something with the rises, falls and pauses of speech, as a WAV."""
    made = io.BytesIO()
    rate, random = 16_000, Random(7)
    loud = [random.random() ** 1.5 if random.random() > 0.16 else 0.02 for _ in range(int(seconds * 8) + 2)]
    samples = bytearray()
    for n in range(int(seconds * rate)):
        at, within = divmod(n / rate * 8, 1)
        level = loud[int(at)] * (1 - within) + loud[int(at) + 1] * within
        samples += int(15_000 * level * math.sin(n * 0.09)).to_bytes(2, "little", signed=True)
    with wave.open(made, "wb") as written:
        written.setparams((1, 2, rate, 0, "NONE", "NONE"))
        written.writeframes(samples)
    return made.getvalue()


def document() -> bytes:
    """A page of a lease, as a PDF."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle([120, 130, 620, 176], fill=(40, 60, 90))
    for line in range(26):
        if line % 7 != 6:
            y = 270 + line * 50
            draw.rectangle([120, y, 1120 - (line * 97) % 300, y + 14], fill=(176, 184, 196))
    made = io.BytesIO()
    page.save(made, "PDF", resolution=150)
    return made.getvalue()
