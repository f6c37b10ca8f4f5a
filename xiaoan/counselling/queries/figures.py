"""Figures of counselling by school: counts without anybody; few are only said to be few."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from xiaoan.counselling.models import Case, Tally
from xiaoan.counselling.queries.keeping import SYSTEM
from xiaoan.counselling.rules import telling
from xiaoan.directory import queries as directory
from xiaoan.duties.queries.chain import in_office
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

MONTHS = 6
# Columns of the table, and which tallies each is the sum of.
COLUMNS = {
    "referred": ("referred.staff", "referred.guardian", "referred.pupil", "referred.screening"),
    "opened": ("opened",), "talks": ("talk", "family"), "referred_out": ("referred_out",),
    "closed": ("closed",), "emergency": ("emergency",),
}  # fmt: skip
IN_CARE = "in_care"


@dataclass
class Line:
    """A unit: cells by column as they may be told, and how many are in care now."""

    no: int
    name: str
    cells: dict[str, str] = field(default_factory=dict)
    in_care: str = "0"
    counsellors: int | None = None


@dataclass(frozen=True)
class Figures:
    """A unit's own line, and one for each unit below it."""

    place: directory.Place
    own: Line
    below: tuple[Line, ...]
    since: dt.date


def since() -> dt.date:
    """The first day of the months that are counted."""
    today = clock.today()
    months = today.year * 12 + today.month - 1 - (MONTHS - 1)
    return dt.date(months // 12, months % 12 + 1, 1)


def of(actor: Actor, unit_no: int) -> Figures:
    """A unit in sight; NotFound elsewhere. Cells under five are not told apart, and no more than that can be
    worked out of the others: what is printed is decided for the whole county at once."""
    if not unit_no:
        unit_no = actor.reach(Permission.SEE_COUNSELLING)[0][0]
    place = directory.places([unit_no]).get(unit_no)
    if place is None or not actor.may(Permission.SEE_COUNSELLING, unit_no):
        raise NotFound
    if place.kind not in ("county", "township", "school"):
        raise NotFound
    told = _told()
    units = [] if place.kind == "school" else _below(place)
    own, *lines = [_line(one, told) for one in (place, *units)]
    if place.kind != "county":
        _staffed([own] if place.kind == "school" else lines)
    return Figures(place, own, tuple(lines), since())


def _below(place: directory.Place) -> list[directory.Place]:
    kind = "township" if place.kind == "county" else "school"
    return list(directory.places_inside(place.interval, kind, day=clock.today()))


def _told() -> dict[str, dict[int, str]]:
    """Column → unit → what is printed, of the county and all below it; schools that are closed by now
    count in their township."""
    county = directory.county()
    with everywhere(SYSTEM):
        counts, care = _counted(county), _in_care(county)
    townships = _below(county)
    schools = directory.places_inside(county.interval, "school")
    per = {
        column: {no: sum(found.get(what, 0) for what in whats) for no, found in counts.items()}
        for column, whats in COLUMNS.items()
    }
    return {
        column: telling.tell(_tree(county, townships, schools, numbers))
        for column, numbers in {**per, IN_CARE: care}.items()
    }


def _tree(
    county: directory.Place, townships: list[directory.Place], schools: list[directory.Place],
    numbers: dict[int, int],
) -> telling.Node:  # fmt: skip
    return telling.Node(
        county.no,
        below=[
            telling.Node(
                town.no,
                below=[
                    telling.Node(one.no, numbers.get(one.no, 0))
                    for one in schools
                    if town.no <= one.no < town.end
                ],
            )
            for town in townships
        ],
    )


def _counted(place: directory.Place) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = Tally.objects.filter(
        month__gte=since(), unit_no__gte=place.no, unit_no__lt=place.end
    ).values("unit_no", "what")
    for row in rows.annotate(n=Sum("count")):
        found.setdefault(row["unit_no"], {})[row["what"]] = row["n"]
    return found


def _in_care(place: directory.Place) -> dict[int, int]:
    rows = Case.objects.filter(state="open", unit_no__gte=place.no, unit_no__lt=place.end)
    return dict(rows.values("school_id").annotate(n=Count("id")).values_list("school_id", "n"))


def _line(place: directory.Place, told: dict[str, dict[int, str]]) -> Line:
    cells = {column: told[column].get(place.no, "0") for column in COLUMNS}
    return Line(place.no, place.name, cells, told[IN_CARE].get(place.no, "0"))


def _staffed(lines: list[Line]) -> None:
    wanted = [(line.no, ("counsellor",)) for line in lines]
    held = in_office(wanted, clock.today())
    for line, key in zip(lines, wanted, strict=True):
        line.counsellors = len(held[key])
