"""Whether borders cross: a ring with itself or another of its township, and two townships over one another.

A border that was digitised twice leaves slivers, and rounding to a metre moves points: neither is a fault. A
crossing is one where all four ends lie more than `_DEEP` metres beyond the other line; an overlap where the
smaller township loses more than `SHARE` of its area. Both are choices of our own.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import hypot
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = Sequence[Point]
# A piece of border: its ends, the western one first.
_Piece: TypeAlias = tuple[float, float, float, float]

_DEEP = 0.00002  # degrees: two metres
SHARE = 0.01
# Lines of latitude along which areas are measured, and how much work a map may make (seconds, not minutes).
_LINES, _MOST = 400, 3_000_000


class Tangled(Exception):
    """A map that would take too long to look at: no border of a county is like that."""


def crossing_of(rings: Iterable[Ring]) -> Point | None:
    """A point where the rings of one township truly cross, themselves or one another; None: nowhere.

    A sweep from west to east over all pieces; each is held against those that it lies beside. Raises Tangled.
    """
    pieces = sorted(_pieces(rings))
    beside: list[_Piece] = []
    looked = 0
    for piece in pieces:
        low, high = min(piece[1], piece[3]), max(piece[1], piece[3])
        beside = [one for one in beside if one[2] >= piece[0]]
        looked += len(beside)
        if looked > _MOST:
            raise Tangled
        for one in beside:
            if min(one[1], one[3]) < high and max(one[1], one[3]) > low and _cross(one, piece):
                return _meeting(one, piece)
        beside.append(piece)
    return None


def _pieces(rings: Iterable[Ring]) -> Iterator[_Piece]:
    for ring in rings:
        for a, b in pairwise(ring):
            if a != b:
                (x0, y0), (x1, y1) = min(a, b), max(a, b)
                yield x0, y0, x1, y1


def _beyond(line: _Piece, x: float, y: float) -> float:
    """How far a point lies to the left of a line (degrees; negative: to the right)."""
    dx, dy = line[2] - line[0], line[3] - line[1]
    return (dx * (y - line[1]) - dy * (x - line[0])) / hypot(dx, dy)


def _cross(a: _Piece, b: _Piece) -> bool:
    for line, other in ((a, b), (b, a)):
        one, two = _beyond(line, *other[:2]), _beyond(line, *other[2:])
        if not (min(one, two) < -_DEEP and max(one, two) > _DEEP):
            return False
    return True


def _meeting(a: _Piece, b: _Piece) -> Point:
    one, two = _beyond(a, *b[:2]), _beyond(a, *b[2:])
    along = one / (one - two)
    return round(b[0] + along * (b[2] - b[0]), 5), round(b[1] + along * (b[3] - b[1]), 5)


def overlaps(shapes: Mapping[int, Sequence[Ring]]) -> list[tuple[int, int, float]]:
    """Pairs of townships that lie over one another, with the share of the smaller one's area, the worst
    first. Measured along lines of latitude (even-odd inside, as it is drawn). Raises Tangled."""
    lines = _latitudes(shapes.values())
    if not lines:
        return []
    covered: dict[int, float] = defaultdict(float)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    spans = {key: _spans(rings, lines) for key, rings in shapes.items()}
    for line in range(len(lines)):
        here = {key: found[line] for key, found in spans.items() if line in found}
        for key, pieces in here.items():
            covered[key] += sum(east - west for west, east in pieces)
        for a, b in combinations(sorted(here), 2):
            if length := _common(here[a], here[b]):
                shared[a, b] += length
    found = [
        (a, b, both / min(covered[a], covered[b]))
        for (a, b), both in shared.items()
        if both > SHARE * min(covered[a], covered[b])
    ]
    return sorted(found, key=lambda one: (-one[2], one[:2]))


def _latitudes(shapes: Iterable[Sequence[Ring]]) -> list[float]:
    """Lines through the middle of equal strips, a hair off so that they meet no corner of a grid."""
    heights = [y for rings in shapes for ring in rings for _x, y in ring]
    if not heights:
        return []
    south, step = min(heights), (max(heights) - min(heights)) / _LINES
    return [south + (n + 0.5) * step + 3e-8 for n in range(_LINES)]


def _spans(rings: Sequence[Ring], lines: Sequence[float]) -> dict[int, list[tuple[float, float]]]:
    """By line, from where to where (longitude) the township reaches."""
    cuts: dict[int, list[float]] = {}
    made = 0
    for x0, y0, x1, y1 in _pieces(rings):
        low, high = min(y0, y1), max(y0, y1)
        first, last = bisect_left(lines, low), bisect_left(lines, high)
        made += last - first
        if made > _MOST:
            raise Tangled
        for n in range(first, last):
            cuts.setdefault(n, []).append(x0 + (lines[n] - y0) / (y1 - y0) * (x1 - x0))
    return {
        n: list(zip(found[::2], found[1::2], strict=False))
        for n, found in ((n, sorted(one)) for n, one in cuts.items())
    }


def _common(a: Sequence[tuple[float, float]], b: Sequence[tuple[float, float]]) -> float:
    """What two lists of spans, each in order, have in common."""
    found, i, j = 0.0, 0, 0
    while i < len(a) and j < len(b):
        found += max(0.0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return found
