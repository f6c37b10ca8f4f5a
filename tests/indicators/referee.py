"""Every figure counted once more in plain Python, row by row, from what each part has written: the oracle of
the board. Slow, without a sum of the database, and without the evaluators of the product."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from xiaoan.accounts.models import Grant, User
from xiaoan.careteams.models import Link, SchemeChoice
from xiaoan.careteams.rules import DEFAULT
from xiaoan.clearances.models import Ground, Override
from xiaoan.clearances.rules import pack_of
from xiaoan.demand.models import Cover
from xiaoan.directory.models import Enrolment, Person, Unit
from xiaoan.directory.rules import school_of
from xiaoan.duties.models import Duty
from xiaoan.duties.queries import still
from xiaoan.equipment.models import Tool
from xiaoan.equipment.rules import DEVICE_KINDS
from xiaoan.homework.models import Piece
from xiaoan.homework.models import Task as Homework
from xiaoan.hygiene.models import Due
from xiaoan.inspections.models import Finding
from xiaoan.investigations.models import Event
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.keypersons.models import KeyPerson
from xiaoan.keypersons.queries import pack_in_force
from xiaoan.keypersons.queries.lines import overdue_before
from xiaoan.lessons.models import Lesson
from xiaoan.outbreaks.models import Signal
from xiaoan.readiness.models import Standing
from xiaoan.schoolplans.models import Plan
from xiaoan.screening.models import Mark, RollCall
from xiaoan.statutory.models import Report
from xiaoan.supplies.queries import gaps
from xiaoan.surveys.models import Answer, Round, Tally
from xiaoan.training.models import Certificate
from xiaoan.training.queries import rules_of

# Numerator, denominator (None: a count), unknown; by school.
Told = tuple[int, int | None, int]
Found = dict[int, Told]
ROLL_CALL = "screening.rollcall"
TERM = dt.timedelta(days=180)


def recount(day: dt.date) -> dict[str, Found]:
    """Key → school → what stands in the rows; a school of which nothing is on record is not in it."""
    found: dict[str, Found] = defaultdict(dict)
    for school in Unit.objects.filter(kind="school"):
        if school.opened > day or (school.closed is not None and school.closed <= day):
            continue
        for key, told in _school(school.no, day):
            found[key][school.no] = told
    return found


def _school(no: int, day: dt.date) -> Iterator[tuple[str, Told]]:
    yield from _roll_calls(no, day)
    yield from _learning(no, day)
    for key, count in COUNTS.items():
        told = count(no, day)
        if told is not None:
            yield key, told


def _rows(model: Any, no: int, **where: Any) -> list[Any]:
    return [one for one in model.objects.filter(**where) if one.school_id == no]


def _roll_calls(no: int, day: dt.date) -> Iterator[tuple[str, Told]]:
    gone = {one.no for one in Unit.objects.filter(kind="class") if one.closed and one.closed <= day}
    for slot in ("morning", "noon"):
        owed = [
            one for one in _rows(Duty, no, day=day, slot=slot, kind=ROLL_CALL)
            if one.state == "done" or one.unit_no not in gone
        ]  # fmt: skip
        if not owed:
            continue
        states = Counter(one.state for one in owed)
        silent = sum(one.people for one in owed if one.state == "open")
        sheets = _rows(RollCall, no, day=day, slot=slot, state="current")
        if slot == "noon":
            yield "noon.classes", (len(sheets), states["open"] + states["done"], 0)
            continue
        heard = sum(one.enrolled for one in sheets)
        absent = sum(one.enrolled - one.present for one in sheets)
        firsts = [one for one in _rows(RollCall, no, day=day, slot=slot) if one.version == 1]
        late = {one.unit_no for one in firsts if one.late} & {one.unit_no for one in sheets}
        marks = [one for one in _rows(Mark, no, day=day, slot=slot) if one.current]
        yield "rollcall.classes", (len(sheets), states["open"] + states["done"], 0)
        yield "rollcall.pupils", (heard, heard + silent, silent)
        yield "rollcall.late", (len(late), len(sheets), states["open"])
        yield "rollcall.excused", (states["excused"], len(owed), 0)
        yield "rollcall.absent", (absent, heard, silent)
        yield "rollcall.sick", (sum(one.kind == "absent_sick" for one in marks), heard, silent)
        yield "rollcall.fever", (sum(one.fever for one in marks), heard, silent)
        symptoms = sum(one.fever or one.symptoms > 0 for one in marks)
        yield "rollcall.symptomatic", (symptoms, heard, silent)


def _on_roll(no: int, day: dt.date) -> list[Any]:
    return [
        one for one in _rows(Enrolment, no)
        if one.since <= day and (one.until is None or one.until > day)
    ]  # fmt: skip


def _learning(no: int, day: dt.date) -> Iterator[tuple[str, Told]]:
    lessons = [one for one in _rows(Lesson, no, day=day) if one.cancelled_at is None]
    if lessons:
        watched, missed = (sum(getattr(one, n) for one in lessons) for n in ("watched", "missed"))
        unknown = sum(one.due for one in lessons if one.reported_at is None)
        yield "learning.viewing", (watched, watched + missed + unknown, unknown)
    tasks = [one for one in _rows(Homework, no, day=day) if one.cancelled_at is None]
    if not tasks:
        return
    said: Counter[str] = Counter()
    for task in tasks:
        pieces = [one for one in _rows(Piece, no) if one.task_id == task.pk]
        said.update(one.state for one in pieces)
        said["marked"] += sum(one.marked_at is not None for one in pieces)
        others = task.roll - len(pieces)
        said["handed" if task.base == "handed" else "silent"] += (
            others if task.base in ("handed", "unknown") else 0
        )
        if task.base == "handed" and task.seen_at:
            said["marked"] += others
    owed = said["handed"] + said["missing"] + said["silent"]
    yield "learning.completion", (said["handed"], owed, said["silent"])
    yield "learning.marking", (said["marked"], said["handed"], 0)


def _known(no: int, _day: dt.date) -> Told | None:
    rounds = [
        one for one in Round.objects.all()
        if one.state in ("open", "closed") and one.who in ("pupils", "both")
        and one.made_at >= clock.now() - TERM
        and any(tally.round_id == one.pk for tally in _rows(Tally, no))
    ]  # fmt: skip
    if not rounds:
        return None
    newest = max(rounds, key=lambda one: one.opened_at or one.made_at)
    classes = {one.unit_no for one in _rows(Tally, no) if one.round_id == newest.pk}
    people = {one.person_id for one in _on_roll(no, clock.today()) if one.unit_no in classes}
    people |= {one.pk for one in _staff(no) if one.unit_no in classes}
    said = {
        one.person_id: one.contra_id is None
        for one in _rows(Answer, no) if one.round_id == newest.pk and one.state == "current"
    }  # fmt: skip
    known = sum(said.get(person, False) for person in people)
    return known, len(people), sum(person not in said for person in people)


def _staff(no: int) -> list[Any]:
    return [one for one in _rows(Person, no) if one.kind == "staff" and one.unit_no == no]


def _followed(no: int, _day: dt.date) -> Told:
    run = [one for one in _rows(KeyPerson, no) if one.state == "open"]
    fine = [one for one in run if one.carer_id and one.next_due >= overdue_before(clock.now())]
    return len(fine), len(run), 0


def _cleared(no: int, day: dt.date) -> Told | None:
    """Each pupil by themselves: let in by name; else kept by a ground; else unknown; else cleared."""
    kept = {
        one.person_id for one in _rows(Ground, no)
        if one.paper or one.until is None or one.until > day
    }  # fmt: skip
    let_in = {
        one.person_id for one in _rows(Override, no)
        if one.state == "granted" and one.first <= day <= one.last
    }  # fmt: skip
    silent = _silent(no, day)
    people = _on_roll(no, day)
    if not people:
        return None
    unknown = {one.person_id for one in people if one.person_id in silent} - kept - let_in
    out = {one.person_id for one in people} & (kept - let_in)
    return len(people) - len(out) - len(unknown), len(people), len(unknown)


def _silent(no: int, day: dt.date) -> set[UUID]:
    """Of whom the last round of their class that ended, or else that runs, has no answer, or two sides
    that differ."""
    days = pack_of(pack_in_force(system("tests"), day).code).unanswered
    since = clock.at(clock.today() - dt.timedelta(days=days), dt.time.min)
    asked = {
        one.pk: one for one in Round.objects.all()
        if one.who != "staff" and one.state != "draft" and one.cleared_at is None
        and one.opened_at is not None and one.opened_at >= since
    }  # fmt: skip
    found: set[UUID] = set()
    for tally in {one.unit_no: one for one in _rows(Tally, no) if one.unit_no != no}:
        rounds = [asked[one.round_id] for one in _rows(Tally, no)
                  if one.unit_no == tally and one.round_id in asked]  # fmt: skip
        if not days or not rounds:
            continue
        last = max(rounds, key=lambda one: (one.due_at <= clock.now(), one.opened_at))
        told = {one.person_id for one in _rows(Answer, no)
                if one.round_id == last.pk and one.state == "current" and not one.contra_id}  # fmt: skip
        found |= {one.person_id for one in _on_roll(no, day) if one.unit_no == tally} - told
    return found


def _trained(no: int, _day: dt.date) -> Told:
    today, needed, valid = clock.today(), 0, 0
    active = {one.pk for one in User.objects.all() if one.is_active}
    for course, rule in rules_of().items():
        held = {
            one.user_id for one in Grant.objects.all()
            if one.role in rule.roles and one.since <= today and one.user_id in active
            and (one.until is None or one.until > today) and school_of(one.unit_no) == no
            and one.school_id == no
        }  # fmt: skip
        needed += len(held)
        good = {
            one.user_id for one in Certificate.objects.all()
            if one.course == course and one.revoked_at is None and one.since <= today <= one.until
        }  # fmt: skip
        valid += len(held & good)
    return valid, needed, 0


def _covered(no: int, day: dt.date) -> Told | None:
    choices = [one for one in SchemeChoice.objects.all() if one.since <= day]
    roles = {"student": DEFAULT.student, "staff": DEFAULT.staff}
    if choices:
        newest = max(choices, key=lambda one: one.since)
        roles = {"student": tuple(newest.student_roles), "staff": tuple(newest.staff_roles)}
    has: dict[UUID, set[str]] = defaultdict(set)
    for one in _rows(Link, no):
        if one.until is None:
            has[one.person_id].add(one.role)
    people = [(one.person_id, "student") for one in _on_roll(no, day)]
    people += [(one.pk, "staff") for one in _staff(no)]
    whole = sum(set(roles[kind]) <= has[person] for person, kind in people)
    return whole, len(people), 0


def _places(no: int, day: dt.date) -> Told | None:
    by_place: dict[UUID, list[str]] = defaultdict(list)
    for one in _rows(Due, no, day=day):
        by_place[one.place_id].append(one.state)
    owed = [states for states in by_place.values() if set(states) != {"excused"}]
    done = sum(set(states) <= {"done", "excused"} for states in owed)
    return (done, len(owed), 0) if owed else None


def _devices(no: int, _day: dt.date) -> Told | None:
    timed = [
        one for one in Tool.objects.all()
        if school_of(one.unit_no) == no and DEVICE_KINDS[one.item].months
        and one.state not in ("lost", "retired")
    ]  # fmt: skip
    dates = [one.valid_until for one in timed]
    good = sum(one is not None and one >= clock.today() for one in dates)
    return (good, len(timed), dates.count(None)) if timed else None


def _supplies(no: int, _day: dt.date) -> Told | None:
    """As the page of gaps colours each item."""
    level = gaps.level_at(system("tests"), no)
    (school,) = gaps.schools(system("tests"), no, level)
    if school.size is None:
        return None
    wanted = [one for one in school.gaps.values() if one.need is not None]
    enough = [one for one in wanted if not one.short]
    met = [one for one in enough if one.need and not one.need.unknown]
    return len(met), len(wanted), len(enough) - len(met)


def _lasting(no: int, _day: dt.date) -> Told | None:
    rows = [one for one in _rows(Cover, no) if not one.whole and one.unit_no == no]
    known = [one.low for one in rows if one.low is not None]
    fine = sum(low >= 7 for low in known)
    return (fine, len(known), len(rows) - len(known)) if rows else None


def _gate(no: int, _day: dt.date) -> Told | None:
    rows = _rows(Standing, no)
    if not rows:
        return None
    return int(rows[0].gate in ("may_open", "open")), 1, int(rows[0].gate == "unknown")


def _plan(no: int, _day: dt.date) -> Told:
    return int(any(one.state in ("approved", "published") for one in _rows(Plan, no))), 1, 0


def _findings(no: int, _day: dt.date) -> Told:
    found = [
        one for one in _rows_by_unit(Finding, no)
        if one.state != "void" and one.found_at >= clock.now() - TERM
    ]  # fmt: skip
    return sum(one.state == "closed" for one in found), len(found), 0


def _rows_by_unit(model: Any, no: int) -> list[Any]:
    return [one for one in model.objects.all() if one.school_id == no]


def _done(no: int, day: dt.date) -> Told | None:
    rows = _rows(Duty, no, day=day)
    done = sum(one.state == "done" for one in rows)
    over = sum(one.state == "open" and one.due_at < clock.now() for one in rows)
    return (done, done + over, 0) if done + over else None


def _overdue(no: int, _day: dt.date) -> Told:
    over = [
        one for one in Duty.objects.filter(still(clock.today()))
        if one.school_id == no and one.state == "open" and one.due_at < clock.now()
    ]  # fmt: skip
    return len(over), None, 0


def _count(model: Any, fits: Callable[[Any], bool]) -> Callable[[int, dt.date], Told]:
    return lambda no, _day: (sum(fits(one) for one in _rows(model, no)), None, 0)


COUNTS: dict[str, Callable[[int, dt.date], Told | None]] = {
    "known.people": _known, "keypersons.followed": _followed, "clearances.cleared": _cleared,
    "signals.running": _count(
        Signal, lambda one: one.layer == "statutory" and one.state in ("open", "acknowledged")
    ),
    "events.running": _count(Event, lambda one: one.state in ("open", "confirmed")),
    "reports.late": _count(Report, lambda one: one.state == "due" and one.due_at < clock.now()),
    "supplies.met": _supplies, "supplies.lasting": _lasting, "hygiene.places": _places,
    "training.trained": _trained, "devices.timed": _devices, "findings.closed": _findings,
    "gate.ready": _gate, "plans.approved": _plan, "duties.done": _done, "duties.overdue": _overdue,
    "care.covered": _covered,
}  # fmt: skip
