"""Reporting classes, looking at them, and what the signals are then."""

import datetime as dt
from collections.abc import Callable, Iterable

from tests.builders import BUILDER, COUNTY, DAY, Universe, sent, sick
from xiaoan.directory.rules import school_of
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
Known = tuple[str, str, int, str, int, str]


def look(unit_no: int, day: dt.date = DAY) -> int:
    """Look for clusters as the task does; gives how many signals are new."""
    with acting_as(BUILDER) as system:
        return len(outbreaks.look_for_clusters(system, school_of(unit_no), unit_no, day))


def stored() -> list[Signal]:
    """All signals, as the system sees them."""
    enter(BUILDER)
    return list(Signal.objects.order_by("rule", "unit_no", "syndrome", "day"))


def known() -> list[Known]:
    return [(s.rule, s.level, s.unit_no, s.syndrome, s.cases, s.state) for s in stored()]


def facts() -> list[str]:
    """What has been recorded about signals, in order."""
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="outbreaks.").order_by("n")
    return [kind.removeprefix("outbreaks.signal_") for kind in rows.values_list("kind", flat=True)]


def counted() -> dict[str, list[tuple[int, dt.date, bool]]]:
    """Rule → seat (the children of one class are told apart by it), onset used, onset known."""
    names = {signal.pk: signal.rule for signal in stored()}
    found: dict[str, list[tuple[int, dt.date, bool]]] = {}
    for case in SignalCase.objects.all():
        row = (seat_of(case.person_id), case.onset, case.onset_known)
        found.setdefault(names[case.signal_id], []).append(row)
    return {rule: sorted(rows) for rule, rows in sorted(found.items())}


def seat_of(person_id: object) -> int:
    from tests.builders import UNIVERSE  # noqa: PLC0415  # filled when the session begins

    pupils = (pupil for roll in UNIVERSE[0].pupils.values() for pupil in roll)
    return next(pupil.seat for pupil in pupils if pupil.person_id == person_id)


def report(
    acting: Acting, universe: Universe, who: str, unit: int, *seats: int, **more: object
) -> None:
    """A class reports these seats as vomiting; `onset`, `symptom` and the builder's options."""
    day = more.get("day", DAY)
    onset = more.pop("onset", day)
    symptom = str(more.pop("symptom", "vomiting"))
    marks = [sick(universe.enrolment(unit, s), symptom, onset=onset) for s in seats]  # type: ignore[arg-type]  # a builder's options
    screening.submit_roll_call(acting(who), sent(unit, *marks, **more))  # type: ignore[arg-type]  # as above


def open_days(days: Iterable[dt.date]) -> None:
    """Have the roll-calls of more days due."""
    with acting_as(BUILDER) as system:
        for day in days:
            screening.open_day(system, day, (COUNTY, 2 * COUNTY))


def noon_of(day: dt.date) -> dt.datetime:
    return clock.at(day, dt.time(12, 0))
