"""Changing a plan by hand: one family to another slot, with what speaks against it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.arrivals.models import Place, Plan, Slot
from xiaoan.arrivals.rules import setting, solving
from xiaoan.arrivals.services import acting, tallying
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission


@dataclass(frozen=True)
class Move:
    """A pupil and the slot they are to have; the children of the household of that day come along, unless
    `alone`. `id` is made by the form."""

    id: UUID
    plan_id: UUID
    person_id: UUID
    slot_id: UUID | None
    alone: bool = False


@transaction.atomic
def move(actor: Actor, given: Move) -> int:
    """Gives how many were moved. Of a published plan their passes end, and new ones are shown at once."""
    plan = acting.hold(actor, given.plan_id, Permission.PLAN_ARRIVALS)
    if acting.begin(
        actor, given.id, plan.unit_no, "move", given.plan_id, given.person_id, given.slot_id, given.alone
    ):  # fmt: skip
        return 0
    acting.refuse_state(plan, "draft", "published")
    row = Place.objects.filter(plan_id=plan.pk, person_id=given.person_id).first()
    if row is None:
        raise NotFound
    slots = {one.pk: one for one in Slot.objects.select_for_update().filter(plan_id=plan.pk)}
    wanted = slots.get(given.slot_id) if given.slot_id else None
    if wanted is None:
        raise Invalid(_("请选一个时段。"), {"slot": "missing"})
    moving = _together(plan, row, alone=given.alone)
    _refuse(plan, moving, wanted)
    for one in moving:
        before = slots.get(one.slot_id) if one.slot_id else None
        if before is not None:
            before.placed -= 1
        else:
            plan.placed, plan.unplaced = plan.placed + 1, plan.unplaced - 1
        wanted.placed += 1
        one.slot_id, one.reason, one.how, one.pass_id = wanted.pk, "", "hand", uuid4()
    Slot.objects.bulk_update(slots.values(), ["placed"])
    Place.objects.bulk_update(moving, ["slot_id", "reason", "how", "pass_id"])
    plan.edits += 1
    plan.save(update_fields=["edits", "placed", "unplaced"])
    if plan.state == "published":
        tallying.expect(plan)
    acting.tell(actor, plan, "moved", len(moving))
    return len(moving)


def _together(plan: Plan, row: Place, *, alone: bool) -> list[Place]:
    """The child, and the household's children whose grades come on the same day and who ride no other bus."""
    rows = Place.objects.filter(plan_id=plan.pk)
    if alone or not row.family:
        return [row]
    day = _day(plan, row)
    kin = rows.filter(family=row.family, line_no=row.line_no).order_by("unit_no", "id")
    return [one for one in kin if _day(plan, one) == day]


def _day(plan: Plan, row: Place) -> dt.date | None:
    found = setting.read(plan.setting).day_of
    grade = directory.place(row.unit_no).parent_no
    return found.get(grade) if grade else None


def _refuse(plan: Plan, moving: list[Place], wanted: Slot) -> None:
    """Invalid: no room, another day than the grade's, the hours of boarders, a bus that comes at another
    time."""
    given = setting.read(plan.setting)
    coming = [one for one in moving if one.slot_id != wanted.pk]
    if not coming:
        raise Invalid(_("已经在这个时段。"), {"slot": "same"})
    free = wanted.capacity - wanted.placed
    if len(coming) > free:
        raise Invalid(
            _("这个时段还能排 %(free)s 人,要排 %(n)s 人。请换一个时段,或增加这个门的登记台。")
            % {"free": free, "n": len(coming)},
            {"slot": "full"},
        )
    for one in coming:
        day = _day(plan, one)
        if day != wanted.day:
            raise Invalid(_("这个年级不在这一天到校。请选本年级那一天的时段。"), {"slot": "day"})
    cell = setting.Cell(wanted.day, wanted.begins, wanted.ends, wanted.gate, wanted.capacity)
    boards = any(one.boarder for one in moving)
    if not solving.may_use(given, cell, boards=boards):
        raise Invalid(_("寄宿生和走读生分开时段到校。请选另一段时间。"), {"slot": "boarders"})
    lines = {bus.line_no: bus for bus in given.buses}
    for one in coming:
        bus = lines.get(one.line_no)
        if bus and not (bus.gate == wanted.gate and wanted.begins <= bus.at < wanted.ends):
            raise Invalid(
                _("这名学生坐校车,车 %(at)s 到。请选车到的那个时段和门。")
                % {"at": f"{bus.at:%H:%M}"},
                {"slot": "bus"},
            )
