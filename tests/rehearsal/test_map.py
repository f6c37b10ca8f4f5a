"""The map of the invented county is one that an office could upload, and covers it without gap or overlap."""

import json

import pytest

from xiaoan.rehearsal.demo.situation import _closed, _nearest
from xiaoan.rehearsal.geography import make_county
from xiaoan.rehearsal.sites import sites_of
from xiaoan.situation.rules import geo


@pytest.mark.parametrize("people", [6_000, 200_000])
def test_townships_cover_the_county(people: int) -> None:
    county = make_county(people, 1)
    sites = sites_of(county)
    spots = {
        one.name: (sites[one.no].longitude, sites[one.no].latitude) for one in county.townships
    }
    features = [
        {
            "type": "Feature", "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [_closed(_nearest(name, spots))]},
        }
        for name in spots
    ]  # fmt: skip
    raw = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    found, faults = geo.read(raw)
    assert faults == ()
    towns = [geo.Town(one.no, one.name, "") for one in county.townships]
    matched, faults = geo.match(found, towns)
    assert ([one.no for one in matched], faults) == ([one.no for one in county.townships], ())
    # A circle of the same reach around the first: no part of it is anybody's twice, or nobody's.
    circle = _nearest(next(iter(spots)), {next(iter(spots)): next(iter(spots.values()))})
    reach = circle[0][0] - next(iter(spots.values()))[0]
    farthest = max(point[0] for one in found for ring in one.rings for point in ring)
    scale = (farthest - next(iter(spots.values()))[0]) / reach
    areas = sum(abs(geo.area(ring)) for one in found for ring in one.rings)
    whole = abs(geo.area([*circle, circle[0]])) * scale**2
    assert areas == pytest.approx(whole, rel=0.01)
