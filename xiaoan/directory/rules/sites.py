"""Where a unit stands: degrees as people copy them from a map, brought to WGS-84; great-circle distance.

Chinese maps (高德, 腾讯) show GCJ-02, which is WGS-84 moved by some hundred metres by a published formula;
百度 moves once more (BD-09), and that is not read. The formula is that of the open library eviltransform
(googollee/eviltransform, MIT licence), taken back by iteration to 1e-7 of a degree, a centimetre.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DATUMS = ("gcj02", "wgs84")
# The box in which GCJ-02 is defined; a county lies inside it.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
# Digits behind the point: three are about a hundred metres.
FEWEST_DIGITS = 3
# No unit lies farther from its county's own position: own choice, it finds slips of a digit.
FARTHEST_KM = 300.0
# Mean radius of the earth (IUGG 1980).
EARTH_KM = 6371.0088
# Of the ellipsoid of Krassovsky, with which GCJ-02 was made.
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
_ROUNDS, _CLOSE = 30, 1e-7


@dataclass(frozen=True)
class Site:
    """Degrees east and north, WGS-84."""

    longitude: float
    latitude: float


class Fault(ValueError):
    """Why two degrees are no site: `field` is longitude or latitude; `code` says what is wrong."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field = field
        self.code = code


def read_site(longitude: str, latitude: str, datum: str) -> Site | None:
    """What was typed: decimal degrees of a datum; None if both are empty."""
    if datum not in DATUMS:
        raise Fault("datum", "unknown")
    if not longitude and not latitude:
        return None
    typed = {"longitude": longitude, "latitude": latitude}
    for field, text in typed.items():
        if not text:
            raise Fault(field, "half")
    found = {field: _degrees(field, text) for field, text in typed.items()}
    lon, lat = found["longitude"], found["latitude"]
    if _inside(lat, lon) and not _inside(lon, lat):
        raise Fault("longitude", "swapped")
    if not WEST <= lon <= EAST:
        raise Fault("longitude", "outside")
    if not SOUTH <= lat <= NORTH:
        raise Fault("latitude", "outside")
    _refuse_coarse(typed)
    return Site(lon, lat) if datum == "wgs84" else from_gcj02(lon, lat)


def _refuse_coarse(typed: Mapping[str, str]) -> None:
    """Last: of what lies nowhere near, more digits would not help."""
    for field, text in typed.items():
        if len(text.strip().partition(".")[2]) < FEWEST_DIGITS:
            raise Fault(field, "coarse")


def _degrees(field: str, text: str) -> float:
    plain = text.strip()
    whole, point, digits = plain.partition(".")
    if (
        not plain.isascii()
        or not whole.isdigit()
        or len(plain) > 20
        or (point and not digits.isdigit())
    ):
        raise Fault(field, "shape")
    return float(plain)


def _inside(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 degrees as Chinese maps show them."""
    x, y = lon - 105.0, lat - 35.0
    wave = 20.0 * (math.sin(6.0 * x * math.pi) + math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += wave + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += wave + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    angle = math.radians(lat)
    magic = 1 - _ECCENTRICITY * math.sin(angle) ** 2
    root = math.sqrt(magic)
    moved_lat = math.degrees(north / (_AXIS * (1 - _ECCENTRICITY) / (magic * root)))
    moved_lon = math.degrees(east / (_AXIS / root * math.cos(angle)))
    return lon + moved_lon, lat + moved_lat


def _waves(at: float, *parts: tuple[float, float]) -> float:
    return sum(height * math.sin(at * math.pi / length) for height, length in parts) * 2.0 / 3.0


def from_gcj02(lon: float, lat: float) -> Site:
    """What moves to these degrees."""
    found_lon, found_lat = lon, lat
    for _round in range(_ROUNDS):
        moved_lon, moved_lat = to_gcj02(found_lon, found_lat)
        off_lon, off_lat = moved_lon - lon, moved_lat - lat
        found_lon, found_lat = found_lon - off_lon, found_lat - off_lat
        if max(abs(off_lon), abs(off_lat)) < _CLOSE:
            break
    return Site(round(found_lon, 7), round(found_lat, 7))


def distances(ones: Sequence[Site | None], others: Sequence[Site | None]) -> NDArray[np.float64]:
    """Kilometres along the great circle (haversine), one by other; NaN where either is not known. Roads are
    longer."""
    (lon, lat), (to_lon, to_lat) = _radians(ones), _radians(others)
    half = np.sin((to_lat[None, :] - lat[:, None]) / 2) ** 2
    turn = np.sin((to_lon[None, :] - lon[:, None]) / 2) ** 2
    half = half + np.cos(lat)[:, None] * np.cos(to_lat)[None, :] * turn
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), dtype=np.float64)


def _radians(sites: Sequence[Site | None]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    degrees = [(one.longitude, one.latitude) if one else (math.nan, math.nan) for one in sites]
    found = np.radians(np.array(degrees, dtype=np.float64).reshape(-1, 2))
    return found[:, 0], found[:, 1]


def kilometres(one: Site, other: Site) -> float:
    """From one to the other."""
    return float(distances([one], [other])[0, 0])
