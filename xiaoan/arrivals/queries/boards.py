"""The boards: sums of the figures by gate and hour, class or school; a class with names. No names but
there."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models import Sum as Total

from xiaoan.arrivals.models import Check, Follow, HandOver, Place, Plan, Slot, Tally
from xiaoan.arrivals.rules import desk as rules
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

SUMS = ("expected", "arrived", "late", "resting", "turned")


@dataclass(frozen=True)
class Sum:
    """Figures of a line: expected and, of all who came, arrived (late among them), resting, turned away.
    `due`: of the
    expected whose slot is over by now; `walked`: arrived without a slot that day, not among the expected."""

    key: int
    name: str
    expected: int
    arrived: int
    late: int
    resting: int
    turned: int
    due: int = 0
    walked: int = 0

    @property
    def missing(self) -> int:
        """Expected whose slot is over and who are not in, as far as figures tell."""
        return max(self.due - (self.arrived - self.walked), 0)


@dataclass(frozen=True)
class SlotSum:
    """A gate and hour of a school."""

    gate_name: str
    begins: dt.time
    ends: dt.time
    expected: int
    arrived: int
    late: int
    resting: int
    turned: int
    is_over: bool
    is_now: bool

    @property
    def waiting(self) -> int:
        """Expected in this slot and not in yet."""
        return max(self.expected - self.arrived - self.turned, 0)


def _rows(actor: Actor, interval: tuple[int, int], day: dt.date) -> QuerySet[Tally]:
    lo, hi = interval
    if not any(a <= lo and hi <= b for a, b in actor.reach(Permission.SEE_ARRIVALS)):
        raise NotFound
    return Tally.objects.filter(day=day, unit_no__gte=lo, unit_no__lt=hi)


def by_child(actor: Actor, place: directory.Place, day: dt.date) -> tuple[list[Sum], Sum]:
    """The units under a place (schools of a township or county, classes of a school) and the sum of all."""
    rows = _rows(actor, place.interval, day)
    by = "unit_no" if place.kind == "school" else "school_id"
    now = clock.now().astimezone(clock.ZONE)
    over = Q(ends__lte=now.time()) if day == now.date() else Q(day__lt=now.date())
    found = list(
        rows.values(by)
        .annotate(
            # Before the sums, which take the names of the columns.
            due=Total("expected", filter=over),
            walked=Total("arrived", filter=Q(gate=-1)),
        )
        .annotate(**{name: Total(name) for name in SUMS})
        .order_by(by)
    )  # fmt: skip
    names = directory.places({one[by] for one in found})
    sums = [
        Sum(
            one[by], names[one[by]].name if one[by] in names else "",
            **{name: one[name] for name in SUMS}, due=one["due"] or 0, walked=one["walked"] or 0,
        )
        for one in found
    ]  # fmt: skip
    return sums, _total(sums)


def _total(sums: Sequence[Sum]) -> Sum:
    return Sum(
        0, "", **{name: sum(getattr(one, name) for one in sums) for name in (*SUMS, "due", "walked")}
    )  # fmt: skip


def by_slot(actor: Actor, school_no: int, day: dt.date) -> list[SlotSum]:
    """The gates and hours of a school on a day, by hour and gate; last whoever came without a slot."""
    rows = _rows(actor, (school_no, school_no + numbering.SCHOOL), day)
    found: Iterable[Mapping[str, Any]] = (
        rows.values("begins", "gate", "gate_name", "ends")
        .annotate(**{name: Total(name) for name in SUMS})
        .order_by("begins", "gate")
    )
    now = clock.now().astimezone(clock.ZONE)
    made = [
        SlotSum(
            one["gate_name"], one["begins"], one["ends"], one["expected"], one["arrived"], one["late"],
            one["resting"], one["turned"],
            is_over=day < now.date() or (day == now.date() and one["ends"] <= now.time()),
            is_now=day == now.date() and one["begins"] <= now.time() < one["ends"],
        )
        for one in found
    ]  # fmt: skip
    return sorted(made, key=lambda one: (not one.gate_name, one.begins, one.gate_name))


def arrived_of(class_no: int, day: dt.date) -> int:
    """How many of a class the desks have let in."""
    rows = Tally.objects.filter(day=day, unit_no=class_no).aggregate(n=Total("arrived"))
    return rows["n"] or 0


@dataclass(frozen=True)
class Line:
    """A pupil of a class on a day: the slot, and what was noted last."""

    person_id: UUID
    seat: int
    name: str
    slot: Slot | None
    check: Check | None
    is_followed: bool


def class_lines(actor: Actor, class_no: int, day: dt.date) -> list[Line]:
    """A class on a day: who is in, who is on the way, who was turned away; by seat. NotFound out of sight."""
    if not actor.may(Permission.SEE_ARRIVALS, class_no):
        raise NotFound
    roll = directory.class_roll(actor, class_no, day)
    checks: dict[UUID, Check] = {}
    for row in Check.objects.filter(day=day, unit_no=class_no).order_by("at", "id"):
        checks[row.person_id] = row
    followed = set(
        Follow.objects.filter(check_id__in=[one.pk for one in checks.values()]).values_list(
            "check_id", flat=True
        )
    )
    slots = slots_of(class_no)
    return [
        Line(
            one.person_id, one.seat, one.name, slots.get(one.person_id), checks.get(one.person_id),
            one.person_id in checks and checks[one.person_id].pk in followed,
        )
        for one in roll
    ]  # fmt: skip


def slots_of(class_no: int) -> dict[UUID, Slot]:
    """The slots of a class in the published plan. The plan is the school's: read for whoever sees the
    class."""
    school = numbering.school_of(class_no)
    with everywhere("arrivals"):
        plan = Plan.objects.filter(unit_no=school, state="published").first()
        if plan is None:
            return {}
        rows = Place.objects.filter(plan_id=plan.pk, unit_no=class_no).exclude(slot_id=None)
        at = dict(rows.values_list("person_id", "slot_id"))
        slots = Slot.objects.in_bulk(set(at.values()))
    return {who: slots[pk] for who, pk in at.items() if pk in slots}


def counts_of(class_no: int, day: dt.date) -> list[HandOver]:
    """What the class teacher counted that day, the last first."""
    return list(HandOver.objects.filter(unit_no=class_no, day=day).order_by("-at"))


def is_expected(lines: Sequence[Line], day: dt.date) -> int:
    return sum(one.slot is not None and one.slot.day == day for one in lines)


def state_of(line: Line, now: dt.datetime) -> str:
    """in, resting, turned_away, followed, late (the slot is over), waiting, none (no slot)."""
    if line.check is not None:
        is_gone = line.check.result == rules.TURNED
        return "followed" if is_gone and line.is_followed else line.check.result
    if line.slot is None:
        return "none"
    end = dt.datetime.combine(line.slot.day, line.slot.ends, clock.ZONE)
    return "late" if end < now else "waiting"
