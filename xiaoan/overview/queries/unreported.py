"""Who has not reported: classes by name, with the persons who answer for them, school by school.

Pages are cut between schools, by the school-and-day rows: at half past seven everything is open,
and only one page of it is read from the duties.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.directory.rules import SCHOOL, TOWNSHIP
from xiaoan.duties.queries import Due, Ladders, blind_spots, duties_on, duties_within, ladders
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.overview.models import SchoolDay
from xiaoan.overview.queries.days import NoSchool, no_school
from xiaoan.overview.queries.figures import school_days
from xiaoan.overview.queries.places import place_seen

# Schools on a page; a school has a dozen classes, and all of them are open at half past seven.
PAGE = 10


@dataclass(frozen=True)
class Responsible:
    """One who answers for a roll-call; the number only where the policy shows it."""

    name: str
    phone: str


@dataclass(frozen=True)
class SilentClass:
    """A class whose roll-call has not come in. `status` is due, or missed once the deadline passed.

    `level` is how far it went up the ladder, 0 not yet; `told` the position that was told last.
    """

    place: Place
    duty_id: UUID
    people: int
    status: str
    due_at: dt.datetime
    level: int
    told: str
    urged: int
    teacher: Responsible | None
    deputy: Responsible | None


@dataclass(frozen=True)
class SilentSchool:
    """A school with its silent classes; `due` is how many of its classes owed a report."""

    place: Place
    township: str
    due: int
    classes: tuple[SilentClass, ...]


@dataclass(frozen=True)
class Sums:
    """Over all pages. `due` classes owed a report, `classes` of them have not sent it."""

    due: int
    schools: int
    classes: int
    people: int


@dataclass(frozen=True)
class Which:
    """What narrows the list: a stage of schools, a part of a school's or township's name."""

    stage: str = ""
    text: str = ""


@dataclass(frozen=True)
class Unreported:
    """One page of the list, and the sums over all pages. `offset` and `limit` count schools; `off`: there
    is no school on the day.
    """

    place: Place
    day: dt.date
    slot: str
    as_of: dt.datetime
    schools: tuple[SilentSchool, ...]
    sums: Sums
    offset: int
    limit: int
    off: NoSchool | None = None
    which: Which = Which()


def unreported(
    actor: Actor,
    unit_no: int,
    day: dt.date,
    slot: str,
    *,
    which: Which | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Unreported:
    """Classes under a unit whose roll-call is still open, in the order of the tree."""
    place = place_seen(actor, unit_no)
    if place.kind in ("county", "township"):
        rows = _rows(actor, place, day, slot, which or Which())
        dues, sums = _page(actor, rows, day, slot, offset, limit), _sums(rows)
    else:
        dues = duties_on(actor, place.interval, day, slot)
        sums = _sums_of(dues)
    return Unreported(
        place=place,
        day=day,
        slot=slot,
        as_of=clock.now(),
        schools=tuple(_by_school(actor, dues)),
        sums=sums,
        offset=offset,
        limit=limit,
        off=no_school(actor, place, day),
        which=which or Which(),
    )


def longest_silent(
    actor: Actor, place: Place, day: dt.date, slot: str, limit: int
) -> list[tuple[str, SilentClass]]:
    """The first few classes past their deadline, the highest level first, each with its school."""
    _total, dues = blind_spots(actor, place.interval, day, limit=limit, slot=slot)
    schools = _by_school(actor, dues)
    return [(school.place.name, one) for school in schools for one in school.classes]


def _rows(
    actor: Actor, place: Place, day: dt.date, slot: str, which: Which
) -> QuerySet[SchoolDay, SchoolDay]:
    """The school-and-day rows of the schools that are wanted."""
    rows = school_days(actor, place.interval).filter(day=day, slot=slot)
    if not which.stage and not which.text:
        return rows
    places = directory.places_inside(place.interval, "township", "school", day=day)
    named = {p.no for p in places if which.text in p.name}
    return rows.filter(
        unit_no__in=[
            p.no
            for p in places
            if p.kind == "school"
            and which.stage in ("", p.stage)
            and (p.no in named or p.parent_no in named)
        ]
    )


def _sums(rows: QuerySet[SchoolDay, SchoolDay]) -> Sums:
    behind = Q(classes_reported__lt=F("classes_due"))
    found = rows.aggregate(
        due=Sum("classes_due", default=0),
        schools=Count("school_id", filter=behind),
        classes=Sum(F("classes_due") - F("classes_reported"), default=0),
        people=Sum(F("enrolled_due") - F("enrolled_reported"), default=0),
    )
    return Sums(**found)


def _sums_of(dues: Sequence[Due]) -> Sums:
    silent = [due for due in dues if due.state == "open"]
    return Sums(
        due=sum(due.state != "excused" for due in dues),
        schools=len({due.school_id for due in silent}),
        classes=len(silent),
        people=sum(due.people for due in silent),
    )


def _page(
    actor: Actor,
    rows: QuerySet[SchoolDay, SchoolDay],
    day: dt.date,
    slot: str,
    offset: int,
    limit: int,
) -> list[Due]:
    """The duties of one page of schools of which a class is missing."""
    behind = rows.filter(classes_reported__lt=F("classes_due")).order_by("unit_no")
    schools = list(behind.values_list("unit_no", flat=True)[offset : offset + limit])
    return duties_within(actor, [(no, no + SCHOOL) for no in schools], day, slot)


def _by_school(actor: Actor, dues: Sequence[Due]) -> Iterator[SilentSchool]:
    """Runs of duties of one school, with what is still open of them."""
    silent = [due for due in dues if due.state == "open"]
    people = {who for due in silent for who in (due.assignee_id, due.deputy_id) if who}
    names, phones = accounts.names(actor, people), accounts.phones(actor, people)
    known = {who: Responsible(name, phones.get(who, "")) for who, name in names.items()}
    places = directory.places(
        no for due in silent for no in (due.unit_no, due.school_id, _township(due.school_id))
    )
    rungs = ladders()
    for school_id, run in groupby(dues, key=lambda due: due.school_id):
        found = list(run)
        classes = [due for due in found if due.state == "open"]
        if classes:
            township = places.get(_township(school_id))
            yield SilentSchool(
                place=places[school_id],
                township=township.name if township else "",
                due=sum(due.state != "excused" for due in found),
                classes=tuple(
                    _silent_class(due, places[due.unit_no], known, rungs) for due in classes
                ),
            )


def _silent_class(
    due: Due, place: Place, known: dict[UUID, Responsible], rungs: Ladders
) -> SilentClass:
    roles = {rung.level: rung.role for rung in rungs.of(due.unit_no)}
    return SilentClass(
        place=place,
        duty_id=due.id,
        people=due.people,
        status=due.status,
        due_at=due.due_at.astimezone(clock.ZONE),
        level=due.level,
        told=str(accounts.ROLE_NAMES.get(roles.get(due.level, ""), "")),
        urged=due.urged,
        teacher=known.get(due.assignee_id) if due.assignee_id else None,
        deputy=known.get(due.deputy_id) if due.deputy_id else None,
    )


def _township(school_id: int) -> int:
    return school_id // TOWNSHIP * TOWNSHIP
