"""Pictures that nobody had to take: scenes of shapes with a camera's grain, and what people do to them."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 1200)
PLACED = {0x0112: 6, 0x010F: "Maker", 0x8825: {1: "N", 2: (39.0, 54.0, 0.0)}}


def scene(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Thirty shapes, softly drawn, with noise; equal for equal seeds."""
    chance = np.random.default_rng(seed)
    made = Image.new("RGB", size, tuple(int(x) for x in chance.integers(60, 200, 3)))
    draw = ImageDraw.Draw(made)
    for _ in range(30):
        x, y = chance.integers(0, size[0]), chance.integers(0, size[1])
        wide, high = chance.integers(60, 600), chance.integers(60, 500)
        colour = tuple(int(v) for v in chance.integers(0, 255, 3))
        shape = draw.rectangle if chance.random() < 0.6 else draw.ellipse
        shape([float(x), float(y), float(x + wide), float(y + high)], fill=colour)
    dots = np.asarray(made.filter(ImageFilter.GaussianBlur(2))).astype(int)
    grain = chance.normal(0, 6, (size[1], size[0], 1))
    return Image.fromarray((dots + grain).clip(0, 255).astype("uint8"))


def encoded(picture: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def exif(**more: str) -> Image.Exif:
    """What a phone writes: turned, its maker, a place, when (`taken`, `offset`)."""
    made = Image.Exif()
    for tag, value in PLACED.items():
        made[tag] = value
    made[0x8769] = {0x9003: more.get("taken", "2026:11:23 07:05:00")} | (
        {0x9011: more["offset"]} if "offset" in more else {}
    )
    return made


def jpeg(seed: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    return encoded(scene(seed, size), quality=85)


def cut(picture: Image.Image, edge: float) -> Image.Image:
    wide, high = picture.size
    return picture.crop(
        (int(wide * edge), int(high * edge), int(wide * (1 - edge)), int(high * (1 - edge)))
    )
