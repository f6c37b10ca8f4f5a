"""Draws the PNG icons of the home screen from the same lines as web/icon.svg, without a drawing library.

`python scripts/icons.py` writes them; `python scripts/icons.py check` says whether they are as drawn.
"""

import struct
import sys
import zlib
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "xiaoan" / "web" / "static" / "web" / "icons"
BLUE, WHITE = (0x0A, 0x5F, 0x9E), (0xFF, 0xFF, 0xFF)
# In units of the drawing, 32 wide: the house, closed, and the tick.
HOUSE = ((8, 14.5), (16, 8), (24, 14.5), (24, 24), (8, 24), (8, 14.5))
TICK = ((12.5, 18), (15.2, 20.7), (19.8, 15.7))
HALF_STROKE = 1.2
# name: width in dots, radius of the corners, size of the drawing (a mask may cut off a fifth of the edge).
ICONS = {
    "192": (192, 6.0, 1.0),
    "512": (512, 6.0, 1.0),
    "full": (512, 0.0, 0.8),
    "touch": (180, 0.0, 1.0),
}

Point = tuple[float, float]


def to_line(x: float, y: float, start: Point, end: Point) -> float:
    """How far a point is from a stretch."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    return hypot(x - ax - along * dx, y - ay - along * dy)


def to_edge(x: float, y: float, radius: float) -> float:
    """How far outside the rounded square a point is; negative inside."""
    dx, dy = abs(x - 16) - 16 + radius, abs(y - 16) - 16 + radius
    return hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius


def rows(width: int, radius: float, size: float) -> Iterator[bytes]:
    """The lines of the picture, as PNG wants them: a filter byte and RGBA."""
    unit = 32 / width
    strokes = [pair for line in (HOUSE, TICK) for pair in pairwise(line)]
    for row in range(width):
        out = bytearray(b"\0")
        for column in range(width):
            x, y = (column + 0.5) * unit, (row + 0.5) * unit
            inside = _cover(to_edge(x, y, radius) / unit) if radius else 1.0
            dx, dy = (x - 16) / size + 16, (y - 16) / size + 16
            near = min(to_line(dx, dy, *stroke) for stroke in strokes) - HALF_STROKE
            white = _cover(near * size / unit)
            out += bytes(round(b + (w - b) * white) for b, w in zip(BLUE, WHITE, strict=True))
            out.append(round(255 * inside))
        yield bytes(out)


def _cover(outside: float) -> float:
    return min(1.0, max(0.0, 0.5 - outside))


def png(width: int, radius: float, size: float) -> bytes:
    """A PNG file."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, width, 8, 6, 0, 0, 0)
    body = zlib.compress(b"".join(rows(width, radius, size)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def main(words: list[str]) -> int:
    HERE.mkdir(exist_ok=True)
    wrong = []
    for name, shape in ICONS.items():
        path, drawn = HERE / f"{name}.png", png(*shape)
        if words == ["check"]:
            wrong += [] if path.exists() and path.read_bytes() == drawn else [path.name]
        else:
            path.write_bytes(drawn)
    for name in wrong:
        print(f"{name} is not as drawn")  # a command
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
