"""Where units stand, and how far from each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.directory.models import Site
from xiaoan.directory.queries.places import Place, places_inside
from xiaoan.directory.rules import COUNTY
from xiaoan.directory.rules.sites import Site as Degrees

# What has a store, and so a site.
KINDS = ("county", "township", "school")


@dataclass(frozen=True)
class Line:
    """A unit with its site; None: nobody has entered it."""

    place: Place
    site: Degrees | None
    datum: str


def sites(unit_nos: Iterable[int]) -> dict[int, Degrees]:
    """Unit → where it stands; what nobody has entered is not in there."""
    rows = Site.objects.filter(pk__in=set(unit_nos))
    return {
        no: Degrees(lon, lat) for no, lon, lat in rows.values_list("pk", "longitude", "latitude")
    }


def site_of(unit_no: int) -> tuple[Degrees, str] | None:
    """Where a unit stands, and in what that was typed."""
    row = Site.objects.filter(pk=unit_no).first()
    return None if row is None else (Degrees(row.longitude, row.latitude), row.datum)


def top_site(unit_no: int) -> Degrees | None:
    """Where the county of a unit has its own."""
    top = unit_no // COUNTY * COUNTY
    return sites([top]).get(top)


def lines(place: Place) -> list[Line]:
    """A unit and what lies in it, in number order."""
    found = places_inside(place.interval, *KINDS)
    rows = {row.unit_no: row for row in Site.objects.filter(pk__in=[one.no for one in found])}
    return [
        Line(one, Degrees(row.longitude, row.latitude), row.datum)
        if (row := rows.get(one.no))
        else Line(one, None, "")
        for one in found
    ]
