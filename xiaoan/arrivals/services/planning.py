"""Reckoning a plan: who is to come, in which households, into which slots."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from xiaoan.arrivals import queries
from xiaoan.arrivals.models import Place, Plan, Slot
from xiaoan.arrivals.rules import families, numbers, setting, solving
from xiaoan.arrivals.services import acting
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

_BATCH = 1000


@dataclass(frozen=True)
class NewPlan:
    """A plan to reckon; `id` is made by the form. `keep`: whoever has a slot in the plan before stays
    there while
    there is room, and only the others are placed."""

    id: UUID
    school_no: int
    setting: setting.Setting
    keep: bool = False


@transaction.atomic
def reckon(actor: Actor, given: NewPlan) -> UUID:
    """Reckon a draft in place of the draft before; gives its id. Everybody on the roll today is in it,
    with a slot
    or the reason why not."""
    acting.require(actor, Permission.PLAN_ARRIVALS, given.school_no)
    said = setting.kept(given.setting)
    if acting.begin(actor, given.id, given.school_no, "reckon", said, given.keep):
        return given.id
    rows = Plan.objects.select_for_update().filter(unit_no=given.school_no)
    before = {one.state: one for one in rows.filter(state__in=("draft", "published"))}
    people = queries.people.arriving(actor, given.school_no, clock.today())
    kin = families.households(people, queries.people.households(actor, given.school_no))
    groups = families.groups(people, kin, given.setting.day_of)
    keep = _keep(given, before) if given.keep else {}
    found = solving.solve(given.setting, groups, numbers.LIMITS["seconds"], keep)
    rows.filter(state="draft").update(state="dropped", ended_at=clock.now())
    plan = _plan(actor, given, found, rows.aggregate(no=Max("no"))["no"] or 0)
    slots = _slots(plan, given.setting, found)
    _places(plan, slots, (people, kin), found, keep)
    acting.tell(actor, plan, "reckoned")
    return plan.pk


def _keep(given: NewPlan, before: Mapping[str, Plan]) -> dict[UUID, int]:
    """Pupil → cell of the new plan, of whoever has the same one in the plan before."""
    row = before.get("draft") or before.get("published")
    if row is None:
        return {}
    at = {
        (cell.day, cell.begins, given.setting.gates[cell.gate].name): no
        for no, cell in enumerate(setting.cells(given.setting))
    }
    slots = {
        one.pk: at.get((one.day, one.begins, one.gate_name))
        for one in Slot.objects.filter(plan_id=row.pk)
    }
    places = Place.objects.filter(plan_id=row.pk)
    return {
        person: no
        for person, slot in places.values_list("person_id", "slot_id")
        if slot and (no := slots.get(slot)) is not None
    }


def _plan(actor: Actor, given: NewPlan, found: solving.Solved, last: int) -> Plan:
    return Plan.objects.create(
        id=given.id, school_id=given.school_no, unit_no=given.school_no, no=last + 1,
        setting=setting.kept(given.setting), made_at=clock.now(), by_id=acts.user(actor),
        placed=len(found.placed), unplaced=len(found.unplaced),
        figures={
            "fullest": round(found.fullest, 4), "gap": round(found.gap, 4),
            "seconds": round(found.seconds, 2), "why": dict(Counter(found.unplaced.values())),
        },
    )  # fmt: skip


def _slots(plan: Plan, given: setting.Setting, found: solving.Solved) -> list[Slot]:
    placed = Counter(found.placed.values())
    return Slot.objects.bulk_create(
        [
            Slot(
                id=uuid7(), school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk,
                day=cell.day, begins=cell.begins, ends=cell.ends, gate=cell.gate,
                gate_name=given.gates[cell.gate].name, capacity=cell.capacity, placed=placed[no],
            )
            for no, cell in enumerate(found.cells)
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _places(
    plan: Plan, slots: list[Slot], who: tuple[list[families.Pupil], dict[UUID, int]],
    found: solving.Solved, keep: Mapping[UUID, int],
) -> None:  # fmt: skip
    people, kin = who

    def row(one: families.Pupil) -> Place:
        no = found.placed.get(one.id)
        how = "solved"
        if no is not None and one.line_no:
            how = "bus"
        elif no is not None and keep.get(one.id) == no:
            how = "kept"
        return Place(
            id=uuid7(), school_id=plan.school_id, unit_no=one.class_no, plan_id=plan.pk,
            person_id=one.id, slot_id=None if no is None else slots[no].pk,
            family=kin.get(one.id, 0), line_no=one.line_no, boarder=one.boarder, how=how,
            reason=found.unplaced.get(one.id, ""), pass_id=uuid4(),
        )  # fmt: skip

    Place.objects.bulk_create([row(one) for one in people], batch_size=_BATCH)
