"""The units of a school and the schools of a township, as those read them who keep them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, FormerName, Person, Unit, UnitAct
from xiaoan.directory.rules import SCHOOL, TOWNSHIP, school_of
from xiaoan.directory.rules import units as rules
from xiaoan.directory.services import opening
from xiaoan.directory.services.rights import require
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

KIND_NAMES = {
    "school": _l("学校"),
    "grade": _l("年级"),
    "class": _l("班级"),
    "campus": _l("校区"),
    "building": _l("宿舍楼"),
    "dormitory": _l("宿舍"),
    "canteen": _l("食堂"),
    "bus": _l("校车线路"),
    "gate": _l("校门"),
    "observation": _l("隔离观察室"),
    "place": _l("清洁消毒场所"),
}
# In this order on a school's page.
_SHOWN = (
    "grade", "building", "dormitory", "campus", "canteen", "bus", "gate", "observation", "place",
)  # fmt: skip
# What is cleaned and disinfected, so that its area counts.
WITH_AREA = ("class", "dormitory", "canteen", "bus", "place", "gate", "observation")
# So many schools a page.
PAGE = 100


@dataclass(frozen=True)
class Line:
    """One unit of a school: how many belong to it today, and what stands above it."""

    no: int
    parent_no: int | None
    kind: str
    name: str
    opened: dt.date
    closed: dt.date | None
    cohort: int | None
    area_m2: int | None
    people: int = 0

    @property
    def is_over(self) -> bool:
        return self.closed is not None and self.closed <= clock.today()

    @property
    def is_to_come(self) -> bool:
        return self.opened > clock.today()


@dataclass(frozen=True)
class Group:
    """Units of a kind; of grades and buildings each with what belongs to it."""

    kind: str
    lines: tuple[Line, ...]
    below: dict[int, tuple[Line, ...]]


@dataclass(frozen=True)
class SchoolUnits:
    """All units of a school, kind by kind, and those that are no more."""

    school: directory.Place
    groups: tuple[Group, ...]
    over: tuple[Line, ...]


@dataclass(frozen=True)
class SchoolLine:
    """A school in the list of a township or county."""

    place: directory.Place
    township: str
    classes: int
    pupils: int


@dataclass(frozen=True)
class UnitCard:
    """One unit with everything that is known of it."""

    line: Line
    school: directory.Place | None
    above: directory.Place | None
    former: tuple[tuple[str, dt.date], ...]
    closing_act: str
    reason: str
    staff: tuple[str, ...]


def school_units(actor: Actor, school_no: int) -> SchoolUnits:
    """Every unit of a school that the actor keeps."""
    school = kept_school(actor, school_no)
    lines = _lines(actor, school.interval)
    now = [line for line in lines if not line.is_over]
    return SchoolUnits(school, tuple(_groups(now)), tuple(line for line in lines if line.is_over))


def kept_school(actor: Actor, school_no: int) -> directory.Place:
    """A school whose units the actor keeps."""
    place = directory.places([school_no]).get(school_no)
    if place is None or place.kind != "school":
        raise NotFound
    require(actor, Permission.KEEP_UNITS, school_no)
    return place


def _lines(actor: Actor, interval: Interval) -> list[Line]:
    lo, hi = interval
    rows = Unit.objects.filter(no__gt=lo, no__lt=hi).order_by("no")
    people = _people(actor, interval)
    return [_line(row, people[row.no]) for row in rows]


def _line(row: Unit, people: int) -> Line:
    return Line(
        row.no, row.parent_no, row.kind, row.name, row.opened, row.closed, row.cohort, row.area_m2,
        people,
    )  # fmt: skip


def _people(actor: Actor, interval: Interval) -> Counter[int]:
    """Pupils of classes and boarders of rooms today."""
    lo, hi = interval
    today = clock.today()
    rows = Enrolment.objects.filter(
        Q(until=None) | Q(until__gt=today), inside(actor.intervals), since__lte=today,
        unit_no__gte=lo, unit_no__lt=hi,
    )  # fmt: skip
    found: Counter[int] = Counter()
    for unit_no, room, count in (
        rows.values("unit_no", "dormitory_no")
        .annotate(n=Count("id"))
        .values_list("unit_no", "dormitory_no", "n")
    ):
        found[unit_no] += count
        if room is not None:
            found[room] += count
    return found


def _groups(lines: Sequence[Line]) -> Iterable[Group]:
    """Grades with classes, buildings with rooms, rooms without a building, then places by kind."""
    by_kind: dict[str, list[Line]] = defaultdict(list)
    below: dict[int, list[Line]] = defaultdict(list)
    buildings = {line.no for line in lines if line.kind == "building"}
    for line in lines:
        if line.kind == "class" or (line.parent_no in buildings):
            below[line.parent_no or 0].append(line)
        else:
            by_kind[line.kind].append(line)
    for kind in _SHOWN:
        mine = by_kind.get(kind, [])
        yield Group(
            kind, tuple(mine), {line.no: tuple(below[line.no]) for line in mine if line.no in below}
        )


def with_area(actor: Actor, school_no: int) -> tuple[directory.Place, list[Line]]:
    """The open units of a school that are cleaned, with their areas, kind by kind."""
    school = kept_school(actor, school_no)
    rows = Unit.objects.filter(
        no__gt=school.no, no__lt=school.end, kind__in=WITH_AREA, closed=None
    ).order_by("no")
    lines = [_line(row, 0) for row in rows]
    return school, sorted(lines, key=lambda line: (-WITH_AREA.index(line.kind), line.no))


def kept_unit(actor: Actor, unit_no: int) -> directory.Place:
    """A unit the actor keeps; with a school, who keeps schools."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in KIND_NAMES:
        raise NotFound
    require(actor, opening.permission_for(place.kind), unit_no)
    return place


def unit_card(actor: Actor, unit_no: int) -> UnitCard:
    """One unit of a school: since when, until when and why, what it was called before."""
    row = Unit.objects.filter(pk=unit_no).first()
    if row is None or row.kind not in KIND_NAMES:
        raise NotFound
    require(actor, Permission.KEEP_UNITS, unit_no)
    places = directory.places([school_of(unit_no), row.parent_no or 0])
    former = FormerName.objects.filter(unit_no=unit_no).order_by("-until")
    act = _closing_act(unit_no) if row.closed else None
    people = _people(actor, (row.no, row.end)) if row.kind != "dormitory" else Counter()
    return UnitCard(
        line=_line(row, sum(people.values()) if row.kind in ("class", "grade") else 0),
        school=places.get(school_of(unit_no)), above=places.get(row.parent_no or 0),
        former=tuple(former.values_list("name", "until")),
        closing_act=act.what if act else "", reason=act.reason if act else "",
        staff=staff_of(actor, unit_no) if row.kind == "school" and row.closed else (),
    )  # fmt: skip


def _closing_act(unit_no: int) -> UnitAct | None:
    rows = UnitAct.objects.filter(unit_no=unit_no, what__in=("close", "merge"))
    return rows.order_by("-at").first()


def staff_of(actor: Actor, school_no: int) -> tuple[str, ...]:
    """Who works at a school: on its roll of staff, or holding a position in it. By name."""
    on_roll = Person.objects.filter(inside(actor.intervals), school_id=school_no, kind="staff")
    names = {*on_roll.values_list("name", flat=True), *accounts.staff_names(actor, school_no)}
    return tuple(sorted(names))


def schools(
    actor: Actor, unit_no: int, text: str = "", *, over: bool = False, offset: int = 0
) -> tuple[directory.Place, int, list[SchoolLine]]:
    """The schools under a township or county that the actor keeps: which unit, how many, one page."""
    place = directory.place(unit_no)
    if place.kind not in ("county", "township"):
        raise NotFound
    if not actor.may(Permission.KEEP_SCHOOLS, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    rows = Unit.objects.filter(no__gte=place.no, no__lt=place.end, kind="school")
    gone = Q(closed__lte=clock.today())
    rows = rows.filter(gone) if over else rows.exclude(gone)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(code=text))
    total = rows.count()
    page = rows.order_by("no").values_list("no", flat=True)[offset : offset + PAGE]
    found = directory.places(page)
    townships = directory.places({no // TOWNSHIP * TOWNSHIP for no in found})
    classes, pupils = _sizes(actor, sorted(found))
    return place, total, [
        SchoolLine(
            found[no], townships[no // TOWNSHIP * TOWNSHIP].name, classes[no], pupils[no]
        )
        for no in sorted(found)
    ]  # fmt: skip


def _sizes(actor: Actor, school_nos: Sequence[int]) -> tuple[Counter[int], Counter[int]]:
    """How many classes and pupils each school has today."""
    today = clock.today()
    running = Q(opened__lte=today) & (Q(closed=None) | Q(closed__gt=today))
    classes = Unit.objects.filter(running, kind="class", school_id__in=school_nos)
    pupils = Enrolment.objects.filter(
        Q(until=None) | Q(until__gt=today), inside(actor.intervals), since__lte=today,
        school_id__in=school_nos,
    )  # fmt: skip
    counted = [
        Counter(
            dict(rows.values("school_id").annotate(n=Count("pk")).values_list("school_id", "n"))
        )
        for rows in (classes, pupils)
    ]
    return counted[0], counted[1]


def due_today(actor: Actor, interval: Interval) -> tuple[int, int]:
    """Of a unit's checks of today: how many are still open, how many reported."""
    states = Counter(one.state for one in duties.standing(actor, interval, clock.today()))
    return states["open"], states["done"]


def townships_kept(actor: Actor) -> list[directory.Place]:
    """Where the actor may open schools."""
    return [
        one
        for lo, hi in actor.reach(Permission.KEEP_SCHOOLS)
        for one in directory.places_inside((lo, hi), "township")
    ]


def home_of(actor: Actor) -> tuple[str, int]:
    """Where an actor's units begin: the schools of a county, or the units of one school."""
    for lo, _hi in actor.reach(Permission.KEEP_SCHOOLS):
        place = directory.places([lo]).get(lo)
        if place and place.kind in ("county", "township"):
            return "registry:schools", lo
    for lo, _hi in actor.reach(Permission.KEEP_UNITS):
        return "registry:school_units", school_of(lo)
    raise NotFound


def other_schools(actor: Actor, but: int) -> list[directory.Place]:
    """Open schools of the actor's reach, for a choice."""
    return [
        one
        for lo, hi in actor.reach(Permission.KEEP_SCHOOLS)
        for one in directory.places_inside((lo, hi), "school")
        if one.no != but and one.closed is None
    ]


def targets(school_no: int) -> list[directory.Place]:
    """Where classes of another school may go: the classes of a school, and grades for a new class."""
    found = directory.places_inside((school_no, school_no + SCHOOL), "class", "grade")
    return [one for one in found if one.closed is None]


def other_classes(unit_no: int) -> list[directory.Place]:
    """Other open classes of the same school, those of the same grade first."""
    school = school_of(unit_no)
    mine = directory.place(unit_no).parent_no
    found = [
        one
        for one in directory.places_inside((school, school + SCHOOL), "class")
        if one.no != unit_no and one.closed is None
    ]
    return sorted(found, key=lambda one: (one.parent_no != mine, one.no))


def first_grade_classes(school_no: int) -> int:
    """How many classes the first grade of a school has: as many are proposed for the next."""
    rows = Unit.objects.filter(school_id=school_no, kind="grade", closed=None)
    first = rows.order_by(F("cohort").desc(nulls_last=True), "no").first()
    if first is None:
        return 1
    classes = Unit.objects.filter(parent_no=first.no, kind=rules.CLASS_KIND, closed=None)
    return max(classes.count(), 1)
