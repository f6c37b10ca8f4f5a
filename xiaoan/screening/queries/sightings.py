"""What the statutory rules look at: who was seen sick where and when, and which class-days came in."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Mark, Observation, RollCall, RoundMark

_SLOTS = ("morning", "noon", "evening")


@dataclass(frozen=True)
class Seen:
    """One pupil sick at one roll-call in force (or, slot '', between the checks). `unit_no` is the class;
    `symptoms` the stored mask."""

    person_id: UUID
    unit_no: int
    dormitory_no: int | None
    day: dt.date
    slot: str
    onset: dt.date | None
    symptoms: int
    fever: bool
    kind: str
    syndromes: frozenset[rules.Syndrome]
    # The last axillary reading, where one was taken.
    celsius: Decimal | None = None


def sightings(
    actor: Actor,
    since: dt.date,
    until: dt.date,
    *,
    unit_nos: Iterable[int] = (),
    dormitory_nos: Iterable[int] = (),
) -> list[Seen]:
    """Sick pupils of these classes or dormitory rooms from `since` to `until`, both included."""
    classes, rooms = set(unit_nos), set(dormitory_nos)
    return _seen_in(
        actor,
        clock.days(since, until),
        Q(unit_no__in=classes) | Q(dormitory_no__in=rooms),
        Q(class_no__in=classes) | Q(dormitory_no__in=rooms),
        Q(unit_no__in=classes) | Q(room_no__in=rooms),
    )


def sightings_within(
    actor: Actor, since: dt.date, until: dt.date, interval: Interval
) -> list[Seen]:
    """Sick pupils of all classes within an interval."""
    of_unit = _within("unit_no", interval)
    days = clock.days(since, until)
    return _seen_in(actor, days, of_unit, _within("class_no", interval), of_unit)


def _seen_in(
    actor: Actor, days: Sequence[dt.date], marked: Q, noted: Q, found_ill: Q
) -> list[Seen]:
    rows = Mark.objects.filter(
        marked, inside(actor.intervals), current=True, day__in=days
    ).order_by("day", "slot", "id")
    found = []
    for row in rows:
        mark = _as_mark(row)
        if rules.is_sick(mark):
            found.append(
                Seen(
                    row.person_id, row.unit_no, row.dormitory_no, row.day, row.slot, row.onset,
                    row.symptoms, row.fever, row.kind, rules.syndromes_of(mark), _axillary(row),
                )
            )  # fmt: skip
    found += _between(actor, days, noted, found_ill)
    return sorted(found, key=lambda seen: seen.day)


def _within(field: str, interval: Interval) -> Q:
    return Q(**{f"{field}__gte": interval[0], f"{field}__lt": interval[1]})


def _axillary(row: Mark) -> Decimal | None:
    readings = ((row.retest, row.retest_method), (row.temperature, row.method))
    return next((value for value, how in readings if how == rules.Method.AXILLARY), None)


def with_respiratory_fever(actor: Actor, interval: Interval, since: dt.date, until: dt.date) -> int:
    """How many pupils inside an interval had fever with a cough or sore throat when they were seen: no more
    than so many can have an influenza-like illness. One cheap look before a long one.
    """
    days, fever = clock.days(since, until), int(rules.Symptom.FEVER)
    of_unit = _within("unit_no", interval)
    airway = F("symptoms").bitand(int(rules.AIRWAY))
    marked = Mark.objects.filter(
        of_unit, inside(actor.intervals), current=True, day__in=days, fever=True
    )
    told = _noted(actor, days, _within("class_no", interval), of_unit)
    feverish = [rows.alias(hot=F("symptoms").bitand(fever)).filter(hot__gt=0) for rows in told]
    who, *others = [
        rows.alias(airway=airway).filter(airway__gt=0).order_by().values_list("person_id")
        for rows in (marked, *feverish)
    ]
    return len(who.union(*others))


def _between(actor: Actor, days: Sequence[dt.date], noted_in: Q, found_in: Q) -> list[Seen]:
    """Who was seen sick between the checks, or found ill in a dormitory round; their slot is ''."""
    noted, in_rounds = _noted(actor, days, noted_in, found_in)
    told = [
        *noted.order_by("day", "at", "id").values_list(
            "person_id", "class_no", "dormitory_no", "day", "symptoms"
        ),
        *in_rounds.order_by("day", "id").values_list(
            "person_id", "unit_no", "room_no", "day", "symptoms"
        ),
    ]
    return [_seen(*row) for row in told]


def _noted(
    actor: Actor, days: Sequence[dt.date], noted_in: Q, found_in: Q
) -> tuple[QuerySet[Observation], QuerySet[RoundMark]]:
    noted = Observation.objects.filter(
        noted_in, inside(actor.intervals), withdrawn_at=None, day__in=days
    )
    in_rounds = RoundMark.objects.filter(
        found_in, inside(actor.intervals), current=True, kind=rules.RoundKind.ILL, day__in=days
    )
    return noted, in_rounds


def _seen(
    person_id: UUID, unit_no: int, dormitory_no: int | None, day: dt.date, symptoms: int
) -> Seen:
    fever = bool(rules.Symptom(symptoms) & rules.Symptom.FEVER)
    return Seen(
        person_id, unit_no, dormitory_no, day, "", None, symptoms, fever, str(rules.Kind.PRESENT),
        rules.syndromes(symptoms, fever),
    )  # fmt: skip


def _as_mark(row: Mark) -> rules.Mark:
    return rules.Mark(
        person=row.person_id,
        kind=rules.Kind(row.kind),
        symptoms=rules.Symptom(row.symptoms),
        onset=row.onset,
        temperature=row.temperature,
        method=row.method,
        retest=row.retest,
        retest_method=row.retest_method,
    )


def reported_days(
    actor: Actor, unit_nos: Iterable[int], since: dt.date, until: dt.date
) -> tuple[set[tuple[int, dt.date]], set[tuple[int, dt.date]]]:
    """(class, day) pairs that came in with at least one slot, and pairs on which one was due."""
    wanted = set(unit_nos)
    rows = RollCall.objects.filter(
        inside(actor.intervals),
        unit_no__in=wanted,
        state="current",
        day__in=clock.days(since, until),
    )
    reported = set(rows.values_list("unit_no", "day").distinct())
    return reported, duties.due_days(actor, wanted, since, until, "screening.rollcall")


def sick_on(actor: Actor, interval: Interval, day: dt.date) -> dict[UUID, Seen]:
    """Who inside an interval was sick at the last roll-call of a day that says so, by pupil."""
    lo, hi = interval
    rows = Mark.objects.filter(
        inside(actor.intervals), current=True, day=day, unit_no__gte=lo, unit_no__lt=hi
    )
    found = {}
    for row in sorted(rows, key=lambda one: (_SLOTS.index(one.slot), one.pk)):
        mark = _as_mark(row)
        if rules.is_sick(mark):
            found[row.person_id] = Seen(
                row.person_id, row.unit_no, row.dormitory_no, row.day, row.slot, row.onset,
                row.symptoms, mark.fever, row.kind, rules.syndromes_of(mark),
            )  # fmt: skip
    return found


@dataclass(frozen=True)
class LastSeen:
    """How the last roll-call of a pupil's class has the pupil; `kind` "": simply present."""

    slot: str
    at: dt.datetime
    is_in_class: bool
    is_sick: bool
    kind: str = ""


def last_seen(actor: Actor, classes: Mapping[UUID, int], day: dt.date) -> dict[UUID, LastSeen]:
    """How each pupil stands at the last roll-call in force of a day in their class (the evening's, which
    asks about boarders alone, is passed over); who is not marked is in class and well.
    """
    calls: dict[int, RollCall] = {}
    rows = RollCall.objects.filter(
        inside(actor.intervals), unit_no__in=set(classes.values()), day=day, state="current"
    ).exclude(slot="evening")
    for row in sorted(rows, key=lambda one: _SLOTS.index(one.slot)):
        calls[row.unit_no] = row
    marked = Mark.objects.filter(
        inside(actor.intervals), person_id__in=list(classes), day=day, current=True
    )
    marks = {(row.person_id, row.roll_call_id): row for row in marked}
    found = {}
    for who, unit_no in classes.items():
        if unit_no in calls:
            call = calls[unit_no]
            found[who] = _last_seen(call, marks.get((who, call.pk)))
    return found


def _last_seen(call: RollCall, row: Mark | None) -> LastSeen:
    if row is None:
        return LastSeen(call.slot, call.submitted_at, is_in_class=True, is_sick=False)
    away = row.kind in {*rules.ABSENCES, rules.Kind.SENT_HOME}
    return LastSeen(call.slot, call.submitted_at, not away, rules.is_sick(_as_mark(row)), row.kind)


@dataclass(frozen=True)
class Unexplained:
    """A pupil whom the last roll-call that asks about them has absent, nobody knows why."""

    person_id: UUID
    unit_no: int
    slot: str


def unexplained_on(actor: Actor, interval: Interval, day: dt.date) -> list[Unexplained]:
    """Whom the roll-calls of a day leave absent unexplained inside an interval. The evening, which asks about
    boarders alone, says nothing of the others.
    """
    lo, hi = interval
    rows = Mark.objects.filter(
        inside(actor.intervals), current=True, day=day, unit_no__gte=lo, unit_no__lt=hi
    )
    last: dict[UUID, Mark] = {}
    for row in sorted(rows, key=lambda one: _SLOTS.index(one.slot)):
        last[row.person_id] = row
    unknown = [row for row in last.values() if row.kind == rules.Kind.ABSENT_UNKNOWN]
    seen = last_seen(actor, {row.person_id: row.unit_no for row in unknown}, day)
    return [
        Unexplained(row.person_id, row.unit_no, row.slot)
        for row in unknown
        if row.slot == "evening" or seen[row.person_id].slot == row.slot
    ]
