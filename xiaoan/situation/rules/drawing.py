"""From degrees to a drawing: an equirectangular projection at the middle latitude, whole units on a square
grid, and where a name stands.

x = (longitude - west) · cos(middle latitude), y = north - latitude, both by one factor: true in all
directions at the middle of the map. A county spans one degree or two; the fault at its edge is below 1 %.
Neighbours are snapped to one grid, so that a border they share stays one.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xiaoan.situation.rules.geo import Point, Ring, area

# The longer side of the drawing, and the rim around it.
LONGER, RIM = 1000, 20
# Of a schematic: the columns of tiles, by how many there are.
_COLUMNS = ((4, 2), (9, 3), (16, 4), (25, 5), (36, 6), (64, 8))


@dataclass(frozen=True)
class Outline:
    """One township: `path` for `<path d>` (even-odd), `at`: where its name stands, `wide`: how much room the
    name has there, in units of the drawing."""

    no: int | None
    path: str
    at: tuple[int, int]
    wide: int


@dataclass(frozen=True)
class Drawing:
    """A map of `width` by `height` units."""

    width: int
    height: int
    outlines: tuple[Outline, ...]


@dataclass(frozen=True)
class Frame:
    """The projection of one map."""

    west: float
    north: float
    squeeze: float
    scale: float

    def to(self, point: Point) -> tuple[int, int]:
        lon, lat = point
        return (
            RIM + round((lon - self.west) * self.squeeze * self.scale),
            RIM + round((self.north - lat) * self.scale),
        )


def frame(points: Iterable[Point]) -> tuple[Frame, int, int]:
    """The projection that fits points into the drawing, and its width and height."""
    known = list(points)
    west, east = min(p[0] for p in known), max(p[0] for p in known)
    south, north = min(p[1] for p in known), max(p[1] for p in known)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * squeeze, north - south
    scale = LONGER / max(wide, high)
    size = (round(wide * scale) + 2 * RIM, round(high * scale) + 2 * RIM)
    return Frame(west, north, squeeze, scale), *size


def draw(shapes: Sequence[tuple[int | None, Sequence[Ring]]]) -> Drawing:
    """The drawing of townships, each with its rings in degrees."""
    fitted, width, height = frame(p for _no, rings in shapes for ring in rings for p in ring)
    return Drawing(
        width, height, tuple(_outline(no, rings, fitted) for no, rings in shapes)
    )  # fmt: skip


def _outline(no: int | None, rings: Sequence[Ring], fitted: Frame) -> Outline:
    snapped = [_snapped(ring, fitted) for ring in rings]
    parts = [ring for ring in snapped if len(ring) >= 3]
    widest = max(
        parts or snapped, key=lambda ring: abs(area([*map(_float, ring), _float(ring[0])]))
    )
    at, wide = label(widest)
    path = "".join(f"M{' '.join(f'{x},{y}' for x, y in ring)}Z" for ring in parts)
    return Outline(no, path, at, wide)


def _float(point: tuple[int, int]) -> Point:
    return float(point[0]), float(point[1])


def _snapped(ring: Ring, fitted: Frame) -> list[tuple[int, int]]:
    """Without the last point, which is the first, and without repeated ones. Points on a line stay: taken
    away in one ring and kept in its neighbour they would open a gap."""
    found: list[tuple[int, int]] = []
    for point in ring[:-1]:
        at = fitted.to(point)
        if not found or found[-1] != at:
            found.append(at)
    if len(found) > 1 and found[0] == found[-1]:
        found.pop()
    return found


def label(ring: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], int]:
    """A point inside a ring where a word has room, and how much: of nine level lines through it the middle
    of the longest stretch inside, those near the middle before those at the rim."""
    low, high = min(y for _x, y in ring), max(y for _x, y in ring)
    best = (0.0, ring[0], 0)
    for step in range(1, 10):
        y = low + (high - low) * step / 10 + 0.5
        crossed = sorted(_crossings(ring, y))
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            weight = (right - left) * (1 - abs(step - 5) / 10)
            if weight > best[0]:
                best = (weight, (round((left + right) / 2), round(y)), round(right - left))
    return best[1], best[2]


def _crossings(ring: Sequence[tuple[int, int]], y: float) -> list[float]:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return [
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairs
        if (y1 > y) != (y2 > y)
    ]


def columns(tiles: int) -> int:
    """How many tiles of a schematic stand in a row."""
    return next((wide for most, wide in _COLUMNS if tiles <= most), 10)
