"""Where the units of a county stand, as the bureau reads it; in words what is wrong with a site."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import sites
from xiaoan.directory.services.rights import require
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission

PAGE = 100
HEADS = {
    "code": _l("代码"), "name": _l("名称"), "longitude": _l("经度"), "latitude": _l("纬度"),
    "datum": _l("坐标系"),
}  # fmt: skip
# As it stands on a sheet, and what that means to who copies a position from a map.
DATUM_CODES = {"gcj02": "GCJ-02", "wgs84": "WGS-84"}
DATUM_NAMES = {"gcj02": _l("GCJ-02(高德、腾讯地图)"), "wgs84": _l("WGS-84(GPS、天地图)")}
FAULTS = {
    "half": _l("经度和纬度要一起填。"),
    "shape": _l("请写十进制的度数,如 111.2345。"),
    "coarse": _l("小数点后至少写三位(约 100 米)。"),
    "swapped": _l("经度和纬度像是写反了。请对调。"),
    "outside": _l("不在中国境内。请核对。"),
    "unknown": _l("坐标系请写 GCJ-02(高德、腾讯地图)或 WGS-84;百度地图的坐标要先换算。"),
}


@dataclass(frozen=True)
class Sites:
    """A unit and what lies in it: one page of lines, of `total` with a site `known`."""

    place: directory.Place
    total: int
    known: int
    matching: int
    lines: list[sites.Line]


def kept(actor: Actor, unit_no: int, *kinds: str) -> directory.Place:
    """A unit whose site, or those of what lies in it, the actor enters."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in kinds:
        raise NotFound
    require(actor, Permission.KEEP_SCHOOLS, unit_no)
    return place


def of_unit(actor: Actor, unit_no: int, offset: int, *, missing: bool = False) -> Sites:
    """The sites of a county or township; `missing`: only those nobody has entered."""
    place = kept(actor, unit_no, "county", "township")
    found = sites.lines(place)
    wanted = [one for one in found if one.site is None] if missing else found
    known = sum(one.site is not None for one in found)
    return Sites(place, len(found), known, len(wanted), wanted[offset : offset + PAGE])
