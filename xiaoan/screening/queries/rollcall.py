"""One class's roll-call and its versions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory.rules import school_of
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Mark, Resolution, RollCall

_COUNTS = (
    "enrolled", "expected", "present", "absent_sick", "absent_personal", "absent_unknown",
    "absent_isolation", "late_arrivals", "sent_home",
)  # fmt: skip
# How far back "the roll-call before" is looked for: over a long holiday, not over a term.
LOOK_BACK = dt.timedelta(days=14)


@dataclass(frozen=True)
class Decided:
    """A person's decision about a version that waited beside the one in force."""

    kept: str
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Version:
    """One version of a roll-call as people read it."""

    id: UUID
    version: int
    state: str
    submitted_at: dt.datetime
    by: str
    entry: str
    late: bool
    reason: str
    counts: dict[str, int]
    marks: tuple[Mark, ...]
    decided: Decided | None


def current_roll_call(actor: Actor, unit_no: int, day: dt.date, slot: str) -> RollCall | None:
    """The version in force, None if the class has not reported."""
    rows = RollCall.objects.filter(inside(actor.intervals) | Q(unit_no__in=actor.classes))
    return rows.filter(
        school_id=school_of(unit_no), unit_no=unit_no, day=day, slot=slot, state="current"
    ).first()


@dataclass(frozen=True)
class Standing:
    """What a sheet that comes in meets: the version with its id (of whatever class), the class's version
    in force, who was absent sick at the class's last roll-call before it, and who is held back: in
    isolation, not cleared yet, or sent to care or home (enrolment ids).
    """

    same: RollCall | None
    current: RollCall | None
    sick_before: frozenset[UUID]
    isolated: frozenset[UUID]
    uncleared: frozenset[UUID]
    sent_away: frozenset[UUID]


@dataclass(frozen=True)
class Held:
    """Why a pupil is held back (rules.HOLDS), and what the absence is proposed with."""

    kind: str
    symptoms: int
    onset: dt.date | None


_COLUMNS = [f.attname for f in RollCall._meta.concrete_fields]
# Who of a class is held back on a day; of the evening only boarders are asked about. Whoever was present at
# a roll-call, and was held back later that day, is not held back when that roll-call is corrected.
_HELD = """
  select e.id, h.kind, h.symptoms, h.onset from screening_hold h join directory_enrolment e
    on e.school_id = h.school_id and e.person_id = h.person_id and e.unit_no = %(unit)s
      and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
  where h.unit_no = %(unit)s and h.lifted_at is null and h.since <= %(day)s
    and (%(slot)s <> 'evening' or e.boarder)
    and not exists (select from screening_roll_call c
      where c.school_id = h.school_id and c.unit_no = h.unit_no and c.day = %(day)s
        and c.slot = %(slot)s and c.state = 'current' and c.submitted_at < h.placed_at
        and not exists (select from screening_mark m
          where m.school_id = c.school_id and m.roll_call_id = c.id and m.person_id = h.person_id
            and m.kind = any(%(absences)s)))
"""
_ABSENCES = sorted(str(kind) for kind in rules.ABSENCES)
# Written out for the morning's rush (see duties.services): four questions in one look, always at least
# one row. The columns are those of the model.
_STANDING = f"""
with last as (
  select id, school_id, absent_sick from screening_roll_call
  where school_id = %(school)s and unit_no = %(unit)s and state = 'current' and slot <> 'evening'
    and day >= %(since)s and (day < %(day)s or (day = %(day)s and slot = any(%(earlier)s)))
  order by day desc, submitted_at desc limit 1),
held as ({_HELD})
select array(
    select m.enrolment_id from last join screening_mark m
      on m.school_id = last.school_id and m.roll_call_id = last.id and m.kind = 'absent_sick'
    where last.absent_sick > 0),
  array(select id from held where kind = 'isolation'),
  array(select id from held where kind = 'certificate'),
  array(select id from held where kind = 'sick'),
  {", ".join(f"r.{name}" for name in _COLUMNS)}
from (select) always left join screening_roll_call r on r.id = %(id)s or
  (r.school_id = %(school)s and r.unit_no = %(unit)s and r.day = %(day)s and r.slot = %(slot)s
    and r.state = 'current')
"""  # noqa: S608  # our own columns
_ORDER = ("morning", "noon", "evening")


def standing(roll_call_id: UUID, unit_no: int, day: dt.date, slot: str) -> Standing:
    """What a sheet of a class meets; "before" reaches back `LOOK_BACK` and passes over evenings."""
    given: dict[str, Any] = {
        "id": roll_call_id, "school": school_of(unit_no), "unit": unit_no, "day": day, "slot": slot,
        "since": day - LOOK_BACK, "earlier": list(_ORDER[: _ORDER.index(slot)]),
        "absences": _ABSENCES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, given)
        found = cursor.fetchall()
    rows = [RollCall(*row[4:]) for row in found if row[4] is not None]
    same = current = None
    for row in rows:
        if row.pk == roll_call_id:
            same = row
        if row.state == "current" and (row.unit_no, row.day, row.slot) == (unit_no, day, slot):
            current = row
    return Standing(same, current, *(frozenset(ids) for ids in found[0][:4]))


def held_back(actor: Actor, unit_no: int, day: dt.date, slot: str) -> dict[UUID, Held]:
    """Who of a class is not simply let in on a day, and why, by enrolment; isolation first."""
    if not actor.sees(unit_no):
        return {}
    given: dict[str, Any] = {
        "unit": unit_no, "day": day, "slot": slot, "absences": _ABSENCES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HELD, given)
        found = sorted(cursor.fetchall(), key=lambda row: rules.HOLDS.index(row[1]), reverse=True)
    return {row[0]: Held(*row[1:]) for row in found}


def roll_call(actor: Actor, roll_call_id: UUID) -> RollCall:
    """One version by its id; NotFound if it is not there or not the actor's to see."""
    row = RollCall.objects.filter(
        inside(actor.reach(Permission.SEE_CHECKS)), pk=roll_call_id
    ).first()
    if row is None:
        raise NotFound
    return row


def on_day(actor: Actor, interval: Interval, day: dt.date, slot: str) -> dict[int, RollCall]:
    """The versions in force inside an interval on a day and slot, by class."""
    lo, hi = interval
    rows = RollCall.objects.filter(
        inside(actor.intervals),
        day=day,
        slot=slot,
        state="current",
        unit_no__gte=lo,
        unit_no__lt=hi,
    )
    return {row.unit_no: row for row in rows}


def versions(actor: Actor, unit_no: int, day: dt.date, slot: str) -> list[Version]:
    """All versions of a class's roll-call, the newest first, with their marks."""
    rows = list(
        RollCall.objects.filter(
            inside(actor.reach(Permission.SEE_CHECKS)), unit_no=unit_no, day=day, slot=slot
        ).order_by("-version", "-submitted_at")
    )
    marks: dict[UUID, list[Mark]] = {row.pk: [] for row in rows}
    for mark in Mark.objects.filter(roll_call_id__in=list(marks), day=day).order_by("kind", "id"):
        marks[mark.roll_call_id].append(mark)
    told = {
        one.roll_call_id: one
        for one in Resolution.objects.filter(inside(actor.intervals), roll_call_id__in=list(marks))
    }
    people = {row.submitted_by_id for row in rows} | {one.by_id for one in told.values()}
    names = accounts.names(actor, {who for who in people if who})
    return [
        Version(
            row.pk, row.version, row.state, row.submitted_at,
            names.get(row.submitted_by_id, "") if row.submitted_by_id else "",
            row.entry, row.late, row.reason,
            {name: getattr(row, name) for name in _COUNTS}, tuple(marks[row.pk]),
            _decided(told.get(row.pk), names),
        )
        for row in rows
    ]  # fmt: skip


def _decided(row: Resolution | None, names: dict[UUID, str]) -> Decided | None:
    if row is None:
        return None
    return Decided(row.kept, row.reason, names.get(row.by_id, "") if row.by_id else "", row.at)


def notes_of(actor: Actor, row: RollCall) -> dict[UUID, str]:
    """The remarks of one version, by enrolment id."""
    found = Mark.objects.filter(inside(actor.intervals), roll_call_id=row.pk, day=row.day)
    return dict(found.exclude(note="").values_list("enrolment_id", "note"))


def marks_of(actor: Actor, row: RollCall) -> list[rules.Mark]:
    """The marks of one version as the rules read them; `person` is the enrolment id."""
    found = Mark.objects.filter(inside(actor.intervals), roll_call_id=row.pk, day=row.day)
    return [as_rule_mark(mark) for mark in found.order_by("id")]


def as_rule_mark(mark: Mark) -> rules.Mark:
    return rules.Mark(
        person=mark.enrolment_id,
        kind=rules.Kind(mark.kind),
        symptoms=rules.Symptom(mark.symptoms),
        onset=mark.onset,
        temperature=mark.temperature,
        method=mark.method,
        retest=mark.retest,
        retest_method=mark.retest_method,
    )


def figures_of(actor: Actor, row: RollCall) -> dict[str, int]:
    """The figures of a stored version, as its fact carried them."""
    return figures(rules.counts(row.enrolled, marks := marks_of(actor, row)), marks)


def figures(counts: rules.Counts, marks: Sequence[rules.Mark]) -> dict[str, int]:
    """The figures of a roll-call as its fact carries them: its counts, and people per symptom group."""
    groups = [rules.syndromes_of(mark) for mark in marks]
    return {
        **counts.by_name(),
        "resp": sum(rules.Syndrome.RESP in found for found in groups),
        "gi": sum(rules.Syndrome.GI in found for found in groups),
        "rash": sum(rules.Syndrome.RASH in found for found in groups),
    }


def is_zero(found: dict[str, int] | None) -> bool:
    """Whether figures are a zero report: nobody sick."""
    return found is not None and not (
        found["absent_sick"] or found["sent_home"] or found["symptomatic"]
    )
