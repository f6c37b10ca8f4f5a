"""Merging one school into another: every pupil is transferred from a day on, and the school closes.

The same as many transfers that both schools agreed to, written table by table.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.events import EnrolmentEnded, PupilEnrolled
from xiaoan.directory.models import Enrolment, Guardian, Person, Placement, Unit
from xiaoan.directory.rules import lives
from xiaoan.directory.rules import units as rules
from xiaoan.directory.services import closing, holding, opening
from xiaoan.directory.services.opening import Opening, hold_above
from xiaoan.directory.services.rights import beyond, require
from xiaoan.directory.services.transferring import copied_guardian, person_there
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission


@dataclass(frozen=True)
class Going:
    """A class of the school that ends: how many go, and where: to a class, or to a grade's new one."""

    unit: Unit
    pupils: int
    into: Unit


@dataclass(frozen=True)
class SchoolMerge:
    """What merging two schools does."""

    from_unit: Unit
    into: Unit
    since: dt.date
    classes: tuple[Going, ...]
    boarders: int
    units: int


@dataclass(frozen=True)
class Joined:
    """Who a pupil is at the new school, and in which class, by who they were at the old one."""

    pupils: Mapping[UUID, tuple[int, UUID]]
    classes: int
    units: int


def plan_school_merge(
    actor: Actor, from_no: int, into_no: int, since: dt.date, targets: Mapping[int, int]
) -> SchoolMerge:
    """What would happen, or why it cannot. `targets`: for each class with pupils a class of the other
    school, or a grade of it in which a new class opens. Nothing is written.
    """
    require(actor, Permission.KEEP_SCHOOLS, from_no)
    unit = _school(from_no)
    into = Unit.objects.filter(pk=into_no, kind=rules.SCHOOL_KIND).first()
    if into is None or into_no == from_no or not actor.may(Permission.KEEP_SCHOOLS, into_no):
        raise Invalid(_("请选要并入的学校。"), {"into": "unknown"})
    closing.refuse_day(unit, since)
    if into.closed is not None or into.opened > since:
        raise Conflict(_("%(name)s 那天不开着,不能并入。") % {"name": into.name})
    rows = closing.refuse_plans(unit, since)
    return SchoolMerge(
        unit, into, since, _goings(rows, into, since, targets), sum(row.boarder for row in rows),
        closing.open_inside(unit, since).count(),
    )  # fmt: skip


def _school(unit_no: int) -> Unit:
    unit = Unit.objects.filter(pk=unit_no, kind=rules.SCHOOL_KIND).first()
    if unit is None:
        raise NotFound
    return unit


def classes_with_pupils(unit_no: int, since: dt.date) -> dict[Unit, int]:
    """The classes of a school that somebody is in on a day or later, with how many, in unit order."""
    rows = closing.reaching(_school(unit_no), since)
    counts: dict[int, int] = defaultdict(int)
    for no in rows.values_list("unit_no", flat=True):
        counts[no] += 1
    return {unit: counts[unit.no] for unit in Unit.objects.filter(pk__in=counts).order_by("no")}


def _goings(
    rows: Sequence[Enrolment], into: Unit, since: dt.date, targets: Mapping[int, int]
) -> tuple[Going, ...]:
    """Where each class goes; every class with pupils needs an open target of the other school."""
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        counts[row.unit_no] += 1
    units = Unit.objects.in_bulk([*counts, *targets.values()])
    found = []
    for no, pupils in sorted(counts.items()):
        target = units.get(targets.get(no, 0))
        if target is None or target.school_id != into.no or target.kind not in ("class", "grade"):
            raise Invalid(
                _("请为%(name)s选好去哪个班。") % {"name": units[no].name}, {f"to-{no}": "missing"}
            )
        if target.closed is not None or target.opened > since:
            raise Invalid(
                _("%(name)s 那天不开着,请另选。") % {"name": target.name}, {f"to-{no}": "closed"}
            )
        found.append(Going(units[no], pupils, target))
    return tuple(found)


def merge_schools(
    actor: Actor, from_no: int, into_no: int, since: dt.date, targets: Mapping[int, int]
) -> Joined:
    """Merge one school into another; the caller has seen to doing it once and to who else is concerned."""
    holding.alone()
    for no in sorted((from_no, into_no)):
        hold_above(no)
    plan = plan_school_merge(actor, from_no, into_no, since, targets)
    with beyond(actor):
        opened: list[Unit] = []
        classes = {going.unit.no: _class(actor, going, since, opened) for going in plan.classes}
        rows = closing.refuse_plans(plan.from_unit, since)
        new = _hand_over(plan, rows, classes)
    units = closing.shut(actor, plan.from_unit, since, into_no)
    # Both chains by one call, which takes them in the order in which everybody does.
    journal.record_many(
        actor,
        [
            *opening.opened_facts(opened),
            *(_ended(row, since) for row in rows),
            *(_began(row) for row in new.values()),
        ],
    )
    pupils = {old: (row.unit_no, row.person_id) for old, row in new.items()}
    return Joined(pupils, len(opened), units)


def _class(actor: Actor, going: Going, since: dt.date, opened: list[Unit]) -> int:
    """The new class of an old one; where a grade was chosen, a class opens in it."""
    if going.into.kind == rules.CLASS_KIND:
        return going.into.no
    name = next_name(going.into, since)
    opened += opening.open_held(actor, Opening(going.into.no, rules.CLASS_KIND, (name,), since))
    return opened[-1].no


def next_name(grade: Unit, day: dt.date) -> str:
    """What the next class of a grade is called: after the highest number there is."""
    taken = opening.names_taken(rules.CLASS_KIND, grade.no, day)
    return rules.next_class_name(grade.name, set(taken.values_list("name", flat=True)))


def _hand_over(
    plan: SchoolMerge, rows: Sequence[Enrolment], classes: Mapping[int, int]
) -> dict[UUID, Enrolment]:
    """End every stay here and begin it there; by the person of the old school."""
    closing.end_all(rows, plan.since, lives.TRANSFERRED)
    old = Person.objects.in_bulk([row.person_id for row in rows])
    people = _people(plan, rows, old, classes)
    seats = {no: closing.last_seat(no) for no in set(classes.values())}
    new = {}
    for row in rows:
        to = classes[row.unit_no]
        seats[to] += 1
        new[row.person_id] = Enrolment(
            id=uuid7(), school_id=plan.into.no, unit_no=to, person_id=people[row.person_id].pk,
            seat=seats[to], name=row.name, sex=row.sex, since=plan.since,
            begun_by=lives.TRANSFERRED,
        )  # fmt: skip
    Enrolment.objects.bulk_create(new.values())
    _end_placements(list(old), plan.since)
    _guardians({pk: people[pk] for pk in old})
    return new


def _people(
    plan: SchoolMerge, rows: Sequence[Enrolment], old: Mapping[UUID, Person],
    classes: Mapping[int, int],
) -> dict[UUID, Person]:  # fmt: skip
    """The same human beings at the other school: known there from before, or new."""
    there = Person.objects.filter(school_id=plan.into.no, kind="student")
    indexes = [bytes(person.id_index) for person in old.values()]
    known = {bytes(one.id_index): one for one in there.filter(id_index__in=indexes)}
    _refuse_running([one.pk for one in known.values()], plan)
    found = {}
    for row in rows:
        person = old[row.person_id]
        found[person.pk] = person_there(
            person, plan.into.no, classes[row.unit_no], known.get(bytes(person.id_index))
        )
    back = {one.pk for one in known.values()}
    Person.objects.bulk_create([one for one in found.values() if one.pk not in back])
    Person.objects.bulk_update([one for one in found.values() if one.pk in back], ["identity_id"])
    return found


def _refuse_running(person_ids: Sequence[UUID], plan: SchoolMerge) -> None:
    rows = closing.reaching(plan.into, plan.since).filter(person_id__in=person_ids)
    names = sorted(set(rows.values_list("name", flat=True)))
    if names:
        raise Conflict(
            _("有 %(n)s 名学生在 %(name)s 也有没结束的学籍,请先核对。")
            % {"n": len(names), "name": plan.into.name}
        )


def _end_placements(person_ids: Sequence[UUID], until: dt.date) -> None:
    rows = Placement.objects.filter(person_id__in=person_ids)
    rows.filter(since__gte=until).delete()
    rows.filter(until=None).update(until=until)
    rows.filter(until__gt=until).update(until=until)


def _guardians(people: Mapping[UUID, Person]) -> None:
    """Guardians go along, unless the new school knows some from before."""
    ids = [person.pk for person in people.values()]
    known = set(
        Guardian.objects.filter(person_id__in=ids, until=None).values_list("person_id", flat=True)
    )
    rows = Guardian.objects.filter(person_id__in=list(people), until=None).order_by("rank")
    Guardian.objects.bulk_create(
        [
            copied_guardian(row, people[row.person_id])
            for row in rows
            if people[row.person_id].pk not in known
        ]
    )


def _ended(row: Enrolment, since: dt.date) -> EnrolmentEnded:
    return EnrolmentEnded(
        school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
        enrolment_id=row.pk, until=since,
    )  # fmt: skip


def _began(row: Enrolment) -> PupilEnrolled:
    return PupilEnrolled(
        school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
        enrolment_id=row.pk, since=row.since,
    )  # fmt: skip
