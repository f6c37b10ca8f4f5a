"""The line list: who is followed where, filtered, sorted, a page at a time."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OrderBy, Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.directory.queries import Place
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.keypersons import rules
from xiaoan.keypersons.models import KeyPerson

PAGE = 100
# Who may be named as the carer of somebody: whoever works with pupils and staff by name.
_CARERS = ("class_teacher", "subject_teacher", "grade_head", "school_doctor", "principal")
SORTS = ("due", "since", "until", "last", "unit")
_ROW = (
    "id", "person_id", "kind", "unit_no", "category", "pack", "state", "whereabouts", "isolated",
    "since", "until", "carer_id", "last_day", "next_due", "needs_paper", "ended_on", "ended_as",
    "ended_early",
)  # fmt: skip


@dataclass(frozen=True)
class Which:
    """What narrows the list; `carer` "me" or nothing."""

    state: str = "open"
    category: str = ""
    overdue: bool = False
    isolated: bool = False
    carer_id: UUID | None = None
    sort: str = "due"


@dataclass(frozen=True)
class Line:
    """One row. `overdue`: days since a follow-up ought to have been; `expired`: waits for a paper."""

    line_id: UUID
    person_id: UUID
    kind: str
    name: str
    unit_no: int
    unit: str
    school: str
    category: str
    state: str
    whereabouts: str
    isolated: bool
    wants_paper: bool
    since: dt.date
    until: dt.date | None
    carer: str
    last_day: dt.date | None
    next_due: dt.date | None
    overdue: bool
    expired: bool
    ended_on: dt.date | None
    ended_as: str
    ended_early: bool


@dataclass(frozen=True)
class Lines:
    """A page of rows, how many in all, and how many are open in each category."""

    place: Place
    rows: tuple[Line, ...]
    total: int
    open_by_category: dict[str, int]
    overdue: int
    isolated: int


def overdue_before(now: dt.datetime) -> dt.date:
    """A next follow-up due before this day is overdue: by the evening, today's too."""
    today = now.date()
    return (
        today + dt.timedelta(days=1)
        if now.time() >= duties.usual_time("keypersons.follow.by")
        else today
    )


def place_listed(actor: Actor, unit_no: int) -> Place:
    """A unit whose key persons the actor reads by name."""
    place = directory.place(unit_no)
    if not actor.may(Permission.SEE_KEY_PERSONS, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    return place


def path_seen(actor: Actor, unit_no: int) -> list[Place]:
    """The units above a unit, as far as the actor sees them, and itself."""
    return [place for place in directory.path_to(unit_no) if actor.sees(place.no)]


def possible_carers(actor: Actor, rows: Sequence[Line]) -> list[tuple[UUID, str]]:
    """Who holds a position at the school of these people, or in a class of it, today: with name and post.
    Nobody looks after people of several schools."""
    schools = {school_of(row.unit_no) for row in rows}
    if len(schools) != 1:
        return []
    school = directory.place(schools.pop())
    units = directory.places_inside(school.interval, "school", "grade", "class")
    names = {place.no: place.name for place in units}
    found = accounts.holders(actor, _CARERS, names, clock.today())
    words = {
        one.user_id: f"{one.name}({names[one.unit_no]} {accounts.ROLE_NAMES[one.role]})"
        for one in reversed(found)
    }
    return sorted(words.items(), key=lambda item: item[1])


def home_unit(actor: Actor, permission: Permission) -> int:
    """The widest unit in which the actor holds a permission."""
    reach = actor.reach(permission)
    if not reach:
        raise NotFound
    return max(reach, key=lambda one: one[1] - one[0])[0]


def lines(
    actor: Actor, unit_no: int, which: Which, offset: int = 0, limit: int = PAGE
) -> Lines:  # fmt: skip
    """Key persons under a unit, by what is due first unless sorted otherwise."""
    place = place_listed(actor, unit_no)
    rows = _inside(actor, place)
    open_rows = rows.filter(state="open")
    late = Q(next_due__lt=overdue_before(clock.now()))
    counted = list(
        open_rows.order_by()
        .values("category")
        .annotate(n=Count("id"), late=Count("id", filter=late),
                  apart=Count("id", filter=Q(isolated=True)))
        .values_list("category", "n", "late", "apart")
    )  # fmt: skip
    wanted = _narrowed(rows, which, late)
    ids = list(
        wanted.order_by(*_order(which)).values_list("id", flat=True)[offset : offset + limit]
    )
    found = {row["id"]: row for row in rows.filter(pk__in=ids).order_by().values(*_ROW)}
    return Lines(
        place=place,
        rows=tuple(_lines(actor, [found[pk] for pk in ids])),
        total=wanted.count(),
        open_by_category={code: n for code, n, _late, _apart in counted},
        overdue=sum(n for _code, _n, n, _apart in counted),
        isolated=sum(n for _code, _n, _late, n in counted),
    )


def chosen(actor: Actor, line_ids: Iterable[UUID]) -> list[Line]:
    """These lines, as far as the actor reads them, in the order of the list."""
    rows = visible(
        KeyPerson.objects.filter(pk__in=set(line_ids)), actor, Permission.SEE_KEY_PERSONS
    )
    return _lines(actor, list(rows.order_by("unit_no", "id").values(*_ROW)))


def _inside(actor: Actor, place: Place) -> QuerySet[KeyPerson, KeyPerson]:
    lo, hi = place.interval
    rows = KeyPerson.objects.filter(unit_no__gte=lo, unit_no__lt=hi)
    return visible(rows, actor, Permission.SEE_KEY_PERSONS)


def _narrowed(
    rows: QuerySet[KeyPerson, KeyPerson], which: Which, late: Q
) -> QuerySet[KeyPerson, KeyPerson]:
    rows = rows.filter(state=which.state)
    if which.state != "open":
        rows = rows.filter(
            ended_on__isnull=False
        )  # as the index has it; so it is of each past line
    if which.category:
        rows = rows.filter(category=which.category)
    if which.overdue:
        rows = rows.filter(late)
    if which.isolated:
        rows = rows.filter(isolated=True)
    if which.carer_id is not None:
        rows = rows.filter(carer_id=which.carer_id)
    return rows


def _order(which: Which) -> list[str | OrderBy]:
    orders: dict[str, list[str | OrderBy]] = {
        "due": ["next_due", "unit_no"],
        "since": ["-since", "unit_no"],
        "until": [F("until").asc(nulls_last=True), "unit_no"],
        "last": [F("last_day").asc(nulls_first=True), "unit_no"],
        "unit": ["unit_no", "next_due"],
    }
    first = orders.get(which.sort, orders["due"])
    if which.state != "open" and which.sort == "due":
        return ["-ended_on", "-unit_no", "-id"]
    return [*first, "id"]


def _lines(actor: Actor, found: Sequence[dict[str, Any]]) -> list[Line]:
    people = names_of(actor, [row["person_id"] for row in found])
    carers = accounts.names(actor, {row["carer_id"] for row in found if row["carer_id"]})
    numbers = {no for row in found for no in (row["unit_no"], school_of(row["unit_no"]))}
    places = directory.places(numbers)
    now = clock.now()
    return [_line(row, people, carers, places, now) for row in found]


def _line(
    row: dict[str, Any], people: dict[UUID, str], carers: dict[UUID, str],
    places: dict[int, Place], now: dt.datetime,
) -> Line:  # fmt: skip
    unit, school = places.get(row["unit_no"]), places.get(school_of(row["unit_no"]))
    is_open = row["state"] == "open"
    return Line(
        line_id=row["id"], person_id=row["person_id"], kind=row["kind"],
        name=people.get(row["person_id"], ""), unit_no=row["unit_no"], unit=unit.name if unit else "",
        school=school.name if school and school != unit else "",
        category=row["category"], state=row["state"], whereabouts=row["whereabouts"],
        isolated=row["isolated"], wants_paper=rules.needs_paper(row["needs_paper"], row["isolated"]),
        since=row["since"], until=row["until"],
        carer=carers.get(row["carer_id"], ""), last_day=row["last_day"], next_due=row["next_due"],
        overdue=is_open and row["next_due"] < overdue_before(now),
        expired=is_open and row["until"] is not None and row["until"] <= now.date(),
        ended_on=row["ended_on"], ended_as=row["ended_as"], ended_early=row["ended_early"],
    )  # fmt: skip


def names_of(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of pupils and staff in the actor's reach."""
    rows = Person.objects.filter(inside(actor.intervals), pk__in=set(person_ids))
    return dict(rows.values_list("id", "name"))
