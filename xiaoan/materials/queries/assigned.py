"""What is assigned to whom: one's own, one's children's, and those of a unit."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.accounts.queries import user_id
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.materials import rules
from xiaoan.materials.models import Assignment, Reading


@dataclass(frozen=True)
class Assigned:
    """An assignment; `until`: the last day, itself included. `questions`: so many are asked."""

    id: UUID
    unit_no: int
    unit_end: int
    code: str
    version_id: UUID
    title: dict[str, str]
    audience: str
    since: dt.date
    until: dt.date
    questions: int
    note: str
    by_id: UUID | None
    cancelled_at: dt.datetime | None
    reason: str

    @property
    def interval(self) -> Interval:
        return (self.unit_no, self.unit_end)

    @property
    def is_for_families(self) -> bool:
        return self.audience in rules.FAMILIES

    def is_open_on(self, day: dt.date) -> bool:
        return self.cancelled_at is None and self.since <= day <= self.until


@dataclass(frozen=True)
class Place:
    """Where a reading lies: the class of a child, or the school or office of a post (`person_id` None)."""

    school_id: int
    unit_no: int
    person_id: UUID | None


@dataclass(frozen=True)
class Mine:
    """An assignment that concerns a child of the actor, or the actor (`whom` their own user id). `is_own`:
    it was the actor who read; `right` only of what they answered themselves."""

    assigned: Assigned
    whom: UUID
    name: str
    read_at: dt.datetime | None
    handed_at: dt.datetime | None
    is_own: bool
    right: int | None
    total: int


_COLUMNS = (
    "id", "unit_no", "unit_end", "code", "version_id", "version__content__title", "audience", "since",
    "until", "questions", "note", "by_id", "cancelled_at", "reason",
)  # fmt: skip


def _assigned(rows: QuerySet[Assignment]) -> list[Assigned]:
    return [Assigned(*row) for row in rows.values_list(*_COLUMNS)]


def assignment(assignment_id: UUID) -> Assigned:
    found = _assigned(Assignment.objects.filter(pk=assignment_id))
    if not found:
        raise NotFound
    return found[0]


def seen(actor: Actor, assignment_id: UUID) -> Assigned:
    """An assignment of whose unit, or of what lies above or below it, the actor sees how it reads. NotFound:
    there is none, or it is elsewhere, by the same look."""
    overlaps = Q(pk__in=[])
    for lo, hi in actor.reach(Permission.SEE_READING):
        overlaps |= Q(unit_no__lt=hi, unit_end__gt=lo)
    found = _assigned(Assignment.objects.filter(overlaps, pk=assignment_id))
    if not found:
        raise NotFound
    return found[0]


def _covering(unit_nos: Iterable[int]) -> Q:
    found = Q(pk__in=[])
    for no in set(unit_nos):
        found |= Q(unit_no__lte=no, unit_end__gt=no)
    return found


def _running(day: dt.date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(cancelled_at=None, since__lte=day, until__gte=day)


def posts_of(actor: Actor, audience: str) -> list[int]:
    """The numbers of the units at which the actor holds a post that an audience means."""
    meant = rules.POSTS.get(audience, ())
    return [scope.lo for scope in actor.scopes if scope.role in meant]


def place_for(actor: Actor, one: Assigned, whom: UUID) -> Place:
    """Where a reading of the actor lies, for a child or themselves. NotFound: it is not for them."""
    if one.is_for_families:
        if whom not in actor.people:
            raise NotFound
        no = directory.classes_of_people(actor, [whom], clock.today()).get(whom)
        if no is None or not one.unit_no <= no < one.unit_end or not _meant(one, [no]):
            raise NotFound
        return Place(numbering.school_of(no), no, whom)
    posts = [no for no in posts_of(actor, one.audience) if one.unit_no <= no < one.unit_end]
    if whom != actor.user_id or not posts:
        raise NotFound
    seat = numbering.school_of(posts[0])
    return Place(seat, seat, None)


def _meant(one: Assigned, class_nos: Sequence[int]) -> set[int]:
    """Of some classes those whose families are meant."""
    found = directory.places(class_nos)
    return {no for no, place in found.items() if rules.reaches(one.audience, place.stage)}


def mine(actor: Actor) -> list[Mine]:
    """What runs today for the actor's children and for themselves, the soonest end first."""
    today = clock.today()
    classes = directory.classes_of_people(actor, actor.people, today) if actor.people else {}
    units = {*classes.values(), *(scope.lo for scope in actor.scopes if scope.hi > scope.lo)}
    running = _assigned(_running(today).filter(_covering(units)).order_by("until", "id"))
    if not running:
        return []
    stages = directory.places(classes.values())
    wanted = [
        (one, child) for one in running if one.is_for_families for child, no in classes.items()
        if one.unit_no <= no < one.unit_end and rules.reaches(one.audience, stages[no].stage)
    ]  # fmt: skip
    wanted += [
        (one, user_id(actor)) for one in running
        if any(one.unit_no <= no < one.unit_end for no in posts_of(actor, one.audience))
    ]  # fmt: skip
    return _with_readings(actor, wanted)


def _with_readings(actor: Actor, wanted: Sequence[tuple[Assigned, UUID]]) -> list[Mine]:
    known = _readings(actor, [one.id for one, _whom in wanted])
    names = {
        pk: one.name for pk, one in directory.enrolments(actor, actor.people, clock.today()).items()
    }
    return [
        _mine(actor, one, whom, names.get(whom, ""), known.get((one.id, whom)))
        for one, whom in wanted
    ]


def _readings(actor: Actor, ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], Reading]:
    """(assignment, child or user) → reading, of the actor's children and their own."""
    own = Q(person_id__in=actor.people) | Q(person_id=None, user_id=user_id(actor))
    rows = Reading.objects.filter(own, assignment_id__in=list(ids))
    return {(row.assignment_id, row.person_id or row.user_id): row for row in rows}


def _mine(actor: Actor, one: Assigned, whom: UUID, name: str, row: Reading | None) -> Mine:
    if row is None:
        return Mine(one, whom, name, None, None, is_own=False, right=None, total=0)
    is_own = actor.user_id == (row.handed_by_id or row.user_id)
    return Mine(
        one, whom, name, row.read_at, row.handed_at, is_own, row.right if is_own else None,
        len(row.questions),
    )  # fmt: skip


def own(actor: Actor, assignment_id: UUID, whom: UUID) -> Mine:
    """One of them, also after its last day."""
    one = assignment(assignment_id)
    place_for(actor, one, whom)
    return _with_readings(actor, [(one, whom)])[0]


def waiting(actor: Actor) -> int:
    """How many the actor has still to read or to answer for themselves, by the posts they hold."""
    return sum(_is_left(one) for one in mine(actor) if not one.assigned.is_for_families)


def _is_left(one: Mine) -> bool:
    return one.read_at is None or (bool(one.total) and one.handed_at is None)


def at_unit(actor: Actor, place: directory.Place, *, all_: bool = False) -> list[Assigned]:
    """The assignments that concern a unit the actor sees: of itself, above and below. Those that run, or all
    of a year back."""
    require(actor, place.no)
    rows = Assignment.objects.filter(unit_no__lt=place.end, unit_end__gt=place.no)
    since = clock.today() - dt.timedelta(days=366 if all_ else 0)
    rows = rows.filter(until__gte=since)
    if not all_:
        rows = rows.filter(cancelled_at=None)
    return _assigned(rows.order_by("-until", "-id")[:200])


def require(actor: Actor, unit_no: int) -> None:
    """NotFound where the actor does not see how a unit reads."""
    if not actor.may(Permission.SEE_READING, unit_no):
        raise NotFound
