"""Plans of a school: slots with how full they are, who has none and why, what changed since the plan
before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from xiaoan.arrivals.models import Place, Plan, Slot
from xiaoan.arrivals.rules import setting
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

MOST = 200
_MOVED = """
select count(*) filter (where (os.day, os.begins, os.gate_name) is distinct from (ns.day, ns.begins,
ns.gate_name)),
  count(*) filter (where o.slot_id is null and n.slot_id is not null),
  count(*) filter (where o.slot_id is not null and n.slot_id is null)
from arrivals_place n join arrivals_place o on o.plan_id = %(old)s and o.person_id = n.person_id
left join arrivals_slot ns on ns.id = n.slot_id left join arrivals_slot os on os.id = o.slot_id
where n.plan_id = %(new)s
"""


@dataclass(frozen=True)
class Compared:
    """Beside the plan before: whose gate or hour is another, who has a slot now, who has none any more."""

    no: int
    moved: int
    gained: int
    lost: int


@dataclass(frozen=True)
class Placed:
    """A pupil in a plan, with names."""

    person_id: UUID
    name: str
    class_no: int
    class_name: str
    slot: Slot | None
    family: int
    how: str
    reason: str
    line_no: int
    boarder: bool


@dataclass(frozen=True)
class Held:
    """A plan with its slots."""

    row: Plan
    setting: setting.Setting
    slots: tuple[Slot, ...]
    families: int
    may_plan: bool


def of_school(actor: Actor, school_no: int) -> list[Plan]:
    """The plans of a school, the latest first; NotFound out of sight."""
    if not actor.may(Permission.SEE_ARRIVALS, school_no):
        raise NotFound
    rows = Plan.objects.filter(unit_no=school_no).exclude(state="dropped")
    return list(rows.order_by("-no")[:20])


def held(actor: Actor, plan_id: UUID) -> Held:
    """One plan; NotFound out of sight."""
    row = Plan.objects.filter(pk=plan_id).first()
    if row is None or not actor.may(Permission.SEE_ARRIVALS, row.unit_no):
        raise NotFound
    slots = Slot.objects.filter(plan_id=plan_id).order_by("day", "begins", "gate")
    kin = Place.objects.filter(plan_id=plan_id, family__gt=0).aggregate(
        n=Count("family", distinct=True)
    )
    return Held(
        row, setting.read(row.setting), tuple(slots), kin["n"],
        actor.may(Permission.PLAN_ARRIVALS, row.unit_no),
    )  # fmt: skip


def compared(row: Plan) -> Compared | None:
    """Beside the plan that is or was published before this one; None: there was none."""
    before = (
        Plan.objects.filter(unit_no=row.unit_no, no__lt=row.no, published_at__isnull=False)
        .order_by("-no")
        .first()
    )
    if before is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"new": row.pk, "old": before.pk})
        return Compared(before.no, *cursor.fetchone())


def unplaced(actor: Actor, plan_id: UUID, most: int = MOST) -> list[Placed]:
    """Who has no slot, by class; of the classes in sight."""
    rows = Place.objects.filter(_seen(actor), plan_id=plan_id, slot_id=None)
    return _named(actor, rows.order_by("unit_no", "id")[:most])


def of_class(actor: Actor, plan_id: UUID, class_no: int) -> list[Placed]:
    """The pupils of a class in a plan, by slot."""
    rows = Place.objects.filter(_seen(actor), plan_id=plan_id, unit_no=class_no)
    found = _named(actor, rows.order_by("id"))
    last = (dt.date.max, dt.time.max, 99)
    return sorted(
        found,
        key=lambda one: (
            (one.slot.day, one.slot.begins, one.slot.gate) if one.slot else last, one.name
        ),
    )  # fmt: skip


def in_slot(actor: Actor, slot_id: UUID) -> list[Placed]:
    """Who has a slot, by class."""
    rows = Place.objects.filter(_seen(actor), slot_id=slot_id)
    return _named(actor, rows.order_by("unit_no", "family", "id"))


def everybody(actor: Actor, plan_id: UUID) -> list[Placed]:
    """All of a plan that the actor sees, by class: for the sheet."""
    rows = Place.objects.filter(_seen(actor), plan_id=plan_id)
    return _named(actor, rows.order_by("unit_no", "id"))


def pass_ids(plan_id: UUID, class_no: int) -> dict[UUID, UUID]:
    """Pupil → number of the pass, of a class in a plan."""
    rows = Place.objects.filter(plan_id=plan_id, unit_no=class_no)
    return dict(rows.values_list("person_id", "pass_id"))


def family_of(actor: Actor, plan_id: UUID, person_id: UUID) -> list[Placed]:
    """A pupil and the household's other children in a plan, the pupil first; NotFound out of sight."""
    row = Place.objects.filter(_seen(actor), plan_id=plan_id, person_id=person_id).first()
    if row is None:
        raise NotFound
    kin = Place.objects.filter(_seen(actor), plan_id=plan_id, family=row.family or -1)
    others = [one for one in kin.order_by("unit_no", "id") if one.person_id != person_id]
    return _named(actor, [row, *others])


def _seen(actor: Actor) -> Q:
    return inside(actor.reach(Permission.SEE_ARRIVALS))


def _named(actor: Actor, rows: Iterable[Place]) -> list[Placed]:
    found = list(rows)
    names = person_names(actor, [one.person_id for one in found])
    places = directory.places({one.unit_no for one in found})
    slots = Slot.objects.in_bulk({one.slot_id for one in found if one.slot_id})
    return [
        Placed(
            one.person_id, names.get(one.person_id, ""), one.unit_no,
            places[one.unit_no].name if one.unit_no in places else "",
            slots.get(one.slot_id) if one.slot_id else None, one.family, one.how, one.reason,
            one.line_no, one.boarder,
        )
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Child:
    """A guardian's child in the published plan: when, where, what to bring; `ends`: when its pass ends."""

    person_id: UUID
    class_no: int
    pass_id: UUID
    slot: Slot | None
    reason: str
    bring: str


def of_children(actor: Actor) -> list[Child]:
    """The actor's own children in plans in force. Plans and slots are the school's, which families do not
    see: only
    what concerns the child is read."""
    rows = list(Place.objects.filter(person_id__in=actor.people))
    found = []
    with everywhere("arrivals"):
        plans = Plan.objects.filter(pk__in={one.plan_id for one in rows}, state="published")
        bring = {one.pk: setting.read(one.setting).bring for one in plans}
        slots = Slot.objects.in_bulk({one.slot_id for one in rows if one.slot_id})
    by_person: dict[UUID, list[Child]] = defaultdict(list)
    for one in rows:
        if one.plan_id in bring:
            slot = slots.get(one.slot_id) if one.slot_id else None
            child = Child(
                one.person_id, one.unit_no, one.pass_id, slot, one.reason, bring[one.plan_id]
            )
            by_person[one.person_id].append(child)
    for who in actor.people:
        found += by_person[who]
    return found
