"""A map is taken as it is meant or refused with the feature and what to mend; it is drawn without gaps."""

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.situation.queries import words
from xiaoan.situation.rules import drawing, geo
from xiaoan.situation.rules.geo import Fault, Town

SQUARE = [[113.0, 34.0], [113.1, 34.0], [113.1, 34.1], [113.0, 34.1], [113.0, 34.0]]
TOWNS = (Town(1, "城关镇", "410100"), Town(2, "河口镇", "410101"), Town(3, "河口乡", "410102"))


def feature(rings: Any = None, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature", "properties": properties,
        "geometry": {"type": kind, "coordinates": [SQUARE] if rings is None else rings},
    }  # fmt: skip


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def faults(raw: bytes) -> tuple[Fault, ...]:
    found, said = geo.read(raw)
    assert bool(found) != bool(said)
    return said


def moved(ring: list[list[float]], dx: float = 0, dy: float = 0) -> list[list[float]]:
    return [[x + dx, y + dy] for x, y in ring]


def test_a_map_is_read() -> None:
    raw = collection(
        feature(name="城关镇", 人口="3 万"),
        feature([[SQUARE], [moved(SQUARE, 0.5)]], "MultiPolygon", code=410101),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
    )
    features, said = geo.read(b"\xef\xbb\xbf" + raw)
    assert said == ()
    assert [(one.number, one.name, one.code, len(one.rings)) for one in features] == [
        (1, "城关镇", "", 1), (2, "", "410101", 2),
    ]  # fmt: skip
    assert features[0].rings[0] == tuple((x, y) for x, y in SQUARE)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b" ", Fault("empty")),
        (b" " * 10 + b"[" * (geo.LARGEST), Fault("too_large", value="4")),
        ("{}".encode("utf-16"), Fault("not_utf8")),
        (b'{"type":\n oops}', Fault("not_json", value="2")),
        (b"[" * 100_000, Fault("too_deep")),
        (b'{"type": "FeatureCollection", "features": [NaN]}', Fault("not_finite")),
        (b"[1]", Fault("not_collection")),
        (b'{"type": "Topology"}', Fault("topojson")),
        (collection(), Fault("no_features")),
        (collection(feature(), crs={"name": "EPSG:3857"}), Fault("other_crs")),
        (collection(*[1] * 201), Fault("too_many_features", value="200")),
        (collection(1), Fault("not_feature", 1)),
        (collection(feature(), {"type": "Feature"}), Fault("not_polygon", 2)),
        (
            collection(feature([113.0, 34.0], "Point", name="城关镇")),
            Fault("not_polygon", 1, "城关镇", "Point"),
        ),
        (collection(feature([])), Fault("no_coordinates", 1)),
        (collection(feature([SQUARE[:3]])), Fault("short_ring", 1)),
        (collection(feature([SQUARE[:4]], name="河口镇")), Fault("open_ring", 1, "河口镇")),
        (collection(feature([[SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[0]]])), Fault("flat_ring", 1)),
        (collection(feature([[["x", 1], *SQUARE[1:]]])), Fault("bad_point", 1, "", "x,1")),
        (
            collection(feature([moved(SQUARE, 38_400_000, 3_700_000)])),
            Fault("projected", 1, "", "38400113.0,3700034.0"),
        ),
        (
            collection(feature([[[y, x] for x, y in SQUARE]])),
            Fault("swapped", 1, "", "34.0,113.0"),
        ),
        (collection(feature([moved(SQUARE, -100)])), Fault("outside", 1, "", "13.0,34.0")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_the_feature(raw: bytes, said: Fault) -> None:
    assert faults(raw) == (said,)


BOW = [[113.0, 34.0], [113.1, 34.1], [113.1, 34.0], [113.0, 34.2], [113.0, 34.0]]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        # What is shown has to be text: half a pair of surrogates is none.
        (
            collection({**feature(), "geometry": {"type": "\ud800点", "coordinates": []}}),
            Fault("not_polygon", 1, "", "点"),
        ),
        (collection(feature([[["\ud800", "\u202e"], *SQUARE[1:]]])), Fault("bad_point", 1, "", ",")),
        (
            b'{"type": "FeatureCollection", "features": [], "features": [1]}',
            Fault("named_twice", value="features"),
        ),
        (
            b'{"type": "FeatureCollection", "features": [{"type": 1, "\\ud800": 1, "\\ud800": 2}]}',
            Fault("named_twice"),
        ),
        (collection(feature([BOW], name="城关镇")), Fault("crosses", 1, "城关镇", "113.06667,34.06667")),
        # Another part of the same township over it, and a hole that reaches out.
        (
            collection(feature([[SQUARE], [moved(SQUARE, 0.05, 0.05)]], "MultiPolygon")),
            Fault("crosses", 1, "", "113.05,34.1"),
        ),
        (collection(feature([SQUARE, moved(SQUARE, 0.05, 0.05)])), Fault("crosses", 1, "", "113.05,34.1")),
    ],
)  # fmt: skip
def test_what_a_hostile_or_broken_file_says_is_found(raw: bytes, said: Fault) -> None:
    assert faults(raw) == (said,)
    words.fault(said).encode()


def test_a_ring_that_touches_itself_or_trembles_by_a_metre_is_taken() -> None:
    touching = [[113.0, 34.0], [113.1, 34.1], [113.2, 34.0], [113.2, 34.2], [113.1, 34.1], [113.0, 34.2],
                [113.0, 34.0]]  # fmt: skip
    trembling = [
        *SQUARE[:2],
        [113.1, 34.05],
        [113.09999, 34.05],
        [113.10001, 34.04999],
        *SQUARE[2:],
    ]
    assert geo.read(collection(feature([touching]), feature([trembling])))[1] == ()


def test_two_townships_over_one_another_are_a_fault() -> None:
    def said(*found: dict[str, Any]) -> tuple[Fault, ...]:
        return geo.match(geo.read(collection(*found))[0], TOWNS)[1]

    first, other = feature(name="城关镇"), [moved(SQUARE, 0.098)]
    assert said(first, feature(other, name="河口镇")) == (
        Fault("overlaps", 1, "城关镇", "2(河口镇)"),
    )
    assert said(first, feature([moved(SQUARE, 0.0, 0.0)], code="410101")) == (
        Fault("overlaps", 1, "城关镇", "2"),
    )
    # Slivers of less than one in a hundred; what is no township; one in the hole of another.
    assert said(first, feature([moved(SQUARE, 0.0995)], name="河口镇")) == ()
    assert said(first, feature(other, name="青禾县")) == ()
    wide = [[112.0, 33.0], [114.0, 33.0], [114.0, 35.0], [112.0, 35.0], [112.0, 33.0]]
    assert said(first, feature([wide, SQUARE], name="河口镇")) == ()
    assert said(first, feature([wide], name="河口镇")) == (
        Fault("overlaps", 1, "城关镇", "2(河口镇)"),
    )


def test_a_county_in_full_detail_is_looked_at_in_seconds_and_a_tangle_is_refused() -> None:
    def round_at(x: float, n: int) -> list[list[float]]:
        ring = [
            [round(x + 0.1 * math.cos(k * math.tau / n), 5), round(34 + 0.1 * math.sin(k * math.tau / n), 5)]
            for k in range(n)
        ]  # fmt: skip
        return [*ring, ring[0]]

    fine = [feature([round_at(113 + 0.2 * n, 4000)], code=410100 + n) for n in range(2)]
    began = time.process_time()
    assert geo.match(geo.read(collection(*fine))[0], TOWNS)[1] == ()
    assert time.process_time() - began < 3
    comb = [[113 + (n % 2), round(20 + n / 1000, 5)] for n in range(6000)]
    assert faults(collection(feature([[*comb, [112.0, 20.0], comb[0]]]))) == (Fault("tangled", 1),)


def test_every_faulty_feature_is_named_up_to_twenty() -> None:
    bad = [feature([SQUARE[:4]], name=f"镇{n}") for n in range(30)]
    assert [one.feature for one in faults(collection(feature(), *bad))] == list(range(2, 22))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(
        st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "name"]), inner
    ),
))  # fmt: skip
def test_no_document_breaks_the_reader(document: Any) -> None:
    for raw in (json.dumps(document).encode(), collection(document), collection(feature(document))):
        geo.read(raw)


def test_townships_are_found_by_code_then_name_then_short_name() -> None:
    features, _none = geo.read(
        collection(
            feature(name="别名", code="410100"),
            feature([moved(SQUARE, 1)], name="河口 镇"),
            feature(name="水库"),
        )
    )
    found, said = geo.match(features, TOWNS)
    assert ([one.no for one in found], said) == ([1, 2, None], ())
    short, _none = geo.read(collection(feature(name="城关街道办事处"), feature(name="河口")))
    # Two are called 河口: neither is meant.
    assert [one.no for one in geo.match(short, TOWNS)[0]] == [1, None]


def test_one_township_twice_and_no_township_at_all_are_faults() -> None:
    twice, _none = geo.read(collection(feature(name="城关镇"), feature(code="410100")))
    assert geo.match(twice, TOWNS) == ((), (Fault("twice", 2, "", "1"),))
    other, _none = geo.read(collection(feature(name="水库")))
    assert geo.match(other, TOWNS) == ((), (Fault("none_known"),))


def test_a_drawing_keeps_the_shape_of_the_land() -> None:
    """At 60° a degree of longitude is half a degree of latitude."""
    north = [(100.0, 59.9), (100.4, 59.9), (100.4, 60.1), (100.0, 60.1), (100.0, 59.9)]
    made = drawing.draw([(1, [tuple(north)])])
    assert (made.width, made.height) == (1040, 1040)
    assert made.outlines[0].path == "M20,1020 1020,1020 1020,20 20,20Z"
    assert made.outlines[0].at == (520, 520)


@given(st.lists(st.integers(0, 300), min_size=3, max_size=40))
def test_neighbours_share_their_border(wobble: list[int]) -> None:
    border = [(113.5 + w / 10_000, 34.0 + n / 50) for n, w in enumerate(wobble)]
    top, low = border[-1][1], border[0][1]
    west = ((113.0, low), *border, (113.0, top), (113.0, low))
    east = ((114.0, low), *border, (114.0, top), (114.0, low))
    made = drawing.draw([(1, [west]), (2, [east])])
    points = [set(one.path.strip("MZ").split(" ")) for one in made.outlines]
    frame, _w, _h = drawing.frame([*west, *east])
    shared = {f"{x},{y}" for x, y in map(frame.to, border)}
    assert shared <= points[0]
    assert shared <= points[1]


@given(st.integers(3, 30), st.floats(0.2, 1))
def test_a_name_stands_inside(corners: int, inner: float) -> None:
    ring = [
        (
            round(500 + 400 * (inner if n % 2 else 1) * math.cos(2 * math.pi * n / corners)),
            round(500 + 400 * (inner if n % 2 else 1) * math.sin(2 * math.pi * n / corners)),
        )
        for n in range(corners)
    ]
    (x, y), wide = drawing.label(ring)
    crossed = sorted(drawing._crossings(ring, y + 0.25))
    assert wide > 0
    assert any(a - 2 <= x <= b + 2 for a, b in zip(crossed[::2], crossed[1::2], strict=True))
