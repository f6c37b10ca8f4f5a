"""A map of the invented county: each township is what lies nearest to where it stands, inside a circle about
the county town. The borders are invented, and say so."""

import json
import math
from itertools import pairwise

from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal.demo.inspections import people_of
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.sites import sites_of
from xiaoan.situation import services

# Beyond the farthest township, in degrees of latitude; corners of the circle.
_BEYOND, _CORNERS = 0.06, 48
_SOURCE = "演示用的假边界"
Spot = tuple[float, float]


def before(plan: Plan) -> int:
    """The officer has uploaded it; gives how many townships are drawn."""
    officer, _principals = people_of(plan)
    sites = sites_of(plan.county)
    spots = {
        town.name: (sites[town.no].longitude, sites[town.no].latitude)
        for town in plan.county.townships
    }
    features = [
        {
            "type": "Feature", "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [_closed(_nearest(name, spots))]},
        }
        for name in spots
    ]  # fmt: skip
    raw = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    with acting_as(officer) as actor:
        services.set_map(actor, services.NewMap(uuid7(), raw, "cgcs2000", _SOURCE))
    return len(features)


def _closed(ring: list[Spot]) -> list[list[float]]:
    return [[round(x, 5), round(y, 5)] for x, y in [*ring, ring[0]]]


def _nearest(name: str, spots: dict[str, Spot]) -> list[Spot]:
    """The part of the circle that lies nearer to one spot than to any other (its Voronoi cell)."""
    here = spots[name]
    middle = next(iter(spots.values()))
    reach = max(math.dist(middle, one) for one in spots.values()) + _BEYOND
    turns = (2 * math.pi * n / _CORNERS for n in range(_CORNERS))
    ring = [(middle[0] + reach * math.cos(t), middle[1] + reach * math.sin(t)) for t in turns]
    for other in spots.values():
        if other != here:
            ring = _nearer(ring, here, other)
    return ring


def _nearer(ring: list[Spot], here: Spot, other: Spot) -> list[Spot]:
    """A convex ring cut by the line of equal distance (Sutherland and Hodgman)."""

    def side(spot: Spot) -> float:
        return math.dist(spot, other) ** 2 - math.dist(spot, here) ** 2

    found: list[Spot] = []
    for a, b in pairwise([*ring, ring[0]]):
        if side(a) >= 0:
            found.append(a)
        if (side(a) >= 0) != (side(b) >= 0):
            part = side(a) / (side(a) - side(b))
            found.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
    return found
