"""Figures of counselling by school: counts without anybody; above a school, few are only said to be few."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Sum

from xiaoan.counselling import rules
from xiaoan.counselling.models import Case, Tally
from xiaoan.counselling.queries.keeping import SYSTEM
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
    """A unit in sight; NotFound elsewhere. Cells under five are not told apart, here and below: a total never
    tells them, for it is printed in the same way."""
    if not unit_no:
        unit_no = actor.reach(Permission.SEE_COUNSELLING)[0][0]
    place = directory.places([unit_no]).get(unit_no)
    if place is None or not actor.may(Permission.SEE_COUNSELLING, unit_no):
        raise NotFound
    if place.kind not in ("county", "township", "school"):
        raise NotFound
    counts, care = _counted(place), _in_care(place)
    units = [] if place.kind == "school" else _below(place)
    schools = sorted(set(counts) | set(care))
    own = _line(place, counts, care, schools)
    lines = [
        _line(one, counts, care, [no for no in schools if one.no <= no < one.end]) for one in units
    ]
    if place.kind != "county":
        _staffed([own] if place.kind == "school" else lines)
    return Figures(place, own, tuple(lines), since())


def _below(place: directory.Place) -> list[directory.Place]:
    kind = "township" if place.kind == "county" else "school"
    return list(directory.places_inside(place.interval, kind, day=clock.today()))


def _counted(place: directory.Place) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = Tally.objects.filter(
        month__gte=since(), unit_no__gte=place.no, unit_no__lt=place.end
    ).values("unit_no", "what")
    for row in rows.annotate(n=Sum("count")):
        found.setdefault(row["unit_no"], {})[row["what"]] = row["n"]
    return found


def _in_care(place: directory.Place) -> dict[int, int]:
    found: dict[int, int] = {}
    with everywhere(SYSTEM):
        rows = Case.objects.filter(state="open", unit_no__gte=place.no, unit_no__lt=place.end)
        for no in rows.values_list("school_id", flat=True):
            found[no] = found.get(no, 0) + 1
    return found


def _line(
    place: directory.Place, counts: dict[int, dict[str, int]], care: dict[int, int],
    schools: list[int],
) -> Line:  # fmt: skip
    cells = {
        column: rules.shown(
            sum(counts.get(no, {}).get(what, 0) for no in schools for what in whats)
        )
        for column, whats in COLUMNS.items()
    }
    return Line(place.no, place.name, cells, rules.shown(sum(care.get(no, 0) for no in schools)))


def _staffed(lines: list[Line]) -> None:
    wanted = [(line.no, ("counsellor",)) for line in lines]
    held = in_office(wanted, clock.today())
    for line, key in zip(lines, wanted, strict=True):
        line.counsellors = len(held[key])
