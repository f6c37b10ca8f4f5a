"""Exposures of an event: who was, who was not, and what that says."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.epidemiology import ExposureTable, exposure_table
from xiaoan.investigations.models import Case, Event, Exposed, Exposure
from xiaoan.investigations.queries.detail import roll_day, row_of
from xiaoan.investigations.rules import COUNTED
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound


@dataclass(frozen=True)
class Result:
    """One exposure: people by exposed or not, ill or well; `unknown`: of the classes asked, nobody knows."""

    id: UUID
    kind: str
    name: str
    day: dt.date | None
    exposed_ill: int
    exposed_well: int
    unexposed_ill: int
    unexposed_well: int
    unknown_ill: int
    unknown_well: int
    table: ExposureTable


@dataclass(frozen=True)
class Marked:
    """A pupil on the sheet of a class. `exposed`: None while nobody knows."""

    person_id: UUID
    seat: int | None
    name: str
    is_case: bool
    exposed: bool | None


def results(actor: Actor, event_id: UUID) -> list[Result]:
    """What each exposure of an event says, the least likely by chance first."""
    event = row_of(actor, event_id)
    exposures = list(_exposures(event))
    marks: dict[UUID, dict[UUID, Exposed]] = defaultdict(dict)
    for one in Exposed.objects.filter(
        school_id=event.school_id, exposure_id__in=[one.pk for one in exposures]
    ):
        marks[one.exposure_id][one.person_id] = one
    cases = ill_of(event)
    classes = {one.class_then for found in marks.values() for one in found.values()}
    rolls = directory.class_rolls(actor, classes, roll_day(event))
    found = [_result(one, marks[one.pk], cases, rolls) for one in exposures]
    return sorted(found, key=lambda one: (one.table.p, one.name))


def _exposures(event: Event) -> list[Exposure]:
    rows = Exposure.objects.filter(school_id=event.school_id, event_id=event.pk)
    return list(rows.order_by("made_at", "id"))


def ill_of(event: Event) -> dict[UUID, int]:
    """Who is counted as a case, with the class of then."""
    rows = Case.objects.filter(school_id=event.school_id, event_id=event.pk, status__in=COUNTED)
    return dict(rows.values_list("person_id", "class_then"))


def _result(
    one: Exposure,
    marks: dict[UUID, Exposed],
    cases: dict[UUID, int],
    rolls: dict[int, list[directory.Pupil]],
) -> Result:
    asked = {mark.class_then for mark in marks.values()}
    people = set(marks)
    for no in asked:
        people |= {pupil.person_id for pupil in rolls.get(no, [])}
    people |= {who for who, no in cases.items() if no in asked}
    counts = Counter((marks[who].exposed if who in marks else None, who in cases) for who in people)
    cells = (
        counts[True, True], counts[True, False], counts[False, True], counts[False, False],
    )  # fmt: skip
    return Result(
        one.pk, one.kind, one.name, one.day, *cells, counts[None, True], counts[None, False],
        exposure_table(*cells),
    )  # fmt: skip


def exposure(actor: Actor, event_id: UUID, exposure_id: UUID) -> Exposure:
    """One exposure of an event; NotFound if it is not there."""
    event = row_of(actor, event_id)
    row = Exposure.objects.filter(
        school_id=event.school_id, event_id=event.pk, pk=exposure_id
    ).first()
    if row is None:
        raise NotFound
    return row


def sheet(actor: Actor, event_id: UUID, exposure_id: UUID, class_no: int) -> list[Marked]:
    """The roll of a class of the day, and cases of it that came later, with what is known of each."""
    event = row_of(actor, event_id)
    row = exposure(actor, event_id, exposure_id)
    roll = directory.class_rolls(actor, [class_no], roll_day(event)).get(class_no)
    if roll is None or directory.place(class_no).school_id != event.school_id:
        raise NotFound
    marks = dict(
        Exposed.objects.filter(
            school_id=event.school_id, exposure_id=row.pk, class_then=class_no
        ).values_list("person_id", "exposed")
    )
    cases = ill_of(event)
    on_roll = {pupil.person_id: pupil for pupil in roll}
    later = {who for who, no in cases.items() if no == class_no} | set(marks)
    names = person_names(actor, later - on_roll.keys())
    pupils: list[tuple[UUID, int | None, str]] = [(p.person_id, p.seat, p.name) for p in roll]
    pupils += [(who, None, name) for who, name in sorted(names.items(), key=lambda n: n[1])]
    return [Marked(who, seat, name, who in cases, marks.get(who)) for who, seat, name in pupils]


def classes_of(actor: Actor, event_id: UUID) -> list[directory.Place]:
    """The classes of the event's school that the actor sees, those with cases first."""
    event = row_of(actor, event_id)
    ill = Counter(ill_of(event).values())
    places = directory.places_inside(directory.place(event.school_id).interval, "class")
    seen = [one for one in places if actor.sees(one.no)]
    return sorted(seen, key=lambda one: (-ill[one.no], one.no))
