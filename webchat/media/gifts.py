"""A picture, a tune and a voice, made here: for showing what can be sent."""

import io
import math
import wave
from array import array
from random import Random

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (1200, 800)
_RATE = 24_000
_NOTES = (523.25, 659.25, 783.99, 1046.5, 783.99, 1046.5)
_SKY = ((38, 41, 92), (232, 120, 110), (255, 196, 120))
_HILLS = (
    (0.60, (150, 92, 122), 70, 1.3, 0.2),
    (0.70, (104, 70, 116), 60, 1.9, 1.4),
    (0.80, (64, 50, 96), 55, 1.5, 3.0),
    (0.90, (34, 30, 66), 40, 2.3, 4.1),
)


def hills() -> bytes:
    """Hills at dusk, as PNG."""
    width, height = _SIZE
    picture = Image.new("RGB", _SIZE)
    draw = ImageDraw.Draw(picture)
    for y in range(height):
        draw.line((0, y, width, y), fill=_between(_SKY, y / height))
    glow = Image.new("RGBA", _SIZE, (255, 232, 190, 0))
    sun = ImageDraw.Draw(glow)
    for radius, strength in ((230, 30), (160, 45), (100, 70), (62, 255)):
        sun.ellipse(_around(width * 0.66, height * 0.52, radius), fill=(255, 232, 190, strength))
    glow = glow.filter(ImageFilter.GaussianBlur(4))
    picture.paste(glow, mask=glow)
    draw = ImageDraw.Draw(picture)
    for base, colour, swing, waves, shift in _HILLS:
        ridge = [(x, _ridge(x / width, base * height, swing, waves, shift)) for x in range(0, width + 8, 8)]
        draw.polygon([(0, height), *ridge, (width, height)], fill=colour)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def tune() -> bytes:
    """Six soft notes, as WAV."""
    samples = array("h")
    for place, note in enumerate(_NOTES):
        length = _RATE * (3 if place == len(_NOTES) - 1 else 1) // 3
        samples.extend(_sounding(note, at / _RATE) for at in range(length))
    return _wav(samples)


def _wav(samples: "array[int]") -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


def murmur(seconds: int) -> bytes:
    """Somebody who hums what they would say, as WAV: syllables of a low voice, with pauses between sentences."""
    random = Random(seconds)  # noqa: S311  a made-up voice, no secrets
    samples = array("h")
    while len(samples) < seconds * _RATE:
        if random.random() < 0.14:
            samples.extend([0] * int(_RATE * random.uniform(0.25, 0.5)))
        samples.extend(_syllable(random.uniform(105, 150), random.uniform(0.11, 0.26), random.uniform(0.35, 1)))
    return _wav(samples[: seconds * _RATE])


def _syllable(pitch: float, length: float, loudness: float) -> list[int]:
    count = int(_RATE * length)
    return [
        int(9_000 * loudness * math.sin(math.pi * at / count) * _voice(2 * math.pi * pitch * at / _RATE))
        for at in range(count)
    ]


def _voice(turn: float) -> float:
    return 0.6 * math.sin(turn) + 0.3 * math.sin(2 * turn) + 0.2 * math.sin(5 * turn)


def _sounding(note: float, at: float) -> int:
    """A bell: it begins softly, has an octave in it, and dies away."""
    turn = 2 * math.pi * note * at
    loudness = min(1.0, at * 60) * math.exp(-4.5 * at)
    return int(9_000 * loudness * (math.sin(turn) + 0.35 * math.sin(2 * turn)))


def _ridge(x: float, base: float, swing: float, waves: float, shift: float) -> float:
    return base - swing * (
        math.sin(x * waves * 2 * math.pi + shift) + 0.4 * math.sin(x * waves * 5 * math.pi + shift * 2)
    )


def _between(colours: tuple[tuple[int, int, int], ...], place: float) -> tuple[int, int, int]:
    at = min(place * 1.5, 0.999) * (len(colours) - 1)
    first, second = colours[int(at)], colours[int(at) + 1]
    red, green, blue = (int(one + (other - one) * (at % 1)) for one, other in zip(first, second, strict=True))
    return red, green, blue


def _around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius
