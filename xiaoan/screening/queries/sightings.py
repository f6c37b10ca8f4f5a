"""What the statutory rules look at: who was seen sick where and when, and which class-days came in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Mark, Observation, RollCall, RoundMark


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
    places = Q(unit_no__in=classes) | Q(dormitory_no__in=rooms)
    rows = Mark.objects.filter(
        places, inside(actor.intervals), current=True, day__in=clock.days(since, until)
    ).order_by("day", "slot", "id")
    found = []
    for row in rows:
        mark = _as_mark(row)
        if rules.is_sick(mark):
            found.append(
                Seen(
                    row.person_id, row.unit_no, row.dormitory_no, row.day, row.slot, row.onset,
                    row.symptoms, row.fever, row.kind, rules.syndromes_of(mark),
                )
            )  # fmt: skip
    found += _between(actor, since, until, classes, rooms)
    return sorted(found, key=lambda seen: seen.day)


def _between(
    actor: Actor, since: dt.date, until: dt.date, classes: set[int], rooms: set[int]
) -> list[Seen]:
    """Who was seen sick between the checks, or found ill in a dormitory round; their slot is ''."""
    days = clock.days(since, until)
    noted = Observation.objects.filter(
        Q(class_no__in=classes) | Q(dormitory_no__in=rooms), inside(actor.intervals),
        withdrawn_at=None, day__in=days,
    )  # fmt: skip
    in_rounds = RoundMark.objects.filter(
        Q(unit_no__in=classes) | Q(room_no__in=rooms), inside(actor.intervals),
        current=True, kind=rules.RoundKind.ILL, day__in=days,
    )  # fmt: skip
    told = [
        *noted.order_by("day", "at", "id").values_list(
            "person_id", "class_no", "dormitory_no", "day", "symptoms"
        ),
        *in_rounds.order_by("day", "id").values_list(
            "person_id", "unit_no", "room_no", "day", "symptoms"
        ),
    ]
    return [_seen(*row) for row in told]


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
