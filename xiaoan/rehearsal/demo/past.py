"""Sixty school days of roll-calls, marks and duties, day by day, as the loaders take them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from xiaoan.duties import services as duties
from xiaoan.duties.events import DutiesOpened
from xiaoan.kernel.scope import acting_as
from xiaoan.rehearsal import marks as m
from xiaoan.rehearsal.demo import hygiene
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.roll import expect
from xiaoan.rehearsal.geography import School
from xiaoan.rehearsal.people import Ids
from xiaoan.rehearsal.reports import Bools, Ints, Reports, seconds
from xiaoan.screening import services as screening
from xiaoan.screening.events import RollCallsRecorded

KIND = "screening.rollcall"
COUNTS = (
    "enrolled", "expected", "present", "absent_sick", "absent_personal", "absent_unknown",
    "absent_isolation", "late_arrivals", "sent_home",
)  # fmt: skip
ROLL_CALLS = (
    "id", "school_id", "unit_no", "day", "slot", "version", "base", "state", *COUNTS,
    "submitted_at", "submitted_by_id", "entry", "late", "reason", "body_hash",
)  # fmt: skip
MARKS = (
    "id", "school_id", "unit_no", "roll_call_id", "enrolment_id", "person_id", "day", "slot",
    "current", "dormitory_no", "kind", "symptoms", "onset", "temperature", "method", "retest",
    "retest_method", "fever", "note",
)  # fmt: skip
DUTIES = (
    "id", "school_id", "unit_no", "kind", "day", "slot", "people", "assignee_id", "deputy_id",
    "opened_at", "due_at", "state", "done_at", "done_by_id", "on_behalf", "late", "level",
    "next_step_at",
)  # fmt: skip
REASONS = ("漏登一名学生", "家长刚来电说明", "核对后更正")
ARRIVED = "学生已到校,误登未到"
OPENED = dt.time(5, 10)
# When what was reported in a slot of a past day was entered, together, as second of the day: morning, noon,
# evening; after its last report and correction.
ENTERED = (seconds((9, 50)), seconds((17, 50)), seconds((21, 40)))


@dataclass
class _Part:
    """What does not change from day to day for some schools' classes."""

    plan: Plan
    schools: list[int]
    classes: Ints
    school_at: Ints
    ids: Ids


@dataclass
class _Roll:
    """The reported roll-calls of one day and slot: ids by class index, who sent each."""

    day: dt.date
    slot: int
    reports: Reports
    counts: m.Counts
    marks: m.Table
    ids: dict[int, str]
    old_ids: dict[int, str]
    office: Bools


def load_past(plan: Plan, part: int, schools: list[School]) -> tuple[int, int, int, int]:
    """All past days of some schools; gives how many roll-calls, marks, duties and records of disinfection."""
    expect(screening.ROLL_CALL_COLUMNS, ROLL_CALLS)
    expect(screening.MARK_COLUMNS, MARKS)
    expect(duties.DUTY_COLUMNS, DUTIES)
    numbers = [school.no for school in schools]
    at_school = {no: at for at, no in enumerate(numbers)}
    chosen = [one for one in plan.county.classes if one.no & ~0xFFF in at_school]
    own = _Part(
        plan, numbers, np.array([one.index for one in chosen], np.int64),
        np.array([at_school[one.no & ~0xFFF] for one in chosen], np.int64),
        Ids(np.random.default_rng([plan.county.seed, 9, part])),
    )  # fmt: skip
    kept_clean = hygiene.load(plan, part, schools)
    sums = [0, 0, 0]
    for at, day in enumerate(plan.past):
        sums = [a + b for a, b in zip(sums, _load_day(own, at, day), strict=True)]
    return sums[0], sums[1], sums[2], hygiene.load_days(plan, kept_clean)


def _load_day(own: _Part, at: int, day: dt.date) -> tuple[int, int, int]:
    rolls = [_roll(own, at, day, slot) for slot in range(3)]
    with acting_as(BUILDER):
        stand_at(second_of(day, 5 * 3600 + 600))
        calls = marked = owed = 0
        for roll, entered in zip(rolls, ENTERED, strict=True):
            facts = list(_opened(own, roll))
            owed += duties.load_duties(
                BUILDER, _duty_rows(own, roll), facts, second_of(day, entered)
            )
        for roll, entered in zip(rolls, ENTERED, strict=True):
            # Each slot when its last report and correction are in: the record knows of it from then on.
            stand_at(second_of(day, entered))
            calls += screening.load_roll_calls(
                BUILDER, _roll_call_rows(own, roll), list(_recorded(own, roll))
            )
            marked += screening.load_marks(BUILDER, _mark_rows(own, roll))
    return calls, marked, owed


def _roll(own: _Part, at: int, day: dt.date, slot: int) -> _Roll:
    plan = own.plan
    reports = plan.reports_of(at, slot)
    if slot == 0:
        _by_the_clock(plan, reports)
    marks = plan.history.on(at, slot)
    counts = m.counts(marks, plan.enrolled[slot])
    mine = np.zeros(len(plan.county.classes), bool)
    mine[own.classes] = True
    marks = marks[mine[marks["cls"]] & reports.made[marks["cls"]]]
    made = own.classes[reports.made[own.classes]]
    office = reports.late & (np.arange(len(mine)) % 7 == at % 7)
    ids = {c: own.ids.text() for c in made.tolist()}
    old_ids = {c: own.ids.text() for c in made[reports.corrected[made]].tolist()}
    return _Roll(day, slot, reports, counts, marks, ids, old_ids, office)


def _by_the_clock(plan: Plan, reports: Reports) -> None:
    """One class of the outbreak's school is reported by a machine: at the same second each morning."""
    told = {one.no for one in plan.history.incidents.classes}
    one = [c for c in plan.history.incidents.school.classes if c.no not in told][-1]
    if reports.second[one.index]:
        reports.second[one.index] = plan.habits.deadlines[0][one.index] - 1800
        reports.late[one.index] = reports.corrected[one.index] = False


def _by_school(own: _Part, values: Ints | Bools) -> list[int]:
    """Sums by school of values by class (whole county)."""
    found = np.bincount(
        own.school_at, weights=values[own.classes].astype(np.int64), minlength=len(own.schools)
    )
    return [int(value) for value in found]


def _opened(own: _Part, roll: _Roll) -> Iterator[DutiesOpened]:
    due = roll.reports.due
    classes = _by_school(own, due)
    people = _by_school(own, np.where(due, roll.counts["enrolled"], 0))
    for no, count, owed in zip(own.schools, classes, people, strict=True):
        if count:
            yield DutiesOpened(
                school_id=no, unit_no=no, duty=KIND, day=roll.day, slot=m.SLOTS[roll.slot],
                duties=count, people=owed, unassigned=0,
            )  # fmt: skip


def _recorded(own: _Part, roll: _Roll) -> Iterator[RollCallsRecorded]:
    made, counts = roll.reports.made, roll.counts
    zero = made & (counts["absent_sick"] + counts["sent_home"] + counts["symptomatic"] == 0)
    sums = {name: _by_school(own, np.where(made, values, 0)) for name, values in counts.items()}
    many = [_by_school(own, x) for x in (made, roll.reports.late, zero, roll.reports.corrected)]
    for at, no in enumerate(own.schools):
        classes, late, zeros, corrections = (values[at] for values in many)
        if classes:
            yield RollCallsRecorded(
                school_id=no, unit_no=no, day=roll.day, slot=m.SLOTS[roll.slot], classes=classes,
                late=late, zero=zeros, corrections=corrections,
                figures={name: values[at] for name, values in sums.items()},
            )  # fmt: skip


def _instants(day: dt.date, second: Ints) -> list[str]:
    """Instants as PostgreSQL reads them."""
    base = np.datetime64(day.isoformat(), "s")
    return [f"{text}+08" for text in np.datetime_as_string(base + second).tolist()]


def _duty_rows(own: _Part, roll: _Roll) -> Iterator[tuple[Any, ...]]:
    plan, reports = own.plan, roll.reports
    due = own.classes[reports.due[own.classes]]
    day, slot = roll.day.isoformat(), m.SLOTS[roll.slot]
    opened = f"{day}T{OPENED}+08"
    deadlines = _instants(roll.day, plan.habits.deadlines[roll.slot][due])
    done_at = _instants(roll.day, reports.second[due])
    people = roll.counts["enrolled"][due].tolist()
    late, done = reports.late[due].tolist(), reports.made[due].tolist()
    office = roll.office[due].tolist()
    for at, c in enumerate(due.tolist()):
        no = plan.county.classes[c].no
        teacher, deputy = plan.teachers[no]
        by = _sender(plan, no, office[at]) if done[at] else None
        yield (
            own.ids.text(), no & ~0xFFF, no, KIND, day, slot, people[at], teacher.hex, deputy.hex,
            opened, deadlines[at], "done" if done[at] else "open", done_at[at] if done[at] else None,
            by, office[at], late[at], 0, None,
        )  # fmt: skip


def _sender(plan: Plan, class_no: int, office: bool) -> str:
    return (plan.doctors[class_no & ~0xFFF] if office else plan.teachers[class_no][0]).hex


def _roll_call_rows(own: _Part, roll: _Roll) -> Iterator[tuple[Any, ...]]:
    plan = own.plan
    made = np.fromiter(roll.ids, np.int64, len(roll.ids))
    day, slot = roll.day.isoformat(), m.SLOTS[roll.slot]
    sent = _instants(roll.day, roll.reports.second[made])
    counts = list(zip(*(roll.counts[name][made].tolist() for name in COUNTS), strict=True))
    corrected = roll.reports.corrected[made].tolist()
    late, office = roll.reports.late[made].tolist(), roll.office[made].tolist()
    for at, (c, key) in enumerate(roll.ids.items()):
        no = plan.county.classes[c].no
        place = (no & ~0xFFF, no, day, slot)
        tail = (_sender(plan, no, office[at]), "office" if office[at] else "self", late[at])
        if corrected[at]:
            yield from _two_versions(roll, c, place, counts[at], tail)
        else:
            yield (key, *place, 1, 0, "current", *counts[at], sent[at], *tail, "", f"\\x{key}")


def _two_versions(
    roll: _Roll, c: int, place: tuple[Any, ...], counts: tuple[int, ...], tail: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    """The first version left one pupil out (or had one absent who was there); the second is right."""
    key, old = roll.ids[c], roll.old_ids[c]
    first = dict(zip(COUNTS, counts, strict=True))
    own_marks = roll.marks[roll.marks["cls"] == c]
    if len(own_marks):
        _leave_out(first, m.KINDS[int(own_marks["kind"][-1])])
        reason = REASONS[c % len(REASONS)]
    else:
        first["present"] -= 1
        first["absent_unknown"] += 1
        reason = ARRIVED
    second = int(roll.reports.second[c])
    sent = _instants(roll.day, np.array([second, second + 600 + c % 1500]))
    yield (old, *place, 1, 0, "superseded", *first.values(), sent[0], *tail, "", f"\\x{old}")
    yield (key, *place, 2, 1, "current", *counts, sent[1], *tail, reason, f"\\x{key}")


def _leave_out(counts: dict[str, int], kind: str) -> None:
    if kind.startswith("absent"):
        counts[kind] -= 1
        counts["present"] += 1
        counts["expected"] += kind == "absent_isolation"
    elif kind == "late":
        counts["late_arrivals"] -= 1
    elif kind == "sent_home":
        counts["sent_home"] -= 1


def _mark_rows(own: _Part, roll: _Roll) -> Iterator[tuple[Any, ...]]:
    """The marks of the versions in force, then those of superseded ones."""
    for row in roll.marks.tolist():
        yield _mark_row(own, roll, row, roll.ids[row[2]], True)
    for c, old in roll.old_ids.items():
        said = roll.marks[roll.marks["cls"] == c].tolist()
        wrong = (0, 0, c, own.plan.first_pupil[c], m.ABSENT_UNKNOWN, 0, m.NO_ONSET, 0, 0)
        for row in said[:-1] if said else [wrong]:
            yield _mark_row(own, roll, row, old, False)


def _mark_row(
    own: _Part, roll: _Roll, row: tuple[int, ...], roll_call: str, current: bool
) -> tuple[Any, ...]:
    _day, _slot, _cls, at, kind, symptoms, onset, heat, method = row
    pupil = own.plan.population.pupils[at]
    since = None if onset < 0 else (roll.day - dt.timedelta(days=onset)).isoformat()
    first, second = m.METHODS[method]
    warm = f"{heat / 10:.1f}" if heat else None
    again = warm if second else None
    return (
        own.ids.text(), pupil.school_no, pupil.unit_no, roll_call, pupil.enrolment_id, pupil.id,
        roll.day.isoformat(), m.SLOTS[roll.slot], current, pupil.room_no, m.KINDS[kind], symptoms,
        since, warm, first, again, second, bool(symptoms & 1), "",
    )  # fmt: skip
