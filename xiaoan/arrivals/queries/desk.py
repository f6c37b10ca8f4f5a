"""Whom the desk has before it, and what it carries to work without a network."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.arrivals import queries
from xiaoan.arrivals.models import Check, Place, Plan, Slot
from xiaoan.arrivals.queries import passes
from xiaoan.arrivals.rules import desk as rules
from xiaoan.arrivals.rules import passes as codes
from xiaoan.clearances import queries as clearances
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import people_named, person_names
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import everywhere, inside

FOUND = 20


@dataclass(frozen=True)
class Asked:
    """Who it is: a pass, a pupil, or class and seat."""

    token: str = ""
    person_id: UUID | None = None
    class_no: int = 0
    seat: int = 0


@dataclass(frozen=True)
class Whom:
    """A child before the desk. `due`: the slot of the published plan; `standing`: cleared, not_cleared,
    unknown;
    `last`: what was noted of it today, the last first."""

    person_id: UUID
    name: str
    class_no: int
    class_name: str
    boarder: bool
    due: rules.Due | None
    gate: int
    gate_name: str
    standing: str
    reasons: tuple[str, ...]
    needs: tuple[str, ...]
    until: dt.date | None


def find(actor: Actor, school_no: int, at: dt.datetime, asked: Asked) -> Whom:
    """The child; Invalid with what to do. Of a pass that is no pass of this school nothing is told."""
    person_id = asked.person_id
    if asked.token.strip():
        person_id = _of_pass(school_no, at, asked.token)
    elif person_id is None and asked.class_no:
        person_id = _of_seat(actor, school_no, asked)
    if person_id is None:
        raise Invalid(_("请扫入校码,或选班级、填座号。"), {"token": "missing"})
    day = at.astimezone(clock.ZONE).date()
    unit = directory.classes_of_people(actor, [person_id], day).get(person_id)
    if unit is None or directory.place(unit).school_id != school_no:
        raise Invalid(_("今天的花名册上没有这名学生。请核对,或问班主任。"), {"token": "unknown"})
    return _whom(actor, school_no, person_id, unit, day)


def _of_pass(school_no: int, at: dt.datetime, text: str) -> UUID:
    found = passes.opened(text)
    wrong = _("这不是本校现在有效的入校码。请按班级和姓名查。")
    if found is None:
        raise Invalid(wrong, {"token": "unknown"})
    places = list(
        Place.objects.filter(pass_id=found.id, unit_no__gte=school_no, unit_no__lt=school_no + 4096)
    )
    if not places:
        raise Invalid(wrong, {"token": "unknown"})
    states = dict(
        Plan.objects.filter(pk__in={one.plan_id for one in places}).values_list("id", "state")
    )
    holds = [one for one in places if states.get(one.plan_id) == "published" and one.slot_id]
    if not holds:
        raise Invalid(
            _("安排改过,这张码已经作废。请家长打开新的,或按班级和姓名查。"), {"token": "stale"}
        )
    if found.ends <= at:
        raise Invalid(_("这张码已经过期。请按班级和姓名查。"), {"token": "expired"})
    return holds[0].person_id


def _of_seat(actor: Actor, school_no: int, asked: Asked) -> UUID:
    if not school_no < asked.class_no < school_no + 4096:
        raise Invalid(_("请从列表中选班级。"), {"class": "unknown"})
    for one in directory.class_roll(actor, asked.class_no, clock.today()):
        if one.seat == asked.seat:
            return one.person_id
    raise Invalid(_("这个班没有这个座号。请核对座号,或按姓名查。"), {"seat": "unknown"})


def _whom(actor: Actor, school_no: int, person_id: UUID, unit: int, day: dt.date) -> Whom:
    plan = Plan.objects.filter(unit_no=school_no, state="published").first()
    place = Place.objects.filter(plan_id=plan.pk, person_id=person_id).first() if plan else None
    slot = Slot.objects.filter(pk=place.slot_id).first() if place and place.slot_id else None
    standing = standings([person_id], day).get(person_id, _UNKNOWN)
    return Whom(
        person_id, person_names(actor, [person_id]).get(person_id, ""), unit,
        directory.place(unit).name, bool(place and place.boarder),
        rules.Due(slot.day, slot.begins, slot.ends) if slot else None, slot.gate if slot else -1,
        slot.gate_name if slot else "", standing.state, standing.reasons, standing.needs,
        standing.until,
    )  # fmt: skip


_UNKNOWN = clearances.Standing("unknown")


def standings(people: Sequence[UUID], day: dt.date) -> dict[UUID, clearances.Standing]:
    """Whether people may come. Whoever has the desk may not read why: only codes are shown, of who stands
    there."""
    with everywhere("arrivals") as system:
        return clearances.of_people(system, people, day)


def today_of(person_id: UUID, day: dt.date) -> list[Check]:
    """What was noted of a child on a day, the last first."""
    return list(Check.objects.filter(person_id=person_id, day=day).order_by("-at", "-id"))


def detail_of(row: Check) -> dict[str, Any]:
    """Readings and words of a check."""
    if row.detail_cipher is None:
        return {}
    text = ciphers.unseal(row.detail_cipher, place=queries.DETAIL_PLACE, row=row.pk)
    return dict(json.loads(text))


def named(actor: Actor, school_no: int, text: str) -> list[dict[str, Any]]:
    """Pupils of a school by name, pinyin or number: id, name, class."""
    rows = people_named(actor, inside(((school_no, school_no + 4096),)), text, FOUND)
    found = [one for one in rows if one["kind"] == "student"]
    places = directory.places({one["unit_no"] for one in found})
    return [
        {
            "id": one["id"], "name": one["name"], "unit_no": one["unit_no"],
            "place": places[one["unit_no"]].name if one["unit_no"] in places else "",
        }
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Carried:
    """What a phone holds of today: short names of passes, each with the number of its slot; slots in
    words; who may
    not come (class, seat, name masked)."""

    passes: str
    slots: tuple[Slot, ...]
    barred: tuple[tuple[str, int, str, str], ...]


def carried(actor: Actor, school_no: int, day: dt.date) -> Carried:
    """Of the published plan: everybody expected today by pass alone, and those who are not cleared."""
    plan = Plan.objects.filter(unit_no=school_no, state="published").first()
    if plan is None:
        return Carried("", (), ())
    slots = list(Slot.objects.filter(plan_id=plan.pk, day=day).order_by("begins", "gate"))
    number = {one.pk: n for n, one in enumerate(slots)}
    rows = list(
        Place.objects.filter(plan_id=plan.pk, slot_id__in=number).values_list(
            "pass_id", "slot_id", "person_id", "unit_no"
        )
    )
    found = standings([row[2] for row in rows], day)
    barred = {row[2]: row for row in rows if found.get(row[2], _UNKNOWN).state == "not_cleared"}
    text = " ".join(f"{passes.short(row[0], day)}{number[row[1]]}" for row in rows if row[1])
    return Carried(text, tuple(slots), tuple(_barred(actor, barred, day)))


def _barred(
    actor: Actor, rows: dict[UUID, tuple[UUID, UUID | None, UUID, int]], day: dt.date
) -> list[tuple[str, int, str, str]]:
    pupils = directory.enrolments(actor, rows, day)
    places = directory.places({row[3] for row in rows.values()})
    return sorted(
        (
            places[row[3]].name, pupils[who].seat, masked(pupils[who].name), passes.short(row[0], day)
        )
        for who, row in rows.items() if who in pupils and row[3] in places
    )  # fmt: skip


def masked(name: str) -> str:
    """王小明 → 王*明; 王明 → 王*."""
    if len(name) <= 2:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


SHORT_LENGTH = codes.SHORT.stop - codes.SHORT.start
