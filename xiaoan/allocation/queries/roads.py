"""How far it is by road from stores to schools, as offices have entered it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _l

from xiaoan.allocation import rules
from xiaoan.allocation.models import Road
from xiaoan.allocation.queries import ways
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission

PAGE = 100
STORES = ("county", "township", "school")
AIMS = ("township", "school")
HEADS = {
    "from": _l("从哪里(名称或代码)"), "to": _l("到哪里(学校或乡镇,名称或代码)"),
    "km": _l("公路里程(公里)"), "minutes": _l("车程(分钟)"),
}  # fmt: skip
FAULTS = {
    "km": _l("公路里程请写大于 0、不超过 1000 的公里数,最多一位小数,如 23.5。"),
    "minutes": _l("车程请写 1 到 1440 的整数分钟,如 45。"),
}


@dataclass(frozen=True)
class Line:
    """A way that was entered."""

    start: directory.Place
    aim: directory.Place
    entered: rules.Entered


def office(actor: Actor, unit_no: int) -> directory.Place:
    """A county or township whose ways the actor enters."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in ("county", "township"):
        raise NotFound
    if not actor.may(Permission.KEEP_SUPPLIES, unit_no):
        raise NotFound
    return place


def starts(place: directory.Place) -> list[directory.Place]:
    """Whatever may give: the county's store, those of townships, schools inside."""
    found = directory.places_inside(place.interval, *STORES)
    if place.kind == "county":
        return found
    return [directory.place(place.no // numbering.COUNTY * numbering.COUNTY), *found]


def aims(place: directory.Place) -> list[directory.Place]:
    """Schools, and townships for all of their schools."""
    return directory.places_inside(place.interval, *AIMS)


def roads_inside(interval: Interval) -> ways.Roads:
    """What was entered of ways to schools and townships inside an interval."""
    rows = Road.objects.filter(unit_no__gte=interval[0], unit_no__lt=interval[1])
    found = rows.values_list("from_no", "unit_no", "km", "minutes")
    return ways.Roads({(one, to): rules.Entered(km, n) for one, to, km, n in found})


def entered(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], rules.Entered]:
    """What is entered of given pairs (store, aim) now."""
    wanted = set(pairs)
    rows = Road.objects.filter(unit_no__in={to for _one, to in wanted})
    found = rows.values_list("from_no", "unit_no", "km", "minutes")
    return {(one, to): rules.Entered(km, n) for one, to, km, n in found if (one, to) in wanted}


def lines(place: directory.Place) -> list[Line]:
    """Every way that was entered to what lies in the unit, by store and aim."""
    found = roads_inside(place.interval).of
    known = directory.places({no for pair in found for no in pair})
    return [
        Line(known[one], known[to], found[one, to])
        for one, to in sorted(found)
        if one in known and to in known
    ]
