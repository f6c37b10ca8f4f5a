"""Checking a GeoJSON of townships (RFC 7946): shape, coordinates, rings; which feature is which township.

Coordinates are WGS84 or CGCS2000 degrees, longitude first: the two differ by centimetres, which no map of
a county shows. GCJ-02, the shifted system of Chinese web maps, lies 100 to 700 m beside; it is taken when it
is said, and the map then says so. Of a feature only its rings are kept, and of a property only the name or
code that finds the township.
"""

import json
import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from xiaoan.situation.rules.crossing import Tangled, crossing_of, overlaps

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]

# Own choices: a county of 30 townships in full detail is some 2 MB and 60,000 points.
LARGEST, MOST_FEATURES, MOST_POINTS, MOST_RINGS = 4 << 20, 200, 120_000, 2_000
MOST_FAULTS = 20
# China with its islands, in whole degrees around it.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
# Five decimals are one metre.
DECIMALS = 5
SYSTEMS = ("wgs84", "cgcs2000", "gcj02")
# Names of systems in the old `crs` member whose degrees are those above.
_CRS = ("crs84", "4326", "4490")
_DATA = tomllib.loads((Path(__file__).parents[1] / "data" / "map-cn.toml").read_text("utf-8"))
_NAMES, _CODES = tuple(_DATA["names"]), tuple(_DATA["codes"])
_ENDINGS = tuple(_DATA["endings"])
LONGEST_NAME = 40


@dataclass(frozen=True)
class Fault:
    """Why a file is not taken. `feature`: which one, counted from 1; 0: the file as a whole."""

    code: str
    feature: int = 0
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Feature:
    """A polygon with one or more parts; `rings`: outer and inner ones of all of them, closed."""

    number: int
    name: str
    code: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Town:
    """A township to be found on the map."""

    no: int
    name: str
    code: str


@dataclass(frozen=True)
class Matched:
    """What a feature is: `no` None where no township is called so."""

    feature: Feature
    no: int | None


def _shown(value: object) -> str:
    return "".join(one for one in str(value)[:LONGEST_NAME] if one.isprintable())


class _Bad(Exception):
    def __init__(self, code: str, value: object = "") -> None:
        super().__init__(code)
        # It is shown: half a character of two would not be.
        self.code, self.value = code, _shown(value)


def read(raw: bytes) -> tuple[tuple[Feature, ...], tuple[Fault, ...]]:
    """The features of a file, or what is wrong with it (the first twenty faults). Never raises."""
    try:
        document = _document(raw)
        listed = _features(document)
    except _Bad as bad:
        return (), (Fault(bad.code, value=bad.value),)
    found, faults, points = [], [], 0
    for number, given in enumerate(listed, 1):
        try:
            one = _feature(number, given)
        except _Bad as bad:
            faults.append(Fault(bad.code, number, _said(given), bad.value))
            if len(faults) == MOST_FAULTS:
                break
            continue
        points += sum(len(ring) for ring in one.rings)
        if points > MOST_POINTS:
            return (), (Fault("too_many_points", value=str(MOST_POINTS)),)
        found.append(one)
    return (tuple(found), ()) if not faults else ((), tuple(faults))


def _document(raw: bytes) -> Any:
    if not raw.strip():
        raise _Bad("empty")
    if len(raw) > LARGEST:
        raise _Bad("too_large", LARGEST >> 20)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Bad("not_utf8") from None
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise _Bad("too_deep") from None
    except json.JSONDecodeError as error:
        raise _Bad("not_json", error.lineno) from None
    except ValueError:  # a number of more digits than Python reads
        raise _Bad("not_json", 1) from None


def _no_number(_text: str) -> float:
    raise _Bad("not_finite")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Programs differ in which of two they take: the map that was looked at may be another."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _Bad("named_twice", next(name for name in names if names.count(name) > 1))
    return found


def _features(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        raise _Bad("not_collection")
    if document.get("type") == "Topology":
        raise _Bad("topojson")
    if document.get("type") != "FeatureCollection" or not isinstance(
        document.get("features"), list
    ):
        raise _Bad("not_collection")
    crs = document.get("crs")
    if crs is not None and not any(known in json.dumps(crs).lower() for known in _CRS):
        raise _Bad("other_crs")
    features: list[Any] = document["features"]
    if not features:
        raise _Bad("no_features")
    if len(features) > MOST_FEATURES:
        raise _Bad("too_many_features", MOST_FEATURES)
    return features


def _feature(number: int, given: Any) -> Feature:
    if not isinstance(given, dict) or given.get("type") != "Feature":
        raise _Bad("not_feature")
    geometry = given.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise _Bad("not_polygon", kind or "")
    parts = geometry.get("coordinates")
    polygons = [parts] if kind == "Polygon" else parts
    if not isinstance(polygons, list) or not polygons:
        raise _Bad("no_coordinates")
    rings = tuple(_rings(polygons))
    if not rings:
        raise _Bad("no_coordinates")
    try:
        crossing = crossing_of(rings)
    except Tangled:
        raise _Bad("tangled") from None
    if crossing:
        raise _Bad("crosses", f"{crossing[0]},{crossing[1]}")
    return Feature(number, _property(given, _NAMES), _property(given, _CODES), rings)


def _rings(polygons: Sequence[Any]) -> Iterator[Ring]:
    count = 0
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _Bad("no_coordinates")
        for ring in polygon:
            count += 1
            if count > MOST_RINGS:
                raise _Bad("too_many_rings", MOST_RINGS)
            yield _ring(ring)


def _ring(given: Any) -> Ring:
    if not isinstance(given, list) or len(given) < 4:
        raise _Bad("short_ring")
    points = tuple(_point(one) for one in given)
    if points[0] != points[-1]:
        raise _Bad("open_ring")
    if abs(area(points)) < 1e-10:
        raise _Bad("flat_ring")
    return points


def _point(given: Any) -> Point:
    if not isinstance(given, list) or not 2 <= len(given) <= 4:
        raise _Bad("bad_point", given)
    lon, lat = given[0], given[1]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in (lon, lat)):
        raise _Bad("bad_point", f"{lon},{lat}")
    if not (abs(lon) < 1e12 and abs(lat) < 1e12 and math.isfinite(lon) and math.isfinite(lat)):
        raise _Bad("not_finite")
    if WEST <= lon <= EAST and SOUTH <= lat <= NORTH:
        return (round(float(lon), DECIMALS), round(float(lat), DECIMALS))
    shown = f"{lon},{lat}"
    if WEST <= lat <= EAST and SOUTH <= lon <= NORTH:
        raise _Bad("swapped", shown)
    raise _Bad("projected" if max(abs(lon), abs(lat)) > 1000 else "outside", shown)


def area(ring: Sequence[Point]) -> float:
    """The signed area of a closed ring in square degrees (shoelace formula)."""
    x0, y0 = ring[0]
    return sum(
        (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        for (x1, y1), (x2, y2) in pairwise(ring)
    ) / 2  # fmt: skip


def _property(given: dict[str, Any], names: Sequence[str]) -> str:
    held = given.get("properties")
    if not isinstance(held, dict):
        return ""
    for name in names:
        value = held.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return _plain(str(value))
    return ""


def _said(given: Any) -> str:
    return _property(given, _NAMES) if isinstance(given, dict) else ""


def _plain(text: str) -> str:
    shown = "".join(one for one in text if one.isprintable() and not one.isspace())
    return shown[:LONGEST_NAME]


def short(name: str) -> str:
    """城关镇 → 城关; a name that is nothing but its ending stays."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def match(
    features: Sequence[Feature], towns: Sequence[Town]
) -> tuple[tuple[Matched, ...], tuple[Fault, ...]]:
    """Which feature is which township: by code, else by the same name, else by the name without 镇 or 乡
    where only one is called so. Two features of one township, no township at all, and two that overlap are
    faults."""
    by_code = {one.code: one.no for one in towns if one.code}
    by_name = {_plain(one.name): one.no for one in towns}
    shorts: dict[str, int | None] = {}
    for one in towns:
        key = short(_plain(one.name))
        shorts[key] = None if key in shorts else one.no
    found, seen, faults = [], dict[int, int](), []
    for one_feature in features:
        name = one_feature.name
        no = by_code.get(one_feature.code) or by_name.get(name) or shorts.get(short(name))
        if no is not None and no in seen:
            faults.append(Fault("twice", one_feature.number, name, str(seen[no])))
            continue
        if no is not None:
            seen[no] = one_feature.number
        found.append(Matched(one_feature, no))
    if not faults and not seen:
        faults.append(Fault("none_known"))
    faults += _overlapping(found) if not faults else []
    return (tuple(found), ()) if not faults else ((), tuple(faults[:MOST_FAULTS]))


def _overlapping(found: Sequence[Matched]) -> list[Fault]:
    """Two townships over one another. What is no township (the county around, a zone) may lie anywhere."""
    known = {one.feature.number: one.feature for one in found if one.no is not None}
    try:
        pairs = overlaps({number: one.rings for number, one in known.items()})
    except Tangled:
        return [Fault("tangled")]
    return [
        Fault("overlaps", a, known[a].name, f"{b}{_quoted(known[b].name)}")
        for a, b, _share in pairs
    ]


def _quoted(name: str) -> str:
    return f"({name})" if name else ""
