"""Weeks of roll-calls behind the small county: who was ill, and who was silent."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from tests.builders import BUILDER, CLASSES, DAY, PUPILS, Universe
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening.models import Mark, RollCall
from xiaoan.screening.rules import symptoms_of

# (class, day) → seats of the sick and what is told of them.
Ill = Mapping[tuple[int, dt.date], Mapping[int, str]]


def weekdays(count: int, until: dt.date = DAY) -> list[dt.date]:
    """The last `count` days of school, `until` among them."""
    days = [until - dt.timedelta(days=n) for n in range(2 * count)]
    return sorted([day for day in days if day.weekday() < 5][:count])


def live(
    universe: Universe,
    days: Iterable[dt.date],
    ill: Ill,
    *,
    silent: Iterable[tuple[int, dt.date]] = (),
    classes: Iterable[int] = CLASSES,
) -> None:
    """Every class reports every morning; the silent do not."""
    enter(BUILDER)
    quiet = set(silent)
    calls, marks = [], []
    for day in days:
        for unit_no in classes:
            if (unit_no, day) not in quiet:
                call = _call(unit_no, day, len(ill.get((unit_no, day), {})))
                calls.append(call)
                for seat, symptom in ill.get((unit_no, day), {}).items():
                    marks.append(_mark(universe, call, seat, symptom))
    RollCall.objects.bulk_create(calls)
    Mark.objects.bulk_create(marks)


def _call(unit_no: int, day: dt.date, sick: int) -> RollCall:
    key = uuid7()
    return RollCall(
        id=key, school_id=school_of(unit_no), unit_no=unit_no, day=day, slot="morning", version=1,
        base=0, state="current", enrolled=PUPILS, expected=PUPILS, present=PUPILS - sick,
        absent_sick=sick, submitted_at=clock.at(day, dt.time(8)), body_hash=key.bytes,
    )  # fmt: skip


def _mark(universe: Universe, call: RollCall, seat: int, symptom: str) -> Mark:
    pupil = universe.pupils[call.unit_no][seat - 1]
    return Mark(
        school_id=call.school_id, unit_no=call.unit_no, roll_call_id=call.pk,
        enrolment_id=pupil.enrolment_id, person_id=pupil.person_id, day=call.day, slot="morning",
        kind="absent_sick", symptoms=int(symptoms_of(symptom.split())), temperature=Decimal("37.0"),
        method="axillary",
    )  # fmt: skip


def now_and_then(
    days: list[dt.date], unit_no: int, every: int = 20
) -> dict[tuple[int, dt.date], dict[int, str]]:
    """One pupil a month with a stomach, never the same one twice running."""
    return {
        (unit_no, day): {1 + number % PUPILS: "vomiting"}
        for number, day in enumerate(days)
        if number % every == 3
    }
