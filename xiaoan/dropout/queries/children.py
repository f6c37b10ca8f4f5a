"""Children of no roll: the third ledger as townships and the bureau read it."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import moves as roll
from xiaoan.directory.queries.people import person_names
from xiaoan.dropout.models import Candidate, Child, ChildStep, OutsideList
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside, visible

CHILD_PLACE, STEP_PLACE = "dropout_child.content", "dropout_child_step.body_cipher"
PAGE = 100
_STAFF = ("township_liaison", "township_leader", "bureau_officer")


@dataclass(frozen=True)
class Row:
    """A line of the third ledger; `told`: what the list says, {} once it is forgotten."""

    child: Child
    told: Mapping[str, str]
    township: str
    owner: str

    @property
    def name(self) -> str:
        return self.told.get("name", "")


@dataclass(frozen=True)
class Told:
    """A step as the page tells it; `told` unsealed: note, outcome, second, proof, answer."""

    step: ChildStep
    by: str
    told: Mapping[str, str]


@dataclass(frozen=True)
class Likely:
    """A pupil who may be meant: `name` is empty for whoever does not see the pupil, and can not decide."""

    person_id: UUID
    name: str
    place: str
    rule: str
    decision: str


@dataclass(frozen=True)
class Detail:
    row: Row
    told: tuple[Told, ...]
    likely: tuple[Likely, ...]
    source: OutsideList | None
    asked_here: bool


@dataclass(frozen=True)
class Listing:
    """A list as its page tells it."""

    row: OutsideList
    place: str
    by: str


def townships(unit_no: int) -> dict[str, int]:
    """Name → number of the townships that a list of a unit may name."""
    place = directory.place(unit_no)
    if place.kind == "township":
        return {place.name: place.no}
    found = directory.places_inside(place.interval, "township", day=clock.today())
    return {one.name: one.no for one in found}


def units(actor: Actor) -> list[directory.Place]:
    """Where the actor keeps this ledger: the county and its townships, or a township."""
    reach = actor.reach(Permission.KEEP_CHILDREN)
    county = directory.county()
    all_of = [county, *directory.places_inside(county.interval, "township", day=clock.today())]
    return [one for one in all_of if any(lo <= one.no and one.end <= hi for lo, hi in reach)]


def lines(actor: Actor, state: str, *, offset: int = 0, most: int = PAGE) -> tuple[list[Row], int]:
    """Lines in a state, the oldest first, of closed ones the latest; and how many there are."""
    rows = visible(Child.objects.filter(state=state), actor, Permission.KEEP_CHILDREN)
    order = ("-closed_at", "id") if state == "closed" else ("opened_at", "id")
    return listed(actor, list(rows.order_by(*order)[offset : offset + most])), rows.count()


def counts(actor: Actor) -> dict[str, int]:
    """State → lines that are not closed."""
    rows = visible(Child.objects.filter(closed_at=None), actor, Permission.KEEP_CHILDREN)
    return dict(rows.values("state").annotate(n=Count("id")).values_list("state", "n"))


def listed(actor: Actor, found: Sequence[Child]) -> list[Row]:
    people = accounts.names(actor, {one.owner_id for one in found if one.owner_id})
    places = directory.places({one.unit_no for one in found})
    return [
        Row(
            one, content(one), places[one.unit_no].name if one.unit_no in places else "",
            people.get(one.owner_id, "") if one.owner_id else "",
        )
        for one in found
    ]  # fmt: skip


def content(one: Child) -> dict[str, str]:
    """What the list said of a child."""
    return _open(one.content, CHILD_PLACE, one.pk)


def _open(sealed: bytes | memoryview | None, place: str, row: UUID) -> dict[str, str]:
    if sealed is None:
        return {}
    found: dict[str, str] = json.loads(ciphers.unseal(sealed, place=place, row=row))
    return found


def detail(actor: Actor, child_id: UUID) -> Detail:
    """One line with its steps; NotFound."""
    child = Child.objects.filter(pk=child_id).exclude(state="new").first()
    if child is None or not actor.may(Permission.KEEP_CHILDREN, child.unit_no):
        raise NotFound
    steps = list(ChildStep.objects.filter(child_id=child.pk).order_by("no"))
    people = accounts.names(actor, {one.by_id for one in steps if one.by_id})
    told = tuple(
        Told(
            one, people.get(one.by_id, "") if one.by_id else "",
            _open(one.body_cipher, STEP_PLACE, one.pk),
        )
        for one in steps
    )  # fmt: skip
    return Detail(
        listed(actor, [child])[0], told, tuple(_likely(actor, child)),
        OutsideList.objects.filter(pk=child.list_id).first(), child.asked_by_id == actor.user_id,
    )  # fmt: skip


def _likely(actor: Actor, child: Child) -> list[Likely]:
    rows = list(Candidate.objects.filter(child_id=child.pk).order_by("pk"))
    people = [one.person_id for one in rows]
    names = person_names(actor, people)
    where = roll.where_on_roll(people, clock.today())
    return [
        Likely(
            one.person_id, names.get(one.person_id, ""),
            directory.full_name(where[one.person_id][1]) if one.person_id in where else "", one.rule,
            one.decision,
        )
        for one in rows
    ]  # fmt: skip


def sees_pupil(actor: Actor, person_id: UUID) -> bool:
    """Whether the actor sees a pupil by name, and so may say whether it is the child."""
    return person_id in person_names(actor, [person_id])


def staff(township: int) -> list[tuple[UUID, str]]:
    """Who can be named for a child: of the township, and of the bureau."""
    units_of = [township, numbering.ancestors(township)[-1]]
    with everywhere("dropout") as system:
        rows = accounts.holders(system, _STAFF, units_of, clock.today())
        found = {one.user_id: one.name for one in rows}
    return sorted(found.items(), key=lambda one: one[1])


def lists(actor: Actor, most: int = 50) -> list[Listing]:
    """Lists in reach, the latest first."""
    rows = list(
        visible(OutsideList.objects.all(), actor, Permission.KEEP_CHILDREN).order_by("-at")[:most]
    )
    people = accounts.names(actor, {one.by_id for one in rows})
    places = directory.places({one.unit_no for one in rows})
    return [
        Listing(one, places[one.unit_no].name if one.unit_no in places else "", people.get(one.by_id, ""))
        for one in rows
    ]  # fmt: skip


def one_list(actor: Actor, list_id: UUID) -> tuple[Listing, list[Row]]:
    """A list, and whom it would put on the ledger (the first hundred); NotFound."""
    rows = visible(OutsideList.objects.filter(pk=list_id), actor, Permission.KEEP_CHILDREN)
    row = rows.first()
    if row is None:
        raise NotFound
    people = accounts.names(actor, {row.by_id})
    staged = list(Child.objects.filter(list_id=row.pk, state="new").order_by("pk")[:PAGE])
    place = directory.place(row.unit_no)
    return Listing(row, place.name, people.get(row.by_id, "")), listed(actor, staged)


_ON_ROLL = """
select c.id, p.id from unnest(%(ids)s::uuid[], %(indexes)s::bytea[]) c (id, id_index)
join directory_person p on p.id_index = c.id_index and p.kind = 'student'
join directory_enrolment e on e.school_id = p.school_id and e.person_id = p.id
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
"""


def on_roll(rows: Sequence[Child], day: dt.date) -> dict[UUID, UUID]:
    """Child → pupil with the same number on a roll, in the running scope."""
    given: dict[str, Any] = {
        "ids": [one.pk for one in rows], "indexes": [bytes(one.id_index or b"") for one in rows],
        "day": day,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ON_ROLL, given)
        return dict(cursor.fetchall())


def by_township(intervals: Sequence[tuple[int, int]], since: dt.datetime, until: dt.datetime) -> dict[
    int, tuple[int, int]
]:  # fmt: skip
    """Township → lines that are not closed, lines closed in a time: counts without anybody."""
    rows = Child.objects.filter(inside(tuple(intervals))).exclude(state="new")
    counted = rows.values("unit_no").annotate(
        left=Count("id", filter=Q(closed_at=None)),
        ended=Count("id", filter=Q(closed_at__gte=since, closed_at__lt=until)),
    )
    return {one["unit_no"]: (one["left"], one["ended"]) for one in counted}


def to_close(actor: Actor) -> int:
    """Lines that wait for a second person, and doubts to be decided."""
    rows = visible(Child.objects.filter(closed_at=None), actor, Permission.KEEP_CHILDREN)
    waits = Q(state="doubt") | Q(state="closing") & ~Q(asked_by_id=actor.user_id)
    return rows.filter(waits | Q(state="closing", asked_by_id=None)).count()


def photo_is_of(actor: Actor, child_id: UUID, photo_id: UUID) -> bool:
    """Whether a picture was shown with a visit of a line in sight."""
    child = Child.objects.filter(pk=child_id).exclude(state="new").first()
    if child is None or not actor.may(Permission.KEEP_CHILDREN, child.unit_no):
        return False
    return ChildStep.objects.filter(child_id=child_id, photos__contains=[photo_id]).exists()
