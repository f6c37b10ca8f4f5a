"""Pupils with something to say about them, and one child for its guardian."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Mark, RollCall
from xiaoan.screening.queries.rollcall import as_rule_mark


@dataclass(frozen=True)
class Exceptional:
    """One pupil's mark in the roll-call in force, with the name as it stands on the roll. `undecided`: the
    mark is graver in a second report, and nobody has decided between the two yet."""

    person_id: UUID
    enrolment_id: UUID
    unit_no: int
    name: str
    kind: str
    symptoms: tuple[str, ...]
    onset: dt.date | None
    temperature: Decimal | None
    method: str
    retest: Decimal | None
    retest_method: str
    fever: bool
    slot: str
    undecided: bool


def exceptions_in(
    actor: Actor, interval: Interval, day: dt.date, slot: str
) -> dict[int, list[Exceptional]]:
    """Marks in force inside an interval on a day and slot, by class; of two reports that wait for a
    decision the graver mark of each pupil."""
    rows = gravest(
        Mark.objects.filter(
            Q(current=True) | Q(roll_call_id__in=_conflicts(actor, interval, day, slot).values("id")),
            inside(actor.reach(Permission.SEE_CHECKS)), day=day, slot=slot,
            unit_no__gte=interval[0], unit_no__lt=interval[1],
        )
    )  # fmt: skip
    roll = directory.enrolments(actor, {row.person_id for row in rows}, day)
    found: dict[int, list[Exceptional]] = {}
    for row in rows:
        name = roll[row.person_id].name if row.person_id in roll else ""
        found.setdefault(row.unit_no, []).append(_exceptional(row, name))
    return found


def in_conflict(actor: Actor, interval: Interval, day: dt.date, slot: str) -> set[int]:
    """Classes of which two reports wait for a person to choose."""
    return set(_conflicts(actor, interval, day, slot).values_list("unit_no", flat=True))


def _conflicts(actor: Actor, interval: Interval, day: dt.date, slot: str) -> QuerySet[RollCall]:
    lo, hi = interval
    return RollCall.objects.filter(
        inside(actor.reach(Permission.SEE_CHECKS)), state="conflict", day=day, slot=slot,
        unit_no__gte=lo, unit_no__lt=hi,
    )  # fmt: skip


def gravest(rows: Iterable[Mark]) -> list[Mark]:
    """One mark a pupil: the graver of those in force and those that wait for a decision. Of equals the one
    in force. Sorted as lists of marks are."""
    found: dict[UUID, Mark] = {}
    for row in sorted(rows, key=lambda row: not row.current):
        known = found.get(row.enrolment_id)
        if known is None or _gravity(row) > _gravity(known):
            found[row.enrolment_id] = row
    return sorted(found.values(), key=lambda row: (row.unit_no, row.kind, row.pk))


def _gravity(row: Mark) -> tuple[bool, bool, int, int]:
    return rules.seriousness(as_rule_mark(row))


def of_child(actor: Actor, person_id: UUID, day: dt.date) -> list[Exceptional]:
    """A guardian's own child: the marks in force on a day."""
    if person_id not in actor.people:
        raise NotFound
    rows = Mark.objects.filter(person_id=person_id, current=True, day=day).order_by("slot")
    return [_exceptional(row, "") for row in rows]


def _exceptional(row: Mark, name: str) -> Exceptional:
    return Exceptional(
        row.person_id, row.enrolment_id, row.unit_no, name, row.kind,
        rules.codes_of(row.symptoms), row.onset, row.temperature, row.method, row.retest,
        row.retest_method, row.fever,
        row.slot, not row.current,
    )  # fmt: skip
